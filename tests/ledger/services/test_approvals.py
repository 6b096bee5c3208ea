"""Expenses above the limit: waiting, yes, no, and taking either back."""

import pytest
from django.db.models import Sum

from accounts.models import Notice
from ledger.access import memberships
from ledger.errors import NothingToChange, RoleTooLow
from ledger.models import Account, Approval, Book, BookDay, CategoryMonth, Entry, Part
from ledger.queries.approvals import refused_of_mine, waiting
from ledger.queries.attention import shelf_attention
from ledger.queries.balances import account_balance
from ledger.queries.months import month_summary
from ledger.rules.approval import approval_after
from ledger.services.approvals import approve, refuse, said_why
from ledger.services.books import change_settings, open_book
from ledger.services.bulk import change_entries
from ledger.services.entries import delete_entries, edit_entry, record_entry, record_group
from ledger.services.imports import import_files
from ledger.services.links import record_linked_payment
from ledger.services.members import pocket_of
from ledger.services.moves import MoveTo
from ledger.services.rollups import integrity_differences
from ledger.services.steps import undo_step
from ledger.visibility import counted_entries, visible_entries
from tests.cast import account, expense, income
from tests.ledger.imports.bills import alipay, alipay_row

pytestmark = pytest.mark.django_db

LIMIT = 200_000


@pytest.fixture
def limited(owner, contributor, book):
    """The book with a limit of 2,000.00, and its contributor as the database has them now."""
    change_settings(owner, approval_above_minor=LIMIT)
    contributor.book.refresh_from_db()
    return book


def spend(member, amount_minor=250_000, **more):
    return record_entry(member, draft=expense(member.book, amount_minor, **more))


@pytest.mark.parametrize(
    ("amount_minor", "may_approve", "was", "was_minor", "expected"),
    [
        (250_000, False, "", 0, "pending"),
        (250_000, True, "", 0, ""),
        (200_000, False, "", 0, ""),
        (200_000, False, "pending", 250_000, ""),
        (240_000, False, "pending", 250_000, "pending"),
        (260_000, False, "approved", 250_000, "pending"),
        (260_000, True, "approved", 250_000, "approved"),
        (240_000, False, "approved", 250_000, "approved"),
        # Recorded before there was a limit: a word in its note asks nobody.
        (250_000, False, "", 250_000, ""),
    ],
)
def test_when_an_expense_waits(amount_minor, may_approve, was, was_minor, expected):
    found = approval_after(
        is_expense=True,
        base_minor=amount_minor,
        above_minor=LIMIT,
        may_approve=may_approve,
        was=was,
        was_base_minor=was_minor,
    )
    assert found == expected


def test_what_waits_has_left_its_account_and_stands_in_no_total(limited, contributor, owner):
    cash = account(limited, "cash")
    spend(contributor, 30_000)
    entry = spend(contributor)
    assert entry.approval == Approval.PENDING
    assert account_balance(cash) == -280_000
    assert month_summary(limited, 202611).expense_minor == 30_000
    assert waiting(owner).n == 1
    assert waiting(owner).amount_minor == 250_000
    assert BookDay.objects.get(part=Part.OPEN_PENDING).outflow_minor == 250_000
    assert list(integrity_differences()) == []


def test_managers_are_asked_once_and_whoever_recorded_is_told(limited, contributor, owner, manager):
    entry = spend(contributor)
    asked = Notice.objects.filter(kind="approval_asked")
    assert {notice.user_id for notice in asked} == {owner.user_id, manager.user_id}
    assert asked[0].facts["amount_minor"] == 250_000
    edit_entry(contributor, entry, version=1, changes={"note": "烤盘"})
    assert asked.count() == 2
    assert not asked.filter(done_at__isnull=False)
    approve(owner, visible_entries(owner))
    assert not asked.filter(done_at__isnull=True), "the other manager need not look any more"
    [answered] = Notice.objects.filter(kind="approval_answered")
    assert (answered.user_id, answered.facts["approved"]) == (contributor.user_id, True)


def test_a_yes_counts_it_and_can_be_taken_back(limited, contributor, owner):
    spend(contributor)
    spend(contributor, 300_000)
    step = approve(owner, visible_entries(owner))
    assert step.n == 2
    assert month_summary(limited, 202611).expense_minor == 550_000
    undo_step(owner, step)
    assert set(Entry.objects.values_list("approval", flat=True)) == {"pending"}
    assert month_summary(limited, 202611).expense_minor == 0
    assert list(integrity_differences()) == []


def test_a_no_makes_it_a_debt_of_whoever_recorded_it(limited, contributor, owner):
    entry = spend(contributor, note="新手机")
    step = refuse(owner, visible_entries(owner), why="不是店里用的")
    entry.refresh_from_db()
    pocket = Account.objects.get(book=limited, member=contributor)
    assert (entry.kind, entry.category, entry.to_account, entry.approval) == ("transfer", None, pocket, "refused")
    assert said_why(entry) == "不是店里用的"
    # The person owes 2,500.00, the cash is gone, and nothing was spent.
    assert account_balance(pocket) == 250_000
    assert account_balance(account(limited, "cash")) == -250_000
    assert month_summary(limited, 202611).expense_minor == 0
    assert [row.pk for row in refused_of_mine(contributor)] == [entry.pk]
    undo_step(owner, step)
    entry.refresh_from_db()
    assert (entry.kind, entry.approval, entry.to_account, said_why(entry)) == ("expense", "pending", None, "")
    assert list(integrity_differences()) == []


def test_a_no_to_what_was_paid_from_the_own_pocket_leaves_the_book_owing_nothing(limited, contributor, owner):
    pocket = pocket_of(contributor)
    entry = spend(contributor, from_account=pocket)
    refuse(owner, visible_entries(owner))
    entry.refresh_from_db()
    assert entry.deleted_at is not None
    assert account_balance(pocket) == 0
    assert list(integrity_differences()) == []


def test_a_no_to_a_payment_from_another_book_leaves_it_there_alone(limited, contributor, owner):
    home = open_book(contributor.user, scene="personal")
    entry = record_linked_payment(
        contributor,
        draft=expense(limited, 250_000, from_account=None),
        home=home,
        home_account=account(home.book, "cash"),
    )
    assert entry.approval == "pending"
    step = refuse(owner, visible_entries(owner))
    [mine] = Entry.objects.filter(book=home.book)
    assert (mine.deleted_at, mine.link_id) == (None, None)
    assert list(integrity_differences()) == []
    undo_step(owner, step)
    assert Entry.objects.filter(link_id=entry.link_id, deleted_at=None).count() == 2
    assert list(integrity_differences()) == []


def test_the_amount_of_a_linked_payment_cannot_pass_the_limit_from_the_other_side(limited, contributor):
    home = open_book(contributor.user, scene="personal")
    entry = record_linked_payment(
        contributor,
        draft=expense(limited, 50_000, from_account=None),
        home=home,
        home_account=account(home.book, "cash"),
    )
    assert entry.approval == ""
    mine = Entry.objects.get(book=home.book)
    edit_entry(home, mine, version=1, changes={"amount_minor": 250_000})
    entry.refresh_from_db()
    assert entry.approval == "pending"


def test_only_those_who_may_answer(limited, contributor, bookkeeper, owner):
    spend(contributor)
    for member in (contributor, bookkeeper):
        with pytest.raises(RoleTooLow):
            approve(member, visible_entries(member))
        with pytest.raises(RoleTooLow):
            refuse(member, visible_entries(member))
    approve(owner, visible_entries(owner))
    with pytest.raises(NothingToChange):
        approve(owner, visible_entries(owner))


def test_whoever_recorded_it_may_withdraw_it(limited, contributor, owner):
    entry = spend(contributor)
    delete_entries(contributor, entries=[entry])
    assert waiting(owner).n == 0
    assert list(integrity_differences()) == []


def test_income_never_waits_nor_what_a_manager_spends(limited, contributor, manager):
    manager.book.refresh_from_db()
    assert spend(manager).approval == ""
    assert record_entry(contributor, draft=income(limited, 900_000)).approval == ""


def test_what_waits_is_on_the_shelf_of_those_who_may_answer(limited, contributor, owner, bookkeeper):
    spend(contributor)
    spend(contributor, 300_000)
    [told] = [each for each in shelf_attention([next(iter(memberships(owner.user)))]) if each.waiting]
    assert (told.waiting, told.amount_minor) == (2, 550_000)
    assert not [each for each in shelf_attention([next(iter(memberships(bookkeeper.user)))]) if each.waiting]


def test_a_payment_in_parts_is_judged_as_a_whole(limited, contributor):
    parts = record_group(contributor, drafts=[expense(limited, 150_000), expense(limited, 60_000)])
    assert [part.approval for part in parts] == ["pending", "pending"]
    parts = record_group(contributor, drafts=[expense(limited, 150_000), expense(limited, 50_000)])
    assert [part.approval for part in parts] == ["", ""]


def test_totals_and_lists_tell_the_same(limited, contributor, owner):
    spend(contributor, 30_000)
    spend(contributor)
    counted = counted_entries(owner).aggregate(sum=Sum("base_amount_minor"))["sum"]
    kept = CategoryMonth.objects.filter(part=Part.OPEN).aggregate(sum=Sum("amount_minor"))["sum"]
    assert counted == kept == 30_000
    assert Book.objects.get().approval_above_minor == LIMIT


def test_a_bill_brought_by_who_may_not_approve_waits_row_by_row(limited, owner, bookkeeper):
    bookkeeper.book.refresh_from_db()
    rows = [
        alipay_row("2026-11-03 12:13:00", "老李家常菜馆", "35.00", number="2026110322001"),
        alipay_row("2026-11-04 12:13:00", "烘焙设备公司", "4380.00", number="2026110322002"),
    ]
    import_files(bookkeeper, files=[("bill.csv", alipay(*rows))])
    assert set(Entry.objects.values_list("amount_minor", "approval")) == {(3_500, ""), (438_000, "pending")}
    [told] = Notice.objects.filter(kind="approval_asked", user=owner.user)
    assert told.facts["amount_minor"] == 438_000
    assert list(integrity_differences()) == []


def test_what_is_moved_into_the_book_waits_as_if_it_were_recorded_there(limited, contributor):
    home = open_book(contributor.user, scene="personal")
    entry = record_entry(home, draft=expense(home.book, 250_000))
    change_entries(home, Entry.objects.filter(pk=entry.pk), MoveTo(contributor, account(limited, "cash")))
    entry.refresh_from_db()
    assert (entry.book, entry.approval) == (limited, "pending")
    assert list(integrity_differences()) == []
