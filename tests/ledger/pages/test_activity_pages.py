"""The activity's page, its ways back, and the talk on the page of an entry."""

from django.utils import translation

from ledger.access import access_book
from ledger.models import BookChange, Comment
from ledger.queries.activity.pages import PAGE_SIZE
from ledger.queries.entries import entry_page
from ledger.services.accounts import edit_account
from ledger.services.books import change_settings
from ledger.services.comments import add_comment
from ledger.services.entries import edit_entry, record_entry
from ledger.services.members import add_member
from tests.cast import account, expense
from tests.ledger.pages.conftest import at, markup, signed_in, words


def seen(member):
    return access_book(member.user, member.book.public_id)


def english(client):
    client.cookies["django_language"] = "en"
    return client


def test_activity_list_tells_who_changed_what_from_what_to_what(page, owner, bookkeeper, book):
    entry = record_entry(owner, draft=expense(book, 3500, note="lunch"))
    edit_entry(bookkeeper, entry, version=1, changes={"amount_minor": 4200})
    with translation.override("en"):
        text = words(english(page).get(at("activity-list", book)))
    assert "Bob changed “" in text
    assert "Amount ¥35.00 → ¥42.00" in text
    assert "Alice recorded “" in text


def test_activity_list_goes_on_where_it_ended(page, owner, book):
    for n in range(PAGE_SIZE + 5):
        record_entry(owner, draft=expense(book, 100 + n))
    first = page.get(at("activity-list", book))
    cursor = first.context["next_cursor"]
    place = {"after": str(cursor), "below": f"{first.context['days'][-1].date:%Y%m%d}"}
    more = page.get(at("activity-list", book), place, headers={"HX-Request": "true"})
    assert "<html" not in markup(more)
    assert "<h3" in markup(first)
    assert "<h3" not in markup(more)
    # The five entries that were left, and what opened the book.
    assert sum(len(day.lines) for day in more.context["days"]) == 6
    assert more.context["next_cursor"] is None


def test_activity_list_is_narrowed_by_the_address(page, owner, bookkeeper, book):
    record_entry(owner, draft=expense(book))
    edit_account(bookkeeper, account(book, "cash"), name="Wallet")
    answer = page.get(at("activity-list", book), {"by": str(bookkeeper.public_id), "kind": "names"})
    [line] = [told for day in answer.context["days"] for told in day.lines]
    assert line.by == bookkeeper
    assert page.get(at("activity-list", book), {"by": "nobody", "kind": "nothing"}).status_code == 200


def test_entry_revert_takes_an_edit_back_and_offers_to_undo_that(page, owner, book):
    entry = record_entry(owner, draft=expense(book, 3500))
    edit_entry(owner, entry, version=1, changes={"amount_minor": 4200})
    address = at("entry-revert", book, entry.client_id, 2)
    assert address in markup_of(page, at("activity-list", book))
    assert address in markup_of(page, at("entry-edit", book, entry.client_id))
    answer = page.post(address, follow=True)
    entry.refresh_from_db()
    assert entry.amount_minor == 3500
    undo = at("entry-revert", book, entry.client_id, 3)
    assert undo in answer.content.decode()
    page.post(undo)
    entry.refresh_from_db()
    assert entry.amount_minor == 4200


def markup_of(client, address):
    return client.get(address).content.decode()


def test_entry_revert_shows_the_later_change_and_asks(page, owner, bookkeeper, book):
    entry = record_entry(owner, draft=expense(book, 3500))
    entry = edit_entry(owner, entry, version=1, changes={"amount_minor": 4200})
    edit_entry(bookkeeper, entry, version=2, changes={"amount_minor": 5100})
    address = at("entry-revert", book, entry.client_id, 2)
    asked = page.post(address)
    assert asked.status_code == 409
    assert "Bob" in words(asked)
    assert "¥51.00" in words(asked)
    assert page.post(address, {"over": "1"}).status_code == 302
    entry.refresh_from_db()
    assert entry.amount_minor == 3500


def test_no_way_back_is_offered_to_who_may_not_go_it(owner, contributor, viewer, book):
    entry = record_entry(owner, draft=expense(book))
    edit_entry(owner, entry, version=1, changes={"note": "a"})
    edit_account(owner, account(book, "cash"), name="Wallet")
    for member in (contributor, viewer):
        for place in (at("activity-list", book), at("entry-edit", book, entry.client_id)):
            assert "/revert/" not in markup_of(signed_in(member.user), place)


def test_activity_revert_is_refused_for_a_line_that_is_hidden(owner, bookkeeper, book):
    change_settings(owner, name="Ours")
    hidden = edit_account(owner, account(book, "cash"), veiled=True)
    edit_account(owner, hidden, name="Under the bed")
    for line in BookChange.objects.filter(what__in=["settings_changed", "account_changed"]):
        assert signed_in(bookkeeper.user).post(at("activity-revert", book, line.public_id)).status_code == 404
        assert signed_in(owner.user).post(at("activity-revert", book, line.public_id)).status_code == 302


def test_comments_stand_on_the_page_of_the_entry(page, owner, bookkeeper, book):
    entry = record_entry(owner, draft=expense(book))
    answer = page.post(at("comment-add", book, entry.client_id), {"text": "Why, @Bob?"}, follow=True)
    assert answer.status_code == 200
    assert '<strong class="mention">@Bob</strong>' in answer.content.decode()
    comment = Comment.objects.get()
    refused = page.post(at("comment-edit", book, entry.client_id, comment.public_id), {"text": " "})
    assert refused.status_code == 422
    page.post(at("comment-edit", book, entry.client_id, comment.public_id), {"text": "Never mind"})
    deleted = page.post(at("comment-delete", book, entry.client_id, comment.public_id), follow=True)
    assert "Never mind" not in words(deleted)
    assert at("comment-restore", book, entry.client_id, comment.public_id) in deleted.content.decode()
    restored = page.post(at("comment-restore", book, entry.client_id, comment.public_id), follow=True)
    assert "Never mind" in words(restored)


def test_somebody_elses_comment_is_not_mine_to_edit(page, owner, bookkeeper, viewer, book):
    entry = record_entry(owner, draft=expense(book))
    comment = add_comment(bookkeeper, entry, text="a")
    assert page.get(at("comment-edit", book, entry.client_id, comment.public_id)).status_code == 403
    text = markup_of(signed_in(viewer.user), at("entry-edit", book, entry.client_id))
    assert at("comment-add", book, entry.client_id) not in text
    assert "/delete/" not in text


def test_a_comment_is_found_by_its_own_entry_alone(page, owner, book):
    entry, other = (record_entry(owner, draft=expense(book)) for _ in range(2))
    comment = add_comment(owner, entry, text="a")
    assert page.get(at("comment-edit", book, other.client_id, comment.public_id)).status_code == 404


def test_a_shared_book_says_who_recorded_and_a_book_of_ones_own_does_not(page, owner, book, bob):
    entry = record_entry(owner, draft=expense(book))
    alone = markup_of(page, at("entry-list", book))
    assert "face-mark" not in alone
    bookkeeper = add_member(owner, name="Bob", user=bob, role="bookkeeper")
    edit_entry(bookkeeper, entry, version=1, changes={"note": "a"})
    add_comment(bookkeeper, entry, text="a")
    shared = english(page).get(at("entry-list", book))
    assert "Recorded by Alice" in words(shared)
    assert "1 comment" in words(shared)
    page_of_entry = words(page.get(at("entry-edit", book, entry.client_id)))
    assert "Recorded by Alice, " in page_of_entry
    assert "changed by Bob, " in page_of_entry


def test_lists_ask_as_often_for_one_comment_as_for_many(owner, bookkeeper, book, django_assert_max_num_queries):
    entries = [record_entry(owner, draft=expense(book)) for _ in range(5)]
    for entry in entries:
        add_comment(owner, entry, text="a")
    member = seen(owner)
    with django_assert_max_num_queries(2):
        assert [row.comments_n for row in entry_page(member)] == [1] * 5
