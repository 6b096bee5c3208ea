"""What is announced of a book, and who hears of it."""

import datetime as dt

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from ledger import live
from ledger.access import access_book
from ledger.live import KEPT, MEMBERS, MISSED, Event, events_after, mark, place, recent_events
from ledger.models import Account, Book, Entry, Step
from ledger.queries.live import audible, heard_after, last_heard, named, told
from ledger.services.books import open_book
from ledger.services.bulk import Delete, SetCategory, change_entries
from ledger.services.entries import delete_entries, edit_entry, record_entry, restore_entries
from ledger.services.links import record_linked_payment
from ledger.services.steps import undo_step
from tests.cast import account, category, expense
from tests.ledger.pages.conftest import at, signed_in, words

pytestmark = pytest.mark.django_db


@pytest.fixture
def announced(django_capture_on_commit_callbacks):
    """The events of a book that a block of services announced."""

    def events(book: Book, *doings) -> list[Event]:
        known = recent_events(book.pk, since="0-0")
        began = known[0].id if known else mark(timezone.now())
        with django_capture_on_commit_callbacks(execute=True):
            for doing in doings:
                doing()
        return events_after(book.pk, began, now=timezone.now())

    return events


def said(events: list[Event]) -> list[tuple[str, int | None]]:
    return [(event.what, event.by) for event in events]


def test_each_write_of_an_entry_is_announced_with_who_did_it(owner, bookkeeper, book, announced):
    entry = record_entry(owner, draft=expense(book))
    events = announced(
        book,
        lambda: record_entry(bookkeeper, draft=expense(book, client_id=entry.client_id)),
        lambda: record_entry(bookkeeper, draft=expense(book, 900)),
        lambda: edit_entry(owner, entry, version=1, changes={"note": "x"}),
        lambda: delete_entries(bookkeeper, entries=[entry]),
        lambda: restore_entries(owner, entries=[entry]),
    )
    b, o = bookkeeper.pk, owner.pk
    # The first was a retry, which wrote nothing.
    assert said(events) == [("recorded", b), ("edited", o), ("deleted", b), ("restored", o)]
    assert [event.entry for event in events[1:]] == [entry.client_id] * 3
    assert [place(event.id) for event in events] == sorted(place(event.id) for event in events)


def test_what_is_rolled_back_is_not_announced(owner, book, announced):
    def record_and_take_back() -> None:
        with transaction.atomic():
            record_entry(owner, draft=expense(book))
            transaction.set_rollback(True)

    assert announced(book, record_and_take_back) == []


def test_a_linked_payment_is_announced_in_both_books(owner, book, announced, alice):
    trip = open_book(alice, scene="trip", name="Trip")
    draft = expense(book).changed(from_account=None, category=category(trip.book))

    def pay() -> None:
        record_linked_payment(trip, draft=draft, home=owner, home_account=account(book, "cash"))

    assert said(announced(book, pay)) == [("recorded", owner.pk)]
    [there] = Entry.objects.filter(book=trip.book)
    events = announced(trip.book, lambda: delete_entries(owner, entries=list(Entry.objects.filter(book=book))))
    assert said(events) == [("deleted", trip.pk)]
    assert events[0].entry == there.client_id


@pytest.fixture
def redis_at(settings):
    """Sends this process to another Redis."""

    def go(url: str) -> None:
        settings.REDIS_URL = url
        live._redis.cache_clear()
        live._add.cache_clear()

    there = settings.REDIS_URL
    yield go
    go(there)


def test_while_redis_is_away_recording_goes_on_and_the_next_event_says_that_some_were_missed(
    owner, book, announced, redis_at, settings, tmp_path, django_capture_on_commit_callbacks
):
    there = settings.REDIS_URL
    redis_at(f"unix://{tmp_path}/nobody.sock")
    with django_capture_on_commit_callbacks(execute=True):
        record_entry(owner, draft=expense(book))
    assert Entry.objects.filter(book=book).count() == 1
    page = signed_in(owner.user)
    assert page.get(at("live-events", book), {"after": mark(timezone.now())}).status_code == 503
    assert page.get(at("entry-list", book)).status_code == 200
    redis_at(there)
    record = lambda: record_entry(owner, draft=expense(book))  # noqa: E731
    assert said(announced(book, record)) == [(MISSED, None)]
    assert said(announced(book, record)) == [("recorded", owner.pk)]


def test_whoever_was_away_for_longer_than_events_are_kept_hears_that_some_were_missed(owner, book):
    now = timezone.now()
    for after in ("", "yesterday", "1-", mark(now - dt.timedelta(days=2))):
        assert [event.what for event in events_after(book.pk, after, now=now)] == [MISSED], after
    began = mark(now - dt.timedelta(seconds=1))
    assert events_after(book.pk, began, now=now) == []
    for _ in range(KEPT * 2):
        live._publish(book.pk, '{"what": "recorded", "by": null}')
    assert [event.what for event in events_after(book.pk, began, now=now)] == [MISSED]
    middle = mark(timezone.now())
    live._publish(book.pk, '{"what": "settled", "by": null}')
    assert [event.what for event in events_after(book.pk, middle, now=now)][-1] == "settled"


@pytest.fixture
def own_only(book, contributor):
    Book.objects.filter(pk=book.pk).update(contributors_see_all=False)
    contributor.book.refresh_from_db()
    return contributor


def event(what: str, **more) -> Event:
    return Event("1-0", what, **more)


def about(*entries: Entry) -> Event:
    return event("recorded", about="entries", keys=tuple(entry.pk for entry in entries))


def test_who_sees_own_entries_only_hears_of_these_only(owner, book, own_only):
    mine = record_entry(own_only, draft=expense(book))
    others = record_entry(owner, draft=expense(book))
    first = change_entries(owner, Entry.objects.filter(pk=others.pk), SetCategory(category(book, n=2)))
    second = change_entries(owner, Entry.objects.filter(pk=mine.pk), Delete())
    whole = event("changed")
    people = event(MEMBERS)
    events = [about(mine), about(others), about(mine, others), of(first), of(second), whole, people]
    everything, heard = audible([owner, own_only], events)
    assert everything == events
    assert heard == [events[0], events[2], events[4], people]


def of(step: Step) -> Event:
    return event("changed", about="changes", keys=(step.first_change, step.last_change))


def test_who_does_not_see_an_account_does_not_hear_of_what_is_in_it(owner, book, contributor):
    cash = account(book, "cash")
    hidden = record_entry(owner, draft=expense(book, from_account=cash))
    open_ = record_entry(owner, draft=expense(book, from_account=account(book, "wallet")))
    Account.objects.filter(pk=cash.pk).update(veiled=True)
    people = [access_book(user, book.public_id) for user in (owner.user, contributor.user)]
    assert audible(people, [about(hidden), about(open_)]) == [[about(hidden), about(open_)], [about(open_)]]


def test_many_listeners_cost_no_more_questions_than_one(owner, manager, bookkeeper, contributor, viewer, book):
    entries = [record_entry(owner, draft=expense(book)) for _ in range(20)]
    people = [access_book(member.user, book.public_id) for member in (owner, manager, bookkeeper, contributor, viewer)]
    with CaptureQueriesContext(connection) as asked:
        assert audible(people * 20, [about(entry) for entry in entries])[-1]
    assert len(asked) == 1


def test_a_step_and_its_undoing_are_announced_to_who_sees_an_entry_of_it(owner, book, own_only, announced):
    record_entry(owner, draft=expense(book))
    steps: list[Step] = []

    def change() -> None:
        steps.append(change_entries(owner, Entry.objects.filter(book=book), Delete()))

    began = mark(timezone.now())
    assert said(announced(book, change)) == [("changed", owner.pk)]
    assert said(announced(book, lambda: undo_step(owner, steps[0]))) == [("changed", owner.pk)]
    assert heard_after(own_only, began, now=timezone.now()) == []
    assert len(heard_after(owner, began, now=timezone.now())) == 2


def test_the_line_tells_what_somebody_else_did_last_and_nothing_hidden(owner, bookkeeper, book, own_only, announced):
    entry = record_entry(bookkeeper, draft=expense(book, 64000))
    assert last_heard(owner, now=timezone.now()) is None
    announced(book, lambda: edit_entry(bookkeeper, entry, version=1, changes={"note": "x"}))
    announced(book, lambda: record_entry(owner, draft=expense(book)))
    last = last_heard(owner, now=timezone.now())
    assert (last.by, last.entry, last.event.what) == (bookkeeper, entry, "edited")
    assert last_heard(own_only, now=timezone.now()) is None
    assert last_heard(owner, now=timezone.now() + dt.timedelta(days=2)) is None


def test_the_overview_begins_with_it_and_an_open_page_asks_for_it(owner, bookkeeper, book, own_only, announced):
    began = mark(timezone.now())
    announced(book, lambda: record_entry(bookkeeper, draft=expense(book, 64000)))
    page = signed_in(owner.user).get(at("book-overview", book))
    assert "Bob刚刚记了" in words(page).replace(" ", "") or "Bobrecorded" in words(page).replace(" ", "")
    assert "¥640.00" in words(page)
    answer = signed_in(owner.user).get(at("live-events", book), {"after": began}).json()
    assert [(each["what"], each["by"]["name"], each["mine"]) for each in answer["events"]] == [
        ("recorded", "Bob", False)
    ]
    assert answer["after"] == answer["events"][0]["id"]
    assert "640" in answer["said"]
    assert "Bob" in answer["said"]
    again = signed_in(owner.user).get(at("live-events", book), {"after": answer["after"]}).json()
    assert again == {"after": answer["after"], "events": [], "said": ""}
    hidden = signed_in(own_only.user).get(at("live-events", book), {"after": began}).json()
    assert hidden == {"after": began, "events": [], "said": ""}
    assert "640" not in words(signed_in(own_only.user).get(at("book-overview", book)))


def test_a_page_names_its_stream_and_may_open_it_and_no_other(owner, book, settings):
    page = signed_in(owner.user).get(at("entry-list", book), headers={"host": "localhost:8000"})
    stream = f"//localhost:{settings.LIVE_PORT}/live/{book.public_id}/"
    assert f'data-stream="{stream}"' in page.content.decode()
    assert f"connect-src 'self' http://localhost:{settings.LIVE_PORT};" in page["Content-Security-Policy"]
    settings.LIVE_URL = "/live/"
    page = signed_in(owner.user).get(at("entry-list", book))
    assert f'data-stream="/live/{book.public_id}/"' in page.content.decode()
    assert "connect-src 'self';" in page["Content-Security-Policy"]


def test_an_event_tells_a_person_ids_and_never_contents(owner, bookkeeper, book, announced):
    [event_] = announced(book, lambda: record_entry(bookkeeper, draft=expense(book, 64000, note="牛肉面")))
    [heard] = named(owner, [event_])
    assert told(owner, heard) == {
        "id": event_.id,
        "what": "recorded",
        "by": {"id": str(bookkeeper.public_id), "name": "Bob", "color": bookkeeper.color},
        "mine": False,
        "entry": str(event_.entry),
        "at": event_.at.isoformat(timespec="milliseconds"),
    }
