import datetime as dt

import pytest

from ledger.directory import directory_of
from ledger.models import Tag
from ledger.queries.entries import Cursor, EntryFilter, binned_entries, entry_page
from ledger.services.books import change_settings
from ledger.services.categories import add_category
from ledger.services.entries import delete_entries, record_entry
from tests.cast import account, category, expense, income, transfer


def amounts(page) -> list[int]:
    return [entry.amount_minor for entry in page]


def test_a_page_is_grouped_by_day_with_the_whole_days_sums(owner, book):
    for n in range(4):
        record_entry(owner, draft=expense(book, 100 + n, time=dt.time(8 + n)))
    record_entry(owner, draft=income(book, 5000))
    page = entry_page(owner, size=3)
    assert [day.date for day in page.days] == [dt.date(2026, 11, 10), dt.date(2026, 11, 1)]
    assert amounts(page) == [5000, 103, 102]
    # 1.00 + 1.01 + 1.02 + 1.03, although only two of the four are on this page
    assert page.days[1].expense_minor == 406
    rest = entry_page(owner, after=page.next_cursor, size=3)
    assert amounts(rest) == [101, 100]
    assert rest.next_cursor is None


def test_a_page_takes_the_same_number_of_queries_whatever_its_size(owner, book, django_assert_num_queries):
    for n in range(30):
        record_entry(owner, draft=expense(book, 100 + n, merchant=f"店{n}", tags=(f"标签{n}",)))
    owner.book.directory = directory_of(owner.book)
    with django_assert_num_queries(2):
        page = entry_page(owner)
        assert [entry.merchant.name and entry.tag_rows[0].name for entry in page][-1] == "标签0"


@pytest.mark.parametrize("text", ["", "x", "20261301-5", "20261101-", "99999999999-1"])
def test_a_cursor_that_is_none_of_ours_is_none(text):
    assert Cursor.parse(text) is None


def test_a_cursor_reads_what_it_wrote():
    cursor = Cursor(dt.date(2026, 11, 1), 42)
    assert Cursor.parse(str(cursor)) == cursor


def test_filters(owner, book, child):
    late = add_category(owner, name="夜宵", kind="expense", icon="moon", parent=category(book))
    record_entry(owner, draft=expense(book, 1, category=late, tags=("夜",), project="装修"))
    record_entry(owner, draft=expense(book, 2, category=None, note="100%_真"))
    record_entry(owner, draft=expense(book, 3, member=child, merchant="Costa Coffee"))
    record_entry(owner, draft=transfer(book, "bank", "wallet", 4))

    def found(**narrowed):
        return sorted(amounts(entry_page(owner, EntryFilter(**narrowed))))

    assert found(category=category(book)) == [1, 3]
    assert found(uncategorised=True) == [2]
    assert found(text="%_真") == [2]
    assert found(text="_") == [2]
    assert found(text="costa") == [3]
    assert found(member=child) == [3]
    assert found(kind="transfer") == [4]
    assert found(account=account(book, "wallet")) == [4]
    assert found(tag=Tag.objects.get(name="夜")) == [1]
    assert found(amount_min_minor=2, amount_max_minor=3) == [2, 3]
    assert found(date_from=dt.date(2026, 11, 2)) == [4]
    assert found(date_to=dt.date(2026, 11, 1)) == [1, 2, 3]
    assert EntryFilter().is_empty
    assert not EntryFilter(text="x").is_empty


def test_a_contributor_who_may_not_see_all_finds_only_own_entries(owner, book, contributor):
    change_settings(owner, contributors_see_all=False)
    contributor.refresh_from_db()
    record_entry(owner, draft=expense(book, 1, merchant="秘密"))
    record_entry(contributor, draft=expense(book, 2))
    assert amounts(entry_page(contributor)) == [2]
    assert amounts(entry_page(contributor, EntryFilter(text="秘密"))) == []
    assert entry_page(contributor).days[0].expense_minor == 2


def test_the_bin_shows_what_was_deleted_last_first(owner, book):
    rows = [record_entry(owner, draft=expense(book, n)) for n in (1, 2, 3)]
    delete_entries(owner, entries=[rows[2]])
    delete_entries(owner, entries=[rows[0]])
    assert [entry.amount_minor for entry in binned_entries(owner, size=50)] == [1, 3]
    assert amounts(entry_page(owner)) == [2]
