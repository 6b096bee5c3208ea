"""What a person says about an entry, checked and turned into the columns of a row."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import TypeVar
from uuid import UUID

from django.utils.translation import gettext as _

from ledger.directory import directory_of
from ledger.errors import EntryInvalid, RateMissing
from ledger.models import Account, Book, Category, Claim, Entry, EntryKind, Member, Merchant, Project, Tag
from ledger.queries.balances import last_rate
from ledger.rules.flow import entry_flow
from ledger.rules.money import round_half_up
from ledger.rules.periods import FIRST_DAY, LAST_DAY
from ledger.services.shares import split_refusal

MAX_AMOUNT_MINOR = 10**13

L = TypeVar("L", Merchant, Project, Tag)


@dataclass(frozen=True, kw_only=True)
class EntryDraft:
    """An entry as it is meant. Rows named must belong to the book; merchant, project and tags are given by name.

    `amount_minor` is in minor units of the currency of `from_account` (of `to_account` where there is no other),
    `to_amount_minor` in those of `to_account` where a transfer's currencies differ, `base_amount_minor` in the
    book's (None: the last rate). `date` and `time` are the book's own.
    """

    kind: str
    date: dt.date
    amount_minor: int
    from_account: Account | None = None
    to_account: Account | None = None
    to_amount_minor: int | None = None
    base_amount_minor: int | None = None
    category: Category | None = None
    member: Member | None = None
    paid_by: Member | None = None
    time: dt.time | None = None
    merchant: str = ""
    project: str = ""
    tags: tuple[str, ...] = ()
    note: str = ""
    claim: str = ""
    group: UUID | None = None
    refund_of: Entry | None = None
    extra: dict = field(default_factory=dict)
    # How it is shared, as `Split.as_json` says it; None: as the book shares by default.
    split: dict | None = None
    client_id: UUID | None = None

    def changed(self, **changes) -> "EntryDraft":
        return replace(self, **changes)

    @property
    def account(self) -> Account:
        """The account in whose currency `amount_minor` is; a draft that `check_draft` let through has one."""
        account = self.from_account or self.to_account
        assert account is not None
        return account


# What an edit may change, as fields of EntryDraft.
EDITABLE = frozenset(EntryDraft.__dataclass_fields__) - {"client_id", "group"}


def draft_of(entry: Entry) -> EntryDraft:
    """The draft that would record this entry again; the start of an edit and of a copy."""
    return EntryDraft(
        kind=entry.kind,
        date=entry.date,
        time=entry.time,
        amount_minor=entry.amount_minor,
        to_amount_minor=entry.to_amount_minor,
        base_amount_minor=entry.base_amount_minor,
        from_account=entry.from_account,
        to_account=entry.to_account,
        category=entry.category,
        member=entry.member,
        paid_by=entry.paid_by,
        merchant=entry.merchant.name if entry.merchant else "",
        project=entry.project.name if entry.project else "",
        tags=tuple(Tag.objects.filter(id__in=entry.tags).order_by("name").values_list("name", flat=True))
        if entry.tags
        else (),
        note=entry.note,
        claim=entry.claim,
        group=entry.group,
        refund_of=entry.refund_of,
        extra=entry.extra,
        split=entry.split,
        client_id=entry.client_id,
    )


def check_draft(draft: EntryDraft, book: Book) -> None:
    """Raises EntryInvalid, with a sentence for each field that is wrong; the database holds the same rules."""
    wrong: dict[str, list[str]] = {}

    def say(name: str, sentence: str) -> None:
        wrong.setdefault(name, []).append(sentence)

    if draft.kind not in EntryKind.values:
        say("kind", _("Choose expense, income, transfer or refund."))
        raise EntryInvalid(fields=wrong)
    if not 0 < draft.amount_minor <= MAX_AMOUNT_MINOR:
        say("amount_minor", _("Enter an amount above zero."))
    if not FIRST_DAY <= draft.date <= LAST_DAY:
        say("date", _("Choose a date between 1970 and 2200."))
    _check_sides(draft, say)
    _check_category(draft, say)
    for name in ("from_account", "to_account", "category", "member", "paid_by", "refund_of"):
        row = getattr(draft, name)
        if row is not None and row.book_id != book.pk:
            say(name, _("This belongs to another book."))
    if draft.claim not in Claim.values:
        say("claim", _("Choose whether it is to be paid back."))
    if draft.split is not None and not wrong:
        refusal = split_refusal(
            draft.split, kind=draft.kind, amount_minor=draft.amount_minor, currency=draft.account.currency, book=book
        )
        if refusal:
            say("split", refusal)
    for name, longest in (("merchant", 120), ("project", 60)):
        if len(getattr(draft, name).strip()) > longest:
            say(name, _("This name is too long: shorten it to %(n)d characters.") % {"n": longest})
    if len(draft.note) > 500:
        say("note", _("This note is too long: shorten it to 500 characters."))
    if wrong:
        raise EntryInvalid(fields=wrong)


def _check_sides(draft: EntryDraft, say) -> None:
    source, target = draft.from_account, draft.to_account
    if draft.kind == EntryKind.EXPENSE:
        if source is None:
            say("from_account", _("Choose the account that paid."))
        if target is not None:
            say("to_account", _("An expense goes to no account: use a transfer."))
    elif draft.kind == EntryKind.INCOME:
        if target is None:
            say("to_account", _("Choose the account that received the money."))
        if source is not None:
            say("from_account", _("Income comes from no account: use a transfer."))
    elif draft.kind == EntryKind.TRANSFER:
        if source is None:
            say("from_account", _("Choose the account that paid."))
        if target is None:
            say("to_account", _("Choose the account that received the money."))
        if source is not None and source == target:
            say("to_account", _("Choose two different accounts."))
    elif (source is None) == (target is None):
        say("to_account", _("Choose one account."))
    _check_received(draft, say)


def _check_received(draft: EntryDraft, say) -> None:
    source, target = draft.from_account, draft.to_account
    differ = source is not None and target is not None and source.currency != target.currency
    if differ and draft.kind == EntryKind.TRANSFER and not (draft.to_amount_minor or 0) > 0:
        say("to_amount_minor", _("Enter how much arrived: the two accounts keep different currencies."))
    if not differ and draft.to_amount_minor is not None:
        say("to_amount_minor", _("What arrives is what left: the two accounts keep one currency."))


def _check_category(draft: EntryDraft, say) -> None:
    if draft.category is None:
        return
    if draft.kind in (EntryKind.TRANSFER, EntryKind.ADJUSTMENT):
        say("category", _("A transfer has no category."))
        return
    to_customer = draft.kind == EntryKind.REFUND and draft.to_account is None
    wanted = "income" if draft.kind == EntryKind.INCOME or to_customer else "expense"
    if draft.category.kind != wanted:
        say("category", _("This category does not fit this kind of entry."))


def apply_draft(entry: Entry, draft: EntryDraft, book: Book) -> None:
    """Sets the columns of an unsaved or locked row, all but its labels."""
    entry.kind = draft.kind
    entry.date = draft.date
    entry.time = draft.time
    entry.amount_minor = draft.amount_minor
    entry.to_amount_minor = draft.to_amount_minor
    entry.base_amount_minor = base_amount(draft, book)
    entry.from_account = draft.from_account
    entry.to_account = draft.to_account
    entry.category = draft.category
    entry.member = draft.member
    entry.paid_by = draft.paid_by or draft.account.member
    entry.note = draft.note.strip()
    entry.claim = draft.claim
    entry.group = draft.group
    entry.refund_of = draft.refund_of
    entry.extra = draft.extra
    entry.split = draft.split
    entry.flow, entry.liquid_sides = entry_flow(
        draft.kind,
        draft.from_account.kind if draft.from_account else None,
        draft.to_account.kind if draft.to_account else None,
    )


def apply_labels(entry: Entry, draft: EntryDraft, book: Book) -> None:
    """Sets merchant, project and tags, and makes those that do not exist yet. The caller holds the book's lock."""
    entry.merchant = named(Merchant, book, draft.merchant)
    entry.project = named(Project, book, draft.project)
    entry.tags = tag_ids(book, draft.tags)


def find_labels(entry: Entry, draft: EntryDraft, book: Book) -> bool:
    """Sets merchant, project and tags where the book has them all; False, and nothing set, where it does not.

    It needs no lock, so that other writers of the book need not wait while a writer looks its names up.
    """
    directory = directory_of(book)
    merchant_name, project_name = draft.merchant.strip(), draft.project.strip()
    tag_names = dict.fromkeys(name.strip() for name in draft.tags if name.strip())
    merchant = directory.merchant(merchant_name) if merchant_name else None
    project = directory.projects_by_name.get(project_name)
    tags = [directory.tags_by_name.get(name) for name in tag_names]
    if (merchant_name and not merchant) or (project_name and not project) or None in tags:
        return False
    entry.merchant, entry.project, entry.tags = merchant, project, [tag.pk for tag in tags if tag is not None]
    return True


def base_amount(draft: EntryDraft, book: Book) -> int:
    """The amount in the book's currency: as said, or the same, or by the book's last rate. Raises RateMissing."""
    account = draft.account
    if account.currency == book.currency:
        return draft.amount_minor
    if draft.to_account is not None and draft.to_account.currency == book.currency and draft.to_amount_minor:
        return draft.to_amount_minor
    if draft.base_amount_minor is not None:
        return draft.base_amount_minor
    rate = last_rate(book, account.currency)
    if rate is None:
        raise RateMissing
    foreign, base = rate
    return round_half_up(draft.amount_minor * base, foreign)


def tag_ids(book: Book, names: Iterable[str]) -> list[int]:
    """The ids of the book's tags of these names, each once, those made that do not exist. As `named`."""
    tags = [named(Tag, book, name) for name in names]
    return list(dict.fromkeys(tag.pk for tag in tags if tag is not None))


def named(model: type[L], book: Book, name: str) -> L | None:
    """The book's merchant, project or tag of that name, made if it does not exist; None for an empty name.

    The caller holds the book's lock, so two people naming the same merchant at once get one row.
    """
    name = name.strip()
    if not name:
        return None
    longest = model._meta.get_field("name").max_length
    rows = model._default_manager.select_related("merged_into")
    row, _made = rows.get_or_create(book=book, name=name[:longest])
    return row.merged_into or row
