"""What the pages of an import show. Each list comes a page at a time, so that 10,000 rows make no slow page."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.core.cache import cache
from django.db.models import Count, Q, Sum
from django.utils.translation import gettext as _

from ledger.importers import importers
from ledger.models import Account, Book, Category, Entry, ImportBatch, ImportGroup, ImportRow, Member
from ledger.queries.recording import other_memberships
from ledger.visibility import book_entries, book_imports

PAGE_SIZE = 50

Row = ImportRow.State

# The states that one counter of the preview stands for.
THERE = (Row.KNOWN, Row.PAIRED, Row.IN_BIN)
LEFT_OUT = (Row.SKIPPED, Row.REJECTED, Row.ASKED)


def progress_key(batch_id: int) -> str:
    """Where the writer says how many rows it has written: its transaction shows nobody anything until it is over."""
    return f"import-written:{batch_id}"


def rows_done(batch: ImportBatch) -> int:
    """How many rows of a batch have been read, or while it is being written, written."""
    if batch.state == ImportBatch.State.WRITING:
        return cache.get(progress_key(batch.pk), 0)
    return batch.done


@dataclass(frozen=True, slots=True)
class BilledFile:
    """A file of a batch: what it was recognised as, who exported it, first and last day, or why it was not read."""

    name: str
    label: str
    exporter: str
    first: dt.date | None
    last: dt.date | None
    error: str
    position: int
    is_locked: bool
    is_wrong: bool


def billed_files(batch: ImportBatch) -> list[BilledFile]:
    formats = importers()
    return [
        BilledFile(
            name=each["name"],
            label=str(formats[each["format"]].LABEL) if each.get("format") in formats else "",
            exporter=str(formats[each["format"]].EXPORTER) if each.get("format") in formats else "",
            first=dt.date.fromisoformat(each["first"]) if each.get("first") else None,
            last=dt.date.fromisoformat(each["last"]) if each.get("last") else None,
            error=each.get("error", ""),
            position=each["position"],
            is_locked=bool(each.get("locked")),
            is_wrong=bool(each.get("wrong")),
        )
        for each in batch.files
    ]


def format_names(batch: ImportBatch) -> list[str]:
    """What the files of a batch were recognised as, each once."""
    return list(dict.fromkeys(file.label for file in billed_files(batch) if file.label))


@dataclass(frozen=True, slots=True)
class Counters:
    """Rows of a preview as it stands: `new` will be written, `there` are in the book, `left_out` are not taken.

    `typed` are like an entry typed by hand and count as there while they are to complete it.
    """

    new: int
    there: int
    left_out: int
    typed: int
    in_bin: int
    rows: int


def preview_counters(batch: ImportBatch) -> Counters:
    counts = {state: batch.counts.get(state, 0) for state in Row.values}
    taken = ImportGroup.objects.filter(batch=batch, kind="neutral").exclude(taken_as="").aggregate(n=Sum("n"))["n"] or 0
    merged = counts[Row.TYPED] if batch.merge_typed else 0
    restored = counts[Row.IN_BIN] if batch.restore_binned else 0
    return Counters(
        new=counts[Row.NEW] + taken + counts[Row.TYPED] - merged + restored,
        there=sum(counts[state] for state in THERE) + merged - restored,
        left_out=sum(counts[state] for state in LEFT_OUT) - taken,
        typed=counts[Row.TYPED],
        in_bin=counts[Row.IN_BIN],
        rows=sum(counts.values()),
    )


@dataclass(frozen=True, slots=True)
class GroupPage:
    groups: list[ImportGroup]
    next_page: int | None


def group_page(batch: ImportBatch, *, page: int = 1, asked: bool = False) -> GroupPage:
    """Groups, the largest sum first; `asked` are those of neutral rows, which are decided on their own."""
    groups = ImportGroup.objects.filter(batch=batch).select_related(
        "category", "account", "counter_account", "paid_for__book"
    )
    groups = groups.filter(kind="neutral") if asked else groups.exclude(kind="neutral")
    start = (max(page, 1) - 1) * PAGE_SIZE
    found = list(groups.order_by("-amount_minor", "id")[start : start + PAGE_SIZE + 1])
    for group in found:
        group.account_name = group_account_name(batch, group)
    return GroupPage(found[:PAGE_SIZE], page + 1 if len(found) > PAGE_SIZE else None)


def group_account_name(batch: ImportBatch, group: ImportGroup) -> str:
    """The account that the rows of a group go to: the one chosen, the one that all name, or that there are several."""
    if group.account is not None:
        return group.account.name
    names = {place_name(batch, index) for index in (group.place, group.last_place) if index >= 0}
    return names.pop() if len(names) == 1 else _("several accounts")


def place_name(batch: ImportBatch, index: int) -> str:
    """What the account of a place is called, or will be."""
    place = batch.places[index]
    if place["same_as"] is not None:
        place = batch.places[place["same_as"]]
    if place["account"] is None:
        return place["account_name"]
    names = batch.__dict__.setdefault("_account_names", {})
    if not names:
        names |= dict(Account.objects.filter(book_id=batch.book_id).values_list("pk", "name"))
    return names.get(place["account"], place["name"])


@dataclass(frozen=True, slots=True)
class NamedPlace:
    """A payment method of the bills: how it is named there, and the account that it stands for (None: a new one)."""

    index: int
    name: str
    n: int
    account_id: int | None
    account_name: str


def named_places(batch: ImportBatch) -> list[NamedPlace]:
    """The places that rows name, those for which a new account would be made first, then the most used."""
    found = [
        NamedPlace(
            index,
            place["name"] + (f" ({place['tail']})" if place["tail"] else "") or place_name(batch, index),
            place["n"],
            place["account"],
            place_name(batch, index),
        )
        for index, place in enumerate(batch.places)
        if place["same_as"] is None and place["n"]
    ]
    return sorted(found, key=lambda each: (each.account_id is not None, -each.n))


def row_page(batch: ImportBatch, states: Sequence[str], *, page: int = 1) -> tuple[list[ImportRow], int | None]:
    """Rows in some states in the order of the bill, with the name of their file as `file_name`; and the next page."""
    start = (max(page, 1) - 1) * PAGE_SIZE
    rows = ImportRow.objects.filter(batch=batch, state__in=states).order_by("file", "line", "id")
    found = list(rows[start : start + PAGE_SIZE + 1])
    names = {each["position"]: each["name"] for each in batch.files}
    for row in found:
        row.file_name = names.get(row.file, "")
        row.state_name = Row(row.state).label
    return found[:PAGE_SIZE], page + 1 if len(found) > PAGE_SIZE else None


def group_rows(batch: ImportBatch, group: ImportGroup, *, limit: int = 20) -> list[ImportRow]:
    """The latest rows of a group."""
    rows = ImportRow.objects.filter(
        batch=batch, kind=group.kind, merchant=group.merchant, category=group.guess, state__in=[Row.NEW, Row.ASKED]
    )
    return list(rows.order_by("-date", "-time", "-id")[:limit])


def typed_pairs(batch: ImportBatch, *, limit: int = PAGE_SIZE) -> list[tuple[ImportRow, Entry]]:
    """Rows beside the entries typed by hand that they are like, latest first."""
    rows = list(ImportRow.objects.filter(batch=batch, state=Row.TYPED).order_by("-date", "-id")[:limit])
    entries = (
        book_entries(batch.book, pending=True)
        .select_related("category", "from_account", "to_account", "merchant")
        .in_bulk([row.entry for row in rows])
    )
    return [(row, entries[row.entry]) for row in rows if row.entry in entries]


def pickable_accounts(book: Book) -> list[Account]:
    """Accounts that a bill's rows may go to, those of the scene that are hidden last."""
    accounts = Account.objects.filter(book=book, archived_at__isnull=True).exclude(kind="capital")
    if not book.shows_veiled:
        accounts = accounts.exclude(veiled=True)
    return list(accounts.order_by("hidden", "position", "id"))


def payable_books(member: Member) -> list[Member]:
    """The same user's memberships of other open books into which a row of this book's bills can be written too."""
    return [other for other in other_memberships(member) if other.book.currency == member.book.currency]


def pickable_categories(book: Book, kind: str) -> list[tuple[Category, list[Category]]]:
    """First-level categories of a kind, each with its children."""
    rows = list(Category.objects.filter(book=book, kind=kind, archived_at__isnull=True).order_by("position", "id"))
    return [(top, [row for row in rows if row.parent_id == top.pk]) for top in rows if top.parent_id is None]


def recent_batches(member: Member, *, limit: int = 10) -> list[ImportBatch]:
    """The book's imports, latest first, without those that came to nothing."""
    batches = book_imports(member).exclude(state__in=[ImportBatch.State.CANCELLED, ImportBatch.State.FAILED])
    return list(batches.select_related("created_by").order_by("-id")[:limit])


def written_summary(batch: ImportBatch) -> dict[str, int]:
    """What a written batch holds now: live entries, those edited since, and those in the recycle bin."""
    return Entry.objects.filter(book_id=batch.book_id, batch=batch).aggregate(
        live=Count("pk", filter=Q(deleted_at__isnull=True)),
        edited=Count("pk", filter=Q(deleted_at__isnull=True, version__gt=1)),
        uncategorised=Count(
            "pk", filter=Q(deleted_at__isnull=True, category__isnull=True, kind__in=["expense", "income"])
        ),
    )
