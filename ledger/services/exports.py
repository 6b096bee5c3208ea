"""A book out: its entries, all or narrowed as the list of entries is, as CSV or as a workbook.

Both are written row by row into a file, so that memory stays flat. What takes longer than a moment is a job: the file
is kept for a week, for the member who asked. docs/exports.md tells what stands in the files.
"""

import csv
import datetime as dt
import io
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, fields
from tempfile import SpooledTemporaryFile
from typing import IO, Any, cast
from uuid import UUID

from django.db import InterfaceError, OperationalError, models
from django.db.models import F
from django.db.models.functions import Now
from django.utils import translation
from django.utils.text import get_valid_filename
from django.utils.translation import gettext_lazy as _
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell

from accounts.errors import DomainError
from ledger.directory import Directory, directory_of
from ledger.importers.changji_csv import COLUMNS, KINDS, LANGUAGES, escaped
from ledger.models import (
    Account,
    BookExport,
    Category,
    Claim,
    Entry,
    ExportPart,
    Member,
    Merchant,
    Project,
    Tag,
)
from ledger.permissions import Action, allows, require
from ledger.queries.balances import account_balances
from ledger.queries.entries import EntryFilter
from ledger.queries.shares import shares_in_words
from ledger.rules.money import exponent, to_major
from ledger.services.jobs import enqueue
from ledger.visibility import hides_entries, opened_for, visible_entries

WRITE_TASK = "ledger.write_export"
KEPT = dt.timedelta(days=7)
# A job that has not moved for so long was lost; far above what a chunk takes.
LOST_AFTER = dt.timedelta(minutes=10)
PART_BYTES = 1024 * 1024

_CHUNK_ROWS = 2_000
# Up to here a file is written in memory; beyond, in a temporary file without a name.
_SPOOL_BYTES = 8 * 1024 * 1024
_MOST_ROWS_OF_A_SHEET = 1_048_575

State = BookExport.State


class ExportTooLong(DomainError):
    code = "export_too_long"
    status = 422
    message = _("A sheet holds at most 1,048,575 entries. Take CSV, or a part of the book.")


class ExportNotReady(DomainError):
    code = "export_not_ready"
    status = 409
    message = _("This file is not written yet. Wait until it is ready.")


def entries_of(member: Member, narrowed: EntryFilter) -> models.QuerySet[Entry]:
    """The entries that an export of this member holds, in the order of their days."""
    return narrowed.apply(visible_entries(member)).order_by("date", "id")


def written_file(member: Member, narrowed: EntryFilter, format: str) -> IO[bytes]:
    """Writes a file at once, for the caller to close; for what takes but a moment (`takes_a_moment`).

    Raises RoleTooLow, ExportTooLong.
    """
    require(member, Action.EXPORT)
    file = cast(IO[bytes], SpooledTemporaryFile(_SPOOL_BYTES))  # noqa: SIM115 (the caller closes it)
    _write(member, narrowed, format, file, lambda _done: None)
    file.seek(0)
    return file


def takes_a_moment(n: int, format: str) -> bool:
    """Can so many entries be written while somebody waits for the page?"""
    return n <= FORMATS[format].at_once


def file_name(member: Member, format: str, today: dt.date) -> str:
    return f"{get_valid_filename(member.book.name.replace('/', ' ') or 'book')}-{today:%Y%m%d}.{format}"


def begin_export(member: Member, *, narrowed: EntryFilter, format: str, today: dt.date) -> BookExport:
    """Queues the writing of a file for this member; asked for again while it is written, it is the same one.

    Raises RoleTooLow, ExportTooLong.
    """
    require(member, Action.EXPORT)
    total = entries_of(member, narrowed).count()
    if format == "xlsx" and total > _MOST_ROWS_OF_A_SHEET:
        raise ExportTooLong
    said = {"book": member.book, "created_by": member, "format": format, "narrowed": narrowed_json(narrowed)}
    running = BookExport.objects.filter(**said, state=State.WRITING).first()
    if running is not None:
        return running
    export = BookExport.objects.create(**said, name=file_name(member, format, today), total=total)
    enqueue(WRITE_TASK, export.pk)
    return export


def write_export(export_id: int) -> BookExport:
    """Writes the file of an export in state `writing`; safe to run twice. Whatever goes wrong leaves it `failed`."""
    taken = BookExport.objects.filter(pk=export_id, state=State.WRITING)
    moved = taken.update(attempt=F("attempt") + 1, done=0, moved_at=Now())
    export = BookExport.objects.select_related("book").get(pk=export_id)
    if not moved:
        return export
    member = opened_for(Member.objects.select_related("user", "book").get(pk=export.created_by_id))
    mine = BookExport.objects.filter(pk=export.pk, attempt=export.attempt, state=State.WRITING)
    try:
        # Between the asking and the writing somebody may have been taken out of the book.
        require(member, Action.EXPORT)
        narrowed = narrowed_from(export.narrowed)
        with (
            translation.override((member.user and member.user.language) or translation.get_language()),
            SpooledTemporaryFile(_SPOOL_BYTES) as file,
        ):
            _write(member, narrowed, export.format, file, lambda done: mine.update(done=done, moved_at=Now()))
            ExportPart.objects.filter(export=export).delete()
            size = _keep(export, file)
        mine.update(state=State.DONE, bytes=size, done=F("total"), finished_at=Now(), moved_at=Now())
    except (OperationalError, InterfaceError):
        # The database went away: whoever comes next begins anew.
        raise
    except Exception:
        mine.update(state=State.FAILED, finished_at=Now(), moved_at=Now())
        raise
    export.refresh_from_db()
    return export


def _keep(export: BookExport, file: IO[bytes]) -> int:
    file.seek(0)
    size = 0
    for part, content in enumerate(iter(lambda: file.read(PART_BYTES), b"")):
        ExportPart.objects.create(export=export, part=part, content=content)
        size += len(content)
    return size


def kept_parts(member: Member, export: BookExport) -> Iterator[bytes]:
    """The written file, part by part. Raises RoleTooLow, ExportNotReady."""
    require(member, Action.EXPORT)
    if export.state != State.DONE:
        raise ExportNotReady
    parts = ExportPart.objects.filter(export=export).order_by("part").values_list("content", flat=True)
    return (bytes(content) for content in parts.iterator(chunk_size=1))


def resume_exports(*, now: dt.datetime) -> dict[str, int]:
    """Queues lost jobs again and throws away files older than a week; returns how many of each."""
    lost = list(
        BookExport.objects.filter(state=State.WRITING, moved_at__lt=now - LOST_AFTER).values_list("pk", flat=True)
    )
    for pk in lost:
        enqueue(WRITE_TASK, pk)
    old = BookExport.objects.filter(created_at__lt=now - KEPT)
    old_ids = list(old.values_list("pk", flat=True))
    ExportPart.objects.filter(export_id__in=old_ids)._raw_delete(using="default")
    old.delete()
    return {"queued": len(lost), "thrown_away": len(old_ids)}


_ROWS: dict[str, type[models.Model]] = {
    "account": Account,
    "category": Category,
    "member": Member,
    "recorded_by": Member,
    "merchant": Merchant,
    "project": Project,
    "tag": Tag,
}


def narrowed_json(narrowed: EntryFilter) -> dict[str, Any]:
    """A filter as it is stored: rows by their ids, and nothing that narrows nothing."""
    said = {field.name: getattr(narrowed, field.name) for field in fields(narrowed)}
    plain = {name: value.pk if isinstance(value, models.Model) else value for name, value in said.items() if value}
    return {name: value.isoformat() if isinstance(value, dt.date) else value for name, value in plain.items()}


def narrowed_from(stored: dict[str, Any]) -> EntryFilter:
    """The filter that was stored. Raises ObjectDoesNotExist where a row of it is gone."""
    said: dict[str, Any] = {}
    for name, value in stored.items():
        if name in _ROWS:
            value = _ROWS[name]._default_manager.get(pk=value)
        elif name.startswith("date_"):
            value = dt.date.fromisoformat(value)
        said[name] = value
    return EntryFilter(**said)


Progress = Callable[[int], object]


def _write(member: Member, narrowed: EntryFilter, format: str, file: IO[bytes], progress: Progress) -> None:
    FORMATS[format].write(member, narrowed, file, progress)


# What an export needs of an entry. Plain values: to make an Entry of each row takes most of the time.
_FIELDS = (
    "client_id",
    "date",
    "time",
    "kind",
    "amount_minor",
    "to_amount_minor",
    "from_account_id",
    "to_account_id",
    "category_id",
    "merchant__name",
    "member_id",
    "paid_by_id",
    "project_id",
    "tags",
    "note",
    "claim",
    "recorded_by_id",
    "split",
)


class _Words:
    """The rows of an export in the language that is active, each a list in the order of COLUMNS.

    Words are strings, amounts (minor units, currency), days and times what they are, and what an entry has not got is
    None.
    """

    def __init__(self, member: Member) -> None:
        self.language = LANGUAGES.index("zh" if translation.get_language().startswith("zh") else "en")
        self.heading = [words[self.language] for words in COLUMNS.values()]
        self._book: Directory = directory_of(member.book)
        self._people = {pk: row.name for pk, row in self._book.people.items()}
        self._shown = self._book.handed_out()
        self._claims = {value: str(label) for value, label in Claim.choices if value}
        # Which expense a refund gives back is another one's entry, perhaps.
        self._refund_of = () if hides_entries(member) else ("refund_of__client_id",)

    def rows(self, entries: models.QuerySet[Entry], progress: Progress) -> Iterator[list[Any]]:
        values = entries.values_list(*_FIELDS, *self._refund_of)
        for done, row in enumerate(values.iterator(chunk_size=_CHUNK_ROWS), 1):
            yield self._row(*row)
            if done % _CHUNK_ROWS == 0:
                progress(done)

    def _row(
        self,
        client_id: UUID,
        date: dt.date,
        time: dt.time | None,
        kind: str,
        amount_minor: int,
        to_amount_minor: int | None,
        from_id: int | None,
        to_id: int | None,
        category_id: int | None,
        merchant: str | None,
        member_id: int | None,
        paid_by_id: int | None,
        project_id: int | None,
        tags: list[int],
        note: str,
        claim: str,
        recorded_by_id: int,
        split: dict[str, Any] | None,
        refund_of: UUID | None = None,
    ) -> list[Any]:
        book, people = self._book, self._people
        own, other = book.account(from_id), book.account(to_id)
        if kind == "adjustment":
            kind = "lowered" if own else "raised"
        elif kind == "refund" and own is not None:
            kind = "given_back"
        if kind != "transfer":
            own, other = own or other, None
        assert own is not None  # ledger_entry_kind_shape
        category = book.categories.get(category_id or 0)
        top = category.parent if category and category.parent else category
        project = book.projects.get(project_id or 0)
        changed = other is not None and to_amount_minor is not None
        return [
            str(client_id),
            date,
            time,
            KINDS[kind][self.language],
            (amount_minor, own.currency),
            own.currency,
            own.name,
            other.name if other else None,
            (to_amount_minor, other.currency) if other and changed else None,
            other.currency if other and changed else None,
            top.name if top else None,
            category.name if category and category is not top else None,
            merchant,
            people.get(member_id or 0),
            people.get(paid_by_id or 0),
            project.name if project else None,
            " ".join(book.tags[pk].name for pk in tags if pk in book.tags) or None,
            note or None,
            self._claims.get(claim),
            str(refund_of) if refund_of else None,
            people.get(recorded_by_id),
            shares_in_words(self._shown, split) or None,
        ]


def _write_csv(member: Member, narrowed: EntryFilter, file: IO[bytes], progress: Progress) -> None:
    # The mark tells Excel that it is UTF-8.
    text = io.TextIOWrapper(file, encoding="utf-8-sig", newline="", write_through=False)
    writer = csv.writer(text, lineterminator="\r\n")
    words = _Words(member)
    writer.writerow(words.heading)
    for row in words.rows(entries_of(member, narrowed), progress):
        writer.writerow(map(_csv_cell, row))
    text.flush()
    text.detach()


def _csv_cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, str):
        return escaped(value)
    # An amount, a day or a time begins with a digit.
    return f"{to_major(*value):f}" if isinstance(value, tuple) else value.isoformat()


# What XML cannot hold.
_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


class _Sheet:
    """A sheet of a workbook that is written row by row. Words are never taken for formulas."""

    def __init__(self, workbook: Workbook, title: str, heading: Iterable[str], widths: Iterable[int]) -> None:
        self._sheet = workbook.create_sheet(title)
        self._sheet.freeze_panes = "A2"
        for place, width in enumerate(widths):
            self._sheet.column_dimensions[chr(ord("A") + place)].width = width
        self.append(heading)

    def append(self, values: Iterable[Any]) -> None:
        self._sheet.append([self._cell(value) for value in values])

    def _cell(self, value: Any) -> Any:
        if isinstance(value, str):
            text = _CONTROLS.sub("", value)
            if text[:1] not in ("=", "#"):
                return text
            cell = WriteOnlyCell(self._sheet, text)
            cell.data_type = "s"
            return cell
        if isinstance(value, tuple):
            amount_minor, currency = value
            cell = WriteOnlyCell(self._sheet, to_major(amount_minor, currency))
            places = exponent(currency)
            cell.number_format = "#,##0" + ("." + "0" * places if places else "")
            return cell
        return value


_WIDTHS = (12, 11, 9, 9, 12, 6, 16, 16, 12, 6, 12, 12, 18, 8, 8, 12, 12, 30, 8, 12, 8)


def _write_xlsx(member: Member, narrowed: EntryFilter, file: IO[bytes], progress: Progress) -> None:
    entries = entries_of(member, narrowed)
    words = _Words(member)
    workbook = Workbook(write_only=True)
    sheet = _Sheet(workbook, str(_("Entries")), words.heading, _WIDTHS)
    for row in words.rows(entries, progress):
        sheet.append(row)
    if allows(member, Action.SEE_BALANCES):
        _account_sheet(workbook, member)
    _category_sheet(workbook, member, words)
    workbook.save(file)


def _account_sheet(workbook: Workbook, member: Member) -> None:
    heading = [str(each) for each in (_("Account"), _("Currency"), _("Balance"), _("Number ends in"), _("Put away"))]
    sheet = _Sheet(workbook, str(_("Accounts")), heading, (20, 8, 14, 14, 12))
    for row in account_balances(member.book, with_archived=True):
        account = row.account
        balance = (row.balance_minor, account.currency)
        put_away = account.archived_at and account.archived_at.date()
        sheet.append([account.name, account.currency, balance, account.number_tail, put_away])


def _category_sheet(workbook: Workbook, member: Member, words: _Words) -> None:
    heading = [str(each) for each in (_("Kind"), _("Category"), _("Second level"))]
    sheet = _Sheet(workbook, str(_("Categories")), heading, (10, 16, 16))
    for row in directory_of(member.book).categories.values():
        top = row.parent or row
        kind = KINDS[row.kind][words.language]
        sheet.append([kind, top.name, row.name if row.parent else ""])


@dataclass(frozen=True, slots=True)
class Format:
    """How a format is written, how many entries of it are written while the page waits, and its type on the wire."""

    write: Callable[[Member, EntryFilter, IO[bytes], Progress], None]
    at_once: int
    content_type: str


FORMATS = {
    "csv": Format(_write_csv, 10_000, "text/csv; charset=utf-8"),
    "xlsx": Format(_write_xlsx, 1_000, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
}


def recent_exports(member: Member, *, limit: int = 5) -> list[BookExport]:
    """The member's exports of the book, latest first."""
    return list(BookExport.objects.filter(book_id=member.book_id, created_by=member).order_by("-id")[:limit])
