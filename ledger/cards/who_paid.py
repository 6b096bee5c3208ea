"""Who paid for whom, and the fewest payments that settle it."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Sum

from ledger.models import CategoryMonth, Member
from ledger.queries.balances import AccountBalance, account_balances
from ledger.queries.people import book_people
from ledger.rules.flow import AccountClass
from ledger.rules.settlement import Payment, equal_shares, settling_payments

KEY = "who_paid"


@dataclass(frozen=True, slots=True)
class Standing:
    """What a person paid, what falls to the person, and what the person is owed (below zero: owes)."""

    person: Member
    paid_minor: int
    share_minor: int

    @property
    def owed_minor(self) -> int:
        return self.paid_minor - self.share_minor


def build(member: Member, *, today: dt.date, options: Mapping[str, Any]) -> dict[str, Any] | None:
    """None where there is only one person. Members who do not count in the totals share nothing."""
    people = [person for person in book_people(member.book) if person.counts_in_totals]
    if len(people) < 2:
        return None
    balances = account_balances(member.book)
    paid = _paid(balances)
    shares = shares_of(member, people, sum(paid.values()))
    standings = [Standing(person, paid.get(person.pk, 0), shares.get(person.pk, 0)) for person in people]
    by_id = {person.pk: person for person in people}
    owed = {standing.person.pk: standing.owed_minor for standing in standings}
    payments = settling_payments(owed) if not sum(owed.values()) else []
    return {
        "standings": standings,
        "payments": [Payment(by_id[p.giver], by_id[p.taker], p.amount_minor) for p in payments],
        "total_minor": sum(paid.values()),
        "today": today,
    }


def _paid(balances: list[AccountBalance]) -> dict[int, int]:
    """What each person's pocket has given to the book, less what it got back."""
    pockets = [row for row in balances if row.account.account_class is AccountClass.MEMBER]
    return {row.account.member_id: -row.balance_minor for row in pockets if row.account.member_id}


def shares_of(member: Member, people: list[Member], paid_minor: int) -> dict[int, int]:
    """What was spent for one person falls to that person; all else, the kitty's rest included, to all alike."""
    own = {
        row["member_id"]: row["spent"]
        for row in CategoryMonth.objects.filter(book_id=member.book_id, kind="expense", n__gt=0)
        .filter(member_id__in=[person.pk for person in people])
        .values("member_id")
        .annotate(spent=Sum("amount_minor"))
    }
    for row in (
        CategoryMonth.objects.filter(book_id=member.book_id, kind="refund", n__gt=0, member_id__in=list(own))
        .values("member_id")
        .annotate(back=Sum("amount_minor"))
    ):
        own[row["member_id"]] -= row["back"]
    alike = equal_shares(paid_minor - sum(own.values()), [person.pk for person in people])
    return {person.pk: own.get(person.pk, 0) + alike[person.pk] for person in people}
