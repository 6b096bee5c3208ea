"""小满家: two salaries, a baby, a grandmother, a flat; thirty-six months of a family in 南昌."""

from __future__ import annotations

import datetime as dt
from functools import lru_cache

from ledger.demo import almanac
from ledger.demo import family_events as events
from ledger.demo import family_fixed as fixed
from ledger.demo import family_plans as plans
from ledger.demo.draft import Drafts
from ledger.demo.family_closing import (
    CARD_BUYS,
    HUABEI_BUYS,
    TODAY_MINOR,
    close_accounts,
    close_window,
    last_paid_statement,
)
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


def birth_day(today: dt.date) -> dt.date:
    """The day on which 小满 was born."""
    return almanac.add_months(today, -26) - dt.timedelta(days=6)


# The family's other books tell of the same payments, so they ask for it too.
@lru_cache(maxsize=4)
def family_book(today: dt.date, seed: int) -> DemoBook:
    """The family's book as of `today`; the same arguments give the same book."""
    first = almanac.add_months(today, -36) + dt.timedelta(days=1)
    birth = birth_day(today)
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
    close_window(drafts, "cmb_card", "cmb", last_paid_statement(today, CARD_DUE, CARD_STATEMENT), CARD_BUYS, seed)
    close_window(
        drafts, "huabei", "yuebao", last_paid_statement(today, HUABEI_DUE, HUABEI_STATEMENT), HUABEI_BUYS, seed
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
    opening = close_accounts(drafts) | owed | {"cmb_card": -CARD_OPENING, "huabei": -HUABEI_OPENING}
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
        budgets=plans.budgets(),
        scheduled=plans.scheduled(today),
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
