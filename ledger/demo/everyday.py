"""The everyday of one person: habits played out day by day, and accounts that never run dry."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence

from ledger.demo import almanac
from ledger.demo.dice import Dice
from ledger.demo.draft import Drafts
from ledger.demo.family_habits import Habit

RETURNED = ("不合适，退了", "尺码不对", "退货", "买重了")


def play(
    drafts: Drafts,
    habits: Sequence[Habit],
    *,
    label: str,
    seed: int,
    often: Callable[[Habit, dt.date], float] = lambda habit, day: 1.0,
) -> None:
    """Write what the habits buy on every day of the history; `often` scales how often on a day."""
    for habit in habits:
        dice = Dice(seed, f"{label}/{habit.key}")
        if habit.every != (0, 0):
            day = drafts.first + dt.timedelta(days=dice.randint(0, habit.every[0]))
            while day <= drafts.today:
                _buy(drafts, habit, day, dice)
                day += dt.timedelta(days=dice.randint(*habit.every))
            continue
        rate = habit.per_month / 30.4 * 7 / len(habit.days)
        for day in almanac.days_between(drafts.first, drafts.today):
            mood = often(habit, day) * (almanac.shopping_mood(day) if habit.online else 1.0)
            if str(day.weekday()) in habit.days and dice.chance(rate * mood):
                _buy(drafts, habit, day, dice)


def _buy(drafts: Drafts, habit: Habit, day: dt.date, dice: Dice) -> None:
    item = dice.choice(habit.items)
    bought = drafts.add(
        day,
        dice.at(*habit.hours),
        "expense",
        dice.price(habit.low, habit.high, habit.ending),
        from_account=dice.weighted(habit.pay),
        category_key=habit.category,
        member=habit.member,
        recorded_by=habit.by,
        merchant=dice.weighted(habit.merchants) if habit.merchants else "",
        note=dice.mistyped(item) if dice.chance(habit.noted) else "",
    )
    if bought and habit.may_return and day < drafts.today and dice.chance(0.12):
        drafts.add(
            day + dt.timedelta(days=dice.randint(2, 7)),
            dice.at(9, 21),
            "refund",
            bought.amount_minor,
            to_account=bought.from_account,
            category_key=bought.category_key,
            member=bought.member,
            recorded_by=bought.recorded_by,
            merchant=bought.merchant,
            note=dice.choice(RETURNED),
            refund_of=bought,
        )


def always(amount_minor: int) -> Callable[[dt.date], int]:
    """The same limit on every day."""
    return lambda _day: amount_minor


def enough_at_first(drafts: Drafts, account: str, spare_minor: int) -> int:
    """The opening balance with which an account never falls below `spare_minor` at any moment."""
    level = lowest = 0
    for row in drafts.of_account(account):
        level += row.change_minor(account)
        lowest = min(lowest, level)
    return spare_minor - lowest


def next_day(today: dt.date, day: int) -> dt.date:
    """The next such day of a month after today: what is due today is paid already."""
    this_month = almanac.day_of_month(today, day)
    return this_month if this_month > today else almanac.day_of_month(almanac.month_start(today, 1), day)
