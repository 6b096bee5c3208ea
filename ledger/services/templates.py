"""An entry recorded once more, and what is recorded often kept as a template."""

import datetime as dt
from typing import Any

from django.db.models import Max
from django.db.models.functions import Now
from django.utils.translation import gettext as _

from accounts.ids import uuid7
from ledger.access import memberships
from ledger.errors import BookNotFound, EntryNotRepeatable, NameTaken
from ledger.models import Claim, Entry, EntryKind, EntryTemplate, Member
from ledger.permissions import Action, require, require_open
from ledger.queries.templates import my_templates
from ledger.services.drafts import draft_of
from ledger.services.entries import record_entry
from ledger.services.links import record_linked_payment
from ledger.services.locking import writes_books


def repeat_entry(member: Member, entry: Entry, *, now: dt.datetime) -> Entry:
    """Records an entry of the member's book once more, as of `now` in the book's time zone.

    What hangs on the one payment alone does not come along: its group, what it refunds, and whether it was paid back
    already. What was paid from another book of the same user is paid from there again. Raises RoleTooLow,
    BookArchived, EntryNotRepeatable for a balance set right, and what recording raises.
    """
    require(member, Action.RECORD)
    require_open(member.book)
    if entry.kind == EntryKind.ADJUSTMENT:
        raise EntryNotRepeatable
    draft = draft_of(entry).changed(
        date=now.date(),
        time=now.time().replace(second=0, microsecond=0),
        claim=Claim.OPEN if entry.claim else Claim.NONE,
        group=None,
        refund_of=None,
        client_id=uuid7(),
    )
    if entry.link_id is not None and entry.paid_by_id == member.pk and member.user is not None:
        other = Entry.objects.filter(link_id=entry.link_id).exclude(pk=entry.pk).select_related("from_account").first()
        home = other and memberships(member.user).filter(book_id=other.book_id).first()
        if other and other.from_account and home and other.book_id != member.book_id:
            draft = draft.changed(from_account=None, paid_by=None)
            return record_linked_payment(member, draft=draft, home=home, home_account=other.from_account)
    return record_entry(member, draft=draft)


@writes_books
def save_template(member: Member, *, name: str, mode: str, fields: dict[str, Any]) -> EntryTemplate:
    """Keeps fields of the pad under a name, for the member alone. Raises RoleTooLow, BookArchived, NameTaken."""
    require(member, Action.RECORD)
    require_open(member.book)
    name = name.strip()
    if not name:
        raise NameTaken(fields={"name": [_("Give it a name.")]})
    _lock(member)
    mine = my_templates(member)
    if mine.filter(name=name).exists():
        raise NameTaken(fields={"name": [NameTaken.message]})
    last = mine.aggregate(last=Max("position"))["last"]
    return EntryTemplate.objects.create(
        book_id=member.book_id,
        member=member,
        name=name,
        mode=mode,
        fields=fields,
        position=0 if last is None else last + 1,
    )


@writes_books
def move_template(member: Member, template: EntryTemplate, *, up: bool) -> None:
    """Puts a template one place further up or down among the member's own."""
    require(member, Action.RECORD)
    _lock(member)
    rows = list(my_templates(member))
    here = next((place for place, row in enumerate(rows) if row.pk == template.pk), None)
    if here is None:
        raise BookNotFound
    there = max(0, min(len(rows) - 1, here + (-1 if up else 1)))
    rows.insert(there, rows.pop(here))
    for place, row in enumerate(rows):
        row.position = place
    EntryTemplate.objects.bulk_update(rows, ["position"])


@writes_books
def delete_template(member: Member, template: EntryTemplate, *, deleted: bool = True) -> None:
    """Takes a template away, or brings it back. Raises NameTaken where another one has its name by now."""
    require(member, Action.RECORD)
    _lock(member)
    if template.member_id != member.pk:
        raise BookNotFound
    if not deleted and my_templates(member).exclude(pk=template.pk).filter(name=template.name).exists():
        raise NameTaken
    EntryTemplate.objects.filter(pk=template.pk).update(deleted_at=Now() if deleted else None)


def _lock(member: Member) -> None:
    """The member's own row is the lock of the member's own templates."""
    Member.objects.select_for_update(no_key=True).get(pk=member.pk)
