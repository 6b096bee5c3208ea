import datetime as dt

import pytest

from ledger.access import access_book
from ledger.models import Account, Scheduled
from ledger.queries.attention import shelf_attention
from ledger.queries.coming import coming
from ledger.queries.months import book_now
from ledger.rules.recurrence import anchor_of
from ledger.services.entries import record_entry, set_balance
from tests.cast import account, category, expense

DAY = dt.date(2026, 11, 22)


def scheduled(book, name, due, **fields) -> Scheduled:
    due = dt.date.fromisoformat(due) if isinstance(due, str) else due
    fields = {"kind": "expense", "anchor_day": anchor_of(due, lunar=fields.get("lunar", False))} | fields
    return Scheduled.objects.create(book=book, name=name, due=due, **fields)


def told(book, within_days=30):
    return [(str(each.day), each.name) for each in coming(book, today=DAY, within_days=within_days)]


def test_what_comes_is_told_by_day_with_what_is_overdue_before_it(owner, book):
    scheduled(book, "房租", "2026-12-01", amount_minor=165000, every="month")
    scheduled(book, "物业", "2026-11-20", amount_minor=50400, every="quarter")
    scheduled(book, "钢琴课", "2026-12-22")
    scheduled(book, "以后", "2026-12-23")
    scheduled(book, "做完了", "2026-12-02", done_at=dt.datetime(2026, 11, 1, tzinfo=dt.UTC))
    scheduled(book, "删掉的", "2026-12-03", deleted_at=dt.datetime(2026, 11, 1, tzinfo=dt.UTC))
    assert told(book) == [("2026-11-20", "物业"), ("2026-12-01", "房租"), ("2026-12-22", "钢琴课")]
    first, second, _third = coming(book, today=DAY, within_days=30)
    assert (first.overdue, first.amount_minor, second.overdue, second.next) == (True, 50400, False, True)


def test_what_repeats_comes_on_each_of_its_days_and_is_overdue_once(owner, book):
    """Due 6 November, each week: overdue for the 6th; the 13th and 20th have passed; then the 27th and 4 December."""
    scheduled(book, "家教", "2026-11-06", amount_minor=20000, every="week")
    assert told(book, 14) == [("2026-11-06", "家教"), ("2026-11-27", "家教"), ("2026-12-04", "家教")]
    assert [each.next for each in coming(book, today=DAY, within_days=14)] == [True, False, False]


def test_a_day_to_remember_is_never_overdue(owner, book):
    """The birthday was on the 15th of the eighth month, 25 September 2026: it is 15 September in 2027."""
    scheduled(book, "婚礼", "2026-11-20", kind="day")
    scheduled(book, "奶奶生日", "2026-09-25", kind="day", every="year", lunar=True)
    assert told(book) == []
    assert told(book, 297) == [("2027-09-15", "奶奶生日")]


def test_bills_of_accounts_stand_among_it_unless_something_scheduled_pays_them(owner, book):
    card = account(book, "credit_card")
    Account.objects.filter(pk=card.pk).update(due_day=5)
    set_balance(owner, card, balance_minor=-48600, on=DAY)
    scheduled(book, "房租", "2026-12-05", every="month")
    found = coming(book, today=DAY, within_days=30)
    assert [(each.name, each.amount_minor, bool(each.bill)) for each in found] == [
        (card.name, 48600, True),
        ("房租", None, False),
    ]
    scheduled(book, "还信用卡", "2026-12-05", kind="transfer", to_account=card)
    assert told(book) == [("2026-12-05", "房租"), ("2026-12-05", "还信用卡")]


def test_the_icon_is_its_own_or_its_categorys_or_its_kinds(owner, book):
    food = category(book)
    scheduled(book, "a", "2026-12-01", icon="gift", category=food)
    scheduled(book, "b", "2026-12-01", category=food)
    scheduled(book, "c", "2026-12-01", kind="income")
    assert [each.icon for each in coming(book, today=DAY, within_days=30)] == ["gift", food.icon, "cash"]


def test_its_queries_stay_however_much_comes(owner, book, django_assert_num_queries):
    book = access_book(owner.user, book.public_id).book
    for n in range(2):
        scheduled(book, f"{n}", "2026-12-01", category=category(book), account=account(book, "bank"))
    with django_assert_num_queries(1):
        coming(book, today=DAY, within_days=30)
    for n in range(20):
        scheduled(book, f"{n}", "2026-12-01", category=category(book), member=owner)
    with django_assert_num_queries(1):
        assert len(coming(book, today=DAY, within_days=30)) == 22


@pytest.mark.parametrize(("after", "there"), [(-3, True), (7, True), (8, False)])
def test_the_shelf_tells_what_is_due_within_a_week(owner, viewer, book, after, there):
    today = book_now(book).date()
    scheduled(book, "房租", today + dt.timedelta(days=after), amount_minor=165000)
    record_entry(owner, draft=expense(book))
    assert [each.due.name for each in shelf_attention([owner])] == (["房租"] if there else [])
    assert shelf_attention([viewer]) == []
