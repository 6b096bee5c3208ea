"""What the cards of two people share: who they are, and what each has given to the book."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import F, Q, Sum

from ledger.directory import directory_of
from ledger.models import Member
from ledger.queries.people import book_people
from ledger.queries.sums import account_months, category_months
from ledger.rules.flow import AccountClass


def partners(member: Member) -> list[Member]:
    """The two of the book, the reader first; fewer where somebody is missing."""
    people = [person for person in book_people(member.book) if person.counts_in_totals]
    return sorted(people, key=lambda person: person.pk != member.pk)[:2]


def given_by(
    member: Member, people: Sequence[Member], options: Mapping[str, Any], first: int, last: int
) -> dict[int, int]:
    """What each gave in the periods `first` to `last`, both inclusive, by member id. Two queries.

    That is what left the person's pocket less what came back into it, and what is written down as put in under the
    category whose key is the option `pooled`, for that person.
    """
    book = member.book
    directory = directory_of(book)
    pockets = {
        row.pk: row.member_id
        for row in directory.accounts.values()
        if row.account_class is AccountClass.MEMBER and row.member_id
    }
    given = {person.pk: 0 for person in people}
    months = account_months(book).filter(account_id__in=pockets, period__gte=first, period__lte=last)
    for row in months.values("account_id").annotate(change=Sum(F("outflow_minor") - F("inflow_minor"))):
        person = pockets[row["account_id"]]
        if person in given:
            given[person] += row["change"]
    pooled = [row.pk for row in directory.categories.values() if row.key.partition(".")[0] == options.get("pooled")]
    put_in = category_months(book).filter(
        category_id__in=pooled, member_id__in=given, period__gte=first, period__lte=last
    )
    sums = put_in.values("member_id").annotate(
        come=Sum("amount_minor", filter=Q(kind="income"), default=0),
        gone=Sum("amount_minor", filter=Q(kind="refund"), default=0),
    )
    for put in sums:
        given[put["member_id"]] += put["come"] - put["gone"]
    return given
