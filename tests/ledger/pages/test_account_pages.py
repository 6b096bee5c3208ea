import datetime as dt

from ledger.models import Account, Book, Entry, EntryKind
from ledger.queries.account_groups import account_groups
from ledger.queries.balances import account_balance, account_balances
from ledger.services.books import change_settings
from ledger.services.entries import record_entry
from tests.cast import account, expense, income
from tests.ledger.pages.conftest import at, words


def test_the_page_says_what_the_book_is_worth(owner, page, book):
    """Bank 8,640.00, card -486.00: 8,154.00."""
    record_entry(owner, draft=income(book, 864000))
    record_entry(owner, draft=expense(book, 48600, from_account=account(book, "credit_card")))
    text = words(page.get(at("account-list", book)))
    for amount in ("¥8,154.00", "¥8,640.00", "¥486.00"):
        assert amount in text


def test_a_hidden_account_appears_once_it_is_used(owner, book):
    hidden = Account.objects.filter(book=book, hidden=True, kind="loan")[0]

    def shown():
        return {row.account for group in account_groups(account_balances(book)) for row in group.rows}

    assert hidden not in shown()
    record_entry(owner, draft=expense(book, from_account=hidden))
    assert hidden in shown()


def test_an_account_is_added_with_what_is_owed_on_it(page, book):
    fields = {"name": "招行信用卡", "kind": "credit_card", "currency": "CNY", "balance": "4860", "due_day": "5"}
    assert page.post(at("account-new", book), fields).status_code == 302
    added = Account.objects.select_related("book").get(book=book, name="招行信用卡")
    assert (account_balance(added), added.due_day) == (-486000, 5)
    assert added.balance_confirmed_on is not None


def test_a_name_that_is_taken_is_refused_at_its_field(page, book):
    name = account(book, "cash").name
    answer = page.post(at("account-new", book), {"name": name, "kind": "cash", "currency": "CNY"})
    assert answer.status_code == 422
    assert answer.context["form"].errors["name"]


def test_a_currency_is_frozen_once_there_are_entries(owner, page, book):
    cash = account(book, "cash")
    record_entry(owner, draft=expense(book))
    fields = {"name": cash.name, "kind": "cash", "currency": "JPY"}
    assert page.post(at("account-edit", book, cash.public_id), fields).status_code == 409
    assert Account.objects.get(pk=cash.pk).currency == "CNY"


def test_setting_a_balance_right_can_be_undone(page, book, today):
    cash = account(book, "cash")
    answer = page.post(
        at("account-balance", book, cash.public_id), {"balance": "300", "on": today.isoformat()}, follow=True
    )
    entry = Entry.objects.get(book=book)
    assert (entry.kind, entry.amount_minor, account_balance(cash)) == (EntryKind.ADJUSTMENT, 30000, 30000)
    undo = at("entry-delete", book, entry.client_id)
    assert f'action="{undo}"' in answer.content.decode()
    page.post(undo)
    assert account_balance(cash) == 0


def test_a_debt_is_typed_as_what_is_owed(page, book, today):
    card = account(book, "credit_card")
    page.post(at("account-balance", book, card.public_id), {"balance": "1320", "on": today.isoformat()})
    assert account_balance(card) == -132000


def test_an_account_put_away_comes_back(page, book):
    cash = account(book, "cash")
    page.post(at("name-hide", book, "accounts", cash.public_id))
    assert Account.objects.get(pk=cash.pk).archived_at is not None
    page.post(at("name-hide", book, "accounts", cash.public_id), {"hidden": "no"})
    assert Account.objects.get(pk=cash.pk).archived_at is None


def test_a_pocket_keeps_its_kind(owner, page, book, today):
    page.post(
        at("entry-record", book),
        {"mode": "spend", "amount": "1", "date": today.isoformat(), "from_place": f"pocket:{owner.public_id}"},
    )
    pocket = Account.objects.get(book=book, kind="member")
    page.post(at("account-edit", book, pocket.public_id), {"name": "Alice's", "kind": "cash"})
    pocket.refresh_from_db()
    assert (pocket.name, pocket.kind) == ("Alice's", "member")


def test_a_person_is_added_by_name_once(page, book):
    for status in (302, 422):
        assert page.post(at("member-add", book), {"name": "小满"}).status_code == status
    assert book.members.filter(name="小满").count() == 1


def test_settings_keep_what_they_do_not_ask(owner, page, book):
    change_settings(owner, facts={"payday": 10, "elsewhere": 1})
    form = page.get(at("book-settings", book))
    fields = {"name": "小满家", "month_start_day": "15", "payday": "12", "reading_enabled": "on"}
    assert form.status_code == 200
    assert page.post(at("book-settings", book), fields).status_code == 302
    book = Book.objects.get(pk=book.pk)
    assert (book.name, book.month_start_day, book.contributors_see_all) == ("小满家", 15, False)
    assert book.facts["payday"] == 12
    assert book.facts["elsewhere"] == 1


def test_a_card_asks_for_one_fact_and_leaves_the_others(owner, page, book):
    change_settings(owner, facts={"plan_budget": 300000})
    page.post(at("book-facts", book) + "?ask=payday", {"payday": "10"})
    assert Book.objects.get(pk=book.pk).facts == {"plan_budget": 300000, "payday": 10}
    answer = page.post(at("book-facts", book) + "?ask=payday", {"payday": "40"})
    assert answer.status_code == 422


def test_entries_of_a_day_before_are_not_in_the_balance_of_that_day(owner, page, book, today):
    record_entry(owner, draft=expense(book, 1000, date=today))
    cash = account(book, "cash")
    yesterday = (today - dt.timedelta(days=1)).isoformat()
    page.post(at("account-balance", book, cash.public_id), {"balance": "50", "on": yesterday})
    # 50.00 at the end of yesterday, less 10.00 of today.
    assert account_balance(cash) == 4000


def test_what_may_explain_a_difference_is_shown_before_it_is_noted(page, owner, book, today):
    cash = account(book, "cash")
    twins = [record_entry(owner, draft=expense(book, 3500, date=today)) for _ in range(2)]
    place = at("account-balance", book, cash.public_id)
    told = page.post(place, {"balance": "-35", "on": today.isoformat()})
    assert told.status_code == 200
    assert at("entry-edit", book, twins[1].client_id) in told.content.decode()
    assert account_balance(cash) == -7000
    done = page.post(place, {"balance": "-35", "on": today.isoformat(), "confirmed": "1"})
    assert (done.status_code, account_balance(cash)) == (302, -3500)


def test_a_balance_of_a_day_that_no_book_has_is_refused_at_the_day(page, book):
    cash = account(book, "cash")
    for day in ("9999-12-31", "0001-01-01"):
        refused = page.post(at("account-balance", book, cash.public_id), {"balance": "50", "on": day})
        assert refused.status_code == 422
        assert "1970" in refused.context["form"].errors["on"][0]
    assert account_balance(cash) == 0
