"""What the cards of gifts share: whose favours are open, and what has passed between a person and us.

A person is a merchant of the book. Given is spending, received is income; what came back is not looked at.
"""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import Count, F, Q, QuerySet, Sum

from ledger.models import Book, Entry, Member, Merchant, Scheduled
from ledger.queries.entries import with_names
from ledger.rules.totals import spent_and_earned
from ledger.visibility import book_entries, book_scheduled, counted_entries, known_merchants

# These go to and fro each year, or are thanks already: nobody counts them as a favour to return.
NO_FAVOUR = ("new_year", "festival", "thanks")
ENTRIES_SHOWN = 60


def occasion(entry: Entry) -> str:
    """What it was for, in the words of the entry, else of its category."""
    told = entry.extra.get("occasion")
    if isinstance(told, str) and told.strip():
        return told.strip()
    return entry.note or (entry.category.name if entry.category else "")


@dataclass(frozen=True, slots=True)
class Favour:
    """The last gift of somebody who has given more often than received; `coming` is that person's next occasion."""

    entry: Entry
    coming: Scheduled | None

    @property
    def who(self) -> Merchant:
        assert self.entry.merchant is not None  # open_favours asks for those who have one
        return self.entry.merchant

    @property
    def what(self) -> str:
        return occasion(self.entry)


def open_favours(books: Sequence[Book], todays: dict[int, dt.date]) -> dict[int, list[Favour]]:
    """By book: the favours that are open, those whose occasion comes first, then the oldest. Three queries."""
    book_ids = [book.pk for book in books]
    between = _favours(book_entries(*books, pending=True))
    owing = (
        between.order_by()
        .values("merchant_id")
        .annotate(
            received=Count("pk", filter=Q(kind="income", date__lte=max(todays.values()))),
            given=Count("pk", filter=Q(kind="expense")),
        )
        .filter(received__gt=F("given"))
        .values("merchant_id")
    )
    last = list(
        between.filter(kind="income", merchant_id__in=owing)
        .order_by("merchant_id", "-date", "-id")
        .distinct("merchant_id")
        .select_related("merchant", "category")
    )
    next_of = _next_occasions(books, {entry.merchant.name for entry in last if entry.merchant}, todays)
    found: dict[int, list[Favour]] = {book_id: [] for book_id in book_ids}
    for entry in last:
        assert entry.merchant is not None
        found[entry.book_id].append(Favour(entry, next_of.get((entry.book_id, entry.merchant.name))))
    for favours in found.values():
        favours.sort(key=lambda each: (each.coming.due if each.coming else dt.date.max, each.entry.date, each.entry.pk))
    return found


def _favours(entries: QuerySet[Entry]) -> QuerySet[Entry]:
    entries = entries.filter(kind__in=["income", "expense"], merchant_id__isnull=False)
    for key in NO_FAVOUR:
        entries = entries.exclude(category__key__startswith=key)
    return entries


def _next_occasions(
    books: Sequence[Book], names: Iterable[str], todays: dict[int, dt.date]
) -> dict[tuple[int, str], Scheduled]:
    rows = (
        book_scheduled(*books)
        .filter(party__in=list(names), done_at__isnull=True, due__gte=min(todays.values()))
        .order_by("-due", "-id")
    )
    return {(row.book_id, row.party): row for row in rows if row.due >= todays[row.book_id]}


def last_received(book: Book, names: Iterable[str]) -> dict[str, Entry]:
    """By name: the last gift that these people gave us, favours or not. One query."""
    rows = (
        book_entries(book)
        .filter(kind="income", merchant__name__in=list(names))
        .order_by("merchant_id", "-date", "-id")
        .distinct("merchant_id")
        .select_related("merchant", "category")
    )
    return {entry.merchant.name: entry for entry in rows if entry.merchant}


@dataclass(frozen=True, slots=True)
class Between:
    """All that has passed between a person and us, newest first; the sums are over all, also beyond those shown."""

    who: Merchant
    given_minor: int
    received_minor: int
    n: int
    entries: list[Entry]

    @property
    def difference_minor(self) -> int:
        """Above zero we have given more."""
        return self.given_minor - self.received_minor


def between(member: Member, who: Merchant) -> Between:
    """What the member may see of it. Two queries."""
    entries = counted_entries(member).filter(merchant=who, kind__in=["expense", "income", "refund"])
    given = received = n = 0
    kinds = entries.order_by().annotate(to_customer=Q(to_account__isnull=True)).values_list("kind", "to_customer")
    for kind, to_customer, amount_minor, its_n in kinds.annotate(Sum("base_amount_minor"), Count("pk")):
        spent, earned = spent_and_earned(kind, amount_minor, to_customer=to_customer)
        given, received, n = given + spent, received + earned, n + its_n
    return Between(who, given, received, n, with_names(member, entries.order_by("-date", "-id")[:ENTRIES_SHOWN]))


def people_like(member: Member, name: str, *, size: int = 12) -> list[Merchant]:
    """Those whose name holds this text, by name; the one of exactly this name alone. One query."""
    name = name.strip()
    if not name:
        return []
    rows = known_merchants(member).filter(archived_at__isnull=True, name__icontains=name)
    found = list(rows.order_by("name")[:size])
    exact = [row for row in found if row.name == name]
    return exact or found
