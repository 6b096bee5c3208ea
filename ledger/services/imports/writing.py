"""Writing a batch into its book: one transaction, one statement for each 50,000 rows, safe to run twice.

The rows lie in `ImportRow` since COPY brought them; INSERT ... SELECT carries them over without a trip through Python.
The statement triggers of entries check the references and add up the sums for each statement.
"""

from django.core.cache import cache
from django.db import DatabaseError, InterfaceError, OperationalError, connection
from django.db.models import Max, Min
from django.db.models.functions import Now
from django.utils import translation
from django.utils.translation import gettext as _

from ledger.errors import RateMissing
from ledger.live import announce
from ledger.models import (
    Account,
    Book,
    Entry,
    ImportBatch,
    ImportedKey,
    ImportGroup,
    ImportRow,
    Member,
    What,
)
from ledger.permissions import Action, require, require_open
from ledger.queries.balances import last_rate
from ledger.queries.imports import progress_key
from ledger.rules.flow import entry_flow
from ledger.services.activity import last_entry_change, note_at_once
from ledger.services.approvals import ask_for_those, limit_for
from ledger.services.entries import restore_entries
from ledger.services.imports.accounts import settle_accounts
from ledger.services.imports.categories import concept_category
from ledger.services.imports.groups import count_rows, make_groups
from ledger.services.imports.linked import linked_books, settle_links, write_other_sides
from ledger.services.imports.matching import mark_known, plan_for
from ledger.services.imports.moving import settle_balances, settle_names
from ledger.services.imports.places import canonical
from ledger.services.imports.statements import EXTRA, FEES, FILES, MOVEMENTS, REFUNDS
from ledger.services.imports.upload import ImportMoved
from ledger.services.jobs import enqueue
from ledger.services.locking import lock_books, writes_books

WRITE_TASK = "ledger.write_import"
CHUNK_ROWS = 50_000
_PROGRESS_SECONDS = 3600

State = ImportBatch.State
Row = ImportRow.State


@writes_books
def confirm_import(member: Member, batch: ImportBatch, *, queued: bool = True) -> ImportBatch:
    """Queues the writing of a batch as it stands in its preview, unless the caller writes it (`queued` false).

    Said twice, it is done once. Raises RoleTooLow, BookArchived, RateMissing (a bill in a currency that the book has
    no rate for), ImportMoved where the batch is not in `preview`, `writing` or `done`.
    """
    require(member, Action.IMPORT)
    require_open(member.book)
    _rates(batch)
    moved = ImportBatch.objects.filter(pk=batch.pk, book_id=member.book_id, state=State.PREVIEW).update(
        state=State.WRITING, done=0, error="", moved_at=Now()
    )
    batch.refresh_from_db()
    if moved and queued:
        enqueue(WRITE_TASK, batch.pk)
    elif not moved and batch.state not in (State.WRITING, State.DONE):
        raise ImportMoved
    return batch


def write_import(batch_id: int) -> ImportBatch:
    """Writes a batch in state `writing` and leaves it in `done`; one in any other state is left alone.

    Where writing fails, nothing is written and the batch is back in its preview with a sentence.
    """
    try:
        _write(batch_id)
    except (OperationalError, InterfaceError):
        # The database went away: whoever comes next finds the batch as it was.
        raise
    except (DatabaseError, RateMissing, ValueError, LookupError):
        ImportBatch.objects.filter(pk=batch_id, state=State.WRITING).update(
            state=State.PREVIEW,
            error=_("It could not be written, and nothing was. Try again; if it fails again, tell us."),
            moved_at=Now(),
        )
        raise
    return ImportBatch.objects.select_related("book").get(pk=batch_id)


@writes_books
def _write(batch_id: int) -> None:
    book_id = ImportBatch.objects.values_list("book_id", flat=True).get(pk=batch_id)
    books = {book_id, *linked_books(batch_id)}
    lock_books(*books)
    # The first statement of the transaction that touches the batch: whoever runs beside us waits here, and then
    # finds it done.
    if not ImportBatch.objects.filter(pk=batch_id, state=State.WRITING).update(state=State.DONE, finished_at=Now()):
        return
    batch = ImportBatch.objects.select_related("book").get(pk=batch_id)
    member = Member.objects.select_related("user", "book").get(pk=batch.created_by_id)
    before = last_entry_change()
    with translation.override((member.user and member.user.language) or translation.get_language()):
        _Writer(batch, member).go()
    note_at_once(member, What.IMPORT_WRITTEN, after=before, books=books, n=batch.counts["written"], batch=batch)
    announce(book_id, "imported", by=member, batch=batch)


def _rates(batch: ImportBatch) -> dict[str, tuple[int, int]]:
    """(foreign, base) for each currency of the batch: what `foreign` minor units are in the book's. Raises RateMissing.

    The files of a whole book may bring rates of their own, for currencies that the book has not met yet.
    """
    book, brought = batch.book, batch.names.get("rates", {})
    rates = {book.currency: (1, 1)}
    for currency in sorted({place["currency"] for place in batch.places} - {book.currency}):
        rate = last_rate(book, currency) or brought.get(currency)
        if rate is None:
            raise RateMissing
        rates[currency] = (rate[0], rate[1])
    return rates


class _Writer:
    def __init__(self, batch: ImportBatch, member: Member) -> None:
        self.batch = batch
        self.book = batch.book
        self.member = member
        self.written = 0

    def go(self) -> None:
        batch = self.batch
        self._settle_rows()
        settle_accounts(batch)
        self._make_merchants()
        if batch.whole:
            settle_names(batch, self.member)
        linked = settle_links(batch, self.member)
        self.parameters = self._parameters()
        rows = ImportRow.objects.filter(batch=batch).aggregate(first=Min("id"), last=Max("id"))
        if rows["first"] is not None:
            # Refunds come last: they point at expenses of the same files.
            for start in range(rows["first"], rows["last"] + 1, CHUNK_ROWS):
                self._insert(MOVEMENTS, start, start + CHUNK_ROWS - 1)
            write_other_sides(batch, linked)
            self._insert(REFUNDS, rows["first"], rows["last"])
            self._insert(FEES, rows["first"], rows["last"])
            ask_for_those(
                self.member, Entry.objects.filter(book=self.book, batch=batch), key=f"import/{batch.public_id}"
            )
        if batch.counts.keys() & {Row.TYPED, Row.PAIRED}:
            self._complete_typed()
            self._keep_keys()
        if Row.ASKED in batch.counts:
            self._call_taken_new()
        restored = self._restore_binned()
        batch.counts |= {"written": self.written, "restored": restored}
        if batch.whole:
            batch.counts["openings"] = settle_balances(batch, self.member, _rates(batch))
        batch.done = batch.total
        batch.save(update_fields=["counts", "places", "names", "done"])
        ImportGroup.objects.filter(batch=batch).delete()
        ImportRow.objects.filter(batch=batch)._raw_delete(using=connection.alias)

    def _settle_rows(self) -> None:
        """The preview may be a day old: what has come into the book since is known, what has left it is new."""
        batch = self.batch
        rows = ImportRow.objects.filter(batch=batch)
        with connection.cursor() as cursor:
            plan_for(cursor, batch)
            if mark_known(cursor, batch):
                count_rows(batch)
        if Row.TYPED in batch.counts:
            typed = rows.filter(state=Row.TYPED)
            if batch.merge_typed:
                live = Entry.objects.filter(book_id=batch.book_id, deleted_at__isnull=True)
                typed = typed.exclude(entry__in=live.values("pk"))
            if typed.update(state=Row.NEW, entry=None):
                make_groups(batch)

    def _make_merchants(self) -> None:
        parameters: dict[str, int | str] = {"batch": self.batch.pk, "book": self.book.pk, "typed": Row.TYPED}
        with connection.cursor() as cursor:
            cursor.execute(
                """
                INSERT INTO ledger_merchant (public_id, book_id, name)
                SELECT gen_random_uuid(), %(book)s, named.merchant FROM (
                    SELECT merchant FROM ledger_importgroup
                    WHERE batch_id = %(batch)s AND (kind IN ('expense', 'income', 'refund')
                                                    OR taken_as IN ('expense', 'income'))
                    UNION
                    SELECT merchant FROM ledger_importrow WHERE batch_id = %(batch)s AND state = %(typed)s
                ) named WHERE named.merchant <> ''
                ON CONFLICT (book_id, name) DO NOTHING
                """,
                parameters,
            )
            cursor.execute(
                """UPDATE ledger_merchant m SET category_id = g.category_id FROM ledger_importgroup g
                   WHERE g.batch_id = %(batch)s AND g.chosen AND g.category_id IS NOT NULL
                     AND m.book_id = %(book)s AND m.name = g.merchant""",
                parameters,
            )

    def _parameters(self) -> dict:
        places = self.batch.places
        canon = canonical(places)
        flows = _flows(self.book)
        rates = _rates(self.batch)
        fees = concept_category(self.book, "finance.fees", "expense")
        files = [each for each in self.batch.files if each.get("source")]
        return {
            "book": self.book.pk,
            "batch": self.batch.pk,
            "member": self.member.pk,
            "approval_above": limit_for(self.member),
            "new": Row.NEW,
            "asked": Row.ASKED,
            "accounts": [places[index]["account"] for index in canon],
            "flow_kinds": [each[0] for each in flows],
            "flow_from": [each[1] for each in flows],
            "flow_to": [each[2] for each in flows],
            "flows": [each[3] for each in flows],
            "flow_sides": [each[4] for each in flows],
            "payers": [each[5] for each in flows],
            "currencies": list(rates),
            "foreign": [rate[0] for rate in rates.values()],
            "base": [rate[1] for rate in rates.values()],
            "own_currency": self.book.currency,
            "place_currencies": [place["currency"] for place in places],
            "people": [each["id"] for each in self.batch.names.get("members", ())],
            "projects": [each["id"] for each in self.batch.names.get("projects", ())],
            "fee_category": fees,
            "files": [each["position"] for each in files],
            "sources": [each["source"] for each in files],
        }

    def _insert(self, query: str, first: int, last: int) -> None:
        with connection.cursor() as cursor:
            cursor.execute(query, {**self.parameters, "first": first, "last": last})
            self.written += cursor.rowcount
        cache.set(progress_key(self.batch.pk), self.written, _PROGRESS_SECONDS)

    def _call_taken_new(self) -> None:
        """What was asked about and is written now counts as new."""
        with connection.cursor() as cursor:
            cursor.execute(
                """UPDATE ledger_importrow r SET state = %(new)s FROM ledger_importgroup g
                   WHERE r.batch_id = %(batch)s AND r.state = %(asked)s AND g.batch_id = r.batch_id AND g.kind = r.kind
                     AND g.merchant = r.merchant AND g.guess = r.category AND g.taken_as <> ''""",
                self.parameters,
            )
        count_rows(self.batch)

    def _complete_typed(self) -> None:
        """An entry typed by hand keeps its category and note, and takes the bill's day, time, merchant and number."""
        with connection.cursor() as cursor:
            cursor.execute(
                f"""
                UPDATE ledger_entry e SET
                    date = r.date, time = coalesce(r.time, e.time),
                    merchant_id = coalesce(m.merged_into_id, m.id, e.merchant_id),
                    extra = e.extra || {EXTRA}, version = e.version + 1, changed_at = now(),
                    changed_by_id = %(member)s
                FROM ledger_importrow r
                JOIN {FILES} ON s.file = r.file
                LEFT JOIN ledger_merchant m ON m.book_id = %(book)s AND m.name = nullif(r.merchant, '')
                     AND r.kind <> 'transfer'
                WHERE r.batch_id = %(batch)s AND r.state = %(typed)s AND e.book_id = %(book)s AND e.id = r.entry
                """,
                {**self.parameters, "typed": Row.TYPED},
            )

    def _keep_keys(self) -> None:
        """Further identities: of the second side of a transfer, and of the entries typed by hand."""
        with connection.cursor() as cursor:
            cursor.execute(
                f"""
                INSERT INTO {ImportedKey._meta.db_table} (book_id, key, entry_id, batch_id, merged_version)
                SELECT %(book)s, r.key, e.id, %(batch)s, CASE WHEN r.state = %(typed)s THEN e.version END
                FROM ledger_importrow r
                LEFT JOIN ledger_importrow first ON first.id = r.pair
                LEFT JOIN ledger_entry made ON made.book_id = %(book)s AND made.client_id = first.key
                JOIN ledger_entry e ON e.book_id = %(book)s AND e.id = coalesce(r.entry, first.entry, made.id)
                WHERE r.batch_id = %(batch)s AND r.state IN (%(typed)s, %(paired)s)
                ON CONFLICT (book_id, key) DO NOTHING
                """,
                {**self.parameters, "typed": Row.TYPED, "paired": Row.PAIRED},
            )

    def _restore_binned(self) -> int:
        if not self.batch.restore_binned:
            return 0
        rows = ImportRow.objects.filter(batch=self.batch, state=Row.IN_BIN)
        binned = Entry.objects.filter(book_id=self.book.pk, pk__in=rows.values("entry"), deleted_at__isnull=False)
        return restore_entries(self.member, entries=binned)


def _flows(book: Book) -> list[tuple[str, int, int, str, int, int | None]]:
    """(entry kind, from account, to account, flow, liquid sides, who pays) for each shape of entry; 0 is no account.

    By accounts and not by their kinds, so that one join gives an entry all that its accounts decide.
    """
    accounts = Account.objects.filter(book=book).values_list("pk", "kind", "member_id")
    nothing = (0, "", None)
    shapes = [
        *(("expense", each, nothing) for each in accounts),
        *((kind, nothing, each) for kind in ("income", "refund", "adjustment") for each in accounts),
        *((kind, each, nothing) for kind in ("refund", "adjustment") for each in accounts),
        *(("transfer", one, other) for one in accounts for other in accounts if one != other),
    ]
    found = []
    for kind, (from_id, from_kind, payer), (to_id, to_kind, receiver) in shapes:
        flow, sides = entry_flow(kind, from_kind or None, to_kind or None)
        found.append((kind, from_id, to_id, str(flow), int(sides), payer or receiver))
    return found
