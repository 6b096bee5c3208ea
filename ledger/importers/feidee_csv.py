"""随手记, exported by the app as CSV: "随手记导出文件(headers:v5;…)" and its forerunner v4."""

from collections.abc import Iterator
from typing import BinaryIO

from django.utils.translation import gettext_lazy as _

from ledger.importers import feidee
from ledger.importers.base import TEXT, RawRecord, Rejected
from ledger.importers.text import csv_rows, decoded, has_header

FORMAT = "feidee-csv"
LABEL = _("Suishouji, exported by the app (CSV)")
SOURCE = feidee.SOURCE
EXPORTER = feidee.EXPORTER
CARRIER = TEXT
WHOLE = True

_COLUMNS = (
    "交易类型",
    "日期",
    "类别",
    "子类别",
    "账户",
    "账户币种",
    "金额",
    "成员",
    "商家",
    "项目",
    "备注",
    "关联Id",
)
_REQUIRED = frozenset({"交易类型", "日期", "账户", "金额", "关联Id"})
# What `feidee.record` calls the same columns.
_NAMES = [{"类别": "分类", "子类别": "子分类", "账户": "账户1"}.get(name, name) for name in _COLUMNS]
_TITLE = "随手记导出文件"


def sniff(head: bytes, name: str) -> float:
    """See ledger.importers.base.Importer."""
    if has_header(head, _REQUIRED):
        return 1.0
    # The title alone: ours, but cut off before its table. `read` says so better than "unknown".
    return 0.2 if _TITLE in decoded(head) else 0.0


def read(file: BinaryIO) -> Iterator[RawRecord | Rejected]:
    """See ledger.importers.base.Importer. The two rows of a transfer become one."""
    legs = feidee.Legs()
    for row in csv_rows(file, _COLUMNS, required=_REQUIRED, ends=(_TITLE,)):
        read_row = row if isinstance(row, Rejected) else feidee.record(row[0], dict(zip(_NAMES, row[1], strict=True)))
        if isinstance(read_row, RawRecord) and read_row.kind == "transfer":
            joined = legs.joined(read_row)
            if joined is not None:
                yield joined
        else:
            yield read_row
    yield from legs.left()
