import uuid

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from ledger.forms.bulk import BULK_FORMS
from ledger.models import Entry, Step
from ledger.services.entries import edit_entry, record_entry
from tests.cast import account, category, expense, income, transfer
from tests.ledger.pages.conftest import at, markup, signed_in, words


@pytest.fixture
def entries(owner, book):
    return [
        record_entry(owner, draft=expense(book, 3500)),
        record_entry(owner, draft=expense(book, 8000, category=category(book, n=1))),
        record_entry(owner, draft=income(book)),
        record_entry(owner, draft=transfer(book, "bank", "wallet")),
    ]


def ids(*entries) -> list[str]:
    return [str(entry.client_id) for entry in entries]


def test_choosing_needs_no_script(page, book, entries):
    answer = page.get(at("entry-select", book), {"kind": "expense"})
    body = markup(answer)
    assert body.count('type="checkbox" name="entry"') == 2
    assert 'name="found" value="kind=expense"' in body
    for action in ("category", "account", "date", "member", "project", "tags", "book", "delete"):
        assert f'name="do" value="{action}"' in body
    assert str(BULK_FORMS["book"].label) in words(answer)
    # The list leads here, with its conditions.
    assert (
        f"{at('entry-select', book)}?kind=expense"
        in page.get(at("entry-list", book), {"kind": "expense"}).content.decode()
    )


def test_what_fits_everywhere_is_changed_at_once_and_taken_back_by_the_toast(page, book, entries):
    asked = page.post(at("entry-bulk", book), {"do": "category", "entry": ids(*entries[:2])})
    assert asked.status_code == 200
    # Only what is spent was chosen, so only such categories are offered.
    assert str(category(book, n=1).public_id) in asked.content.decode()
    assert str(category(book, "income").public_id) not in asked.content.decode()
    target = category(book, n=2)
    data = {"do": "category", "entry": ids(*entries[:2]), "sent": "1", "told": "0", "category": target.public_id}
    answer = page.post(at("entry-bulk", book), data, follow=True)
    assert set(Entry.objects.filter(kind="expense").values_list("category", flat=True)) == {target.pk}
    step = Step.objects.get()
    undo = at("step-undo", book, step.public_id)
    assert undo in answer.content.decode()
    assert target.name in words(answer)
    page.post(undo)
    assert Entry.objects.get(pk=entries[0].pk).category == category(book)


def test_what_stays_is_told_before_and_changed_only_then(page, book, entries):
    chosen = {"do": "category", "all": "1", "found": "", "sent": "1", "category": category(book, n=2).public_id}
    told = page.post(at("entry-bulk", book), chosen | {"told": "0"})
    assert Step.objects.count() == 0
    # The income and the transfer stay.
    assert told.context["plan"].refused == {"no_category": 1, "other_kind": 1}
    assert len(told.context["refusals"]) == 2
    assert 'name="told" value="2"' in told.content.decode()
    assert page.post(at("entry-bulk", book), chosen | {"told": "2"}).status_code == 302
    assert Step.objects.get().n == 2


def test_all_that_a_filter_finds(page, book, entries):
    data = {"do": "date", "all": "1", "found": "kind=income", "sent": "1", "date": "2026-11-20"}
    answer = page.post(at("entry-bulk", book), data)
    assert answer.url == f"{at('entry-list', book)}?kind=income"
    assert list(Entry.objects.filter(date="2026-11-20").values_list("pk", flat=True)) == [entries[2].pk]
    # A condition that is wrong finds nothing, instead of everything.
    assert page.post(at("entry-bulk", book), data | {"found": "kind=nonsense"}).status_code == 409
    assert page.post(at("entry-bulk", book), {"do": "date", "entry": ["no id", str(uuid.uuid4())]}).status_code == 409


def test_each_kind_of_change(page, owner, book, child, entries, shop):
    there = account(shop.book, "cash")
    cases = [
        ({"do": "account", "account": account(book, "bank").public_id}, {"from_account": account(book, "bank").pk}),
        ({"do": "member", "member": child.public_id}, {"member": child.pk}),
        ({"do": "project", "project": "秋游"}, {"project__name": "秋游"}),
        ({"do": "tags", "added": "#急 公"}, {}),
        ({"do": "book", "place": there.public_id}, {"book": shop.book.pk, "from_account": there.pk}),
    ]
    for data, expected in cases:
        answer = page.post(at("entry-bulk", book), data | {"entry": ids(entries[0]), "sent": "1"})
        assert answer.status_code == 302, data
        assert Entry.objects.filter(pk=entries[0].pk, **expected).exists(), data
    assert len(Entry.objects.get(pk=entries[0].pk).tags) == 2
    steps = page.get(at("step-list", book))
    assert [step.n for step in steps.context["steps"]] == [1] * 5
    for step in steps.context["steps"]:
        page.post(at("step-undo", book, step.public_id))
    entry = Entry.objects.get(pk=entries[0].pk)
    assert (entry.book, entry.from_account, entry.project, entry.tags) == (book, account(book, "cash"), None, [])


def test_deleting_says_first_what_goes(page, book, entries):
    asked = page.post(at("entry-bulk", book), {"do": "delete", "all": "1"})
    assert (asked.context["plan"].n, asked.context["plan"].spent_minor) == (4, 11500)
    assert "115.00" in words(asked)
    page.post(at("entry-bulk", book), {"do": "delete", "all": "1", "sent": "1", "told": "0"})
    assert not Entry.objects.filter(deleted_at=None).exists()


def test_a_field_left_empty_is_asked_for_again(page, book, entries):
    for data in ({"do": "category"}, {"do": "account"}, {"do": "date"}, {"do": "tags"}, {"do": "book"}):
        answer = page.post(at("entry-bulk", book), data | {"entry": ids(entries[0]), "sent": "1"})
        assert answer.status_code == 422, data
        assert answer.context["form"].errors


def test_what_was_changed_since_is_told_when_a_step_is_taken_back(page, owner, book, entries):
    page.post(at("entry-bulk", book), {"do": "project", "all": "1", "sent": "1", "project": "秋游"})
    step = Step.objects.get()
    edit_entry(owner, entries[0], version=2, changes={"project": "冬游"})
    page.post(at("step-undo", book, step.public_id))
    listed = page.get(at("step-list", book))
    assert listed.context["steps"][0].left_alone == 1
    assert set(Entry.objects.values_list("project__name", flat=True)) == {"冬游", None}
    assert page.post(at("step-undo", book, step.public_id)).status_code == 409


def test_a_contributor_is_told_of_what_others_recorded(owner, contributor, carol, book, entries):
    own = record_entry(contributor, draft=expense(book, 100))
    browser = signed_in(carol)
    data = {"do": "project", "all": "1", "sent": "1", "project": "秋游"}
    assert browser.post(at("entry-bulk", book), data).context["plan"].refused == {"not_own": 4}
    browser.post(at("entry-bulk", book), data | {"told": "4"})
    assert list(Entry.objects.filter(project__name="秋游")) == [own]
    # A step of somebody else does not exist for her.
    page = signed_in(owner.user)
    page.post(at("entry-bulk", book), {"do": "delete", "all": "1", "sent": "1"})
    hers = Step.objects.exclude(by=contributor).get()
    assert browser.post(at("step-undo", book, hers.public_id)).status_code == 404


def test_the_page_of_choosing_costs_no_query_per_entry(page, owner, book, entries):
    def count() -> int:
        with CaptureQueriesContext(
            connection,
        ) as queries:
            page.get(at("entry-select", book))
        return len(queries)

    # The first visit notes besides that the book was opened.
    count()
    few = count()
    for n in range(20):
        record_entry(owner, draft=expense(book, 100 + n))
    assert count() == few
