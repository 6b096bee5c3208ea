"""Any CSV with a column of days and one of amounts."""

from collections import Counter
from collections.abc import Iterator
from io import BytesIO
from itertools import islice
from typing import BinaryIO

from django.utils.translation import gettext_lazy as _

from ledger.importers import generic
from ledger.importers.base import TEXT, BillUnreadable, RawRecord, Rejected
from ledger.importers.generic_guess import Guess, guess_layout
from ledger.importers.text import HEAD_BYTES, encoding_of, table_rows

FORMAT = "generic-csv"
LABEL = _("Any table (CSV)")
SOURCE = "table"
EXPORTER = _("Table")
CARRIER = TEXT

SAMPLE_ROWS = 200
DELIMITERS = (",", ";", "\t", "|")
# Every importer that knows its own format is surer than this one.
_SURE_OF_COLUMNS = 0.1
_SURE_OF_A_TABLE = 0.05


def sniff(head: bytes, name: str) -> float:
    """See ledger.importers.base.Importer. A table whose columns a person has to tell counts a little, too."""
    try:
        found = guess(BytesIO(head))
    except BillUnreadable:
        return 0.0
    return sureness(found)


def sureness(found: Guess | None) -> float:
    """Return how sure a guess makes us that a file is a table of payments."""
    if found is None or not found.rows:
        return 0.0
    return _SURE_OF_COLUMNS if found.layout.is_complete else _SURE_OF_A_TABLE


def guess(file: BinaryIO, layout: generic.Layout | None = None) -> Guess | None:
    """Return the layout that the table seems to have, or None where it is none. Raises BillUnreadable.

    Of `layout` the encoding and the delimiter are believed, where a person has said them.
    """
    file.seek(0)
    head = file.read(HEAD_BYTES)
    encoding = layout.encoding if layout and layout.encoding else encoding_of(head)
    delimiter = layout.delimiter if layout else _delimiter(head, encoding)
    rows = list(islice(table_rows(file, encoding=encoding, delimiter=delimiter), SAMPLE_ROWS))
    return guess_layout(rows, encoding=encoding, delimiter=delimiter)


def _delimiter(head: bytes, encoding: str) -> str:
    """The one that cuts the most lines into one number of cells, three at best."""

    def regularity(delimiter: str) -> tuple[int, int]:
        lines = islice(table_rows(BytesIO(head), encoding=encoding, delimiter=delimiter), SAMPLE_ROWS)
        widths = Counter(len(cells) for _line, cells in lines if len(cells) > 1)
        width, lines_of_it = max(widths.items(), key=lambda each: each[1], default=(0, 0))
        return lines_of_it, width

    return max(DELIMITERS, key=regularity)


def read(file: BinaryIO) -> Iterator[RawRecord | Rejected]:
    """See ledger.importers.base.Importer. Reads with the layout that it guesses."""
    found = guess(file)
    if found is None or not found.layout.is_complete:
        raise generic.columns_unknown()
    yield from read_as(file, found.layout)


def read_as(file: BinaryIO, layout: generic.Layout) -> Iterator[RawRecord | Rejected]:
    """Yield a value for each row of a table of this layout. Raises BillUnreadable."""

    def rows() -> Iterator[generic.Row]:
        return table_rows(file, encoding=layout.encoding, delimiter=layout.delimiter)

    accounts = generic.account_names(rows(), layout)
    yield from generic.read_rows(rows(), layout, accounts=accounts)
