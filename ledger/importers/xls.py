"""A reader of .xls, with the sheets and rows of `workbook.Workbook`. xlrd does the work.

xlrd keeps the whole sheet in memory, so a file may be no larger than the 65,536 rows that a sheet can have need.
"""

import datetime
import os
from collections.abc import Iterator
from decimal import Decimal
from typing import BinaryIO

import xlrd
from django.utils.translation import gettext_lazy as _

from ledger.importers.base import BillUnreadable
from ledger.importers.cells import EPOCH_1900, EPOCH_1904

_MAX_BYTES = 24 * 1024 * 1024
# Wider than any bill; what lies beyond is not looked at.
_COLUMNS = 64


class OldWorkbook:
    """The sheets of an .xls file. Raises BillUnreadable when it is damaged, locked, or no workbook.

    `sheets` are the names of the tabs; `epoch` is day 0 of its serial dates.
    """

    def __init__(self, file: BinaryIO) -> None:
        if file.seek(0, os.SEEK_END) > _MAX_BYTES:
            raise BillUnreadable(
                "xls_too_large",
                _("This Excel file is too large for its kind (.xls). Save it as .xlsx, and bring that."),
            )
        file.seek(0)
        try:
            self._book = xlrd.open_workbook(file_contents=file.read(), logfile=_Nowhere(), on_demand=True)
        except Exception:
            # Besides its own errors xlrd raises whatever a damaged file leads it to: struct.error, AssertionError, ...
            raise _unreadable() from None
        self.sheets: list[str] = self._book.sheet_names()
        self.epoch: datetime.datetime = EPOCH_1904 if self._book.datemode else EPOCH_1900

    def rows(self, sheet: str) -> Iterator[tuple[int, list[str]]]:
        """Yield (row number, cells as text) of the rows that have cells. Raises BillUnreadable."""
        try:
            read = self._book.sheet_by_name(sheet)
        except Exception:
            raise _unreadable() from None
        for index in range(read.nrows):
            cells = [_text(kind, value) for kind, value in _cells(read, index)]
            if any(cells):
                yield index + 1, cells


class _Nowhere:
    """Where xlrd's remarks about odd files go."""

    def write(self, _text: str) -> None: ...


def _cells(sheet: xlrd.sheet.Sheet, index: int) -> Iterator[tuple[int, object]]:
    return zip(sheet.row_types(index, 0, _COLUMNS), sheet.row_values(index, 0, _COLUMNS), strict=True)


def _text(kind: int, value: object) -> str:
    if kind == xlrd.XL_CELL_TEXT:
        # PostgreSQL stores no NUL in a text.
        return str(value).replace("\0", "")
    if kind in (xlrd.XL_CELL_NUMBER, xlrd.XL_CELL_DATE):
        # The shortest digits that mean this number: what the person saw, and not what a float really is.
        number = Decimal(repr(value))
        return format(number.normalize(), "f") if number.is_finite() and abs(number.adjusted()) < 30 else str(value)
    return ""


def _unreadable() -> BillUnreadable:
    return BillUnreadable(
        "xls",
        _(
            "This Excel file (.xls) is damaged, or has a password of its own. Open it, save it as .xlsx without a "
            "password, and bring that."
        ),
    )
