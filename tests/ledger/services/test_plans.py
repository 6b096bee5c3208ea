import datetime as dt
import threading

import pytest
from django.db import connection

from ledger.errors import (
    BookArchived,
    BookNotFound,
    BudgetTaken,
    PlanDone,
    PlanInvalid,
    PlanVersionStale,
    RoleTooLow,
)
from ledger.models import Account, Budget, Entry, Project, Scheduled
from ledger.services.books import archive_book, open_book
from ledger.services.plans import (
    BudgetDraft,
    ScheduledDraft,
    change_budget,
    change_scheduled,
    delete_plan,
    do_scheduled,
    purge_plans,
    schedule,
    set_budget,
    set_budgets,
    undo_plan,
)
from tests.cast import account, category

DAY = dt.date(2026, 11, 22)
AT = dt.datetime(2026, 11, 22, 4, 0, tzinfo=dt.UTC)


def rent(book, **more) -> ScheduledDraft:
    """Rent of 1,650.00 from the bank on the 31st of each month, next on 31 October."""
    fields = {
        "kind": "expense",
        "name": "房租",
        "due": dt.date(2026, 10, 31),
        "every": "month",
        "amount_minor": 165000,
        "party": "房东",
        "category": category(book),
        "account": account(book, "bank"),
    }
    return ScheduledDraft(**(fields | more))


def done(member, row, **more):
    return do_scheduled(member, row, version=row.version, on=DAY, at=AT, **more)


def test_a_budget_is_set_changed_deleted_and_each_is_taken_back(bookkeeper, book):
    row = set_budget(bookkeeper, BudgetDraft(amount_minor=100000, category=category(book)))
    row = change_budget(bookkeeper, row, version=1, changes={"amount_minor": 120000, "category": None})
    assert (row.amount_minor, row.category, row.version) == (120000, None, 2)
    row = undo_plan(bookkeeper, row, version=2)
    row.refresh_from_db()
    assert (row.amount_minor, row.category, row.version, row.before) == (100000, category(book), 3, {})
    row = delete_plan(bookkeeper, row, at=AT)
    assert list(Budget.objects.filter(book=book)) == []
    assert delete_plan(bookkeeper, row, at=AT).version == row.version
    undo_plan(bookkeeper, row, version=row.version)
    assert [each.amount_minor for each in Budget.objects.filter(book=book)] == [100000]


def test_a_version_that_is_not_the_last_is_refused_with_the_row_as_it_stands(owner, book):
    row = set_budget(owner, BudgetDraft(amount_minor=100000))
    change_budget(owner, row, version=1, changes={"amount_minor": 120000})
    with pytest.raises(PlanVersionStale) as refused:
        change_budget(owner, row, version=1, changes={"amount_minor": 130000})
    assert (refused.value.current.amount_minor, refused.value.extra) == (120000, {"version": 2})
    with pytest.raises(PlanVersionStale):
        undo_plan(owner, row, version=1)


def test_a_second_budget_for_the_same_is_refused_also_by_an_undo(owner, book):
    row = set_budget(owner, BudgetDraft(amount_minor=100000))
    with pytest.raises(BudgetTaken):
        set_budget(owner, BudgetDraft(amount_minor=5))
    other = set_budget(owner, BudgetDraft(amount_minor=5, category=category(book)))
    with pytest.raises(BudgetTaken):
        change_budget(owner, other, version=1, changes={"category": None})
    row = delete_plan(owner, row, at=AT)
    set_budget(owner, BudgetDraft(amount_minor=7))
    with pytest.raises(BudgetTaken):
        undo_plan(owner, row, version=row.version)


def test_several_budgets_are_set_all_or_none(owner, book):
    drafts = [BudgetDraft(amount_minor=5, category=category(book, n=n)) for n in range(3)]
    with pytest.raises(BudgetTaken):
        set_budgets(owner, [*drafts, drafts[0]])
    assert not Budget.objects.exists()
    assert len(set_budgets(owner, drafts)) == 3


@pytest.mark.parametrize(
    ("fields", "wrong"),
    [
        ({"amount_minor": 0}, "amount_minor"),
        ({"amount_minor": 10**13 + 1}, "amount_minor"),
        ({"stage": "paint"}, "stage"),
        ({"first": DAY}, "last"),
        ({"first": DAY, "last": DAY - dt.timedelta(days=1)}, "last"),
        ({"first": DAY, "last": dt.date.max}, "last"),
        ({"first": dt.date(1969, 12, 31), "last": DAY}, "first"),
    ],
)
def test_a_budget_that_cannot_be_names_the_field(owner, fields, wrong):
    with pytest.raises(PlanInvalid) as refused:
        set_budget(owner, BudgetDraft(**({"amount_minor": 100} | fields)))
    assert list(refused.value.fields) == [wrong]


def test_a_budget_is_about_one_thing_of_its_own_book(owner, alice, book):
    project = Project.objects.create(book=book, name="儿童房")
    elsewhere = open_book(alice, scene="shop").book
    for fields in (
        {"category": category(book), "project": project},
        {"category": category(book, "income")},
        {"category": category(elsewhere)},
    ):
        with pytest.raises(PlanInvalid) as refused:
            set_budget(owner, BudgetDraft(amount_minor=100, **fields))
        assert list(refused.value.fields) == ["category"]


@pytest.mark.parametrize(
    ("fields", "wrong"),
    [
        ({"kind": "loan", "category": None}, "kind"),
        ({"name": "  "}, "name"),
        ({"due": dt.date(2201, 1, 1)}, "due"),
        ({"due": dt.date(2101, 2, 1), "lunar": True, "every": "year"}, "due"),
        ({"every": "day"}, "every"),
        ({"lunar": True}, "lunar"),
        ({"amount_minor": -1}, "amount_minor"),
        ({"kind": "income"}, "category"),
        ({"stage": "paint"}, "stage"),
    ],
)
def test_what_cannot_be_scheduled_names_the_field(owner, book, fields, wrong):
    with pytest.raises(PlanInvalid) as refused:
        schedule(owner, rent(book, **fields))
    assert list(refused.value.fields) == [wrong]


def test_money_that_moves_has_two_accounts_in_the_books_currency(owner, alice, book):
    bank, cash = account(book, "bank"), account(book, "cash")
    dollars = Account.objects.create(book=book, name="USD", kind="bank", currency="USD", position=99)
    elsewhere = account(open_book(alice, scene="shop").book, "bank")
    moved = {"kind": "transfer", "category": None}
    for fields, wrong in (
        ({"to_account": cash}, "to_account"),
        (moved | {"to_account": bank}, "to_account"),
        ({"account": dollars}, "account"),
        ({"account": elsewhere}, "account"),
    ):
        with pytest.raises(PlanInvalid) as refused:
            schedule(owner, rent(book, **fields))
        assert list(refused.value.fields) == [wrong]
    assert schedule(owner, rent(book, **moved, to_account=cash)).to_account == cash


def test_doing_it_records_the_entry_and_moves_to_the_next_day(contributor, owner, book):
    row = schedule(owner, rent(book))
    made = done(contributor, row)
    assert (made.entry.amount_minor, made.entry.date, made.entry.kind) == (165000, DAY, "expense")
    assert (made.entry.from_account, made.entry.category) == (account(book, "bank"), category(book))
    assert (made.entry.merchant.name, made.entry.note, made.entry.recorded_by) == ("房东", "房租", contributor)
    # From the 31st of October to the last day of November, and to the 31st of December.
    assert (made.row.due, made.row.done_at, made.row.done_by) == (dt.date(2026, 11, 30), None, made.entry.client_id)
    assert done(contributor, made.row).row.due == dt.date(2026, 12, 31)


def test_doing_it_is_taken_back_with_its_entry(contributor, owner, book):
    row = schedule(owner, rent(book))
    made = done(contributor, row)
    back = undo_plan(contributor, made.row, version=made.row.version)
    assert (back.due, back.done_by) == (dt.date(2026, 10, 31), None)
    assert Entry.objects.get(book=book).deleted_at is not None
    # And done again, it is recorded again.
    assert done(contributor, back).entry.client_id != made.entry.client_id


def test_what_comes_once_is_ticked_for_good(owner, book):
    row = schedule(owner, rent(book, every=""))
    made = done(owner, row, amount_minor=170000, account=account(book, "cash"))
    assert (made.row.done_at, made.row.due) == (AT, dt.date(2026, 10, 31))
    assert (made.entry.amount_minor, made.entry.from_account) == (170000, account(book, "cash"))
    with pytest.raises(PlanDone):
        done(owner, made.row)
    back = undo_plan(owner, made.row, version=made.row.version)
    back.refresh_from_db()
    assert (back.done_at, back.done_by) == (None, None)


def test_only_ticking_it_records_nothing(owner, book):
    made = done(owner, schedule(owner, rent(book)), record=False)
    assert (made.entry, made.row.due) == (None, dt.date(2026, 11, 30))
    made = done(owner, schedule(owner, rent(book, kind="day", category=None, account=None, every="")))
    assert (made.entry, made.row.done_at) == (None, AT)
    assert not Entry.objects.exists()


def test_income_and_transfers_go_where_they_are_meant(owner, book):
    bank, card = account(book, "bank"), account(book, "credit_card")
    pay = schedule(owner, rent(book, kind="income", category=category(book, "income")))
    entry = done(owner, pay).entry
    assert (entry.kind, entry.from_account, entry.to_account) == ("income", None, bank)
    repay = schedule(owner, rent(book, kind="transfer", category=None, to_account=card))
    entry = done(owner, repay).entry
    assert (entry.kind, entry.from_account, entry.to_account) == ("transfer", bank, card)


def test_what_is_not_known_is_asked_for_and_nothing_is_written(owner, book):
    row = schedule(owner, rent(book, kind="transfer", category=None, amount_minor=None, account=None))
    with pytest.raises(PlanInvalid) as refused:
        done(owner, row)
    assert set(refused.value.fields) == {"amount_minor", "account", "to_account"}
    row.refresh_from_db()
    assert (row.version, row.due) == (1, dt.date(2026, 10, 31))


def test_another_day_is_meant_from_then_on(owner, book):
    row = schedule(owner, rent(book))
    row = change_scheduled(owner, row, version=1, changes={"amount_minor": 170000})
    assert row.anchor_day == 31
    row = change_scheduled(owner, row, version=2, changes={"due": dt.date(2026, 11, 5)})
    assert row.anchor_day == 5
    back = undo_plan(owner, row, version=3)
    assert (back.due, back.anchor_day, back.amount_minor) == (dt.date(2026, 10, 31), 31, 170000)
    row = change_scheduled(owner, back, version=4, changes={"every": "year", "lunar": True})
    # 31 October 2026 is the twenty-second of the ninth month.
    assert row.anchor_day == 22


def test_who_records_may_do_and_take_back_but_not_arrange(owner, contributor, viewer, book):
    row = schedule(owner, rent(book))
    budget = set_budget(owner, BudgetDraft(amount_minor=5))
    for refused in (
        lambda: set_budget(contributor, BudgetDraft(amount_minor=5, category=category(book))),
        lambda: change_budget(contributor, budget, version=1, changes={"amount_minor": 6}),
        lambda: schedule(contributor, rent(book)),
        lambda: change_scheduled(contributor, row, version=1, changes={"name": "x"}),
        lambda: delete_plan(contributor, row, at=AT),
        lambda: done(viewer, row),
        lambda: undo_plan(viewer, row, version=1),
    ):
        with pytest.raises(RoleTooLow):
            refused()
    changed = change_scheduled(owner, row, version=1, changes={"name": "x"})
    with pytest.raises(RoleTooLow):
        undo_plan(contributor, changed, version=2)
    # What somebody else recorded is not the contributor's to delete.
    made = done(owner, changed)
    with pytest.raises(RoleTooLow):
        undo_plan(contributor, made.row, version=made.row.version)


def test_a_book_put_away_takes_no_plans_and_another_books_are_not_found(owner, alice, book):
    row = schedule(owner, rent(book))
    elsewhere = open_book(alice, scene="shop")
    with pytest.raises(BookNotFound):
        change_scheduled(elsewhere, row, version=1, changes={"name": "x"})
    archive_book(owner, archived=True)
    owner.book.refresh_from_db()
    for refused in (lambda: set_budget(owner, BudgetDraft(amount_minor=5)), lambda: done(owner, row)):
        with pytest.raises(BookArchived):
            refused()


def test_what_was_deleted_goes_for_good_after_its_time(owner, book):
    row = schedule(owner, rent(book))
    set_budget(owner, BudgetDraft(amount_minor=5))
    delete_plan(owner, row, at=AT)
    assert purge_plans(before=AT) == 0
    assert purge_plans(before=AT + dt.timedelta(seconds=1)) == 1
    assert (Scheduled._base_manager.count(), Budget._base_manager.count()) == (0, 1)


@pytest.mark.django_db(transaction=True)
def test_two_who_do_it_at_once_record_it_once(owner, book):
    row = schedule(owner, rent(book))
    refusals = []

    def attempt() -> None:
        try:
            done(owner, row)
        except PlanVersionStale as refusal:
            refusals.append(refusal)
        finally:
            connection.close()

    threads = [threading.Thread(target=attempt) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (len(refusals), Entry.objects.count()) == (1, 1)
