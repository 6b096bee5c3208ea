"""支付宝, the app's export "电子客户回单": the layout since 2022, and that of 2021 with its footer.

One table, columns found by name; what stands before and after it does not matter. The rules and where they
were learnt: docs/importers.md.
"""

from collections.abc import Iterator
from typing import BinaryIO

from django.utils.translation import gettext_lazy

from ledger.importers.base import TEXT, RawRecord, Rejected, no_amount, no_date
from ledger.importers.cells import minor_units, moment
from ledger.importers.text import csv_rows, decoded, has_header

FORMAT = "alipay-app-csv"
LABEL = gettext_lazy("Alipay, exported by the app (CSV)")
SOURCE = "alipay"
EXPORTER = gettext_lazy("Alipay")
CARRIER = TEXT

_COLUMNS = (
    "交易时间",
    "交易分类",
    "交易对方",
    "商品说明",
    "收/支",
    "金额",
    "收/付款方式",
    "交易状态",
    "交易订单号",
    "商家订单号",
    "备注",
)
_REQUIRED = frozenset(_COLUMNS) - {"交易分类", "商家订单号", "备注"}
_ENDS = ("------",)

_CLOSED = frozenset({"交易关闭", "已关闭"})
_GIVEN_BACK = frozenset({"退款成功", "退税成功"})
# Holds on a deposit, placed and lifted: the row may carry an amount, but no money moved.
_NOTHING_MOVED = frozenset({"解冻成功", "信用服务使用成功", "芝麻免押下单成功"})
_UNPAID = frozenset({"等待付款", "等待买家付款", "待付款"})

# Paid by somebody else's money, or by money that several people share.
_SHARED_METHODS = ("亲情卡", "亲属卡", "小荷包")

_MOVING_STATUS = frozenset({"还款成功", "放款成功"})
_MOVING_CATEGORIES = frozenset({"投资理财", "信用借还", "账户存取"})
_MOVING_BEGINNINGS = ("充值-", "提现-")
_MOVING_WORDS = ("转入", "转出", "转账", "还款", "归还", "买入", "卖出", "赎回", "放款", "取出", "理财")


def sniff(head: bytes, name: str) -> float:
    """See ledger.importers.base.Importer."""
    if has_header(head, _REQUIRED):
        return 1.0
    text = decoded(head)
    # The title alone: ours, but cut off before its table. `read` says so better than "unknown".
    return 0.2 if "支付宝" in text and "电子客户回单" in text else 0.0


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
        method,
        status,
        external_id,
        merchant_order_id,
        remark,
    ) = cells
    try:
        date, time = moment(at)
    except ValueError:
        return no_date(line, at)
    try:
        amount_minor = minor_units(amount)
    except ValueError:
        return no_amount(line, amount)
    kind = kind_of(direction, status, note, category=category, method=method)
    account, counter_account = method, ""
    if kind == "transfer":
        account, counter_account = sides_of(note, status, counterparty=counterparty, method=method)
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
        remark=remark,
    )


def kind_of(direction: str, status: str, note: str, *, category: str, method: str) -> str:
    """Return the kind of a row from 收/支, 交易状态 and 商品说明."""
    if status in _NOTHING_MOVED or status in _UNPAID or "失败" in status:
        return "skip"
    if direction == "支出":
        # Closed with a way of paying was paid and given back; a row of its own brings that money.
        return "skip" if status in _CLOSED and not method else "expense"
    if status in _CLOSED:
        return "skip"
    if status in _GIVEN_BACK:
        return "transfer" if note.endswith(("买入退款", "买入")) else "refund"
    if direction == "收入" or note.endswith("-收益发放"):
        return "income"
    return _kind_outside_totals(status, note, category, method)


def _kind_outside_totals(status: str, note: str, category: str, method: str) -> str:
    """Return transfer or neutral for what Alipay leaves out of its own totals."""
    if status == "代付成功" or category == "亲友代付":
        return "neutral"
    if any(word in method for word in _SHARED_METHODS) and "转" not in note:
        return "neutral"
    if (
        status in _MOVING_STATUS
        or category in _MOVING_CATEGORIES
        or note.startswith(_MOVING_BEGINNINGS)
        or any(word in note for word in _MOVING_WORDS)
    ):
        return "transfer"
    # Somebody may have marked any payment as not counting.
    return "neutral"


def sides_of(note: str, status: str, *, counterparty: str, method: str) -> tuple[str, str]:
    """Return (where the money left, where it arrived) of a transfer, "" for what the row does not say.

    收/付款方式 names the side outside of 余额宝, the fund or the loan, whichever way the money went.
    """
    method = method.partition("&")[0].strip()
    before, dash, action = note.partition("-")
    if note.startswith("提现"):
        return method or "余额", counterparty
    if note.startswith("充值"):
        return counterparty if "银行" in counterparty else "", method or "余额"
    if note.endswith("买入退款") or (status in _GIVEN_BACK and note.endswith("买入")):
        return counterparty, method
    if "放款" in note or status == "放款成功" or "取出" in note:
        return counterparty, method or _named_after(note, "至")
    if "还款" in note or "归还" in note or status == "还款成功":
        card = "信用卡" in note and "信用卡" not in counterparty
        return method, f"{counterparty}信用卡" if card else counterparty
    if "卖出" in note or "赎回" in note:
        return counterparty, _named_after(note, "至") or method
    if "转出" in note:
        target = _named_after(note, "到")
        if target in ("", "银行卡"):
            target = method or counterparty
        return (before if dash and "转出" in action else method), target
    if dash and "转入" in action:
        return method, before
    if "收款到" in note:
        return method, _named_after(note, "到")
    return method, counterparty


def _named_after(note: str, word: str) -> str:
    return note.rpartition(word)[2] if word in note else ""
