"""微信支付: what a row means, for the CSV and the workbook alike. No importer of its own.

The rules and where they were learnt: docs/importers.md.
"""

import datetime
import re
from collections.abc import Sequence

from django.utils.translation import gettext_lazy

from ledger.importers.base import RawRecord, Rejected, no_amount, no_date
from ledger.importers.cells import EPOCH_1900, minor_units, moment

SOURCE = "wechat"
EXPORTER = gettext_lazy("WeChat")
TITLE = "微信支付账单明细"

COLUMNS = (
    "交易时间",
    "交易类型",
    "交易对方",
    "商品",
    "收/支",
    "金额(元)",
    "支付方式",
    "当前状态",
    "交易单号",
    "商户单号",
    "备注",
)
REQUIRED = frozenset(COLUMNS) - {"商户单号", "备注"}
ENDS = ("------", TITLE)

_BALANCE = "零钱"
_FUND = "零钱通"
_STATED_REFUND = re.compile(r"已退款\s*[(（]?\s*[¥￥]?\s*([\d,]+(?:\.\d+)?)")
_FEE = re.compile(r"服务费\s*[¥￥]?\s*([\d,]+(?:\.\d+)?)")
_MOVING = (
    "零钱提现",
    "零钱充值",
    "转入零钱通",
    "零钱通转出",
    "信用卡还款",
    "购买理财通",
    "理财通",
)


def record(line: int, cells: Sequence[str], epoch: datetime.datetime = EPOCH_1900) -> RawRecord | Rejected:
    """Return one row, its cells in the order of COLUMNS; `epoch` is day 0 of serial dates in a workbook."""
    # "/" means empty in every column.
    (
        at,
        type_,
        counterparty,
        note,
        direction,
        amount,
        method,
        status,
        external_id,
        merchant_order_id,
        remark,
    ) = ["" if cell == "/" else cell for cell in cells]
    try:
        date, time = moment(at, epoch)
        # The column is exact to the second, so a whole number of days is midnight and not "no time".
        time = time or datetime.time.min
    except ValueError:
        return no_date(line, at)
    try:
        amount_minor = minor_units(amount)
        fee_minor = _stated(_FEE, remark) if "服务费" in remark else 0
        refunded_minor = _refunded_minor(direction, status, amount_minor) if "退" in status else 0
    except ValueError:
        return no_amount(line, amount)
    kind = kind_of(direction, type_, status)
    account, counter_account = method, ""
    if kind == "transfer":
        account, counter_account = sides_of(type_, counterparty=counterparty, method=method)
    elif direction == "收入" and not method:
        account = _BALANCE
    return RawRecord(
        kind,
        date,
        time,
        amount_minor,
        "CNY",
        account,
        counter_account,
        counterparty,
        type_,
        "",
        "",
        note,
        external_id,
        merchant_order_id,
        status,
        line,
        direction or "/",
        fee_minor if kind == "transfer" else 0,
        refunded_minor,
        remark,
    )


def kind_of(direction: str, type_: str, status: str) -> str:
    """Return the kind of a row from 收/支 ("" where the file says "/"), 交易类型 and 当前状态."""
    if status == "已关闭" or "失败" in status:
        return "skip"
    if direction == "支出":
        # Gross, even when given back since: that money comes with its own row.
        return "expense"
    if direction == "收入":
        return "refund" if type_.endswith("-退款") else "income"
    return "transfer" if type_.startswith(_MOVING) else "neutral"


def sides_of(type_: str, *, counterparty: str, method: str) -> tuple[str, str]:
    """Return (where the money left, where it arrived) of a transfer, "" for what the row does not say."""
    if type_.startswith("零钱提现"):
        return _BALANCE, _with_number(method, counterparty)
    if type_.startswith("零钱充值"):
        return _with_number(method, counterparty), _BALANCE
    if type_.startswith("转入零钱通"):
        return type_.partition("来自")[2] or method, _FUND
    if type_.startswith("零钱通转出"):
        return _FUND, type_.partition("到")[2] or counterparty
    if type_.startswith("信用卡还款"):
        return method, counterparty.removesuffix("还款")
    if "赎回" in type_ or "取出" in type_:
        return counterparty or "理财通", method or _BALANCE
    return method, counterparty or "理财通"


def _with_number(method: str, counterparty: str) -> str:
    # Both columns name the bank; one of them may know the last digits of the card.
    if "(" not in method and "(" in counterparty and "()" not in counterparty:
        return counterparty
    return method or counterparty


def _refunded_minor(direction: str, status: str, amount_minor: int) -> int:
    stated = _stated(_STATED_REFUND, status)
    if stated or direction != "支出":
        return stated
    return amount_minor if status in ("已全额退款", "对方已退还") else 0


def _stated(pattern: re.Pattern[str], text: str) -> int:
    found = pattern.search(text)
    return minor_units(found[1]) if found else 0
