"""A rough reading of a demo book, by the definitions of a reading but for tests only: streams, plans, weeks, path.

It is written apart from the product's own forecast, so that the demo's numbers do not depend on the code they show.
Amounts are fen; estimates are floats.
"""

import datetime as dt
import statistics
from collections import defaultdict
from dataclasses import dataclass
from itertools import pairwise

from ledger.demo.almanac import add_months
from ledger.demo.records import DemoBook, DemoEntry
from ledger.rules.flow import ACCOUNT_CLASS, AccountClass, Flow, Liquid, entry_flow

HORIZON = 30
CADENCES = ((7, 1), (14, 2), (30.4, 3), (91, 6), (365, 15))


@dataclass
class Reading:
    liquid: int
    trough50: float
    trough10: float
    trough_day: int
    end50: float
    spending: float
    surplus: int
    shortfall: int
    mu: float
    sigma: float
    streams: dict


def signed(entry: DemoEntry, kinds: dict[str, str]) -> tuple[Flow, int]:
    """The flow of an entry and what it did to liquid money."""
    flow, sides = entry_flow(entry.kind, kinds.get(entry.from_account), kinds.get(entry.to_account))
    if sides is Liquid.TO:
        return flow, entry.amount_minor
    if sides is Liquid.FROM:
        return flow, -entry.amount_minor
    return flow, 0


def stream_of(rows: list[tuple[dt.date, int]], today: dt.date):
    """(cadence, amount, sd, confidence, last) of a recurring movement, or None."""
    rows = sorted(rows)[-40:]
    days = [day for day, _ in rows]
    gaps = [(b - a).days for a, b in pairwise(days)]
    if not gaps:
        return None
    middle = statistics.median(gaps)
    for cadence, tolerance in CADENCES:
        if abs(middle - cadence) > tolerance or len(rows) < (2 if cadence == 365 else 3):
            continue
        if (today - days[-1]).days > 1.5 * cadence:
            return None
        amounts = [amount for _, amount in rows]
        amount = statistics.median(amounts)
        spread = statistics.median(abs(a - amount) for a in amounts)
        near = sum(abs(gap - cadence) <= tolerance + 1.5 for gap in gaps) / len(gaps)
        sure = 0.5 * near + 0.3 * (1 - min(1, spread / abs(amount) / 0.35)) + 0.2 * min(1, len(rows) / 6)
        return (cadence, amount, 1.4826 * spread, sure, days[-1]) if sure >= 0.6 else None
    return None


def next_days(cadence: float, last: dt.date, today: dt.date) -> list[int]:
    """The days of the horizon on which a stream comes next, monthly ones by the calendar."""
    found = []
    for number in range(1, 8):
        months = {30.4: 1, 91: 3, 365: 12}.get(cadence)
        day = add_months(last, months * number) if months else last + dt.timedelta(days=int(cadence) * number)
        offset = (day - today).days
        if 1 <= offset <= HORIZON:
            found.append(offset)
        elif offset > HORIZON:
            break
    return found


def read(book: DemoBook, today: dt.date, *, business: bool) -> Reading:
    phi, q = (0.3, 2.2) if business else (0.0, 3.0)
    kinds = {account.key: account.kind for account in book.accounts}
    credit = {key for key, kind in kinds.items() if ACCOUNT_CLASS[kind] in (AccountClass.CREDIT, AccountClass.PAYABLE)}
    liquid = sum(account.today_minor for account in book.accounts if ACCOUNT_CLASS[account.kind] is AccountClass.LIQUID)
    moved = [(entry, *signed(entry, kinds)) for entry in book.entries]
    keyed = defaultdict(list)
    key_of = {}
    for entry, flow, amount in moved:
        if not amount or flow not in (Flow.OPERATING, Flow.DEBT) or entry.to_account in credit:
            continue
        key = (amount > 0, entry.merchant or entry.note or (entry.category_key, entry.from_account, entry.to_account))
        keyed[key].append((entry.date, amount))
        key_of[entry.key] = key
    streams = {key: found for key, rows in keyed.items() if (found := stream_of(rows, today))}

    weeks = [0.0] * 26
    for entry, flow, amount in moved:
        back = (today - entry.date).days
        if flow is Flow.OPERATING and key_of.get(entry.key) not in streams and back < 182:
            weeks[back // 7] += amount
    mean, spread = statistics.mean(weeks), statistics.stdev(weeks)
    clipped = [min(max(week, mean - 3 * spread), mean + 3 * spread) for week in weeks]
    mu, sigma = statistics.mean(clipped) / 7, statistics.stdev(clipped) / 7**0.5

    months = defaultdict(int)
    for entry, flow, amount in moved:
        if flow in (Flow.OPERATING, Flow.DEBT) and amount < 0:
            months[entry.date.year * 12 + entry.date.month] -= amount
    this = today.year * 12 + today.month
    spending = statistics.median(months[this - back] for back in range(1, 7))

    recurring, planned, variance = [0.0] * 31, [0.0] * 31, [0.0] * 31
    for cadence, amount, spread_, sure, last in streams.values():
        for offset in next_days(cadence, last, today):
            recurring[offset] += amount
            variance[offset] += spread_**2 + sure * (1 - sure) * amount**2 * (sure < 0.95)
    for plan in book.planned:
        if plan.kind in ("card_bill", "payable", "receivable") and plan.due_in_days <= HORIZON:
            p = plan.probability_hint
            planned[plan.due_in_days] += plan.amount_minor * p
            variance[plan.due_in_days] += p * (1 - p) * plan.amount_minor**2
    total = sum(recurring)
    path, low = [], []
    run_r = run_x = run_v = 0.0
    for day in range(1, HORIZON + 1):
        run_r, run_x, run_v = run_r + recurring[day], run_x + planned[day], run_v + variance[day]
        middle = liquid + run_x + run_r - total * day / HORIZON + phi * (total + mu * HORIZON) * day / HORIZON
        path.append(middle)
        low.append(middle - q * (sigma**2 * day + run_v) ** 0.5)
    buffer = max(100_000, spending) if not business else 27 * spending / 30.4
    trough50, trough10 = min(path), min(low)
    return Reading(
        liquid,
        trough50,
        trough10,
        path.index(trough50) + 1,
        path[-1],
        spending,
        int(max(0, trough10 - buffer) // 10_000 * 10_000),
        int(-(-max(0, -trough50) // 10_000) * 10_000),
        mu,
        sigma,
        {key: (c, a, round(s, 2)) for key, (c, a, _sd, s, _l) in streams.items()},
    )
