"""The list of entries: newest first, grouped by day, filtered, a page at a time by keyset."""

import datetime as dt
from dataclasses import dataclass, fields, replace
from itertools import groupby

from django.db.models import Count, IntegerField, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce

from ledger.directory import directory_of
from ledger.models import (
    Account,
    Approval,
    Category,
    Comment,
    Entry,
    EntryChange,
    Member,
    Merchant,
    Project,
    Tag,
)
from ledger.rules.totals import spent_and_earned
from ledger.visibility import visible_entries

PAGE_SIZE = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryFilter:
    """What a list is narrowed to. Dates are inclusive, amounts in minor units; a category takes its children."""

    kind: str = ""
    account: Account | None = None
    category: Category | None = None
    uncategorised: bool = False
    member: Member | None = None
    recorded_by: Member | None = None
    merchant: Merchant | None = None
    project: Project | None = None
    tag: Tag | None = None
    stage: str = ""  # a key of the scene's stages
    text: str = ""
    date_from: dt.date | None = None
    date_to: dt.date | None = None
    amount_min_minor: int | None = None
    amount_max_minor: int | None = None

    @property
    def is_empty(self) -> bool:
        return all(not getattr(self, field.name) for field in fields(self))

    def apply(self, entries: QuerySet[Entry]) -> QuerySet[Entry]:
        for name, value in (
            ("kind", self.kind),
            ("member", self.member),
            ("recorded_by", self.recorded_by),
            ("merchant", self.merchant),
            ("project", self.project),
            ("extra__stage", self.stage),
            ("date__gte", self.date_from),
            ("date__lte", self.date_to),
            ("amount_minor__gte", self.amount_min_minor),
            ("amount_minor__lte", self.amount_max_minor),
        ):
            if value not in ("", None):
                entries = entries.filter(**{name: value})
        if self.account is not None:
            entries = entries.filter(Q(from_account=self.account) | Q(to_account=self.account))
        if self.category is not None:
            children = Category.objects.filter(parent=self.category).values_list("pk", flat=True)
            entries = entries.filter(category_id__in=[self.category.pk, *children])
        if self.uncategorised:
            entries = entries.filter(category__isnull=True, kind__in=["expense", "income", "refund"])
        if self.tag is not None:
            entries = entries.filter(tags__contains=[self.tag.pk])
        return self._with_text(entries)

    def _with_text(self, entries: QuerySet[Entry]) -> QuerySet[Entry]:
        """Any substring of a note or a merchant's name; Django escapes the wildcards of LIKE."""
        text = self.text.strip()
        if not text:
            return entries
        merchants = Merchant.objects.filter(name__icontains=text, book_id=OuterRef("book_id")).values("pk")
        return entries.filter(Q(note__icontains=text) | Q(merchant_id__in=merchants))


@dataclass(frozen=True, slots=True)
class Cursor:
    """The last entry of the page before; the next page begins below it."""

    date: dt.date
    id: int

    def __str__(self) -> str:
        return f"{self.date:%Y%m%d}-{self.id}"

    @classmethod
    def parse(cls, text: str) -> "Cursor | None":
        """The cursor that `str` wrote, or None where the text is none."""
        day, _, number = text.partition("-")
        try:
            return cls(dt.datetime.strptime(day, "%Y%m%d").date(), int(number))
        except ValueError:
            return None


@dataclass(frozen=True, slots=True)
class EntryDay:
    """The entries of one day on this page, and the whole day's sums in the book's currency (also beyond the page)."""

    date: dt.date
    entries: list[Entry]
    expense_minor: int
    income_minor: int


@dataclass(frozen=True, slots=True)
class EntryPage:
    days: list[EntryDay]
    next_cursor: Cursor | None

    def __iter__(self):
        return (entry for day in self.days for entry in day.entries)


def filtered_entries(member: Member, narrowed: EntryFilter) -> QuerySet[Entry]:
    """All entries that the member may see and that meet the conditions, in no order."""
    return narrowed.apply(visible_entries(member))


def entry_page(
    member: Member, narrowed: EntryFilter | None = None, *, after: Cursor | None = None, size: int = PAGE_SIZE
) -> EntryPage:
    """One page of the entries that the member may see, newest day first. Two queries whatever its size."""
    found = filtered_entries(member, narrowed or EntryFilter())
    page = found.order_by("-date", "-id")
    if after is not None:
        # This form of the keyset lets the index start at the cursor; the usual OR of two ranges does not.
        page = page.filter(date__lte=after.date).filter(Q(date__lt=after.date) | Q(id__lt=after.id))
    rows = with_names(member, page[: size + 1])
    next_cursor = None
    if len(rows) > size:
        rows = rows[:size]
        next_cursor = Cursor(rows[-1].date, rows[-1].pk)
    sums = day_sums(found, rows[-1].date, rows[0].date) if rows else {}
    days = [
        EntryDay(day, sorted(entries, key=_by_time), *sums.get(day, (0, 0)))
        for day, entries in groupby(rows, key=lambda row: row.date)
    ]
    return EntryPage(days, next_cursor)


def day_entries(member: Member, narrowed: EntryFilter, day: dt.date) -> EntryDay:
    """All entries of one day that meet the conditions, whatever these say of days. Two queries."""
    found = filtered_entries(member, replace(narrowed, date_from=day, date_to=day))
    rows = with_names(member, found)
    return EntryDay(day, sorted(rows, key=_by_time), *day_sums(found, day, day).get(day, (0, 0)))


def _by_time(entry: Entry) -> tuple:
    """Latest first within a day; entries without a time after those with one, newest recorded first."""
    seconds = -1
    if entry.time is not None:
        seconds = entry.time.hour * 3600 + entry.time.minute * 60 + entry.time.second
    return (-seconds, -entry.pk)


def with_names(member: Member, entries: QuerySet[Entry]) -> list[Entry]:
    """Entries of the member's book with all that a list shows of them. One query."""
    directory = directory_of(member.book)
    entries = entries.select_related("merchant")
    rows = list(commented(entries, member.book_id) if directory.is_shared else entries)
    directory.name_entries(rows)
    return rows


def commented(entries: QuerySet[Entry], book_id: int) -> QuerySet[Entry]:
    """The entries with `comments_n`: how many comments each has in this book."""
    comments = Comment.objects.filter(book_id=book_id, entry_id=OuterRef("pk"), deleted_at__isnull=True)
    counted = comments.order_by().values("entry_id").annotate(n=Count("id")).values("n")
    return entries.annotate(comments_n=Coalesce(Subquery(counted, output_field=IntegerField()), 0))


def day_sums(found: QuerySet[Entry], first: dt.date, last: dt.date) -> dict[dt.date, tuple[int, int]]:
    """Spending and earnings of each day on which there are entries, in the book's currency. One query.

    What waits for approval is left out.
    """

    rows = (
        found.filter(date__gte=first, date__lte=last, kind__in=["expense", "income", "refund"])
        .exclude(approval=Approval.PENDING)
        .order_by()
        .annotate(to_customer=Q(to_account__isnull=True))
        .values_list("date", "kind", "to_customer")
        .annotate(Sum("base_amount_minor"))
    )
    sums: dict[dt.date, tuple[int, int]] = {}
    for day, kind, to_customer, amount in rows:
        spent, earned = sums.get(day, (0, 0))
        more_spent, more_earned = spent_and_earned(kind, amount, to_customer=to_customer)
        sums[day] = spent + more_spent, earned + more_earned
    return sums


def binned_entries(member: Member, *, size: int) -> list[Entry]:
    """What lies in the recycle bin and the member may see, last deleted first. One query."""
    binned = visible_entries(member, with_bin=True).filter(deleted_at__isnull=False)
    return with_names(member, binned.order_by("-deleted_at", "-id")[:size])


@dataclass(frozen=True, slots=True)
class Change:
    """One edit of an entry: who, when, and each field's value before and after (raw column values)."""

    at: dt.datetime
    by: Member | None
    version: int
    fields: dict[str, tuple[object, object]]


def entry_history(entry: Entry) -> list[Change]:
    """The edits of an entry, newest first. What a field became is what the next edit replaced, or stands now."""
    changes = list(EntryChange.objects.filter(book_id=entry.book_id, entry_id=entry.pk).order_by("-id"))
    people = Member.objects.filter(book_id=entry.book_id).in_bulk({c.by_id for c in changes if c.by_id})
    after = Entry.objects.filter(pk=entry.pk).values().get()
    history = []
    for change in changes:
        told = {name: (value, after.get(name)) for name, value in change.before.items()}
        history.append(Change(change.at, people.get(change.by_id), change.version, told))
        after |= change.before
    return history


def entry_siblings(member: Member, entry: Entry) -> list[Entry]:
    """The other entries of the same payment that the member may see, in the order they were recorded. One query."""
    if entry.group is None:
        return []
    parts = visible_entries(member).filter(group=entry.group).exclude(pk=entry.pk)
    return with_names(member, parts.order_by("id"))


def entry_with_names(member: Member, entry: Entry) -> Entry:
    """An entry of the member's book again, with what a page shows of it. One query."""
    [row] = with_names(member, Entry.objects.filter(book_id=member.book_id, pk=entry.pk))
    return row
