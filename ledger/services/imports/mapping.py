"""A person says which column of a table is what, and sees how its first rows would be read then."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from itertools import islice
from typing import BinaryIO

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.errors import DomainError
from ledger.errors import EntryInvalid
from ledger.importers import RawRecord, Rejected, generic, open_bill
from ledger.importers.generic import Layout, Row, check_layout
from ledger.importers.generic_csv import SAMPLE_ROWS
from ledger.models import Account, ImportBatch, Member
from ledger.permissions import Action, require, require_open
from ledger.services.imports.files import kept_file
from ledger.services.imports.layouts import TABLES, is_table, is_waiting, proposed, remember, told
from ledger.services.imports.upload import ImportMoved, read_when_ready

State = ImportBatch.State


class LayoutInvalid(DomainError):
    """The columns do not say enough to read the table; `fields` names where."""

    code = "layout_invalid"
    status = 422
    message = generic.columns_unknown().message


@dataclass(frozen=True, slots=True)
class Look:
    """The beginning of a table under a layout: its rows as they stand (`raw`), and as they would be read (`read`).

    `order_sure` and `currency_sure` say whether the table itself tells the order of its dates and its currency. `names`
    are the columns' headings; `read` is empty while `wrong` says what the layout lacks.
    """

    layout: Layout
    names: list[str]
    raw: list[Row]
    read: list[RawRecord | Rejected]
    order_sure: bool
    currency_sure: bool
    wrong: dict[str, str]

    @property
    def refused(self) -> list[Rejected]:
        return [row for row in self.read if isinstance(row, Rejected)]

    @property
    def taken(self) -> list[RawRecord]:
        return [row for row in self.read if isinstance(row, RawRecord)]

    def examples(self, place: int, limit: int = 3) -> list[str]:
        """Different values of a column, from its first rows."""
        values = (cells[place] for _line, cells in self.raw if place < len(cells) and cells[place])
        return list(islice(dict.fromkeys(values), limit))


def waiting_table(batch: ImportBatch) -> dict:
    """Return the batch's first file whose columns are to be told. Raises ImportMoved where there is none."""
    waiting = [file for file in batch.files if is_waiting(file)]
    if batch.state != State.MAPPING or not waiting:
        raise ImportMoved
    return waiting[0]


def look_at_table(batch: ImportBatch, file: dict, layout: Layout | None = None) -> Look:
    """Read the first rows of a table with a layout, or with the one that we would propose. Raises BillUnreadable.

    Where `layout` opens the file in another way than it lay before (another encoding, delimiter or sheet), its columns
    are other ones, and what we propose for them counts.
    """
    with _opened(batch, file) as (format, content):
        guess = proposed(batch.book, format, content, layout)
        if guess is None:
            raise generic.columns_unknown()
        found = guess.layout
        if layout is not None and (layout.heading, len(layout.roles)) == (found.heading, len(found.roles)):
            found = replace(layout, encoding=found.encoding)
        elif layout is not None:
            found = replace(found, account=layout.account)
        wrong = check_layout(found)
        rows = [] if wrong else list(islice(TABLES[format].read_as(content, found), SAMPLE_ROWS))
    names = [*found.heading, *[""] * (len(found.roles) - len(found.heading))]
    return Look(found, names, guess.rows, rows, guess.order_sure, guess.currency_sure, wrong)


def tell_columns(member: Member, batch: ImportBatch, layout: Layout, *, account: Account | None = None) -> ImportBatch:
    """Takes what a person says of the table that waits first. Raises what the three raise that it calls.

    LayoutInvalid also where `layout` opens the table in another way than it was shown: its columns are other ones then,
    and nobody has said what they are.
    """
    file = waiting_table(batch)
    found = look_at_table(batch, file, layout).layout
    if found.roles != layout.roles:
        raise LayoutInvalid(fields={"roles": [_("Opened like this the table has other columns. Look at them again.")]})
    return choose_layout(member, batch, file["position"], found, account=account)


@contextmanager
def _opened(batch: ImportBatch, file: dict) -> Iterator[tuple[str, BinaryIO]]:
    with (
        kept_file(batch.pk, file["position"]) as content,
        open_bill(content, name=file["name"]) as bills,
    ):
        for bill in bills:
            if bill.format in TABLES:
                yield bill.format, bill.file
                return
    raise generic.columns_unknown()


@transaction.atomic
def choose_layout(
    member: Member, batch: ImportBatch, position: int, layout: Layout, *, account: Account | None = None
) -> ImportBatch:
    """Says how a table of a batch is read; the book remembers it, and when it was the last one the reading begins.

    `account` is the one that rows belong to where they name none. Raises RoleTooLow, BookArchived, ImportMoved,
    LayoutInvalid, EntryInvalid for an account of another book or currency.
    """
    require(member, Action.IMPORT)
    require_open(member.book)
    batch = ImportBatch.objects.select_for_update().select_related("book").get(pk=batch.pk, book_id=member.book_id)
    if batch.state != State.MAPPING:
        raise ImportMoved
    file = next((each for each in batch.files if each["position"] == position and is_table(each)), None)
    if file is None:
        raise ImportMoved
    wrong = check_layout(layout)
    if wrong:
        raise LayoutInvalid(fields={name: [sentence] for name, sentence in wrong.items()})
    if account is not None and account.book_id != batch.book_id:
        raise EntryInvalid(fields={"account": [EntryInvalid.message]})
    layout = replace(layout, account=account.name if account else "")
    if account is not None and "currency" not in layout.roles:
        layout = replace(layout, currency=account.currency)
    file |= told(layout, account.pk if account else None)
    remember(member, layout, account)
    return read_when_ready(batch)


@transaction.atomic
def choose_proposed(batch: ImportBatch, *, queued: bool = True) -> ImportBatch:
    """Accepts for each table what we would propose. Raises BillUnreadable for one whose columns nobody can tell."""
    for file in batch.files:
        if is_waiting(file):
            look = look_at_table(batch, file)
            if look.wrong:
                raise generic.columns_unknown()
            file |= told(look.layout, None)
    return read_when_ready(batch, queued=queued)
