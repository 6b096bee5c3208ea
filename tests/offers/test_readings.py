"""Books read through the database: the demo from its entries alone, gates, states over days, and safe repetition."""

import datetime as dt
import threading

import pytest
from django.db import close_old_connections, connection
from django.test.utils import CaptureQueriesContext

from ledger.models import Book, Category, Entry
from ledger.services.books import change_settings, open_book
from ledger.services.drafts import EntryDraft
from ledger.services.entries import record_entry
from offers.models import JobRun, OneOff, Planned, Reading, ReadingCursor, Stream, Transition
from offers.services.answers import ToldRegular, answer, mark_stream
from offers.services.readings import due_chunks, read_books
from offers.tasks import dispatch_readings

from .conftest import TODAY, account_of, member_of, set_cash, write_months


def reading_of(book: Book, day: dt.date = TODAY) -> Reading:
    return Reading.objects.get(book=book, as_of=day)


def test_demo_family_when_read_from_its_entries_then_has_a_surplus_near_19_400(demo_books):
    read_books([demo_books["family"].pk], TODAY)

    reading = reading_of(demo_books["family"])
    assert (reading.state, reading.confidence, reading.missing) == ("surplus", 3, [])
    # DEMO.md: 19,400 within a fifth.
    assert 1_552_000 <= reading.surplus_minor <= 2_328_000
    assert reading.liquid_minor == 4_764_000
    # Both bills owed are deducted on their own days: the 5th and the 8th of December.
    owed = {(day, amount) for day, amount, source, _which in reading.evidence["events"] if source == 2}
    assert owed == {(13, -486_000), (16, -132_000)}
    # The mortgage counts with what the last months took, 2,996.39, not with the rate of two years ago.
    parts = Stream.objects.filter(book=demo_books["family"], name__startswith="工商银行房贷")
    assert sum(part.amount_minor for part in parts) == -299_639


def test_demo_bakery_when_read_from_its_entries_then_runs_short_near_2_500_and_recovers(demo_books):
    read_books([demo_books["bakery"].pk], TODAY)

    reading = reading_of(demo_books["bakery"])
    assert reading.state == "likely"
    assert 220_000 <= reading.shortfall_minor <= 280_000
    assert reading.timing_gap
    assert reading.shortfall_day in (9, 10)
    assert reading.end50_minor > 1_800_000
    # The flour on the slate is due as it was paid before: about every five weeks.
    flour = Planned.objects.get(book=demo_books["bakery"], kind="payable")
    assert flour.amount_minor == -846_000
    assert 3 <= (flour.due - TODAY).days <= 7


def test_demo_answers_when_the_entries_show_them_already_then_are_counted_once(demo_books):
    book = demo_books["family"]
    read_books([book.pk], TODAY)
    before = reading_of(book)
    # The card of DEMO.md: two salaries, and the mortgage as one sum, which the entries hold as two.
    told = [
        ToldRegular("陈屿工资", "pay", 864_000, 1, dt.date(2026, 12, 10), 10),
        ToldRegular("林晓雯工资", "pay", 692_000, 1, dt.date(2026, 12, 15), 15),
        ToldRegular("房贷", "bill", -302_951, 1, dt.date(2026, 12, 20), 20),
    ]
    answer(member_of(book, "chenyu@example.com"), today=TODAY, regular=told)

    assert not Stream.objects.filter(book=book, key=None).exists()
    assert Stream.objects.filter(book=book, state="confirmed").count() == 4
    read_books([book.pk], TODAY)
    after = reading_of(book)
    assert abs(after.trough50_minor - before.trough50_minor) < 10_000
    assert after.trough10_minor >= before.trough10_minor


def test_read_books_when_run_twice_then_writes_nothing_the_second_time(demo_books):
    ids = [book.pk for book in demo_books.values()]
    first = read_books(ids, TODAY)
    rows = list(Reading.objects.order_by("pk").values())

    assert first["readings"] == 8
    assert read_books(ids, TODAY) == {"books": 0, "readings": 0, "changed": 0, "transitions": 0, "busy": 0}
    # Even where every cursor is lost, the same inputs give the same rows.
    ReadingCursor.objects.all().delete()
    again = read_books(ids, TODAY)
    assert (again["readings"], again["changed"]) == (8, 0)
    assert list(Reading.objects.order_by("pk").values()) == rows


def test_read_books_when_an_entry_moves_then_reads_the_last_four_days_again(demo_books):
    book = demo_books["family"]
    read_books([book.pk], TODAY)
    entry = Entry.objects.filter(book=book, kind="expense", date=TODAY - dt.timedelta(days=5)).first()
    Entry.objects.filter(pk=entry.pk).update(base_amount_minor=entry.base_amount_minor + 100)

    assert read_books([book.pk], TODAY)["readings"] == 4


def test_read_books_when_the_next_day_comes_then_reads_once_and_keeps_the_state(demo_books):
    book = demo_books["family"]
    read_books([book.pk], TODAY)

    assert read_books([book.pk], TODAY + dt.timedelta(days=1))["readings"] == 1
    following = reading_of(book, TODAY + dt.timedelta(days=1))
    assert following.state == "surplus"
    assert following.since == reading_of(book).since


def test_read_books_when_many_books_then_the_same_number_of_queries(alice, today):
    def queries(count: int) -> int:
        ids = []
        for _ in range(count):
            member = open_book(alice, scene="family")
            write_months(member, today=today, days=70)
            ids.append(member.book_id)
        with CaptureQueriesContext(
            connection,
        ) as seen:
            read_books(ids, today)
        return len(seen)

    queries(1)  # makes the temporary tables of this connection
    assert queries(1) == queries(6)


@pytest.mark.django_db(transaction=True)
def test_read_books_when_two_workers_read_at_once_then_one_row_a_day(alice, today):
    members = [open_book(alice, scene="family") for _ in range(4)]
    for member in members:
        write_months(member, today=today)
    ids = [member.book_id for member in members]
    found: list[dict] = []
    start = threading.Barrier(2)

    def work(wait: bool) -> None:
        start.wait()
        found.append(read_books(ids, today, wait=wait))
        connection.close()

    threads = [threading.Thread(target=work, args=(wait,)) for wait in (True, False)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    close_old_connections()

    assert len(found) == 2
    # One read them; the other found them held, or done.
    assert sum(counts["readings"] for counts in found) == 16
    assert Reading.objects.count() == 16


def test_gate_when_only_spending_then_income_is_missing_and_never_a_shortfall(owner, today):
    write_months(owner, today=today, pay_minor=0)
    set_cash(owner, 50_000, today)
    read_books([owner.book_id], today)

    reading = reading_of(owner.book, today)
    assert (reading.level, reading.state, reading.missing) == (1, "none", ["income"])


def test_gate_when_balances_were_never_confirmed_then_asks_for_them(owner, today):
    write_months(owner, today=today)
    read_books([owner.book_id], today)

    # Cash that was only ever spent and paid into: nobody said what lay in it.
    assert "balances" in reading_of(owner.book, today).missing


def test_gate_when_a_book_is_new_then_nothing_is_said(owner, today):
    write_months(owner, today=today, days=10)
    read_books([owner.book_id], today)

    reading = reading_of(owner.book, today)
    assert (reading.level, reading.confidence, reading.path) == (0, 0, None)
    assert "days" in reading.missing


def test_answers_when_income_and_balance_are_told_then_a_surplus_is_entered_at_once(owner, today):
    write_months(owner, today=today, pay_minor=0)
    read_books([owner.book_id], today)
    assert reading_of(owner.book, today).level == 1
    after = today + dt.timedelta(days=9)
    told = [ToldRegular("Pay", "pay", 900_000, 1, after, after.day)]

    answer(owner, today=today, balances={account_of(owner.book, "cash"): 3_000_000}, regular=told)
    read_books([owner.book_id], today)

    reading = reading_of(owner.book, today)
    assert (reading.state, reading.confidence, reading.missing) == ("surplus", 3, [])
    # E is 100 a day, about 3,000 a month; 30,000 in hand and pay of 9,000 within the month.
    assert reading.spending_minor == pytest.approx(300_000, rel=0.05)
    # Pay that was only told counts in every month, so the book is not one that loses money.
    assert not reading.structural
    assert reading.income_minor == 900_000
    # A balance set right today counts for the days before: each sees what was there then.
    days = list(Reading.objects.filter(book=owner.book).order_by("as_of").values_list("liquid_minor", flat=True))
    assert days == [3_030_000, 3_020_000, 3_010_000, 3_000_000]


def test_states_when_money_goes_then_a_surplus_turns_over_only_by_the_rules(owner, today):
    write_months(owner, today=today)
    set_cash(owner, 3_000_000, today)
    read_books([owner.book_id], today)
    assert reading_of(owner.book, today).state == "surplus"
    # Next day nearly all of it goes: a likely shortfall may not wait.
    tomorrow = today + dt.timedelta(days=1)
    cash = account_of(owner.book, "cash")
    record_entry(owner, draft=EntryDraft(kind="expense", date=tomorrow, amount_minor=2_999_000, from_account=cash))
    Planned.objects.create(
        book=owner.book, due=tomorrow + dt.timedelta(days=2), amount_minor=-200_000, kind="bill", name="Tuition",
        probability_ppm=1_000_000,
    )  # fmt: skip
    read_books([owner.book_id], tomorrow)

    reading = reading_of(owner.book, tomorrow)
    assert reading.trough50_minor < 0
    assert reading.state == "likely"
    change = Transition.objects.get(book=owner.book, as_of=tomorrow)
    assert (change.from_state, change.to_state) == ("surplus", "likely")


def test_stream_when_ignored_then_does_not_count_nor_come_back(owner, today):
    write_months(owner, today=today)
    set_cash(owner, 3_000_000, today)
    read_books([owner.book_id], today)
    pay = Stream.objects.get(book=owner.book, amount_minor__gt=0)

    mark_stream(owner, pay.public_id, state="ignored")
    read_books([owner.book_id], today)

    pay.refresh_from_db()
    assert pay.state == "ignored"
    assert not [event for event in reading_of(owner.book, today).evidence["events"] if event[1] > 0]


def test_one_off_when_a_laptop_was_bought_then_the_month_stays_usual(owner, today):
    write_months(owner, today=today)
    category = Category.objects.filter(book=owner.book, kind="expense", parent=None).first()
    Entry.objects.filter(book=owner.book, kind="expense").update(category=category)
    record_entry(
        owner,
        draft=EntryDraft(
            kind="expense", date=today - dt.timedelta(days=40), amount_minor=699_900,
            from_account=account_of(owner.book, "cash"), category=category, merchant="数码店",
        ),
    )  # fmt: skip
    read_books([owner.book_id], today)

    assert OneOff.objects.filter(book=owner.book).count() == 1


def test_dispatch_when_books_changed_then_reads_them_and_notes_the_run(
    owner, today, django_capture_on_commit_callbacks
):
    write_months(owner, today=today)
    off = open_book(owner.user, scene="family", name="Off")
    write_months(off, today=today)
    change_settings(off, reading_enabled=False)
    trip = open_book(owner.user, scene="trip", name="Trip")

    with django_capture_on_commit_callbacks(execute=True):
        dispatch_readings()

    assert set(Reading.objects.values_list("book_id", flat=True)) == {owner.book_id}
    assert JobRun.objects.get().counts["books"] == 1
    assert trip.book.reading_mode == "project"
    # Nothing moved since, so the next minute finds nothing.
    now = dt.datetime.combine(today, dt.time(4), dt.UTC)
    assert list(due_chunks(now, limit=100, size=2048)) == []
