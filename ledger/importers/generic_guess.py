"""Guessing how a table is laid out, from its heading and its first rows. A person looks at it before it counts."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from ledger.importers.cells import BLANKS
from ledger.importers.generic import MAX_COLUMNS, Layout, Row, filled
from ledger.importers.generic_cells import (
    currency_code,
    currency_mark,
    date_numbers,
    day_and_time,
    direction_of,
    plain,
    signed_amount,
    time_of,
)

# Preambles of banks have twenty lines at most.
_HEADING_WITHIN = 40
# A column is what it is called when so many of its cells, in tenths, look like it; without a name it takes more.
_CALLED_SO = 5
_LOOKS_SO = 8
# A number of a row ("1", "2") says nothing lasting; that of a payment is longer.
_NUMBER_CHARS = 8

# What columns are called, as `plain` gives it, the likelier word first.
_CALLED = {
    "date": (
        "交易时间 交易日期 日期 日期时间 时间 消费日期 消费时间 付款时间 交易日 记账日期 记账时间 记账日 入账日期"
        " 账单日期 创建时间 date transactiondate datetime dateposted postingdate posteddate postdate bookingdate"
        " valuedate day"
    ),
    "time": "交易时间 时间 time transactiontime",
    "out": (
        "支出 支出金额 支出(元) 取出金额 取出 借方金额 借方发生额 借方 转出金额 付款金额 记账金额(支出) 交易金额(支出)"
        " outflow moneyout paidout withdrawal withdrawals withdrawalamount debit debits debitamount spent"
    ),
    "in": (
        "收入 收入金额 收入(元) 存入金额 存入 贷方金额 贷方发生额 贷方 转入金额 收款金额 记账金额(收入) 交易金额(收入)"
        " inflow moneyin paidin deposit deposits depositamount credit credits creditamount received"
    ),
    "amount": (
        "金额 交易金额 金额(元) 发生额 人民币金额 记账金额 入账金额 结算金额 实付金额 价格 amount transactionamount"
        " billingamount amount(cny) value sum total cost price"
    ),
    "direction": (
        "收/支 收支 收支类型 收/付 借贷 借贷标志 借贷方向 收付标志 方向 类型 交易类型 transactiontype type credit/debit"
        " debit/credit dr/cr direction"
    ),
    "account": (
        "账户 账户1 支付账户 付款账户 资产账户 账户名称 支付方式 付款方式 收/付款方式 卡号 账号 account accountname"
        " paymentmethod wallet"
    ),
    "counter_account": "账户2 转入账户 目标账户 toaccount transferaccount transfers",
    "category": (
        "分类 类别 一级分类 交易分类 消费类型 消费分类 category maincategory categorygroup/category expensecategory"
    ),
    "payee": (
        "交易对方 商户名称 商户 商家 对方户名 对方账户名 对方名称 收款方 收款人 对手信息 交易对手 对方"
        " 对方账户 payee merchant merchantname counterparty vendor name description 交易说明 交易描述 摘要 商品说明"
    ),
    "note": (
        "备注 交易备注 说明 摘要 交易摘要 商品说明 商品名称 商品 附言 交易附言 用途 交易用途 项目 内容 描述 notes note"
        " memo comment comments originaldescription details narration description"
    ),
    "currency": "币种 币别 交易币种 货币 账户币种 currency currencycode ccy",
    "number": (
        "交易单号 交易号 交易订单号 流水号 交易流水号 订单号 编号 日志号 transactionid id reference referencenumber"
        " ref uuid row"
    ),
}
_NOTES = frozenset({"备注", "notes", "note", "memo"})
_WORDS = {role: tuple(words.split()) for role, words in _CALLED.items()}
# Amounts first: 「收入」 is a column of amounts here and a word of direction there.
_ORDER: tuple[str, ...] = (
    "date",
    "out",
    "in",
    "amount",
    "direction",
    "time",
    "currency",
    "number",
    "account",
    "counter_account",
)
_ORDER += ("category", "payee", "note")
_BRACKETS = re.compile(r"\([^()]*\)")
_MONEY = re.compile(r"[.,]\d\d\D*$|^[-+(¥￥$€£]")
_CHINESE = re.compile(r"[\u4e00-\u9fff]")


@dataclass(frozen=True, slots=True)
class Guess:
    """A proposed layout; what it is sure of is not asked. `rows` are those of the sample below the heading."""

    layout: Layout
    rows: list[Row]
    order_sure: bool
    currency_sure: bool


def guess_layout(sample: Sequence[Row], *, encoding: str = "", delimiter: str = ",", sheet: int = 0) -> Guess | None:
    """Return how the table in the first rows of a file is laid out, or None where there is no table in them."""
    rows = [(line, [cell.strip(BLANKS) for cell in cells][:MAX_COLUMNS]) for line, cells in sample]
    at = _heading_at(rows)
    if at is None:
        return None
    heading = rows[at][1] if _is_heading(rows[at][1]) else []
    body = [row for row in rows[at + bool(heading) :] if any(row[1])]
    width = max(len(filled(cells)) for cells in (heading, *(cells for _line, cells in body)))
    # A line of text below the table, or a total, has but few cells.
    fullest = max((_said(cells) for _line, cells in body), default=0)
    table = _Table(heading, [cells for _line, cells in body if _said(cells) * 3 > fullest], width)
    roles = table.roles()
    amounts = [cell for role in ("amount", "out", "in") if role in roles for cell in table.cells(roles.index(role))]
    decimal = _decimal(amounts)
    days = table.cells(roles.index("date")) if "date" in roles else []
    order, order_sure = _date_order(days, decimal)
    currency, currency_sure = _currency(amounts, rows)
    layout = Layout(
        roles=tuple(roles),
        heading=tuple(filled(heading)),
        date_order=order,
        decimal=decimal,
        currency=currency,
        encoding=encoding,
        delimiter=delimiter,
        sheet=sheet,
    )
    return Guess(layout, body, order_sure, currency_sure)


def _heading_at(rows: list[Row]) -> int | None:
    """The place of the heading, or of the first row of a table without one."""
    for at, (_line, cells) in enumerate(rows[:_HEADING_WITHIN]):
        names = {plain(cell) for cell in cells if cell}
        if (
            len(names) > 1
            and names & set(_WORDS["date"])
            and names & {*_WORDS["amount"], *_WORDS["out"], *_WORDS["in"]}
        ):
            return at
    for at, (_line, cells) in enumerate(rows[:_HEADING_WITHIN]):
        if any(map(_is_day, cells)) and any(map(_is_amount, cells)):
            # The row above may hold names that we do not know.
            above = rows[at - 1][1] if at else []
            return at - 1 if _is_heading(above) and len(filled(above)) == len(filled(cells)) else at
    return None


def _is_heading(cells: list[str]) -> bool:
    return len(filled(cells)) > 1 and not any(_is_day(cell) or _is_amount(cell) for cell in cells if cell)


def _said(cells: list[str]) -> int:
    return sum(map(bool, cells))


def _passes(read: Callable[[str], object], text: str) -> bool:
    try:
        read(text)
    except ValueError:
        return False
    return True


def _is_day(text: str) -> bool:
    return any(_passes(lambda cell: day_and_time(cell, order), text) for order in ("ymd", "mdy", "dmy"))  # noqa: B023


def _is_amount(text: str) -> bool:
    # Four decimals, since the currency is not known yet. Compact days are digits, too.
    return any(_passes(lambda cell: signed_amount(cell, 4, point), text) for point in ".,")  # noqa: B023


class _Table:
    def __init__(self, heading: list[str], rows: list[list[str]], width: int) -> None:
        self.names = [plain(name) for name in heading] + [""] * (width - len(heading))
        self.rows = rows
        self.width = width

    def cells(self, place: int) -> list[str]:
        """The cells of a column that say something."""
        return [cells[place] for cells in self.rows if place < len(cells) and cells[place]]

    def roles(self) -> list[str]:
        roles = [""] * self.width
        for role in _ORDER:
            place = self._called(role, roles)
            if place is not None:
                roles[place] = role
        if {"out", "in"} <= set(roles):
            roles = ["" if role == "amount" else role for role in roles]
        elif "amount" in roles:
            roles = ["" if role in ("out", "in") else role for role in roles]
        if "note" not in roles:
            # A column of notes that nobody has used yet is still one.
            place = next((place for place, name in enumerate(self.names) if name in _NOTES and not roles[place]), None)
            if place is not None:
                roles[place] = "note"
        for role, looks in (("date", _is_day), ("amount", _is_amount)):
            if role not in roles and not (role == "amount" and {"out", "in"} & set(roles)):
                self._by_looks(role, looks, roles)
        if not {"payee", "note"} & set(roles):
            self._by_words(roles)
        return roles

    def _called(self, role: str, roles: list[str]) -> int | None:
        for strip in (False, True):
            names = [_BRACKETS.sub("", name) for name in self.names] if strip else self.names
            for word in _WORDS[role]:
                for place, name in enumerate(names):
                    if name == word and not roles[place] and self._fits(role, place):
                        return place
        return None

    def _fits(self, role: str, place: int) -> bool:
        cells = self.cells(place)
        if role == "date":
            return self._mostly(cells, _is_day)
        if role == "time":
            return self._mostly(cells, lambda cell: _passes(time_of, cell))
        if role == "amount":
            return self._mostly(cells, _is_amount)
        if role in ("out", "in"):
            return not cells or self._mostly(cells, lambda cell: _is_amount(cell) or not cell.strip("-"))
        if role == "direction":
            return self._mostly(cells, lambda cell: bool(direction_of(cell)))
        if role == "currency":
            return self._mostly(cells, lambda cell: _passes(currency_code, cell))
        if role == "number":
            return self._mostly(cells, lambda cell: len(cell) >= _NUMBER_CHARS) and len(set(cells)) == len(cells)
        return bool(cells) if role == "note" else True

    @staticmethod
    def _mostly(cells: list[str], looks: Callable[[str], bool], tenths: int = _CALLED_SO) -> bool:
        return bool(cells) and sum(map(looks, cells)) * 10 >= len(cells) * tenths

    def _by_looks(self, role: str, looks: Callable[[str], bool], roles: list[str]) -> None:
        places = [
            place
            for place in range(self.width)
            if not roles[place] and self._mostly(self.cells(place), looks, _LOOKS_SO)
        ]
        if not places:
            return
        place = places[0]
        if role == "amount":
            if self._exclude(place, place + 1) and not any(self.names):
                # Two columns of which each row fills one: banks put what was spent first.
                roles[place], roles[place + 1] = "out", "in"
                return
            # A sign or decimals tell money from a count of something.
            place = max(places, key=lambda each: sum(bool(_MONEY.search(cell)) for cell in self.cells(each)))
        roles[place] = role

    def _exclude(self, one: int, other: int) -> bool:
        pairs = [(cells[one], cells[other]) for cells in self.rows if len(cells) > max(one, other)]
        return bool(self.cells(other)) and all(bool(a) != bool(b) and _is_amount(a or b) for a, b in pairs)

    def _by_words(self, roles: list[str]) -> None:
        """The column with the most different words is the note, or without names, who was paid."""
        words = {
            place: len({cell for cell in self.cells(place) if not _is_amount(cell)})
            for place in range(self.width)
            if not roles[place]
        }
        if words and max(words.values()):
            roles[max(words, key=lambda place: words[place])] = "note" if any(self.names) else "payee"


def _date_order(cells: list[str], decimal: str) -> tuple[str, bool]:
    """Return the order of the numbers of a date, and whether the dates themselves tell it."""
    numbers = [found for found in map(date_numbers, cells) if found]
    if not numbers or any(first > 31 for first, _second, _third in numbers):
        return "ymd", True
    firsts, seconds, thirds = (set(column) for column in zip(*numbers, strict=True))
    if max(thirds) <= 31 and len(firsts) < len(thirds):
        # 24-05-01, 24-05-02: what hardly changes is the year.
        return "ymd", True
    if max(firsts) > 12:
        return "dmy", True
    if max(seconds) > 12:
        return "mdy", True
    # Who writes a decimal comma, or points in dates, puts the day first.
    return ("mdy" if decimal == "." and any("/" in cell for cell in cells) else "dmy"), False


def _decimal(amounts: list[str]) -> str:
    comma = any(re.search(r"\d,\d{1,2}\D*$", cell) for cell in amounts)
    point = any(re.search(r"\.\d{1,2}\D*$", cell) for cell in amounts)
    return "," if comma and not point else "."


def _currency(amounts: list[str], rows: list[Row]) -> tuple[str, bool]:
    """Return the currency, and whether the amounts name it; else the words' language makes it the likelier one."""
    marks = {mark for mark in map(currency_mark, amounts) if mark}
    if len(marks) == 1:
        return marks.pop(), True
    chinese = any(_CHINESE.search(cell) for _line, cells in rows for cell in cells)
    return ("CNY" if chinese else "USD"), False
