import uuid

import pytest
from django.urls import reverse

from ledger.models import Account, Entry
from tests.ledger.pages.conftest import account_key, at, category_key, words


def save(page, book, line, **more):
    fields = {"line": line, "client_id": str(uuid.uuid4())}
    return page.post(at("quickline-record", book), fields, **more)


def test_a_line_that_is_understood_is_saved(page, book, today):
    answer = save(page, book, "35 午饭 微信", follow=True)
    entry = Entry.objects.get(book=book)
    assert (entry.kind, entry.amount_minor, entry.date) == ("expense", 3500, today)
    assert entry.from_account == account_key(book, "wechat")
    assert entry.category.key.startswith("dining")
    assert "35.00" in words(answer)


def test_the_chips_say_what_was_read_while_typing(page, book):
    shown = words(page.get(at("quickline-read", book), {"line": "35 午饭 微信"}, headers={"HX-Request": "true"}))
    assert "¥35.00" in shown
    assert account_key(book, "wechat").name in shown
    assert not Entry.objects.filter(book=book).exists()


@pytest.mark.parametrize("line", ["", "午饭", "35 吾勒个嘟", "   "])
def test_what_is_not_understood_is_never_saved(page, book, line):
    answer = save(page, book, line)
    assert answer.status_code == 422
    assert not Entry.objects.filter(book=book).exists()


def test_a_line_that_lacks_something_comes_back_on_the_page_with_what_lacks(page, book):
    answer = save(page, book, "35 吾勒个嘟")
    assert "ledger/entry_record.html" in [template.name for template in answer.templates]
    assert answer.context["missing"] or "吾勒个嘟" in words(answer)
    assert 'value="35 吾勒个嘟"' in answer.content.decode()


def test_htmx_gets_the_chips_alone_and_a_toast_when_it_is_saved(page, book):
    refused = save(page, book, "午饭", headers={"HX-Request": "true"})
    assert refused.status_code == 422
    assert b"<html" not in refused.content
    saved = save(page, book, "35 午饭 微信", headers={"HX-Request": "true"})
    assert saved.status_code == 200
    entry = Entry.objects.get(book=book)
    assert reverse("ledger:entry-delete", args=[book.public_id, entry.client_id]) in saved["HX-Trigger"]
    assert "quickline-saved" in saved["HX-Trigger"]


def test_the_same_line_sent_twice_makes_one_entry(page, book):
    fields = {"line": "35 午饭 微信", "client_id": str(uuid.uuid4())}
    for _n in range(2):
        page.post(at("quickline-record", book), fields)
    assert Entry.objects.filter(book=book).count() == 1


def test_lending_in_a_line_opens_the_account_of_the_person(page, book):
    assert save(page, book, "微信借给老王1000").status_code == 302
    entry = Entry.objects.select_related("to_account").get(book=book)
    assert (entry.kind, entry.amount_minor) == ("transfer", 100000)
    assert (entry.to_account.kind, entry.to_account.name) == ("receivable", "老王")
    assert Account.objects.filter(book=book, kind="receivable").count() == 1


def test_an_income_goes_to_its_account(page, book):
    assert save(page, book, "工资 8640 储蓄卡").status_code == 302
    entry = Entry.objects.get(book=book)
    assert (entry.kind, entry.amount_minor, entry.to_account) == ("income", 864000, account_key(book, "bank"))
    assert entry.category == category_key(book, "salary")
