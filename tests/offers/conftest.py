"""The demo's two lives in the database, and small books whose numbers can be worked by hand."""

import datetime as dt

import pytest
from django.utils import timezone

from accounts.models import User
from ledger.demo.cast import SEED, build_demo
from ledger.models import Account, Book, Entry, Member
from ledger.rules.flow import entry_flow
from ledger.services.demo import write_demo

TODAY = dt.date(2026, 11, 22)


@pytest.fixture
def demo_books(db) -> dict[str, Book]:
    """The family and the bakery as of TODAY: their entries and nothing else."""
    demo = build_demo(TODAY, SEED, only=("family", "bakery"))
    return write_demo(demo, password="x", now=dt.datetime(2026, 11, 22, 12, tzinfo=dt.UTC))


def person(email: str) -> User:
    return User.objects.get(email=email)


def member_of(book: Book, email: str) -> Member:
    return Member.objects.select_related("book", "user").get(book=book, user__email=email)


def account_of(book: Book, kind: str) -> Account:
    return Account.objects.filter(book=book, kind=kind).order_by("position", "id")[0]


def write_months(
    member: Member, *, today: dt.date, days: int = 200, daily_minor: int = 10_000, pay_minor: int = 900_000
) -> None:
    """Spending of `daily_minor` in cash every day, pay on the 10th into the same account; 0 for none."""
    book, cash = member.book, account_of(member.book, "cash")
    rows = []
    for back in range(days):
        day = today - dt.timedelta(days=back)
        plans = [("expense", daily_minor, "")]
        if day.day == 10 and pay_minor:
            plans.append(("income", pay_minor, "工资"))
        for kind, amount, note in plans:
            source, target = (cash, None) if kind == "expense" else (None, cash)
            flow, sides = entry_flow(kind, source and source.kind, target and target.kind)
            rows.append(
                Entry(
                    book=book, kind=kind, date=day, amount_minor=amount, base_amount_minor=amount, from_account=source,
                    to_account=target, recorded_by=member, flow=flow, liquid_sides=sides, note=note,
                )
            )  # fmt: skip
    Entry.objects.bulk_create(rows)


def set_cash(member: Member, balance_minor: int, today: dt.date) -> None:
    from ledger.services.entries import set_balance

    set_balance(member, account_of(member.book, "cash"), balance_minor=balance_minor, on=today)


@pytest.fixture
def today() -> dt.date:
    return timezone.localdate()
