import datetime as dt
import html
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from ledger.models import Project, Tag
from ledger.services.entries import record_entry
from tests.cast import account, category, expense, income, transfer
from tests.ledger.pages.conftest import at, markup, words


@pytest.fixture
def entries(owner, child, book):
    return {
        "lunch": record_entry(owner, draft=expense(book, 3500, note="牛肉面", merchant="老李家常菜馆")),
        "milk": record_entry(owner, draft=expense(book, 8800, member=child, category=category(book, n=6))),
        "trip": record_entry(
            owner, draft=expense(book, 1200, date=dt.date(2026, 10, 30), project="秋游", tags=("公园",))
        ),
        "pay": record_entry(owner, draft=income(book)),
        "move": record_entry(owner, draft=transfer(book, "bank", "wallet")),
        "bare": record_entry(owner, draft=expense(book, 999, category=None)),
    }


def shown(answer) -> set:
    return {entry.pk for entry in answer.context["page"]}


def narrowed(page, book, entries, **query) -> set[str]:
    found = shown(page.get(at("entry-list", book), query))
    return {name for name, entry in entries.items() if entry.pk in found}


def test_days_come_newest_first_with_their_sums(page, book, entries):
    days = page.get(at("entry-list", book)).context["page"].days
    assert [day.date for day in days] == [
        dt.date(2026, 11, 10), dt.date(2026, 11, 2), dt.date(2026, 11, 1), dt.date(2026, 10, 30)
    ]  # fmt: skip
    # 35.00 + 88.00 + 9.99
    assert (days[2].expense_minor, days[2].income_minor) == (13299, 0)
    assert "132.99" in words(page.get(at("entry-list", book)))


def test_the_list_is_narrowed_by_each_condition(page, book, owner, child, entries):
    project, tag = Project.objects.get(book=book), Tag.objects.get(book=book)
    cases = [
        ({"q": "李家"}, {"lunch"}),
        ({"q": "牛肉"}, {"lunch"}),
        ({"q": "%"}, set()),
        ({"kind": "income"}, {"pay"}),
        ({"account": account(book, "bank").public_id}, {"pay", "move"}),
        ({"category": category(book, n=6).public_id}, {"milk"}),
        ({"category": "none"}, {"bare"}),
        ({"member": child.public_id}, {"milk"}),
        ({"recorded_by": owner.public_id}, set(entries)),
        ({"project": project.public_id}, {"trip"}),
        ({"tag": tag.public_id}, {"trip"}),
        ({"date_from": "2026-11-02"}, {"pay", "move"}),
        ({"date_to": "2026-10-30"}, {"trip"}),
        ({"kind": "expense", "date_from": "2026-11-01", "q": "面"}, {"lunch"}),
    ]
    for query, expected in cases:
        assert narrowed(page, book, entries, **query) == expected, query


def test_a_category_takes_its_children(owner, page, book):
    parent = next(c for c in book.categories.filter(kind="expense", parent=None) if c.children.exists())
    entry = record_entry(owner, draft=expense(book, category=parent.children.first()))
    assert shown(page.get(at("entry-list", book), {"category": parent.public_id})) == {entry.pk}


def test_a_condition_that_is_none_is_named_not_ignored(page, book, entries):
    answer = page.get(at("entry-list", book), {"date_from": "soon"})
    assert answer.context["form"].errors["date_from"]
    answer = page.get(at("entry-list", book), {"account": "01a20672-04ff-787f-bab5-01e981a20b40"})
    assert answer.context["form"].errors["account"]


def test_each_condition_can_be_taken_off_alone(page, book, entries):
    form = page.get(at("entry-list", book), {"kind": "expense", "q": "面"}).context["form"]
    assert [without for _label, _value, without in form.active()] == ["q=%E9%9D%A2"]


def test_nothing_found_says_what_was_sought(page, book, entries):
    assert "“zzz”" in words(page.get(at("entry-list", book), {"q": "zzz"}))


def test_pages_follow_each_other_without_a_gap_or_a_twin(owner, page, book):
    made = [record_entry(owner, draft=expense(book, 100 + n, date=dt.date(2026, 11, 1 + n % 9))).pk for n in range(120)]
    seen, after = [], ""
    while True:
        answer = page.get(at("entry-list", book), {"after": after} if after else {})
        seen += [entry.pk for entry in answer.context["page"]]
        after = str(answer.context["page"].next_cursor or "")
        if not after:
            break
    assert len(seen) == len(set(seen)) == 120
    assert set(seen) == set(made)


def test_htmx_gets_the_next_days_alone(owner, page, book):
    for n in range(60):
        record_entry(owner, draft=expense(book, 100 + n))
    first = page.get(at("entry-list", book))
    [more] = re.findall(r'hx-get="([^"]+)"[^>]*hx-trigger="revealed"', markup(first))
    answer = page.get(at("entry-list", book) + html.unescape(more), headers={"HX-Request": "true"})
    assert "<html" not in markup(answer)
    assert len(shown(answer)) == 10
    # It goes on with a day whose heading is there already.
    assert "<h2" in markup(first)
    assert "<h2" not in markup(answer)


def test_an_address_with_a_broken_cursor_shows_the_first_page(page, book, entries):
    assert len(shown(page.get(at("entry-list", book), {"after": "99-x"}))) == len(entries)


def test_thirty_entries_cost_as_many_queries_as_one(owner, page, book):
    def cost() -> int:
        page.get(at("entry-list", book))
        with CaptureQueriesContext(connection) as queries:
            page.get(at("entry-list", book))
        return len(queries)

    record_entry(owner, draft=expense(book, tags=("a",), merchant="m", project="p"))
    one = cost()
    for n in range(29):
        record_entry(owner, draft=expense(book, tags=("a", f"t{n}"), merchant=f"m{n}", project=f"p{n}"))
    assert cost() == one


def test_a_hidden_amount_is_nowhere_on_the_page(alice, page, book, entries):
    alice.hide_amounts = True
    alice.save()
    for name in ("entry-list", "book-overview", "account-list"):
        held = markup(page.get(at(name, book)))
        for digits in ("35.00", "8,640", "8640", "864000", "132.99"):
            assert digits not in held, (name, digits)
