"""随手记's cloud books (神象云账本), exported by app and web site since 2025 as Excel, with a currency for each row."""

from collections.abc import Iterator
from typing import BinaryIO

from django.utils.translation import gettext_lazy as _

from ledger.importers import feidee
from ledger.importers.base import WORKBOOK, RawRecord, Rejected

FORMAT = "feidee-xlsx"
LABEL = _("Suishouji, a cloud book (Excel)")
SOURCE = feidee.SOURCE
EXPORTER = feidee.EXPORTER
CARRIER = WORKBOOK
WHOLE = True


def sniff(head: bytes, name: str) -> float:
    """See ledger.importers.base.Importer."""
    rows = [row.split("\t") for row in head.decode("utf-8", "replace").split("\n")]
    return 1.0 if any(feidee.is_header(row) and "账户币种" in row for row in rows) else 0.0


def read(file: BinaryIO) -> Iterator[RawRecord | Rejected]:
    """See ledger.importers.base.Importer."""
    yield from feidee.workbook_rows(file)
