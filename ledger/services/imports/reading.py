"""Reading the files of a batch into rows: recognised by content, streamed by COPY, then matched.

Each chunk is a transaction of its own, with the progress that the page shows. A run that was overtaken by another (a
job delivered twice, or given up for lost) notices with its next chunk and stops, having written nothing that stays.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from itertools import islice
from typing import BinaryIO

from django.db import InterfaceError, OperationalError, connection, transaction
from django.db.models import F
from django.db.models.functions import Now
from django.utils import translation
from django.utils.translation import gettext as _

from ledger.importers import Bill, BillUnreadable, RawRecord, Rejected, open_bill
from ledger.importers.generic import Layout
from ledger.importers.identity import first_key, identity
from ledger.models import ImportBatch, ImportFile, ImportGroup, ImportRow, Member
from ledger.services.imports.categories import Categoriser
from ledger.services.imports.files import kept_file, kept_names
from ledger.services.imports.groups import make_groups
from ledger.services.imports.layouts import TABLES, is_table
from ledger.services.imports.matching import match_rows
from ledger.services.imports.moving import Names, find_rates, moved_record, resolve_names, weigh_places
from ledger.services.imports.places import UNKNOWN, PlaceList

CHUNK_ROWS = 5_000

State = ImportBatch.State
Row = ImportRow.State

# The columns that COPY fills, each with the type as which psycopg writes it: a string is quickest where it is text.
COLUMNS = {
    "batch_id": "int8",
    "file": "int8",
    "line": "int8",
    "state": "text",
    "kind": "text",
    "key": "text",
    "date": "text",
    "time": "text",
    "amount_minor": "int8",
    "fee_minor": "int8",
    "refunded_minor": "int8",
    "currency": "text",
    "place": "int8",
    "counter_place": "int8",
    "category": "int8",
    "merchant": "text",
    "note": "text",
    "word": "text",
    "number": "text",
    "order_number": "text",
    "reason": "text",
}
# A row of a whole book says more.
_MORE_OF_A_BOOK = {"member": "int8", "project": "int8", "counter_amount_minor": "int8"}

# What bank and whole-book formats call the kinds that a book knows.
_KINDS = {"inflow": "income", "outflow": "expense", "charge": "expense", "repayment": "transfer"}


class _Overtaken(Exception):
    """Another run has taken this batch over, or it was cancelled."""


def read_import(batch_id: int) -> ImportBatch:
    """Reads, matches and groups the rows of a batch in state `reading`; safe to run twice, and at once.

    Leaves it in `preview`, or in `failed` with a sentence where no file could be read. A batch in any other state is
    left alone.
    """
    taken = ImportBatch.objects.filter(pk=batch_id, state=State.READING).update(
        attempt=F("attempt") + 1, done=0, total=0, moved_at=Now()
    )
    batch = ImportBatch.objects.select_related("book").get(pk=batch_id)
    if taken:
        member = Member.objects.select_related("user").get(pk=batch.created_by_id)
        with translation.override((member.user and member.user.language) or translation.get_language()):
            try:
                _Run(batch).go()
            except _Overtaken:
                batch.refresh_from_db()
            except (OperationalError, InterfaceError):
                # The database went away: whoever comes next begins anew.
                raise
            except Exception:
                # A bill that breaks its reader would break it again; the person hears of it, and so does the log.
                _fail(batch)
                raise
    return batch


def _fail(batch: ImportBatch) -> None:
    with transaction.atomic():
        mine = ImportBatch.objects.filter(pk=batch.pk, attempt=batch.attempt, state=State.READING)
        sentence = _("It could not be read, and nothing was written. Bring the bill again; if it fails again, tell us.")
        if mine.update(state=State.FAILED, error=sentence, finished_at=Now()):
            for model in (ImportFile, ImportRow, ImportGroup):
                model.objects.filter(batch=batch).delete()


class _Run:
    def __init__(self, batch: ImportBatch) -> None:
        self.batch = batch
        self.attempt = batch.attempt
        self.places = PlaceList()
        self.names = Names()
        self.categoriser = Categoriser(batch.book)
        self.rows = 0
        self.bytes_before = 0
        self.bytes_in_all = sum(each.get("bytes", 0) for each in batch.files) or 1

    def go(self) -> None:
        with self._mine():
            ImportRow.objects.filter(batch=self.batch).delete()
            ImportGroup.objects.filter(batch=self.batch).delete()
        files = {each["position"]: each for each in self.batch.files}
        for position in kept_names(self.batch.pk):
            self._read_file(files[position])
            self.bytes_before += files[position].get("bytes", 0)
        read = [each for each in self.batch.files if not each.get("error")]
        with self._mine():
            if read:
                self.batch.places = self.places.places
                self.batch.whole = any(each.get("whole") for each in read)
                self.batch.names = self.names.collected() if self.batch.whole else {}
                self.batch.total = self.rows
                match_rows(self.batch)
                make_groups(self.batch)
                if self.batch.whole:
                    resolve_names(self.batch)
                    find_rates(self.batch)
                    weigh_places(self.batch)
            ImportFile.objects.filter(batch=self.batch).delete()
            batch = self.batch
            batch.state = State.PREVIEW if read else State.FAILED
            batch.error = "" if read else " ".join(each["error"] for each in batch.files)[:2000]
            batch.done = batch.total = self.rows
            batch.finished_at = None if read else Now()
            fields = ["state", "error", "done", "total", "finished_at", "files", "places", "counts", "whole", "names"]
            batch.save(update_fields=fields)

    @contextmanager
    def _mine(self, done: int = 0, total: int = 0) -> Iterator[None]:
        """A transaction that holds the batch for this run and moves its progress. Raises _Overtaken if it lost it."""
        progress = {"done": done, "total": total} if total else {}
        with transaction.atomic():
            mine = ImportBatch.objects.filter(pk=self.batch.pk, attempt=self.attempt, state=State.READING)
            if not mine.update(moved_at=Now(), **progress):
                raise _Overtaken
            yield

    def _read_file(self, file: dict) -> None:
        before, uses = self.rows, self.places.uses
        try:
            with (
                kept_file(self.batch.pk, file["position"]) as content,
                open_bill(content, name=file["name"]) as bills,
            ):
                for bill in bills:
                    self._read_bill(file, bill)
            if self.rows == before:
                raise BillUnreadable("no_rows", _("There is not one payment in this file. Export a longer period."))
        except BillUnreadable as error:
            # Half a file would look like a whole one, so nothing of it stays.
            file["error"] = str(error)
            self.rows, self.places.uses = before, uses
            with self._mine():
                ImportRow.objects.filter(batch=self.batch, file=file["position"]).delete()

    def _read_bill(self, file: dict, bill: Bill) -> None:
        file |= {"format": bill.format, "source": bill.source}
        if is_table(file):
            # A table is in its person's own words. They are looked up now: while rows stream, no query can run.
            self.places.know(bill.source, self.batch.book)
            self.categoriser.know_names()
        lines, columns = self._lines(file, bill), COLUMNS
        if bill.is_whole:
            file["whole"] = True
            lines, columns = self._lines_of_a_book(file, bill), COLUMNS | _MORE_OF_A_BOOK
        while True:
            before = self.rows
            with self._mine(before, self._expected(bill.file)):
                self._copy(islice(lines, CHUNK_ROWS), columns)
            if self.rows == before:
                break
        for account in bill.accounts():
            self.places.state(account)

    def _copy(self, rows: Iterable[tuple], columns: dict[str, str]) -> None:
        """Streams rows into the table as they are read, so that the database works while the next ones are parsed."""
        with connection.cursor() as cursor:
            # A crash may take the last chunks back, and the job that is delivered again begins anew anyway.
            cursor.execute("SET LOCAL synchronous_commit = off")
            with cursor.copy(f"COPY {ImportRow._meta.db_table} ({', '.join(columns)}) FROM STDIN") as copy:
                copy.set_types(list(columns.values()))
                for row in rows:
                    copy.write_row(row)
                    self.rows += 1

    def _expected(self, file: BinaryIO) -> int:
        """How many rows there will be, to go by the bytes that they have taken so far."""
        read = self.bytes_before + file.tell()
        return max(self.rows, self.rows * self.bytes_in_all // max(read, 1))

    def _lines(self, file: dict, bill: Bill) -> Iterator[tuple]:
        batch_id, position, source = self.batch.pk, file["position"], bill.source
        places, category_of = self.places, self.categoriser.category
        if is_table(file):
            category_of = self.categoriser.category_named
        first = last = day = ""
        before = None
        for record in _records(file, bill):
            if isinstance(record, Rejected):
                yield _rejected(batch_id, position, record)
                continue
            # Bills are in the order of time, so most rows have the day of the row before.
            if record.date != before:
                before, day = record.date, record.date.isoformat()
                first, last = min(first or day, day), max(last, day)
            time = record.time.isoformat() if record.time else ""
            kind = _KINDS.get(record.kind, record.kind)
            state, reason = _state(kind, record)
            if kind == "transfer":
                place, counter_place = places.sides(
                    source, record.account, record.counter_account, record.currency, record.note + record.category
                )
            else:
                place, counter_place = places.own(source, record.account, record.currency), UNKNOWN
            merchant = record.counterparty[:120]
            amount_minor = record.amount_minor
            yield (
                batch_id,
                position,
                record.line,
                state,
                kind,
                first_key(source, identity(record), day, time, amount_minor),
                day,
                time or None,
                amount_minor,
                record.fee_minor,
                record.refunded_minor,
                record.currency,
                place,
                counter_place,
                category_of(kind, merchant, record.note, record.category, record.time, amount_minor),
                merchant,
                _note(record),
                record.category[:60],
                record.external_id[:80],
                record.merchant_order_id[:80],
                reason,
            )
        file |= {"first": first, "last": last}

    def _lines_of_a_book(self, file: dict, bill: Bill) -> Iterator[tuple]:
        """The rows of another app's whole book, which say what a bill's rows have guessed for them."""
        batch_id, position, source = self.batch.pk, file["position"], bill.source
        first = last = ""
        for record in bill.read():
            if isinstance(record, Rejected):
                yield (*_rejected(batch_id, position, record), *(None for _column in _MORE_OF_A_BOOK))
                continue
            day, time = record.date.isoformat(), record.time.isoformat() if record.time else ""
            first, last = min(first or day, day), max(last, day)
            kind, amount_minor, currency, place, counter_place, category, member, project, received = moved_record(
                record, self.places, self.names
            )
            yield (
                batch_id,
                position,
                record.line,
                Row.NEW if amount_minor else Row.SKIPPED,
                kind,
                first_key(source, identity(record), day, time, record.amount_minor),
                day,
                time or None,
                amount_minor,
                0,
                0,
                currency,
                place,
                counter_place,
                category,
                record.counterparty[:120],
                # Some exporters write the end of a line as these letters.
                record.note.replace("\\r\\n", "\n")[:500],
                (record.subcategory or record.category)[:60],
                record.external_id[:80],
                "",
                "" if amount_minor else _nothing_moved(),
                member,
                project,
                received,
            )
        file |= {"first": first, "last": last}


def _nothing_moved() -> str:
    return _("The amount is 0.00, so nothing moved.")


def _records(file: dict, bill: Bill) -> Iterator[RawRecord | Rejected]:
    """The rows of a bill, of a table by the layout that was told for it."""
    if "layout" not in file:
        return bill.read()
    return TABLES[bill.format].read_as(bill.file, Layout.from_json(file["layout"]))


def _state(kind: str, record: RawRecord) -> tuple[str, str]:
    if kind == "skip":
        return Row.SKIPPED, _("The bill says that it did not happen: %(status)s.") % {"status": record.status}
    if record.amount_minor == 0:
        return Row.SKIPPED, _nothing_moved()
    if kind == "adjust":
        return Row.SKIPPED, _("It sets a balance; set the account's balance yourself instead.")
    if kind == "neutral":
        return Row.ASKED, ""
    return Row.NEW, ""


def _note(record: RawRecord) -> str:
    """What the person wrote comes first; what the exporter wrote follows where it says anything more."""
    said = record.note if record.note != record.counterparty else ""
    if record.remark and record.remark != said:
        said = f"{record.remark} · {said}" if said else record.remark
    return said[:500]


def _rejected(batch_id: int, position: int, rejected: Rejected) -> tuple:
    nothing = (None, None, None, 0, 0, 0, "", UNKNOWN, UNKNOWN, 0, "", "", "", "", "")
    return (batch_id, position, rejected.line, Row.REJECTED, "", *nothing, rejected.reason)
