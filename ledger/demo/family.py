"""小满家: two salaries, a baby, a grandmother, a flat; thirty-six months of a family in 南昌."""

from __future__ import annotations

import datetime as dt

from ledger.demo import almanac
from ledger.demo import family_events as events
from ledger.demo import family_fixed as fixed
from ledger.demo.dice import Dice
from ledger.demo.draft import Draft, Drafts, shifted
from ledger.demo.family_spending import drop_what_is_still_to_come, forget_cash, play_habits, send_back
from ledger.demo.records import (
    DemoAccount,
    DemoAnswers,
    DemoBook,
    DemoFixed,
    DemoMember,
    DemoPay,
    DemoPerson,
    DemoPlanned,
)

KEY = "family"
TODAY_MINOR = {
    "icbc": 842_000,
    "cmb": 2_638_000,
    "yuebao": 1_190_000,
    "wechat": 64_000,
    "cash": 30_000,
    "cmb_card": -486_000,
    "huabei": -132_000,
}
CARD_DUE, CARD_STATEMENT, HUABEI_DUE, HUABEI_STATEMENT = 5, 18, 8, 31
CARD_OPENING, HUABEI_OPENING = 284_635, 91_362

PEOPLE = (
    DemoPerson("chenyu", "陈屿", "chenyu@example.com", 1993),
    DemoPerson("linxiaowen", "林晓雯", "linxiaowen@example.com", 1995),
)
MEMBERS = (
    DemoMember("chen", "陈屿", "chenyu", "owner", "#2f6fab"),
    DemoMember("lin", "林晓雯", "linxiaowen", "owner", "#c2587a"),
    DemoMember("man", "小满", color="#e0a32e"),
    DemoMember("granny", "奶奶", color="#7a8b5a"),
)
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


def _close_window(
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


def _last_paid_statement(today: dt.date, due_day: int, statement_day: int) -> dt.date:
    """The closing day of the statement that was paid last: due days up to today are paid."""
    due = today.replace(day=due_day)
    if due > today:
        due = almanac.add_months(due, -1)
    return almanac.day_of_month(almanac.month_start(due, -1), statement_day)


def _close_accounts(drafts: Drafts) -> dict[str, int]:
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


def _just(row: Draft, minutes: int) -> dict[str, object]:
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

    def _move(self, row: Draft, minutes: int, amount: int, note: str, **accounts: str) -> None:
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


def family_book(today: dt.date, seed: int) -> DemoBook:
    """The family's book as of `today`; the same arguments give the same book."""
    first = almanac.add_months(today, -36) + dt.timedelta(days=1)
    birth = almanac.add_months(today, -26) - dt.timedelta(days=6)
    drafts = Drafts(first, today)
    play_habits(drafts, birth, seed)
    send_back(drafts, seed)
    fixed.write_pay(drafts)
    owed = fixed.write_loans(drafts)
    fixed.write_bills(drafts, birth, seed)
    fixed.write_fund_yield(drafts, seed)
    events.write_birth(drafts, birth)
    events.write_festivals(drafts, seed)
    events.write_ceremonies(drafts, seed)
    events.write_second_hand(drafts, seed)
    events.write_work_trips(drafts, seed)
    events.write_room(drafts, seed)
    drop_what_is_still_to_come(drafts)
    forget_cash(drafts, seed)
    _close_window(drafts, "cmb_card", "cmb", _last_paid_statement(today, CARD_DUE, CARD_STATEMENT), CARD_BUYS, seed)
    _close_window(
        drafts, "huabei", "yuebao", _last_paid_statement(today, HUABEI_DUE, HUABEI_STATEMENT), HUABEI_BUYS, seed
    )
    for row in drafts.rows:
        row.extra.pop("keep", None)
    drafts.pay_bills(
        "cmb_card",
        opening_minor=CARD_OPENING,
        statement_day=CARD_STATEMENT,
        due_day=CARD_DUE,
        from_account="cmb",
        recorded_by="lin",
        note="还信用卡",
        via="bank",
    )
    drafts.pay_bills(
        "huabei",
        opening_minor=HUABEI_OPENING,
        statement_day=HUABEI_STATEMENT,
        due_day=HUABEI_DUE,
        from_account="yuebao",
        recorded_by="lin",
        note="还花呗",
        via="alipay",
    )
    opening = _close_accounts(drafts) | owed | {"cmb_card": -CARD_OPENING, "huabei": -HUABEI_OPENING}
    return DemoBook(
        key=KEY,
        name="小满家",
        scene="family",
        icon="home-heart",
        color="#d9653b",
        created_by="chenyu",
        opened_on=first,
        members=MEMBERS,
        accounts=_accounts(drafts, opening),
        entries=drafts.numbered("f"),
        planned=_planned(today),
        answers=_answers(today),
    )


def _accounts(drafts: Drafts, opening: dict[str, int]) -> tuple[DemoAccount, ...]:
    def account(key: str, name: str, kind: str, scene_key: str = "", **fields) -> DemoAccount:
        start = opening[key]
        return DemoAccount(key, name, kind, start, start + drafts.total_minor(key), scene_key, **fields)

    return (
        account("icbc", "工商银行", "bank", member="chen", number_tail="0218"),
        account("cmb", "招商银行", "bank", "bank", member="lin", number_tail="6612"),
        account("yuebao", "余额宝", "money_fund", "yuebao", member="lin"),
        account("wechat", "微信零钱", "wallet", "wechat"),
        account("cash", "现金", "cash", "cash"),
        account(
            "cmb_card",
            "招行信用卡",
            "credit_card",
            "credit_card",
            member="lin",
            number_tail="3307",
            due_day=CARD_DUE,
            statement_day=CARD_STATEMENT,
        ),
        account(
            "huabei", "花呗", "pay_later", "huabei", member="lin", due_day=HUABEI_DUE, statement_day=HUABEI_STATEMENT
        ),
        account("mortgage", "房贷", "loan", "mortgage", counterparty="工商银行", due_day=fixed.MORTGAGE_DAY),
        account("car_loan", "车贷", "loan", "car_loan", counterparty="汽车金融", due_day=fixed.CAR_LOAN_DAY),
        account("grandpa", "欠外公", "payable", counterparty="外公"),
        account("deposit", "定期存款", "deposit", "deposit", member="lin"),
    )


def _days_to(today: dt.date, day_of_month: int, *, before_weekend: bool = False) -> int:
    """Days from today to the next such day of a month; never 0, since today's is done."""
    for months in (0, 1, 2):
        day = almanac.day_of_month(almanac.month_start(today, months), day_of_month)
        day = almanac.before_weekend(day) if before_weekend else day
        if day > today:
            return (day - today).days
    raise AssertionError("a day of the month comes within two months")


def _planned(today: dt.date) -> tuple[DemoPlanned, ...]:
    def plan(day: int, amount: int, kind: str, name: str, account: str, *, pay: bool = False) -> DemoPlanned:
        return DemoPlanned(KEY, _days_to(today, day, before_weekend=pay), amount, kind, 1.0, name, account)

    return tuple(
        sorted(
            (
                plan(CARD_DUE, TODAY_MINOR["cmb_card"], "card_bill", "招行信用卡", "cmb_card"),
                plan(HUABEI_DUE, TODAY_MINOR["huabei"], "card_bill", "花呗", "huabei"),
                plan(fixed.CHEN_PAY_DAY, 864_000, "pay", "陈屿工资", "icbc", pay=True),
                plan(fixed.LIN_PAY_DAY, 692_000, "pay", "林晓雯工资", "cmb", pay=True),
                plan(fixed.MORTGAGE_DAY, -fixed.mortgage_step(today)[1], "loan", "房贷", "icbc"),
                plan(fixed.GRANNY_DAY, -fixed.GRANNY_MINOR, "allowance", "奶奶", "icbc"),
                plan(fixed.PHONE_DAY, -fixed.PHONE_MINOR, "bill", "话费宽带", "cmb"),
            ),
            key=lambda planned: planned.due_in_days,
        )
    )


def _answers(today: dt.date) -> DemoAnswers:
    def every_month(name: str, day: int, amount: int) -> DemoFixed:
        return DemoFixed(name, day, amount, 1, _days_to(today, day))

    next_property = next(
        day
        for months in range(4)
        if (day := almanac.month_start(today, months).replace(day=fixed.PROPERTY_DAY)) > today and day.month % 3 == 1
    )
    return DemoAnswers(
        balances_minor=TODAY_MINOR,
        pay=(
            DemoPay("chen", fixed.CHEN_PAY_DAY, 864_000, "icbc"),
            DemoPay("lin", fixed.LIN_PAY_DAY, 692_000, "cmb"),
        ),
        fixed=(
            every_month("房贷", fixed.MORTGAGE_DAY, fixed.mortgage_step(today)[1]),
            every_month("奶奶", fixed.GRANNY_DAY, fixed.GRANNY_MINOR),
            every_month("话费宽带", fixed.PHONE_DAY, fixed.PHONE_MINOR),
            DemoFixed("物业费", fixed.PROPERTY_DAY, fixed.PROPERTY_MINOR, 3, (next_property - today).days),
        ),
        due_days={"cmb_card": CARD_DUE, "huabei": HUABEI_DUE},
    )
