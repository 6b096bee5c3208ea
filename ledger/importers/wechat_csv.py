"""微信支付账单明细 as CSV, as it was sent until the middle of 2025."""

from collections.abc import Iterator
from typing import BinaryIO

from django.utils.translation import gettext_lazy as _

from ledger.importers import wechat
from ledger.importers.base import TEXT, RawRecord, Rejected
from ledger.importers.text import csv_rows, decoded, has_header

FORMAT = "wechat-csv"
LABEL = _("WeChat Pay (CSV)")
SOURCE = wechat.SOURCE
EXPORTER = wechat.EXPORTER
CARRIER = TEXT


def sniff(head: bytes, name: str) -> float:
    """See ledger.importers.base.Importer."""
    if has_header(head, wechat.REQUIRED):
        return 1.0
    # The title alone: ours, but cut off before its table. `read` says so better than "unknown".
    return 0.2 if wechat.TITLE in decoded(head) else 0.0


def read(file: BinaryIO) -> Iterator[RawRecord | Rejected]:
    """See ledger.importers.base.Importer."""
    for row in csv_rows(file, wechat.COLUMNS, required=wechat.REQUIRED, ends=wechat.ENDS):
        yield row if isinstance(row, Rejected) else wechat.record(*row)
