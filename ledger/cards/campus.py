"""What the cards of a student's money share: what there is to live on, how fast it goes, and when more comes."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ledger.directory import directory_of
from ledger.models import Category, Member, Scheduled
from ledger.queries.balances import account_balances, net_worth
from ledger.queries.coming import occurrences, open_scheduled
from ledger.queries.spans import spent_by_category
from ledger.rules.flow import AccountClass
from ledger.rules.pace import next_monthly

DAYS_LOOKED_BACK = 28


@dataclass(frozen=True, slots=True)
class Living:
    """`money_minor` is what lies at hand and on the campus card, `usual_minor` a day's spending of the last four weeks.

    `next_allowance` None: nobody has said when it comes; then nothing is set aside in `to_pay_minor`. What is paid for
    the term, as tuition is, counts neither as a day's spending nor as to pay: other money is given for it.
    """

    money_minor: int
    usual_minor: int
    next_allowance: dt.date | None
    days: int
    to_pay_minor: int

    @property
    def free_minor(self) -> int:
        return self.money_minor - self.to_pay_minor


def living(member: Member, today: dt.date, options: Mapping[str, Any]) -> Living:
    """Three queries. The option `apart` is the key of the category of what is paid for the term."""
    book = member.book
    apart = apart_ids(member, options)
    balances = account_balances(book)
    on_cards = sum(row.balance_minor for row in balances if row.account.account_class is AccountClass.PREPAID)
    since = today - dt.timedelta(days=DAYS_LOOKED_BACK)
    spent = spent_by_category(member, since, today - dt.timedelta(days=1))
    total = sum(each.amount_minor for pk, each in spent.items() if pk not in apart)
    day = book.facts.get("allowance_day")
    following = next_monthly(day, today + dt.timedelta(days=1)) if day else None
    to_pay = 0
    if following:
        last = following - dt.timedelta(days=1)
        to_pay = sum(
            (row.amount_minor or 0) * len(occurrences(row, today, last))
            for row in open_scheduled([book], until=last)
            if row.kind == Scheduled.Kind.EXPENSE and row.category_id not in apart
        )
    return Living(
        money_minor=net_worth(book, balances).liquid_minor + on_cards,
        usual_minor=total // DAYS_LOOKED_BACK,
        next_allowance=following,
        days=(following - today).days if following else 0,
        to_pay_minor=to_pay,
    )


def apart_ids(member: Member, options: Mapping[str, Any]) -> frozenset[int]:
    """The category of what is paid for the term, with its children."""
    rows = directory_of(member.book).categories.values()
    return frozenset(row.pk for row in rows if _top_key(row) == options.get("apart"))


def _top_key(category: Category) -> str:
    return category.key.partition(".")[0]
