"""Any workbook with a column of days and one of amounts, on any of its sheets."""

from collections.abc import Iterator
from itertools import islice
from typing import BinaryIO

from django.utils.translation import gettext_lazy as _

from ledger.importers import generic, generic_csv
from ledger.importers.base import WORKBOOK, RawRecord, Rejected
from ledger.importers.generic_guess import Guess, guess_layout
from ledger.importers.workbook import open_workbook

FORMAT = "generic-xlsx"
LABEL = _("Any table (Excel)")
SOURCE = generic_csv.SOURCE
EXPORTER = generic_csv.EXPORTER
CARRIER = WORKBOOK

_SHEETS = 8


def sniff(head: bytes, name: str) -> float:
    """See ledger.importers.base.Importer. The rows of all sheets come one after the other."""
    rows = [(number, line.split("\t")) for number, line in enumerate(head.decode("utf-8", "replace").split("\n"), 1)]
    return generic_csv.sureness(guess_layout(rows))


def guess(file: BinaryIO, layout: generic.Layout | None = None) -> Guess | None:
    """Return the layout of the sheet whose columns are the clearest, or None where there is no table.

    Of `layout` the sheet is believed. Raises BillUnreadable.
    """
    workbook = open_workbook(file)
    sheets = [layout.sheet] if layout else range(min(len(workbook.sheets), _SHEETS))
    found = []
    for sheet in sheets:
        rows = list(islice(workbook.rows(workbook.sheets[sheet]), generic_csv.SAMPLE_ROWS))
        proposed = guess_layout(rows, sheet=sheet)
        if proposed is not None:
            found.append(proposed)
    return max(found, key=lambda each: (each.layout.is_complete, len(each.rows)), default=None)


def read(file: BinaryIO) -> Iterator[RawRecord | Rejected]:
    """See ledger.importers.base.Importer. Reads with the layout that it guesses."""
    found = guess(file)
    if found is None or not found.layout.is_complete:
        raise generic.columns_unknown()
    yield from read_as(file, found.layout)


def read_as(file: BinaryIO, layout: generic.Layout) -> Iterator[RawRecord | Rejected]:
    """Yield a value for each row of a sheet of this layout. Raises BillUnreadable."""
    workbook = open_workbook(file)
    if layout.sheet >= len(workbook.sheets):
        raise generic.columns_unknown()
    sheet = workbook.sheets[layout.sheet]
    accounts = generic.account_names(workbook.rows(sheet), layout)
    yield from generic.read_rows(workbook.rows(sheet), layout, accounts=accounts, epoch=workbook.epoch)
