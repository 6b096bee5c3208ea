"""One book of N entries over five years, always the same: 12 accounts, 60 categories, 4 members, some 400 merchants.

82 % of the entries are expenses, 8 % income and 10 % transfers; amounts are log-normal. The shape is the one that
docs/speed.md measured other bookkeeping programs with.
"""

import datetime as dt
import random
from collections.abc import Iterator
from dataclasses import dataclass

START = dt.date(2021, 1, 1)
DAYS = 5 * 365 + 1
LAST_DAY = START + dt.timedelta(days=DAYS - 1)
ACCOUNT_KINDS = (
    "cash",
    "bank",
    "bank",
    "bank",
    "wallet",
    "wallet",
    "money_fund",
    "prepaid",
    "credit_card",
    "pay_later",
    "pay_later",
    "loan",
)
_NOTES = ["", "", "", "买菜做饭", "打车回家", "加班餐", "优惠券后", "分摊", "续费", "拼单", "换季添置", "缴费"]


@dataclass(frozen=True, slots=True)
class Row:
    """One movement; accounts, category, member and merchant are positions in the book's lists, -1 for none."""

    date: dt.date
    kind: str
    amount_minor: int
    from_account: int
    to_account: int
    category: int
    member: int
    merchant: int
    note: str


EXPENSE_CATEGORIES = 48
INCOME_CATEGORIES = 12
MEMBERS = 4
MERCHANTS = 400


def rows(n: int, seed: int = 20260101) -> Iterator[Row]:
    """N rows in the order of their days. The same N and seed give the same rows."""
    rng = random.Random(f"{seed}/{n}")
    accounts = range(len(ACCOUNT_KINDS))
    merchant_weights = [100 / (i + 1) ** 0.8 for i in range(MERCHANTS)]
    total = 0.0
    cumulative = [total := total + weight for weight in merchant_weights]
    for day in sorted(rng.randrange(DAYS) for _ in range(n)):
        date = START + dt.timedelta(days=day)
        draw = rng.random()
        source = rng.choice(accounts)
        member = rng.randrange(MEMBERS)
        note = rng.choice(_NOTES)
        merchant = rng.choices(range(MERCHANTS), cum_weights=cumulative)[0]
        if draw < 0.82:
            amount = max(1, round(rng.lognormvariate(3.8, 0.8) * 100))
            category = rng.randrange(EXPENSE_CATEGORIES)
            yield Row(date, "expense", amount, source, -1, category, member, merchant, note)
        elif draw < 0.90:
            amount = max(1, round(rng.lognormvariate(6, 0.6) * 100))
            category = EXPENSE_CATEGORIES + rng.randrange(INCOME_CATEGORIES)
            yield Row(date, "income", amount, -1, source, category, member, merchant, note)
        else:
            target = rng.choice([account for account in accounts if account != source])
            amount = max(1, round(rng.lognormvariate(6.2, 1.0) * 100))
            yield Row(date, "transfer", amount, source, target, -1, member, -1, note)
