"""随手记, exported by its web site as Excel: a sheet for each kind of entry, in the layout of many years and in that of
July 2026, which names its columns by the sheet.
"""

from collections.abc import Iterator
from typing import BinaryIO

from django.utils.translation import gettext_lazy as _

from ledger.importers import feidee
from ledger.importers.base import WORKBOOK, RawRecord, Rejected

FORMAT = "feidee-xls"
LABEL = _("Suishouji, exported by the web site (Excel)")
SOURCE = feidee.SOURCE
EXPORTER = feidee.EXPORTER
CARRIER = WORKBOOK
WHOLE = True


def sniff(head: bytes, name: str) -> float:
    """See ledger.importers.base.Importer."""
    rows = [row.split("\t") for row in head.decode("utf-8", "replace").split("\n")]
    # With a currency it is that of the cloud books, which has its own importer.
    return 1.0 if any(feidee.is_header(row) and "账户币种" not in row for row in rows) else 0.0


def read(file: BinaryIO) -> Iterator[RawRecord | Rejected]:
    """See ledger.importers.base.Importer."""
    yield from feidee.workbook_rows(file)
