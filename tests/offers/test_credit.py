"""What the hard blocks learn from a book's debts."""

import datetime as dt

import pytest

from ledger.models import Category, Member, Role
from ledger.services.books import open_book
from ledger.services.drafts import EntryDraft
from ledger.services.entries import record_entry, set_balance
from offers.models import Reading
from offers.queries.credit import credit_facts
from offers.rules.blocks import CreditFacts
from offers.services.readings import read_books

from .conftest import account_of


@pytest.fixture
def indebted(owner, today) -> Member:
    """6,000 bought on the card sixty days ago, and nothing paid since."""
    category = Category.objects.filter(book=owner.book, kind="expense").order_by("pk").first()
    card = account_of(owner.book, "credit_card")
    draft = EntryDraft(
        kind="expense", date=today - dt.timedelta(days=60), amount_minor=600_000, from_account=card, category=category
    )
    record_entry(owner, draft=draft)
    return owner


def facts_of(member: Member, today: dt.date) -> CreditFacts:
    read_books([member.book_id], today)
    reading = Reading.objects.get(book=member.book, as_of=today)
    return credit_facts(member.user, member.book, reading, shortfall_minor=0, today=today)


def pay(member: Member, amount_minor: int, day: dt.date) -> None:
    cash, card = (account_of(member.book, kind) for kind in ("cash", "credit_card"))
    record_entry(
        member,
        draft=EntryDraft(kind="transfer", date=day, amount_minor=amount_minor, from_account=cash, to_account=card),
    )


def test_overdue_when_nothing_was_paid_then_counts_from_the_purchase(indebted, today):
    facts = facts_of(indebted, today)
    assert (facts.overdue_days, facts.lenders) == (60, 1)


def test_overdue_when_a_debt_is_set_right_to_less_then_it_was_paid_from_elsewhere(indebted, today):
    set_balance(indebted, account_of(indebted.book, "credit_card"), balance_minor=-100_000, on=today)
    facts = facts_of(indebted, today)
    assert (facts.overdue_days, facts.lenders, facts.debt_out_minor) == (0, 1, (0,))


def test_overdue_when_a_debt_is_set_right_to_more_then_nothing_was_paid(indebted, today):
    set_balance(indebted, account_of(indebted.book, "credit_card"), balance_minor=-700_000, on=today)
    assert facts_of(indebted, today).overdue_days == 60


def test_overdue_when_a_debt_is_set_right_to_nothing_then_nothing_is_owed(indebted, today):
    set_balance(indebted, account_of(indebted.book, "credit_card"), balance_minor=0, on=today)
    facts = facts_of(indebted, today)
    assert (facts.overdue_days, facts.lenders) == (0, 0)


def test_overdue_when_a_transfer_pays_part_then_is_over_for_another_45_days(indebted, today):
    pay(indebted, 300_000, today - dt.timedelta(days=45))
    assert facts_of(indebted, today).overdue_days == 0


def test_overdue_when_the_last_transfer_is_46_days_old_then_counts_again(indebted, today):
    pay(indebted, 300_000, today - dt.timedelta(days=46))
    assert facts_of(indebted, today).overdue_days == 46


def test_debts_when_they_lie_in_another_book_of_the_reader_then_they_count_too(indebted, today):
    other = open_book(indebted.user, scene="personal")
    facts = facts_of(other, today)
    assert (facts.overdue_days, facts.lenders) == (60, 1)
    # What belongs to somebody else's book is theirs.
    indebted.role = Role.VIEWER
    indebted.save()
    assert facts_of(other, today).lenders == 0


def test_minimum_cycles_when_three_payments_leave_most_unpaid_then_three(indebted, today):
    for back in (40, 20, 1):
        pay(indebted, 50_000, today - dt.timedelta(days=back))
    assert facts_of(indebted, today).minimum_cycles == 3
    # Setting the debt right to less does not end the run.
    set_balance(indebted, account_of(indebted.book, "credit_card"), balance_minor=-100_000, on=today)
    assert facts_of(indebted, today).minimum_cycles == 3
