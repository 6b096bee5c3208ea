"""微信支付账单明细 as a workbook: texts only (July 2025), serial dates and numbers (March 2026), and what
converters make of it, which may hold the same bill on two sheets.
"""

from collections.abc import Iterator
from itertools import islice
from typing import BinaryIO

from django.utils.translation import gettext_lazy as _

from ledger.importers import wechat
from ledger.importers.base import WORKBOOK, RawRecord, Rejected
from ledger.importers.cells import BLANKS
from ledger.importers.text import header_missing
from ledger.importers.workbook import OldWorkbook, Workbook, open_workbook

FORMAT = "wechat-xlsx"
LABEL = _("WeChat Pay (Excel)")
SOURCE = wechat.SOURCE
EXPORTER = wechat.EXPORTER
CARRIER = WORKBOOK

# The preamble has 18 rows at most; converters put a row of their own above.
_HEADER_WITHIN = 60


def sniff(head: bytes, name: str) -> float:
    """See ledger.importers.base.Importer."""
    rows = head.decode("utf-8", "replace").split("\n")
    if any(_is_header(row.split("\t")) for row in rows):
        return 1.0
    return 0.2 if any(wechat.TITLE in row for row in rows) else 0.0


def read(file: BinaryIO) -> Iterator[RawRecord | Rejected]:
    """See ledger.importers.base.Importer. Of several sheets with a bill the last is read."""
    workbook = open_workbook(file)
    # A converter's copy comes first and the sheet it was made from last; both hold the same rows.
    for sheet in reversed(workbook.sheets):
        if _has_table(workbook, sheet):
            yield from _records(workbook, sheet)
            return
    raise header_missing()


def _has_table(workbook: Workbook | OldWorkbook, sheet: str) -> bool:
    return any(_is_header(cells) for _number, cells in islice(workbook.rows(sheet), _HEADER_WITHIN))


def _is_header(cells: list[str]) -> bool:
    return wechat.REQUIRED.issubset(cell.strip(BLANKS) for cell in cells)


def _records(workbook: Workbook | OldWorkbook, sheet: str) -> Iterator[RawRecord | Rejected]:
    places: list[int] = []
    for number, cells in workbook.rows(sheet):
        if not places:
            if _is_header(cells):
                names = [cell.strip(BLANKS) for cell in cells]
                places = [names.index(column) if column in names else -1 for column in wechat.COLUMNS]
            continue
        width = len(cells)
        values = [cells[place].strip(BLANKS) if 0 <= place < width else "" for place in places]
        if any(values):
            yield wechat.record(number, values, workbook.epoch)
