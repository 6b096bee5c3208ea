"""What the people of a book are told by itself: payments that are due, budgets that run out, days without an entry."""

import datetime as dt
from zoneinfo import ZoneInfo

import icalendar
import pytest
from django.test import Client
from django.utils import translation

from accounts.models import Delivery, Notice, NoticeSettings
from accounts.notices.board import notice_board
from accounts.notices.settings import change_notice_settings
from ledger.models import NoticeCursor
from ledger.services.books import open_book
from ledger.services.entries import delete_entries, record_entry
from ledger.services.plans import BudgetDraft, ScheduledDraft, schedule, set_budget
from ledger.services.telling import books_to_tell, remind, tell_books
from tests.cast import category, expense

pytestmark = pytest.mark.django_db

CHINA = ZoneInfo("Asia/Shanghai")


def at(day: int, hour: int, minute: int = 0) -> dt.datetime:
    """An hour of a day in November 2026, in China."""
    return dt.datetime(2026, 11, day, hour, minute, tzinfo=CHINA)


def tell(now: dt.datetime) -> None:
    for ids in books_to_tell(now, limit=100):
        tell_books(ids, now=now)


def told(user, kind: str) -> list[str]:
    """What a person was told of a kind, oldest first, in English."""
    with translation.override("en"):
        board = notice_board(user, now=at(30, 12))
        shown = [each for _day, day in board.days for each in day]
    return [each.sentence for each in reversed(shown) if each.notice.kind == kind]


@pytest.fixture
def rent(owner):
    draft = ScheduledDraft(kind="expense", name="Rent", due=dt.date(2026, 11, 20), amount_minor=420000)
    return schedule(owner, draft)


def test_a_payment_is_told_the_day_before_and_on_its_day_once_each(owner, alice, rent):
    for day in (18, 19, 20, 21):
        for hour in (7, 8, 12, 20):
            tell(at(day, hour))
    said = ["Rent: ¥4,200.00 due on Fri 20 Nov (“Home”)."] * 2
    assert told(alice, "due") == said
    days = [notice.created_at.astimezone(CHINA) for notice in Notice.objects.order_by("pk")]
    assert days == [at(19, 8), at(20, 8)], "in the morning, not at midnight"


def test_a_payment_written_down_late_is_told_on_its_day(owner, alice):
    tell(at(19, 8))
    schedule(owner, ScheduledDraft(kind="expense", name="Rent", due=dt.date(2026, 11, 20)))
    tell(at(20, 8))
    assert told(alice, "due") == ["Rent is due on Fri 20 Nov (“Home”)."]


def test_days_to_remember_are_told_and_what_comes_in_is_not(owner, alice):
    schedule(owner, ScheduledDraft(kind="day", name="Birthday", due=dt.date(2026, 11, 20)))
    schedule(owner, ScheduledDraft(kind="income", name="Pay", due=dt.date(2026, 11, 20), amount_minor=100))
    tell(at(19, 9))
    assert told(alice, "due") == ["Birthday is on Fri 20 Nov (“Home”)."]


def test_only_who_records_and_sees_sums_is_told(owner, bookkeeper, contributor, viewer, rent):
    tell(at(19, 9))
    names = set(Notice.objects.filter(kind="due").values_list("user__name", flat=True))
    assert names == {"Alice", "Bob", "Carol"}
    Notice.objects.all().delete()
    NoticeCursor.objects.all().delete()
    owner.book.contributors_see_all = False
    owner.book.save()
    tell(at(19, 9))
    names = set(Notice.objects.filter(kind="due").values_list("user__name", flat=True))
    assert names == {"Alice", "Bob"}


def test_whoever_sees_no_sums_any_more_reads_none_of_what_was_told(owner, contributor, carol, rent):
    tell(at(19, 9))
    assert told(carol, "due")
    owner.book.contributors_see_all = False
    owner.book.save()
    assert not told(carol, "due")


def test_who_hides_amounts_is_told_without(owner, alice, rent):
    alice.hide_amounts = True
    alice.save()
    tell(at(19, 9))
    assert told(alice, "due") == ["Rent is due on Fri 20 Nov (“Home”)."]


def test_the_hour_is_that_of_the_book(owner, alice, rent):
    owner.book.time_zone = "America/New_York"
    owner.book.save()
    # Eight in the evening of the 18th in New York.
    tell(at(19, 9))
    assert not told(alice, "due")
    # Eight in the morning of the 19th there.
    tell(at(19, 21))
    assert len(told(alice, "due")) == 1


def test_a_book_that_was_put_away_tells_nothing(owner, alice, rent):
    owner.book.archived_at = at(1, 12)
    owner.book.save()
    tell(at(19, 9))
    assert not Notice.objects.exists()


def spend(owner, amount_minor: int, day: int):
    draft = expense(owner.book, amount_minor, date=dt.date(2026, 11, day), category=category(owner.book))
    return record_entry(owner, draft=draft)


def test_a_budget_is_told_at_80_and_at_100_per_cent_once_a_month(owner, alice):
    set_budget(owner, BudgetDraft(amount_minor=100000, category=category(owner.book)))
    name = category(owner.book).name
    spend(owner, 79900, 2)
    tell(at(2, 9))
    assert told(alice, "budget") == []
    spend(owner, 3600, 3)
    for hour in (9, 10):
        tell(at(3, hour))
    # 799.00 + 36.00 of 1,000.00: 83.5 %.
    first = f"83% of the budget “{name}” in “Home” is spent; ¥165.00 is left."
    assert told(alice, "budget") == [first]
    spend(owner, 5000, 4)
    tell(at(4, 9))
    assert told(alice, "budget") == [first]
    spend(owner, 16500, 5)
    tell(at(5, 9))
    # 835.00 + 50.00 + 165.00 = 1,050.00.
    over = f"The budget “{name}” in “Home” is over by ¥50.00."
    assert told(alice, "budget") == [first, over]
    record_entry(owner, draft=expense(owner.book, 90000, date=dt.date(2026, 12, 3), category=category(owner.book)))
    tell(dt.datetime(2026, 12, 3, 9, tzinfo=CHINA))
    assert Notice.objects.filter(kind="budget").count() == 3, "another month, another word"


def test_a_budget_that_was_passed_in_one_go_is_told_once_and_not_again_below_it(owner, alice):
    set_budget(owner, BudgetDraft(amount_minor=100000))
    entry = spend(owner, 20000, 3)
    spend(owner, 90000, 3)
    tell(at(3, 9))
    delete_entries(owner, entries=[entry])
    tell(at(3, 11))
    assert len(told(alice, "budget")) == 1


def test_a_book_of_which_nothing_moved_is_not_looked_at_again(owner, rent):
    set_budget(owner, BudgetDraft(amount_minor=100000))
    spend(owner, 3500, 3)
    tell(at(19, 9))
    assert list(books_to_tell(at(19, 20), limit=10)) == []
    spend(owner, 3500, 3)
    assert list(books_to_tell(at(19, 20), limit=10)) == [[owner.book_id]]


# The daily reminder


def remember(user, time: str) -> None:
    change_notice_settings(user, at=at(1, 6), remind_at=dt.time.fromisoformat(time))


def test_the_reminder_is_silent_on_days_with_an_entry_and_speaks_on_others(owner, bookkeeper, alice, bob):
    remember(alice, "21:00")
    remember(bob, "21:00")
    spend(owner, 3500, 3)
    for minute in (0, 1, 30):
        remind(now=at(3, 21, minute))
    assert not told(alice, "reminder")
    assert told(bob, "reminder") == ["Nothing recorded today. A minute is enough."], "Alice's entry is not Bob's"
    remind(now=at(4, 20, 59))
    remind(now=at(4, 21))
    remind(now=at(4, 21, 5))
    assert len(told(alice, "reminder")) == 1
    assert len(told(bob, "reminder")) == 2


def test_an_entry_in_any_book_counts(owner, alice):
    remember(alice, "21:00")
    trip = open_book(alice, scene="trip", name="Trip")
    record_entry(trip, draft=expense(trip.book, from_account=trip.book.accounts.first(), date=dt.date(2026, 11, 3)))
    remind(now=at(3, 21))
    assert not Notice.objects.exists()


def test_the_reminder_comes_by_the_persons_own_clock(owner, alice):
    change_notice_settings(alice, at=at(1, 6), time_zone="America/New_York", remind_at=dt.time(21))
    remind(now=at(3, 21))
    assert not Notice.objects.exists()
    remind(now=at(4, 10))
    assert Notice.objects.get().key == "2026-11-03", "nine in the evening of the 3rd there"


def test_a_reminder_that_could_not_come_in_time_stays_away_that_day(owner, alice):
    remember(alice, "21:00")
    remind(now=at(3, 23, 1))
    assert not Notice.objects.exists()
    assert NoticeSettings.objects.get().reminded_on == dt.date(2026, 11, 3)


def test_a_reminder_set_within_quiet_hours_comes_when_it_was_asked_for(owner, alice):
    change_notice_settings(alice, at=at(1, 6), channels={"reminder": ["email"]}, remind_at=dt.time(22, 30))
    remind(now=at(3, 22, 30))
    assert Delivery.objects.get().due_at == at(3, 22, 30)


def test_whoever_has_no_book_to_record_into_is_not_reminded(viewer, vera, mallory):
    for person in (vera, mallory):
        remember(person, "21:00")
    remind(now=at(3, 21))
    assert not Notice.objects.exists()


# The calendar


def feed(user) -> str:
    client = Client()
    client.force_login(user)
    client.post("/me/notices/calendar/make/")
    page = client.get("/me/notices/settings/").content.decode()
    return page.partition('id="feed" value="http://testserver')[2].partition('"')[0]


def events(address: str) -> dict[str, dt.date]:
    answer = Client().get(address)
    assert answer.status_code == 200
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    calendar = icalendar.Calendar.from_ical(answer.content)
    return {str(event["summary"]): event.decoded("dtstart") for event in calendar.walk("VEVENT")}


def test_the_calendar_has_what_comes_and_its_address_can_be_made_void(owner, alice):
    soon = dt.datetime.now(CHINA).date() + dt.timedelta(days=5)
    draft = ScheduledDraft(kind="expense", name="Rent", due=soon, amount_minor=420000, every="month")
    schedule(owner, draft)
    address = feed(alice)
    found = events(address)
    assert found["Home · Rent ¥4,200.00"] > soon, "the last of those that come within 90 days"
    assert len(icalendar.Calendar.from_ical(Client().get(address).content).walk("VEVENT")) >= 3
    assert Client().get(address.replace(".ics", "x.ics")).status_code == 404
    other = feed(alice)
    assert other != address
    assert Client().get(address).status_code == 404
    client = Client()
    client.force_login(alice)
    client.post("/me/notices/calendar/end/")
    assert Client().get(other).status_code == 404


def test_the_calendar_shows_each_what_each_may_see(owner, contributor, alice, carol):
    soon = dt.datetime.now(CHINA).date() + dt.timedelta(days=5)
    schedule(owner, ScheduledDraft(kind="expense", name="Rent", due=soon, amount_minor=420000))
    hers = feed(carol)
    assert list(events(hers)) == ["Home · Rent ¥4,200.00"]
    owner.book.contributors_see_all = False
    owner.book.save()
    assert events(hers) == {}
    alice.hide_amounts = True
    alice.save()
    his = feed(alice)
    assert list(events(his)) == ["Home · Rent"]
    change_notice_settings(alice, at=at(1, 6), channels={"due": ["page"]})
    assert events(his) == {}
