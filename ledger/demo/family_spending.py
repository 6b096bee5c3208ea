"""The family's everyday: habits played out day by day, what is sent back, and cash that nobody wrote down."""

from __future__ import annotations

import datetime as dt

from ledger.demo import almanac
from ledger.demo.dice import Dice
from ledger.demo.draft import Draft, Drafts
from ledger.demo.family_habits import HABITS, Habit

CASH_FORGOTTEN = 0.08
RETURNS_PER_QUARTER = 3
QUARTER_DAYS = 91
# Scales every habit, so that an ordinary month comes to about 12,600 with the flat and the bills.
HABIT_LEVEL = 1.01
LAST_HOUR_TODAY = dt.time(8, 40)


def price_level(day: dt.date, today: dt.date) -> float:
    """Prices and habits of an earlier day against today's: they grew by about three in a hundred a year."""
    return 1 - 0.03 * (today - day).days / 365


def _happens(habit: Habit, day: dt.date, dice: Dice) -> bool:
    if str(day.weekday()) not in habit.days:
        return False
    rate = habit.per_month / 30.4 * 7 / len(habit.days)
    if habit.online:
        rate *= almanac.shopping_mood(day)
    return dice.chance(rate)


def _buy(drafts: Drafts, habit: Habit, day: dt.date, dice: Dice) -> None:
    level = HABIT_LEVEL * price_level(day, drafts.today)
    time = dice.at(*habit.hours)
    item = dice.choice(habit.items)
    recorded_by = habit.by
    if habit.by == "granny":
        recorded_by = dice.weighted((("lin", 0.7), ("chen", 0.3)))
    drafts.add(
        day,
        time,
        "expense",
        dice.price(habit.low * level, habit.high * level, habit.ending),
        from_account=dice.weighted(habit.pay),
        category_key=habit.category,
        member=habit.member or habit.by,
        recorded_by=recorded_by,
        paid_by=habit.by,
        merchant=dice.weighted(habit.merchants),
        note=dice.mistyped(item) if dice.chance(habit.noted) else "",
        via=habit.via,
        item=item,
        extra={"may_return": True} if habit.may_return else {},
    )


def play_habits(drafts: Drafts, birth: dt.date, seed: int) -> None:
    """Write what the habits buy on every day of the history."""
    for habit in HABITS:
        dice = Dice(seed, f"family/{habit.key}")
        since = max(drafts.first, almanac.add_months(birth, max(habit.months[0], -60)))
        until = min(drafts.today, almanac.add_months(birth, min(habit.months[1], 200)))
        if habit.every != (0, 0):
            day = since + dt.timedelta(days=dice.randint(0, habit.every[0]))
            while day <= until:
                _buy(drafts, habit, day, dice)
                day += dt.timedelta(days=dice.randint(*habit.every))
            continue
        for day in almanac.days_between(since, until):
            if _happens(habit, day, dice):
                _buy(drafts, habit, day, dice)


def send_back(drafts: Drafts, seed: int) -> None:
    """Three purchases a quarter go back, the last of them at least ten days ago; the money comes the way it went."""
    dice = Dice(seed, "family/returns")
    end = drafts.today - dt.timedelta(days=10)
    while end - dt.timedelta(days=60) >= drafts.first:
        start = end - dt.timedelta(days=QUARTER_DAYS)
        bought = [row for row in drafts.rows if row.extra.get("may_return") and start < row.date <= end]
        bought.sort(key=lambda row: row.moment)
        for row in dice.sample(bought, min(RETURNS_PER_QUARTER, len(bought))):
            _refund(drafts, row, dice)
        end = start
    for row in drafts.rows:
        row.extra.pop("may_return", None)


def _refund(drafts: Drafts, row: Draft, dice: Dice) -> None:
    partial = dice.chance(0.3)
    amount = row.amount_minor // 3 // 10 * 10 if partial else row.amount_minor
    drafts.add(
        row.date + dt.timedelta(days=dice.randint(2, 8)),
        dice.at(9, 21),
        "refund",
        amount,
        to_account=row.from_account,
        category_key=row.category_key,
        member=row.member,
        recorded_by=row.recorded_by,
        paid_by=row.paid_by,
        merchant=row.merchant,
        note="退差价" if partial else dice.choice(("不合适，退了", "尺码不对", "退货", "买重了")),
        refund_of=row,
        via=row.via,
        item=row.item,
    )


def drop_what_is_still_to_come(drafts: Drafts) -> None:
    """Today has only begun: what would be bought later in the day is not in the book yet."""
    drafts.rows = [
        row
        for row in drafts.rows
        if row.date < drafts.today or row.kind != "expense" or row.time is None or row.time <= LAST_HOUR_TODAY
    ]


def forget_cash(drafts: Drafts, seed: int) -> None:
    """Drop the small cash that was never recorded; on the last evening of a month the cash is counted again.

    The last count is yesterday's, so that the balance of today is one that a person saw.
    """
    dice = Dice(seed, "family/forgotten")
    counts = [
        almanac.month_start(month, 1) - dt.timedelta(days=1)
        for month in almanac.months_between(drafts.first, drafts.today)
    ]
    yesterday = drafts.today - dt.timedelta(days=1)
    counts = [*[day for day in counts if day < yesterday], yesterday]
    missing = dict.fromkeys(counts, 0)
    kept: list[Draft] = []
    for row in sorted(drafts.rows, key=lambda row: row.moment):
        small = row.kind == "expense" and row.from_account == "cash" and row.amount_minor < 5000
        if small and row.date < yesterday and dice.chance(CASH_FORGOTTEN):
            missing[next(day for day in counts if day >= row.date)] += row.amount_minor
        else:
            kept.append(row)
    drafts.rows = kept
    for day in counts:
        drafts.add(
            day,
            dt.time(21, 40),
            "adjustment",
            missing[day],
            from_account="cash",
            recorded_by="lin",
            note="月底数了数钱包" if day != yesterday else "数了数钱包",
        )
