"""Closing the family's accounts: what was bought on credit, and transfers, so that each ends where it stands today."""

from __future__ import annotations

import datetime as dt
from typing import Any

from ledger.demo import almanac
from ledger.demo.dice import Dice
from ledger.demo.draft import Draft, Drafts, shifted

TODAY_MINOR = {
    "icbc": 842_000,
    "cmb": 2_638_000,
    "yuebao": 1_190_000,
    "wechat": 64_000,
    "cash": 30_000,
    "cmb_card": -486_000,
    "huabei": -132_000,
}
# What a day with nothing else in its card window is closed with: merchant, item, category.
CARD_BUYS = (
    ("家电旗舰店", "空气炸锅 家用", "household.appliances"),
    ("母婴旗舰店", "儿童安全座椅", "children.toys"),
    ("女装旗舰店", "羽绒服", "clothing.clothes"),
    ("家纺旗舰店", "四件套 被子", "household.furniture"),
    ("数码旗舰店", "平板支架 耳机", "household.electronics"),
)
HUABEI_BUYS = (
    ("天猫超市", "日用囤货", "household.cleaning"),
    ("孩子王", "湿巾 尿裤囤货", "children.diapers"),
    ("护肤旗舰店", "护肤套装", "clothing.skincare"),
)


def close_window(
    drafts: Drafts, account: str, instead: str, since: dt.date, buys: tuple[tuple[str, str, str], ...], seed: int
) -> None:
    """Make what was bought on credit since the last paid statement (`since`, exclusive) come to what is owed today.

    Purchases that would not fit were paid with `instead`; what is then missing are one or a few larger purchases.
    """
    dice = Dice(seed, f"family/window/{account}")
    window = [row for row in drafts.of_account(account) if row.date > since]
    returned = {id(row.refund_of) for row in drafts.rows if row.refund_of}
    fixed_rows = [row for row in window if row.kind == "refund" or id(row) in returned or row.extra.get("keep")]
    others = [row for row in window if row not in fixed_rows]
    dice.shuffle(others)
    owed = -sum(row.change_minor(account) for row in fixed_rows)
    limit = -TODAY_MINOR[account] - 15_000
    for row in others:
        if owed + row.amount_minor <= limit:
            owed += row.amount_minor
        else:
            row.from_account = instead
    missing = -TODAY_MINOR[account] - owed
    parts = -(-missing // 140_000)
    days = max((drafts.today - since).days - 1, 1)
    for place in range(parts):
        share = missing if place == parts - 1 else int(missing / (parts - place) * dice.uniform(0.7, 1.2)) // 10 * 10
        missing -= share
        merchant, item, category = buys[place % len(buys)]
        day = since + dt.timedelta(days=max(1, days - 2 - place * max(days // (parts + 1), 1)))
        drafts.add(
            day,
            dice.at(12, 22.5),
            "expense",
            share,
            from_account=account,
            category_key=category,
            recorded_by="lin",
            paid_by="lin",
            merchant=merchant,
            item=item,
            note=item.split()[0],
            via="alipay",
        )


def last_paid_statement(today: dt.date, due_day: int, statement_day: int) -> dt.date:
    """The closing day of the statement that was paid last: due days up to today are paid."""
    due = today.replace(day=due_day)
    if due > today:
        due = almanac.add_months(due, -1)
    return almanac.day_of_month(almanac.month_start(due, -1), statement_day)


def close_accounts(drafts: Drafts) -> dict[str, int]:
    """Let every account end where it stands today; returns the opening balances."""
    today = drafts.today
    lin, chen = {"recorded_by": "lin", "via": "bank"}, {"recorded_by": "chen", "via": "bank"}
    opening: dict[str, int] = {}

    def always(amount: int):
        return lambda _day: amount

    opening["cash"] = drafts.close_backwards(
        "cash",
        today_minor=TODAY_MINOR["cash"],
        other="cmb",
        step=always(50_000),
        low=always(0),
        high=always(60_000),
        top_up={"note": "取现金", **lin},
        sweep={"note": "现金存回去", **lin},
    )
    opening["wechat"] = drafts.close_backwards(
        "wechat",
        today_minor=TODAY_MINOR["wechat"],
        other="cmb",
        step=always(30_000),
        low=always(2_000),
        high=always(90_000),
        top_up={"note": "转进零钱", **lin},
        sweep={"note": "零钱提现", **lin},
    )
    saving_since = almanac.month_start(today, -6)
    opening["yuebao"] = drafts.close_backwards(
        "yuebao",
        today_minor=TODAY_MINOR["yuebao"],
        other="cmb",
        step=always(100_000),
        low=lambda day: 800_000 if day >= saving_since else 120_000,
        high=lambda day: 1_300_000 if day >= saving_since else 420_000,
        top_up={"note": "转入余额宝", "recorded_by": "lin", "via": "alipay"},
        sweep={"note": "余额宝转出", "recorded_by": "lin", "via": "alipay"},
    )
    opening["icbc"] = drafts.close_backwards(
        "icbc",
        today_minor=TODAY_MINOR["icbc"],
        other="cmb",
        step=always(50_000),
        low=always(90_000),
        high=lambda day: 1_250_000 if day >= saving_since else 520_000,
        top_up={"note": "补一下房贷卡", **lin},
        sweep={"note": "转给晓雯家用", **chen},
    )
    _close_salary_card(drafts, opening)
    return opening


def _just(row: Draft, minutes: int) -> dict[str, Any]:
    day, time = shifted(row.moment, minutes)
    return {"date": day, "time": time}


class _SalaryCard:
    """The salary card, walked back from today. What it did not need went into the deposit or back to her father."""

    def __init__(self, drafts: Drafts, matures: dt.date) -> None:
        self.matures = matures
        self.rows = drafts.of_account("cmb")
        self.balance = TODAY_MINOR["cmb"]
        self.deposit = 0
        self.made: list[Draft] = []

    def _move(self, row: Draft, minutes: int, amount: int, note: str, **accounts: Any) -> None:
        self.made.append(
            Draft(
                kind="transfer",
                amount_minor=amount,
                recorded_by="lin",
                via="bank",
                note=note,
                **accounts,
                **_just(row, minutes),
            )
        )

    def walk(self, first: dt.date, last: dt.date, *, use_deposit: bool) -> None:
        """Undo the entries from `last` back to `first`, both included, and write the transfers that keep it level."""
        for row in reversed([row for row in self.rows if first <= row.date <= last]):
            before = self.balance - row.change_minor("cmb")
            if before > 2_200_000 and use_deposit:
                amount = -(-(before - 2_000_000) // 500_000) * 500_000
                self._move(row, -1, amount, "定期取一点出来", from_account="deposit", to_account="cmb")
                before, self.deposit = before - amount, self.deposit + amount
            if before < 250_000 and use_deposit and self.deposit > 0:
                amount = min(self.deposit, -(-(400_000 - before) // 500_000) * 500_000)
                self._move(row, 1, amount, "存定期", from_account="cmb", to_account="deposit")
                before, self.deposit = before + amount, self.deposit - amount
            if before < 50_000 and row.date > self.matures:
                # What was too much at hand since was put away once more, and lies there today.
                amount = -(-(150_000 - before) // 500_000) * 500_000
                self._move(row, 2, amount, "又存一笔定期", from_account="cmb", to_account="deposit")
                before += amount
            elif before < 50_000:
                amount = -(-(150_000 - before) // 100_000) * 100_000
                self._move(row, 2, amount, "多还一点爸的首付钱", from_account="cmb", to_account="grandpa")
                before += amount
            self.balance = before

    def lowest_before(self, first: dt.date, last: dt.date) -> int:
        """How far below the balance at the end of `last` it had been since `first`; 0 or less."""
        level = lowest = 0
        for row in reversed([row for row in self.rows if first <= row.date <= last]):
            level -= row.change_minor("cmb")
            lowest = min(lowest, level)
        return lowest


def _close_salary_card(drafts: Drafts, opening: dict[str, int]) -> None:
    """Close the salary card with the term deposit that paid for the child's room, and set the openings of both.

    It matures at M−8. How much it held follows from how little was at hand before: about 2,000 on the card in the
    tightest days. Before that, what was too much at hand went in, and what was missing came out.
    """
    matures = almanac.month_start(drafts.today, -8) + dt.timedelta(days=2)
    tight = matures - dt.timedelta(days=75)
    card = _SalaryCard(drafts, matures)
    card.walk(matures + dt.timedelta(days=1), drafts.today, use_deposit=False)
    spare = card.balance - 200_000 + card.lowest_before(tight, matures)
    principal = max(0, int(spare / 1.0825) // 100_000 * 100_000)
    interest = principal * 825 // 10_000
    lin = {"recorded_by": "lin", "via": "bank"}
    drafts.add(
        matures,
        dt.time(6, 5),
        "transfer",
        principal,
        from_account="deposit",
        to_account="cmb",
        note="三年定期到期",
        **lin,
    )
    drafts.add(
        matures,
        dt.time(6, 6),
        "income",
        interest,
        to_account="cmb",
        category_key="interest.deposit",
        merchant="招商银行",
        note="三年定期利息",
        member="lin",
        **lin,
    )
    card.deposit = principal
    card.walk(matures, matures, use_deposit=False)
    card.balance -= principal + interest
    card.walk(tight, matures - dt.timedelta(days=1), use_deposit=False)
    card.walk(drafts.first, tight - dt.timedelta(days=1), use_deposit=True)
    drafts.rows.extend(card.made)
    opening["deposit"] = card.deposit
    opening["grandpa"] = -drafts.total_minor("grandpa")
    opening["cmb"] = card.balance
