"""支付宝, the table that the web site exports: "支付宝交易记录明细查询".

It names no way of paying, so everything is the wallet's. 资金状态 says what became of the money; otherwise the words
are those of the app's bill, and so are the rules (docs/importers.md).
"""

from collections.abc import Iterator
from typing import BinaryIO

from django.utils.translation import gettext_lazy

from ledger.importers import alipay_app
from ledger.importers.base import TEXT, RawRecord, Rejected, no_amount, no_date
from ledger.importers.cells import minor_units, moment
from ledger.importers.text import csv_rows, decoded, has_header

FORMAT = "alipay-web-csv"
LABEL = gettext_lazy("Alipay, exported on the web (CSV)")
SOURCE = alipay_app.SOURCE
EXPORTER = alipay_app.EXPORTER
CARRIER = TEXT

_COLUMNS = (
    # The app's bill has this time too; 付款时间 is empty where nothing was paid.
    "交易创建时间",
    "类型",
    "交易对方",
    "商品名称",
    "收/支",
    "金额（元）",
    "交易状态",
    "资金状态",
    "交易号",
    "商家订单号",
    "服务费（元）",
    "成功退款（元）",
    "备注",
)
_REQUIRED = frozenset(_COLUMNS) - {"类型", "商家订单号", "服务费（元）", "成功退款（元）", "备注"}
_ENDS = ("------",)

_NOT_YET = frozenset({"待支出", "待收入"})


def sniff(head: bytes, name: str) -> float:
    """See ledger.importers.base.Importer."""
    if has_header(head, _REQUIRED):
        return 1.0
    # The title alone: ours, but cut off before its table. `read` says so better than "unknown".
    return 0.2 if "支付宝交易记录明细查询" in decoded(head) else 0.0


def read(file: BinaryIO) -> Iterator[RawRecord | Rejected]:
    """See ledger.importers.base.Importer."""
    for row in csv_rows(file, _COLUMNS, required=_REQUIRED, ends=_ENDS):
        yield row if isinstance(row, Rejected) else _record(*row)


def _record(line: int, cells: list[str]) -> RawRecord | Rejected:
    (
        at,
        category,
        counterparty,
        note,
        direction,
        amount,
        status,
        funds,
        external_id,
        merchant_order_id,
        fee,
        refunded,
        remark,
    ) = cells
    try:
        date, time = moment(at)
    except ValueError:
        return no_date(line, at)
    try:
        amount_minor = minor_units(amount)
        fee_minor = minor_units(fee) if fee else 0
        refunded_minor = minor_units(refunded) if refunded else 0
    except ValueError:
        wrong = " ".join(filter(None, (amount, fee, refunded)))
        return no_amount(line, wrong)
    if fee_minor:
        # Taken beside the amount and not out of it, which `fee_minor` of a record would say.
        remark = " · ".join(filter(None, (remark, f"服务费{fee}元")))
    kind = kind_of(direction, status, note, funds=funds)
    account, counter_account = "", ""
    if kind == "transfer":
        account, counter_account = alipay_app.sides_of(note, status, counterparty=counterparty, method="")
    return RawRecord(
        kind,
        date,
        time,
        amount_minor,
        "CNY",
        account,
        counter_account,
        counterparty,
        category,
        "",
        "",
        note,
        external_id,
        merchant_order_id,
        status,
        line,
        direction,
        refunded_minor=refunded_minor,
        remark=remark,
    )


def kind_of(direction: str, status: str, note: str, *, funds: str) -> str:
    """Return the kind of a row from 收/支, 交易状态, 商品名称 and 资金状态."""
    if funds in _NOT_YET:
        return "skip"
    # A closed row that says what became of the money was paid, as one of the app's with a way of paying was.
    kind = alipay_app.kind_of(direction, status, note, category="", method=funds)
    return "transfer" if kind in ("neutral", "expense", "income") and funds == "资金转移" else kind
