"""A payment that several people share, paid by one of them or by several."""

from collections.abc import Mapping

from django.utils.translation import gettext as _

from ledger.errors import EntryInvalid
from ledger.models import Entry, EntryKind, Member
from ledger.permissions import Action, require, require_open
from ledger.rules.shares import Split, parts_of_payers
from ledger.services.drafts import EntryDraft, check_draft
from ledger.services.entries import record_group
from ledger.services.locking import lock_books, writes_books
from ledger.services.members import pocket_of
from ledger.services.pad import as_transfer


@writes_books
def record_paid_by_several(member: Member, *, draft: EntryDraft, paid_minor: Mapping[Member, int]) -> list[Entry]:
    """Records an expense that several people paid out of their own pockets, as parts of one payment.

    What they paid must sum to the draft's amount. How it is shared holds of each part; exact amounts hold of all parts
    together. A retry (same `client_id`) writes nothing. Raises RoleTooLow, BookArchived, EntryInvalid.
    """
    require(member, Action.RECORD)
    require_open(member.book)
    paid = {person: minor for person, minor in paid_minor.items() if minor}
    if draft.kind != EntryKind.EXPENSE or len(paid) < 2 or min(paid.values()) < 0:
        raise EntryInvalid(fields={"paid_by": [_("Say what each of them paid.")]})
    if sum(paid.values()) != draft.amount_minor:
        raise EntryInvalid(fields={"paid_by": [_("What they paid must be the amount together.")]})
    if any(person.book_id != member.book_id for person in paid):
        raise EntryInvalid
    lock_books(member.book_id)
    if draft.client_id is not None:
        known = Entry.objects.filter(book_id=member.book_id, client_id=draft.client_id).first()
        if known is not None:
            return list(Entry.objects.filter(book_id=member.book_id, group=known.group).order_by("id"))
    # The whole first: what is wrong with it should be told of the whole.
    check_draft(draft.changed(from_account=pocket_of(next(iter(paid)))), member.book)
    splits: list[dict | None] = [None] * len(paid)
    if draft.split is not None:
        splits = [part.as_json() for part in parts_of_payers(Split.read(draft.split), paid.values())]
    drafts = [
        draft.changed(
            amount_minor=paid[person],
            from_account=pocket_of(person),
            paid_by=person,
            split=split,
            client_id=draft.client_id if part == 0 else None,
        )
        for part, (person, split) in enumerate(zip(paid, splits, strict=True))
    ]
    return record_group(member, drafts=[as_transfer(member, each) for each in drafts])
