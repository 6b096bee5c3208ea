"""巷口面包: two partners, one helper, a shop beside a university; from the fit-out to a rent day that is near."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from ledger.demo import almanac
from ledger.demo import bakery_trade as trade
from ledger.demo.dice import Dice
from ledger.demo.draft import Draft, Drafts
from ledger.demo.records import (
    DemoAccount,
    DemoAnswers,
    DemoBook,
    DemoBudget,
    DemoEdit,
    DemoEntry,
    DemoFixed,
    DemoMember,
    DemoPerson,
    DemoPlanned,
    DemoRemark,
    DemoScheduled,
)

KEY = "bakery"
BANK, BANK_FLOOR = "business_bank", 150_000
LIQUID_MINOR, TILL_MINOR = 1_890_000, 86_000
LIQUID = ("business_bank", "qr_code", "till", "delivery_platform", "voucher_platform")
LIU_MINOR, HE_MINOR, LIU_BPS = 11_000_000, 9_000_000, 5_500
FIT_OUT = (
    ("装修队老邓", "店面装修 首付", 2_600_000, -29),
    ("烘焙设备公司", "烤箱两台 醒发箱", 4_380_000, -22),
    ("烘焙设备公司", "搅拌机 冷藏柜", 2_190_000, -18),
    ("装修队老邓", "店面装修 中期", 1_500_000, -15),
    ("招牌店", "门头招牌", 480_000, -9),
    ("家具厂", "货架 桌椅", 1_250_000, -8),
    ("装修队老邓", "店面装修 尾款", 1_100_000, -4),
    ("收银设备店", "收银机 打印机", 300_000, -3),
)
DISTRIBUTIONS_MINOR = (4_000_000, 5_200_000)
UNANNOUNCED_MINOR = 500_000
APPROVAL_ABOVE = 200_000
TILL_FLOAT = 30_000
# What a month may cost: flour and butter, boxes, repairs and small things, and what is paid to be seen.
BUDGETS_MINOR = {"stock": 1_900_000, "packaging": 160_000, "other": 150_000, "promotion": 60_000}

PEOPLE = (
    DemoPerson("liubo", "刘波", "liubo@example.com", 1990),
    DemoPerson("hejing", "何静", "hejing@example.com", 1992),
    DemoPerson("xiaozhou", "小周", "xiaozhou@example.com", 2003),
)
MEMBERS = (
    DemoMember("liu", "刘波", "liubo", "owner", "#8a5a2b"),
    DemoMember("he", "何静", "hejing", "owner", "#3f8f6b"),
    DemoMember("zhou", "小周", "xiaozhou", "contributor", "#6c757d", till=True),
)


def _opened(today: dt.date) -> dt.date:
    """The shop's first day: the sixth of M−35."""
    return almanac.month_start(today, -35).replace(day=6)


def _write_start(drafts: Drafts, opened: dt.date) -> Draft:
    """Contributions, fit-out and ovens; returns the draft of the small things, whose amount closes the book."""
    start = drafts.first
    for account, member, amount in (("capital_liu", "liu", LIU_MINOR), ("capital_he", "he", HE_MINOR)):
        drafts.add(
            start,
            dt.time(10, 2),
            "transfer",
            amount,
            from_account=account,
            to_account="business_bank",
            member=member,
            recorded_by=member,
            note="出资",
        )
    for merchant, note, amount, offset in FIT_OUT:
        day = max(opened + dt.timedelta(days=offset), start)
        category = "repair.premises" if "装修" in note or "招牌" in note else "repair.purchase"
        drafts.add(
            day,
            dt.time(14, 20),
            "expense",
            amount,
            from_account="business_bank",
            category_key=category,
            recorded_by="liu",
            merchant=merchant,
            note=note,
        )
    small = drafts.add(
        opened - dt.timedelta(days=1),
        dt.time(15, 40),
        "expense",
        100_000,
        from_account="business_bank",
        category_key="repair.purchase",
        recorded_by="he",
        merchant="餐具批发市场",
        note="开业零碎 托盘夹子",
    )
    drafts.add(
        opened - dt.timedelta(days=1),
        dt.time(18),
        "transfer",
        TILL_FLOAT,
        from_account="business_bank",
        to_account="till",
        recorded_by="he",
        note="钱箱备用零钱",
    )
    assert small is not None
    return small


def _sweep(drafts: Drafts, account: str, gap: tuple[int, int], keep: int, step: int, seed: int, note: str) -> None:
    """Bring what an account took to the bank every few days, leaving `keep`, in steps."""
    dice = Dice(seed, f"bakery/sweep/{account}")
    rows, place, balance = drafts.of_account(account), 0, 0
    day = drafts.first
    while day < drafts.today:
        while place < len(rows) and rows[place].date <= day:
            balance += rows[place].change_minor(account)
            place += 1
        amount = (balance - keep) // step * step
        if amount >= 20_000:
            drafts.add(
                day,
                dt.time(21, 50),
                "transfer",
                amount,
                from_account=account,
                to_account="business_bank",
                recorded_by=dice.choice(("liu", "he")),
                note=note,
            )
            balance -= amount
        day += dt.timedelta(days=dice.randint(*gap))


def _close_till(drafts: Drafts, seed: int) -> None:
    """The till: counted at each month's end with a small difference, banked when full, and 860 in it today."""
    dice = Dice(seed, "bakery/till")
    for month in almanac.months_between(drafts.first, drafts.today)[1:]:
        day = month - dt.timedelta(days=1)
        amount = dice.choice((-1250, -800, -500, -350, -200, 150, 300, 450))
        side = {"from_account": "till"} if amount < 0 else {"to_account": "till"}
        if day >= _opened(drafts.today):
            drafts.add(day, dt.time(21, 45), "adjustment", abs(amount), recorded_by="he", note="数钱箱", **side)
    drafts.add(
        drafts.today - dt.timedelta(days=1),
        dt.time(21, 45),
        "adjustment",
        350,
        from_account="till",
        recorded_by="he",
        note="数钱箱",
    )
    bank = {"from_account": "till", "to_account": "business_bank", "recorded_by": "he", "note": "存现金"}
    rows, balance = drafts.of_account("till"), 0
    last_days = drafts.today - dt.timedelta(days=4)
    coming = sum(row.change_minor("till") for row in rows if row.date > last_days)
    for index, row in enumerate(rows):
        balance += row.change_minor("till")
        ends_day = index + 1 == len(rows) or rows[index + 1].date > row.date
        if not ends_day or row.date > last_days:
            continue
        following = rows[index + 1].date if index + 1 < len(rows) else drafts.today + dt.timedelta(days=1)
        amount = (balance - TILL_FLOAT) // 10_000 * 10_000 if balance > 150_000 else 0
        if following > last_days:
            amount = balance + coming - TILL_MINOR
        if amount > 0:
            drafts.add(row.date, dt.time(21, 55), "transfer", amount, **bank)
            balance -= amount
        elif amount < 0:
            drafts.add(
                row.date,
                dt.time(21, 55),
                "transfer",
                -amount,
                from_account="business_bank",
                to_account="till",
                recorded_by="he",
                note="换零钱",
            )
            balance -= amount


def _write_distributions(drafts: Drafts) -> None:
    """After each of the last two Festivals the partners share 40,000 and 52,000 by their parts."""
    days = [festival + dt.timedelta(days=20) for festival in almanac.SPRING_FESTIVAL.values()]
    days = [day for day in days if almanac.month_start(drafts.today, -24) <= day < drafts.today][-2:]
    for day, amount in zip(days, DISTRIBUTIONS_MINOR[-len(days) :], strict=True):
        liu = amount * LIU_BPS // 10_000
        for account, member, part in (("capital_liu", "liu", liu), ("capital_he", "he", amount - liu)):
            drafts.add(
                day,
                dt.time(20, 5),
                "transfer",
                part,
                from_account="business_bank",
                to_account=account,
                member=member,
                recorded_by="he",
                note="年后分红",
                group=f"share/{day}",
            )
    surprise = almanac.month_start(drafts.today, -14) + dt.timedelta(days=16)
    drafts.add(
        surprise,
        dt.time(22, 41),
        "transfer",
        UNANNOUNCED_MINOR,
        from_account="business_bank",
        to_account="capital_liu",
        member="liu",
        recorded_by="liu",
        note="急用先拿了",
    )


def _write_drawings(drafts: Drafts, small: Draft, seed: int) -> None:
    """What the partners live on: month by month what the shop could spare, so that today's money is today's.

    A drawing may never leave the bank short on any later day, with every bill and distribution that was to come. The
    largest monthly sum is the smallest with which nothing is left over, so that the months are alike.
    """
    dice = Dice(seed, "bakery/drawings")
    today = drafts.today
    others = sum(drafts.total_minor(account) for account in LIQUID if account != BANK)
    wanted = drafts.total_minor(BANK) + others - LIQUID_MINOR
    small.amount_minor += wanted % 10_000
    wanted -= wanted % 10_000

    days = almanac.days_between(drafts.first, today)
    level, lows, closing = 0, dict.fromkeys(days, 1 << 60), {}
    for row in drafts.of_account(BANK):
        level += row.change_minor(BANK)
        lows[row.date] = min(lows[row.date], level)
        closing[row.date] = level
    for day in days[1:]:
        closing.setdefault(day, closing[day - dt.timedelta(days=1)])
    # The lowest that the bank would stand at after a day, were nothing drawn.
    lowest, lowest_after = level, {}
    for day in reversed(days):
        lowest_after[day] = min(lowest, closing[day])
        lowest = min(lowest, lows[day])

    drawing_days = [
        month.replace(day=dice.randint(21, 26))
        for month in almanac.months_between(almanac.month_start(today, -27), today)
    ]
    drawing_days = [day for day in drawing_days if day < today - dt.timedelta(days=3)]
    shares = [dice.uniform(0.85, 1.15) for _day in drawing_days]

    def drawn(most: int) -> list[int]:
        taken, amounts = 0, []
        for day, share in zip(drawing_days, shares, strict=True):
            room = min(lowest_after[day] - BANK_FLOOR, wanted) - taken
            amounts.append(max(0, min(room, int(most * share))) // 10_000 * 10_000)
            taken += amounts[-1]
        return amounts

    most = next(
        (most for most in range(600_000, 3_000_000, 20_000) if sum(drawn(most)) == sum(drawn(3_000_000))), 3_000_000
    )
    amounts = drawn(most)
    # What is still too much at hand today was drawn in the last days.
    drawing_days.append(today - dt.timedelta(days=2))
    amounts.append(wanted - sum(amounts))
    for day, amount in zip(drawing_days, amounts, strict=True):
        liu = amount * LIU_BPS // 10_000 // 10_000 * 10_000
        for account, member, part in (("capital_liu", "liu", liu), ("capital_he", "he", amount - liu)):
            drafts.add(
                day,
                dice.at(20, 21.5),
                "transfer",
                part,
                from_account=BANK,
                to_account=account,
                member=member,
                recorded_by=member,
                note="支取生活费",
            )


def bakery_book(today: dt.date, seed: int) -> DemoBook:
    """The bakery's book as of `today`; the same arguments give the same book."""
    opened = _opened(today)
    drafts = Drafts(opened - dt.timedelta(days=30), today)
    small = _write_start(drafts, opened)
    trade.write_takings(drafts, opened, seed)
    trade.write_corporate(drafts, opened, seed)
    trade.write_stock(drafts, opened, seed)
    trade.write_flour(drafts, opened, seed)
    trade.write_costs(drafts, opened, seed)
    trade.write_promotion(drafts, seed)
    _write_distributions(drafts)
    _sweep(drafts, "delivery_platform", (6, 8), 0, 1, seed, "外卖提现")
    _sweep(drafts, "voucher_platform", (9, 12), 0, 1, seed, "团购提现")
    _sweep(drafts, "qr_code", (3, 5), 90_000, 10_000, seed, "收款码提现")
    _close_till(drafts, seed)
    _write_drawings(drafts, small, seed)
    entries = _with_one_that_waits(drafts.numbered("b"))
    return DemoBook(
        key=KEY,
        name="巷口面包",
        scene="shop",
        icon="bread",
        color="#b0763a",
        created_by="liubo",
        opened_on=drafts.first,
        members=MEMBERS,
        accounts=_accounts(drafts),
        entries=entries,
        planned=_planned(),
        answers=_answers(drafts),
        approval_above_minor=APPROVAL_ABOVE,
        budgets=tuple(DemoBudget(amount, category_key=key) for key, amount in BUDGETS_MINOR.items()),
        remarks=_remarks(entries),
        edits=_edits(entries),
        scheduled=_scheduled(today),
        facts={
            "opened_on": opened.isoformat(),
            "opening_days": "1234567",
            "till_float": TILL_FLOAT,
            "rent_months": "quarter",
            "rent_due": (today + dt.timedelta(days=trade.RENT_IN_DAYS)).isoformat(),
            "wage_day": (today + dt.timedelta(days=trade.WAGES_IN_DAYS)).day,
            "credit_days": 30,
        },
    )


def _with_one_that_waits(entries: tuple[DemoEntry, ...]) -> tuple[DemoEntry, ...]:
    """小周 signed for the last large delivery of flour. Since that drawing it waits for a yes."""
    large = [
        place
        for place, entry in enumerate(entries)
        if entry.kind == "expense" and entry.category_key == "stock.ingredients" and entry.amount_minor > APPROVAL_ABOVE
    ]
    if not large:
        return entries
    last = large[-1]
    waits = replace(entries[last], recorded_by="zhou", approval="pending")
    return (*entries[:last], waits, *entries[last + 1 :])


def _remarks(entries: tuple[DemoEntry, ...]) -> tuple[DemoRemark, ...]:
    """What the two of them say about the last delivery of flour, and whatever waits for a yes."""
    flour = _deliveries(entries)[-2:]
    return tuple(
        remark
        for entry in flour
        for remark in (
            DemoRemark(entry.key, "he", "@刘波 面粉怎么又涨了？", 35),
            DemoRemark(entry.key, "liu", "换了新麦，一袋贵 6 块。下个月去问问另一家。", 52),
        )[: 1 if entry.approval == "pending" else 2]
    )


def _edits(entries: tuple[DemoEntry, ...]) -> tuple[DemoEdit, ...]:
    """Of the deliveries before, 何静 mended an amount that was typed wrong."""
    return tuple(DemoEdit(entry.key, "he", 90, entry.amount_minor + 9_000) for entry in _deliveries(entries)[-4:-2])


def _deliveries(entries: tuple[DemoEntry, ...]) -> list[DemoEntry]:
    return [entry for entry in entries if entry.kind == "expense" and entry.category_key == "stock.ingredients"]


def _accounts(drafts: Drafts) -> tuple[DemoAccount, ...]:
    def account(key: str, name: str, kind: str, scene_key: str = "", **fields) -> DemoAccount:
        return DemoAccount(key, name, kind, 0, drafts.total_minor(key), scene_key, **fields)

    return (
        account("business_bank", "对公账户", "bank", "business_bank", number_tail="8806"),
        account("qr_code", "收钱码", "wallet", "qr_code", at_till=True),
        account("till", "钱箱", "cash", "till", at_till=True),
        account("delivery_platform", "外卖平台", "wallet", "delivery_platform"),
        account("voucher_platform", "团购平台", "wallet", "voucher_platform"),
        account("owed_design", trade.LATE_CUSTOMER, "receivable", counterparty=trade.LATE_CUSTOMER),
        account("owed_school", trade.OPEN_CUSTOMER, "receivable", counterparty=trade.OPEN_CUSTOMER),
        account("owed_flour", trade.MILLER, "payable", counterparty=trade.MILLER),
        account("capital_liu", "刘波出资", "capital", member="liu"),
        account("capital_he", "何静出资", "capital", member="he"),
    )


def _planned() -> tuple[DemoPlanned, ...]:
    return (
        DemoPlanned(KEY, trade.FLOUR_IN_DAYS, -trade.FLOUR_MINOR, "payable", 1.0, trade.MILLER, "owed_flour"),
        DemoPlanned(KEY, 7, trade.LATE_MINOR, "receivable", 0.5, trade.LATE_CUSTOMER, "owed_design", trade.LATE_DAYS),
        DemoPlanned(KEY, trade.RENT_IN_DAYS, -trade.RENT_MINOR, "rent", 1.0, trade.LANDLORD, BANK),
        DemoPlanned(KEY, trade.WAGES_IN_DAYS, -trade.WAGES_MINOR, "wages", 1.0, trade.HELPER, BANK),
        DemoPlanned(KEY, trade.OPEN_IN_DAYS, trade.OPEN_MINOR, "receivable", 0.9, trade.OPEN_CUSTOMER, "owed_school"),
    )


def _scheduled(today: dt.date) -> tuple[DemoScheduled, ...]:
    """Rent and wages; what is owed to the miller and by customers stands in their accounts."""

    def due(days: int) -> dt.date:
        return today + dt.timedelta(days=days)

    return (
        DemoScheduled(
            "expense",
            "店面房租",
            due(trade.RENT_IN_DAYS),
            every="quarter",
            amount_minor=trade.RENT_MINOR,
            party=trade.LANDLORD,
            category_key="rent.shop",
            account=BANK,
        ),
        DemoScheduled(
            "expense",
            "小周工资",
            due(trade.WAGES_IN_DAYS),
            every="month",
            amount_minor=trade.WAGES_MINOR,
            party=trade.HELPER,
            category_key="staff.wages",
            account=BANK,
        ),
        DemoScheduled("day", "食品经营许可证到期", due(140), icon="certificate", note="提前一个月去窗口续"),
    )


def _answers(drafts: Drafts) -> DemoAnswers:
    rent_day = drafts.today + dt.timedelta(days=trade.RENT_IN_DAYS)
    wage_day = drafts.today + dt.timedelta(days=trade.WAGES_IN_DAYS)
    return DemoAnswers(
        balances_minor={account: drafts.total_minor(account) for account in LIQUID},
        pay=(),
        fixed=(
            DemoFixed("房租", rent_day.day, trade.RENT_MINOR, 3, trade.RENT_IN_DAYS),
            DemoFixed("工资", wage_day.day, trade.WAGES_MINOR, 1, trade.WAGES_IN_DAYS),
        ),
        due_days={},
    )
