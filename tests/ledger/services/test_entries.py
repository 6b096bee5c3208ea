import datetime as dt
from uuid import UUID

import pytest

from accounts.ids import uuid7
from ledger.errors import (
    BookArchived,
    EntryIdTaken,
    EntryInBin,
    EntryInvalid,
    EntryVersionStale,
    RateMissing,
    RoleTooLow,
)
from ledger.models import AccountMonth, BookDay, CategoryMonth, Entry, Merchant, Tag
from ledger.queries.balances import account_balance
from ledger.queries.entries import entry_history
from ledger.services.accounts import add_account
from ledger.services.books import archive_book, open_book
from ledger.services.entries import (
    delete_entries,
    edit_entry,
    record_entry,
    record_group,
    restore_entries,
    set_balance,
)
from ledger.services.rollups import integrity_differences
from tests.cast import account, category, expense, income, transfer


@pytest.fixture(autouse=True)
def _sums_agree_afterwards(db):
    yield
    assert list(integrity_differences()) == []


def test_record_entry_answers_with_the_row_as_it_stands(owner, book, child):
    draft = expense(book, member=child, merchant="m", tags=("a", "b"), note="n", extra={"place": "x"}, time=dt.time(12))
    # The first one makes the names, the second finds them.
    for entry in (record_entry(owner, draft=draft), record_entry(owner, draft=draft)):
        stored = Entry.objects.get(pk=entry.pk)
        for field in Entry._meta.concrete_fields:
            assert getattr(entry, field.attname) == getattr(stored, field.attname), field.name
        assert not entry._state.adding


def test_record_entry_keeps_what_was_said(owner, book, child):
    draft = expense(
        book, 3550, member=child, merchant=" 美宜佳 ", tags=("早餐", "周末", "早餐"), time=dt.time(8, 5), note="豆浆"
    )
    entry = record_entry(owner, draft=draft)
    entry.refresh_from_db()
    assert (entry.amount_minor, entry.base_amount_minor, entry.note) == (3550, 3550, "豆浆")
    assert entry.merchant.name == "美宜佳"
    assert set(Tag.objects.values_list("name", flat=True)) == {"早餐", "周末"}
    assert (entry.flow, entry.liquid_sides) == ("operating", 1)
    assert (entry.recorded_by, entry.member, entry.version) == (owner, child, 1)
    assert CategoryMonth.objects.get(book_id=book.pk, kind="expense").amount_minor == 3550
    assert AccountMonth.objects.get(book_id=book.pk).outflow_minor == 3550
    assert BookDay.objects.get(book_id=book.pk).outflow_minor == 3550


def test_record_entry_when_sent_twice_writes_once(owner, book):
    draft = expense(book, client_id=uuid7())
    first, again = record_entry(owner, draft=draft), record_entry(owner, draft=draft)
    assert first.pk == again.pk
    assert Entry.objects.count() == 1


def test_record_entry_when_the_id_belongs_to_another_entry_refuses(owner, book):
    draft = expense(book, client_id=uuid7())
    record_entry(owner, draft=draft)
    with pytest.raises(EntryIdTaken):
        record_entry(owner, draft=draft.changed(amount_minor=1))


def test_record_entry_when_the_id_is_used_in_another_book_is_fine(owner, book, alice):
    other = open_book(alice, scene="shop")
    draft = expense(book, client_id=uuid7())
    record_entry(owner, draft=draft)
    record_entry(other, draft=expense(other.book, client_id=draft.client_id))
    assert Entry.objects.filter(client_id=draft.client_id).count() == 2


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"kind": "gift"}, "kind"),
        ({"amount_minor": 0}, "amount_minor"),
        ({"amount_minor": 10**14}, "amount_minor"),
        ({"date": dt.date(1900, 1, 1)}, "date"),
        ({"from_account": None}, "from_account"),
        ({"claim": "perhaps"}, "claim"),
        ({"note": "长" * 501}, "note"),
        ({"merchant": "店" * 121}, "merchant"),
        ({"to_amount_minor": 5}, "to_amount_minor"),
    ],
)
def test_record_entry_when_something_is_wrong_names_the_field(owner, book, changes, field):
    with pytest.raises(EntryInvalid) as refused:
        record_entry(owner, draft=expense(book).changed(**changes))
    assert field in refused.value.fields
    assert Entry.objects.count() == 0


def test_record_entry_with_an_income_category_on_an_expense_refuses(owner, book):
    with pytest.raises(EntryInvalid) as refused:
        record_entry(owner, draft=expense(book, category=category(book, "income")))
    assert "category" in refused.value.fields


def test_record_entry_with_a_row_of_another_book_refuses(owner, book, alice):
    other = open_book(alice, scene="shop")
    with pytest.raises(EntryInvalid) as refused:
        record_entry(owner, draft=expense(book, from_account=account(other.book, "cash")))
    assert "from_account" in refused.value.fields


def test_record_entry_by_role(owner, book, viewer, contributor):
    record_entry(contributor, draft=expense(book))
    with pytest.raises(RoleTooLow):
        record_entry(viewer, draft=expense(book))


def test_record_entry_when_the_book_is_archived_refuses(owner, book):
    archive_book(owner, archived=True)
    with pytest.raises(BookArchived):
        record_entry(owner, draft=expense(book))


def test_transfer_moves_money_and_spends_nothing(owner, book):
    record_entry(owner, draft=transfer(book, "bank", "wallet", 50000))
    assert account_balance(account(book, "bank")) == -50000
    assert account_balance(account(book, "wallet")) == 50000
    day = BookDay.objects.get(book_id=book.pk)
    assert (day.flow, day.inflow_minor, day.outflow_minor) == ("transfer", 50000, 50000)


def test_buying_on_credit_moves_no_liquid_money_and_paying_the_card_does(owner, book):
    record_entry(owner, draft=expense(book, 8800, from_account=account(book, "credit_card")))
    record_entry(owner, draft=transfer(book, "bank", "credit_card", 8800))
    days = {day.flow: (day.inflow_minor, day.outflow_minor) for day in BookDay.objects.filter(book_id=book.pk)}
    assert days == {"credit": (0, 8800), "debt": (0, 8800)}


def test_foreign_currency_takes_the_amount_said_then_the_last_rate(owner, book):
    yen = add_account(owner, name="日元现金", kind="cash", currency="JPY")
    with pytest.raises(RateMissing):
        record_entry(owner, draft=expense(book, 1000, from_account=yen))
    record_entry(owner, draft=expense(book, 1000, from_account=yen, base_amount_minor=4730))
    # 0.0473 yuan a yen: 2,500 yen are 118.25 yuan.
    later = record_entry(owner, draft=expense(book, 2500, from_account=yen))
    assert later.base_amount_minor == 11825


def test_transfer_between_currencies_needs_what_arrived(owner, book):
    yen = add_account(owner, name="日元现金", kind="cash", currency="JPY")
    draft = transfer(book, "bank", "cash", 50000).changed(to_account=yen)
    with pytest.raises(EntryInvalid) as refused:
        record_entry(owner, draft=draft)
    assert "to_amount_minor" in refused.value.fields
    record_entry(owner, draft=draft.changed(to_amount_minor=10570))
    assert account_balance(yen) == 10570


def test_record_group_shares_one_group(owner, book):
    parts = record_group(owner, drafts=[expense(book, 1000), expense(book, 2000, category=category(book, n=1))])
    assert len({part.group for part in parts}) == 1
    assert parts[0].group is not None


def test_edit_entry_changes_the_row_its_sums_and_its_history(owner, book, bookkeeper):
    entry = record_entry(owner, draft=expense(book, 3500, note="午饭"))
    edited = edit_entry(bookkeeper, entry, version=1, changes={"amount_minor": 4000, "date": dt.date(2026, 10, 31)})
    assert (edited.version, edited.amount_minor, edited.changed_by) == (2, 4000, bookkeeper)
    assert CategoryMonth.objects.get(book_id=book.pk, n=1).period == 202610
    edited = edit_entry(owner, edited, version=2, changes={"note": "晚饭"})
    history = entry_history(edited)
    assert [change.by for change in history] == [owner, bookkeeper]
    assert history[0].fields == {"note": ("午饭", "晚饭")}
    assert history[1].fields["amount_minor"] == (3500, 4000)


def test_edit_entry_with_an_old_version_is_refused_and_shows_what_stands(owner, book):
    entry = record_entry(owner, draft=expense(book))
    edit_entry(owner, entry, version=1, changes={"note": "first"})
    with pytest.raises(EntryVersionStale) as refused:
        edit_entry(owner, entry, version=1, changes={"note": "second"})
    assert refused.value.current.note == "first"


def test_edit_entry_of_another_contributor_is_refused(owner, book, contributor):
    entry = record_entry(owner, draft=expense(book))
    with pytest.raises(RoleTooLow):
        edit_entry(contributor, entry, version=1, changes={"note": "mine"})
    own = record_entry(contributor, draft=expense(book))
    assert edit_entry(contributor, own, version=1, changes={"note": "mine"}).note == "mine"


def test_edit_entry_of_a_foreign_amount_keeps_its_rate(owner, book):
    yen = add_account(owner, name="日元现金", kind="cash", currency="JPY")
    entry = record_entry(owner, draft=expense(book, 1000, from_account=yen, base_amount_minor=4730))
    assert edit_entry(owner, entry, version=1, changes={"amount_minor": 2000}).base_amount_minor == 9460


def test_edit_entry_in_the_bin_is_refused(owner, book):
    entry = record_entry(owner, draft=expense(book))
    delete_entries(owner, entries=[entry])
    with pytest.raises(EntryInBin):
        edit_entry(owner, entry, version=2, changes={"note": "x"})


def test_delete_and_restore_move_the_sums(owner, book):
    entry = record_entry(owner, draft=expense(book, 3500))
    assert delete_entries(owner, entries=[entry]) == 1
    assert delete_entries(owner, entries=[entry]) == 0
    assert account_balance(account(book, "cash")) == 0
    assert restore_entries(owner, entries=[entry]) == 1
    assert account_balance(account(book, "cash")) == -3500


def test_delete_by_role(owner, book, viewer, contributor):
    entry = record_entry(owner, draft=expense(book))
    for member in (viewer, contributor):
        with pytest.raises(RoleTooLow):
            delete_entries(member, entries=[entry])
    entry.refresh_from_db()
    assert entry.deleted_at is None


def test_set_balance_writes_the_difference_and_confirms_the_account(owner, book):
    cash = account(book, "cash")
    record_entry(owner, draft=expense(book, 3500))
    # -35.00 becomes 100.00: 135.00 came in.
    entry = set_balance(owner, cash, balance_minor=10000, on=dt.date(2026, 11, 22))
    assert (entry.kind, entry.amount_minor, entry.to_account) == ("adjustment", 13500, cash)
    assert account_balance(cash) == 10000
    assert set_balance(owner, cash, balance_minor=10000, on=dt.date(2026, 11, 23)) is None
    cash.refresh_from_db()
    assert cash.balance_confirmed_on == dt.date(2026, 11, 23)


def test_set_balance_of_an_earlier_day_leaves_later_entries_out(owner, book):
    cash = account(book, "cash")
    record_entry(owner, draft=expense(book, 3500, date=dt.date(2026, 11, 20)))
    set_balance(owner, cash, balance_minor=10000, on=dt.date(2026, 11, 10))
    assert account_balance(cash, on=dt.date(2026, 11, 10)) == 10000
    assert account_balance(cash) == 6500


def test_income_and_refund_count_where_they_belong(owner, book):
    bought = record_entry(owner, draft=expense(book, 20000))
    record_entry(owner, draft=income(book))
    record_entry(
        owner,
        draft=expense(book, 5900, kind="refund", from_account=None, to_account=account(book, "cash"), refund_of=bought),
    )
    sums = dict(CategoryMonth.objects.filter(book_id=book.pk).values_list("kind", "amount_minor"))
    assert sums == {"expense": 20000, "income": 864000, "refund": 5900}


def test_merchants_are_made_once(owner, book):
    for _ in range(2):
        record_entry(owner, draft=expense(book, merchant="美宜佳"))
    assert Merchant.objects.filter(name="美宜佳").count() == 1


def test_client_id_of_our_own_is_a_uuid7(owner, book):
    assert UUID(str(record_entry(owner, draft=expense(book)).client_id)).version == 7
