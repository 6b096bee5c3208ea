"""Who paid, who bears it, and who owes whom: at any moment, and as of any day.

    put in   what left a person's pockets, less what came back into them (a pocket is the person's own money)
    bears    the shares of entries that say how they are shared; what was spent for one person alone; and of all that
             is left, the kitty's rest included, what the book's default says
    owed     put in less borne: above zero the person gets money, below zero the person gives

Where a book shares nothing by default, what is left is the book's own, and the book stands among the people: it pays
back what somebody advanced. Over all who stand here the amounts owed sum to zero, in the book's currency and in every
currency of a pocket. Expenses that wait for approval have neither been paid nor are they borne by anybody yet.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Case, F, Q, QuerySet, Sum, Value, When
from django.db.models.functions import Coalesce

from ledger import scenarios
from ledger.directory import Directory, directory_of, live
from ledger.models import Account, Approval, Book, Entry, EntryKind, Member, Settlement, Share
from ledger.permissions import Action, allows
from ledger.queries.balances import account_balance
from ledger.rules.money import to_major
from ledger.rules.settlement import Payment, settling_payments
from ledger.rules.shares import HUNDREDTHS, How, Split, SplitWrong
from ledger.visibility import visible_entries

# A book of a scene that shows one of these shares everything alike unless it says otherwise.
SHARING_CARDS = frozenset({"who_paid", "fair_share"})
NOBODY = "none"
# The key of the account that a scene keeps for what people put together.
KITTY = "kitty"
# The key of the book's own money among the people.
BOOK = 0


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a person stands (None: the book's own money), in minor units of `Standings.currency`."""

    person: Member | None
    paid_minor: int
    share_minor: int

    @property
    def owed_minor(self) -> int:
        return self.paid_minor - self.share_minor


@dataclass(frozen=True, slots=True)
class Standings:
    """Where everybody stands in one currency, and the fewest payments that make all even.

    `giver` and `taker` of a payment are members, or None for the book's own money.
    """

    currency: str
    rows: list[Standing]
    payments: list[Payment[Any]]

    @property
    def total_minor(self) -> int:
        """What was put in by all together."""
        return sum(row.paid_minor for row in self.rows)

    def of(self, person: Member) -> Standing:
        found = next((row for row in self.rows if row.person is not None and row.person.pk == person.pk), None)
        return found or Standing(person, 0, 0)

    def payments_of(self, person: Member) -> list[Payment[Any]]:
        """Those that this person gives or gets."""
        return [each for each in self.payments if person in (each.giver, each.taker)]


@dataclass
class _Tally:
    """Put in and borne by person, in one currency; and what was spent for one person alone."""

    paid: dict[int, int] = field(default_factory=lambda: defaultdict(int))
    borne: dict[int, int] = field(default_factory=lambda: defaultdict(int))
    alone: dict[int, int] = field(default_factory=lambda: defaultdict(int))


def everybody(book: Book) -> list[Member]:
    """Whom a payment may be shared with, in order."""
    return live(directory_of(book).people.values())


def default_split(book: Book) -> Split | None:
    """Who shares what no entry says otherwise of; None where that is the book's own."""
    kept = book.split
    if kept is None:
        cards = {card.key for card in scenarios.scene(book.scene).cards}
        return Split.equally(person.pk for person in everybody(book)) if cards & SHARING_CARDS else None
    if kept.get("how") == NOBODY:
        return None
    split = resolved(directory_of(book), Split.read(kept))
    return split if split.of else Split.equally(person.pk for person in everybody(book))


def resolved(directory: Directory, split: Split) -> Split:
    """The split with the people for whom its people stand now: of two that became one, the shares are added."""
    of: dict[int, int] = defaultdict(int)
    for person, number in split.of.items():
        stands = _stands_for(directory, person)
        of[stands] = number if split.how is How.EQUAL else of[stands] + number
    items = tuple(
        type(item)(item.name, item.amount_minor, tuple(sorted({_stands_for(directory, p) for p in item.people})))
        for item in split.items
    )
    return Split(split.how, dict(of), items)


def _stands_for(directory: Directory, person: int) -> int:
    row = directory.people.get(person)
    return row.merged_into_id if row is not None and row.merged_into_id else person


def standings(member: Member, *, on: dt.date | None = None, whole: bool = False) -> Standings:
    """Where everybody stands in the book's currency at the end of a day (None: now). Two queries.

    Over the entries that `member` may see; with `whole` over all of them, for a figure of the member's own.
    """
    tallies = _tallies(member.book, _entries(member, whole=whole), on)
    return _standings(member.book, member.book.currency, tallies[""])


def standings_by_currency(member: Member, *, on: dt.date | None = None) -> list[Standings]:
    """First all in the book's currency, then what of it is in each other currency of a pocket."""
    tallies = _tallies(member.book, _entries(member), on)
    foreign = sorted(
        currency for currency, tally in tallies.items() if currency not in ("", member.book.currency) and tally.paid
    )
    own = _standings(member.book, member.book.currency, tallies[""])
    return [own, *(_standings(member.book, currency, tallies[currency]) for currency in foreign)]


def _entries(member: Member, *, whole: bool = False) -> QuerySet[Entry]:
    if whole:
        return Entry.objects.filter(book_id=member.book_id, deleted_at__isnull=True)
    return visible_entries(member)


def _tallies(book: Book, entries: QuerySet[Entry], on: dt.date | None) -> dict[str, _Tally]:
    """By currency; "" is everything in the book's currency."""
    directory = directory_of(book)
    entries = entries.exclude(approval=Approval.PENDING)
    if on is not None:
        entries = entries.filter(date__lte=on)
    tallies: dict[str, _Tally] = defaultdict(_Tally)
    for row in _moves(book, entries):
        source, target = directory.accounts.get(row["from_account_id"]), directory.accounts.get(row["to_account_id"])
        currency = _currency(source, target)
        for account, sign, native in ((source, 1, row["amount"]), (target, -1, row["received"])):
            if account is not None and account.kind == "member" and account.member_id:
                person = _stands_for(directory, account.member_id)
                tallies[""].paid[person] += sign * row["base"]
                tallies[account.currency].paid[person] += sign * native
        if row["member_id"] is None:
            continue
        person = _stands_for(directory, row["member_id"])
        if row["pooled"]:
            # What is written down as put in by somebody, into an account of all.
            sign = -1 if row["kind"] == EntryKind.REFUND else 1
            tallies[""].paid[person] += sign * row["base"]
            tallies[currency].paid[person] += sign * row["amount"]
        elif not row["shared"] and row["kind"] in (EntryKind.EXPENSE, EntryKind.REFUND):
            sign = _sign(row)
            tallies[""].alone[person] += sign * row["base"]
            tallies[currency].alone[person] += sign * row["amount"]
    for row in _shares(book, entries):
        source, target = directory.accounts.get(row["from_account_id"]), directory.accounts.get(row["to_account_id"])
        person, sign = _stands_for(directory, row["person"]), _sign(row)
        tallies[""].borne[person] += sign * row["base"]
        tallies[_currency(source, target)].borne[person] += sign * row["amount"]
    return tallies


def _moves(book: Book, entries: QuerySet[Entry]) -> Iterable[Mapping[str, Any]]:
    """The entries summed by all that matters here: a row for each pair of accounts, person and kind."""
    return (
        entries.order_by()
        .annotate(
            shared=Case(When(split__isnull=False, then=Value(True)), default=Value(False)),
            pooled=Case(When(Q(category_id__in=_pooled(book)), then=Value(True)), default=Value(False)),
        )
        .values("kind", "from_account_id", "to_account_id", "member_id", "shared", "pooled")
        .annotate(
            amount=Sum("amount_minor"),
            received=Sum(Coalesce("to_amount_minor", "amount_minor")),
            base=Sum("base_amount_minor"),
        )
    )


def _shares(book: Book, entries: QuerySet[Entry]) -> Iterable[Mapping[str, Any]]:
    """The shares of entries, summed likewise. The book is named of both, so that each table is read by its index."""
    return (
        entries.filter(split__isnull=False, shares__book_id=book.pk)
        .order_by()
        .values("kind", "from_account_id", "to_account_id", person=F("shares__member_id"))
        .annotate(amount=Sum("shares__amount_minor"), base=Sum("shares__base_amount_minor"))
    )


def _pooled(book: Book) -> list[int]:
    """The categories under which money is written down as put in by a person: the scene's cards name them."""
    keys = {card.options.get("pooled") for card in scenarios.scene(book.scene).cards} - {None}
    if not keys:
        return [BOOK]
    rows = directory_of(book).categories.values()
    return [row.pk for row in rows if row.key.partition(".")[0] in keys] or [BOOK]


def _sign(row: Mapping[str, Any]) -> int:
    """Is it spent (1), or has it come back (-1)? What a shop pays back to its customer is spent."""
    spent = row["kind"] == EntryKind.EXPENSE or (row["kind"] == EntryKind.REFUND and row["to_account_id"] is None)
    return 1 if spent else -1


def _currency(source: Account | None, target: Account | None) -> str:
    account = source or target
    return account.currency if account is not None else ""


def _standings(book: Book, currency: str, tally: _Tally) -> Standings:
    """Puts what is left on people, or on the book, and finds the payments."""
    people = directory_of(book).people
    split = default_split(book)
    borne = dict(tally.borne)
    left = sum(tally.paid.values()) - sum(borne.values())
    parts: Mapping[int, int] = {BOOK: left}
    if split is not None:
        for person, minor in tally.alone.items():
            borne[person] = borne.get(person, 0) + minor
        try:
            parts = split.shares_of(left - sum(tally.alone.values()))
        except SplitWrong:
            parts = {BOOK: left - sum(tally.alone.values())}
    for person, minor in parts.items():
        borne[person] = borne.get(person, 0) + minor
    named = [*(person.pk for person in everybody(book)), *sorted(borne.keys() | tally.paid.keys())]
    rows = []
    for pk in dict.fromkeys(named):
        row = Standing(people.get(pk), tally.paid.get(pk, 0), borne.get(pk, 0))
        # Who left the book, and the book itself, stand here as long as there is something between them and the rest.
        there = pk in people and people[pk].archived_at is None
        if there or row.owed_minor:
            rows.append(row)
    return Standings(currency, rows, _payments(rows))


def _payments(rows: Iterable[Standing]) -> list[Payment[Any]]:
    by_key = {(row.person.pk if row.person else BOOK): row for row in rows}
    found = settling_payments({key: row.owed_minor for key, row in by_key.items()})
    return [Payment(by_key[each.giver].person, by_key[each.taker].person, each.amount_minor) for each in found]


@dataclass(frozen=True, slots=True)
class Kitty:
    """What is left in the kitty, and the payments that give it back to those who share by default."""

    account: Account
    left_minor: int
    payments: list[Payment[Any]]


def kitty(member: Member) -> Kitty | None:
    """None where there is none, nothing is left in it, or the member sees no balances. One query."""
    split = default_split(member.book)
    account = next((row for row in live(directory_of(member.book).accounts.values()) if row.key == KITTY), None)
    if split is None or account is None or not allows(member, Action.SEE_BALANCES):
        return None
    left_minor = account_balance(account)
    if left_minor <= 0 or account.currency != member.book.currency:
        return None
    people = directory_of(member.book).people
    parts = split.shares_of(left_minor)
    return Kitty(account, left_minor, [Payment(None, people[pk], minor) for pk, minor in parts.items() if minor])


def sees_everybody(member: Member) -> bool:
    """May this member see where the others stand? Who may not sees a figure of their own alone."""
    return allows(member, Action.SEE_SUMS)


@dataclass(frozen=True, slots=True)
class EntryShare:
    person: Member | None
    amount_minor: int


def entry_shares(book: Book, entry: Entry) -> list[EntryShare]:
    """What each person bears of an entry that says how it is shared, in its own currency; else []. One query."""
    if entry.split is None:
        return []
    directory = directory_of(book)
    sums: dict[int, int] = defaultdict(int)
    rows = Share.objects.filter(book_id=entry.book_id, entry_id=entry.pk)
    for person, minor in rows.values_list("member_id", "amount_minor"):
        sums[_stands_for(directory, person)] += minor
    order = {pk: position for position, pk in enumerate(directory.people)}
    in_order = sorted(sums, key=lambda pk: order.get(pk, len(order)))
    return [EntryShare(directory.people.get(pk), sums[pk]) for pk in in_order]


def shares_in_words(book: Book, kept: Any) -> str:
    """Who shares, as the history of an entry tells it: "许一诺 2 · 周航 1"; "" for what the book does by default."""
    if not kept:
        return ""
    directory = directory_of(book)
    split = resolved(directory, Split.read(kept))
    told = []
    for pk in split.people:
        person = directory.people.get(pk)
        told.append(f"{person.name if person else '…'} {_number(book, split, pk)}".strip())
    return " · ".join(told)


def _number(book: Book, split: Split, person: int) -> str:
    """What the split says of a person, as it was typed."""
    if split.how is How.EXACT:
        return f"{to_major(split.of[person], book.currency):f}"
    if split.how in (How.PARTS, How.PERCENT):
        return f"{split.of[person] / HUNDREDTHS:g}{'%' if split.how is How.PERCENT else ''}"
    return ""


def settlements(member: Member, *, size: int = 20) -> list[Settlement]:
    """What was settled in the book with one button, newest first. One query."""
    rows = list(Settlement.objects.filter(book_id=member.book_id).select_related("by").order_by("-id")[:size])
    for row in rows:
        row.book = member.book
    return rows
