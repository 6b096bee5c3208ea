import datetime as dt
import threading
import time

import pytest
from django.db import OperationalError, connection, transaction

from ledger.models import Entry, Step
from ledger.services.books import open_book
from ledger.services.bulk import SetDate, change_entries
from ledger.services.drafts import EntryDraft
from ledger.services.links import record_linked_payment
from ledger.services.locking import lock_books, writes_books
from ledger.services.rollups import integrity_differences
from ledger.services.steps import undo_step
from tests.cast import account, make_user


@pytest.mark.django_db(transaction=True)
def test_two_who_wait_for_each_other_both_get_through():
    user = make_user("anna")
    one, other = (open_book(user, scene="family", name=name).book_id for name in ("one", "other"))
    both_hold = threading.Barrier(2)
    tries: list[int] = []

    @writes_books
    def lock_in_turn(first: int, second: int) -> None:
        tries.append(first)
        lock_books(first)
        if len(tries) <= 2:
            both_hold.wait(timeout=20)
        lock_books(second)

    failed: list[Exception] = []

    def run(first: int, second: int) -> None:
        try:
            lock_in_turn(first, second)
        except Exception as error:
            failed.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=pair) for pair in ((one, other), (other, one))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert failed == []
    # PostgreSQL ended one of the two, and it tried again.
    assert sorted(tries[:2]) == sorted([one, other])
    assert len(tries) == 3


@pytest.mark.django_db(transaction=True)
def test_nothing_is_tried_again_inside_a_transaction_that_is_broken():
    tries = []

    @writes_books
    def refused() -> None:
        tries.append(1)
        with connection.cursor() as cursor:
            cursor.execute("DO $$ BEGIN RAISE EXCEPTION 'as if' USING ERRCODE = 'deadlock_detected'; END $$")

    with pytest.raises(OperationalError), transaction.atomic():
        refused()
    assert len(tries) == 1
    with pytest.raises(OperationalError):
        refused()
    assert len(tries) == 4


@pytest.mark.django_db(transaction=True)
def test_a_payment_linked_while_a_step_waits_is_changed_and_taken_back_on_both_sides():
    user = make_user("anna")
    home, shop = open_book(user, scene="family"), open_book(user, scene="shop")
    steps: list[Step] = []

    def put_off() -> None:
        found = Entry.objects.filter(book_id=shop.book_id)
        steps.append(change_entries(shop, found, SetDate(dt.date(2026, 11, 9))))
        connection.close()

    waiting = threading.Thread(target=put_off)
    with transaction.atomic():
        draft = EntryDraft(kind="expense", date=dt.date(2026, 11, 2), amount_minor=9900)
        record_linked_payment(shop, draft=draft, home=home, home_account=account(home.book, "cash"))
        waiting.start()
        until_one_waits_for_a_lock()
    waiting.join(timeout=20)
    assert set(Entry.objects.values_list("date", flat=True)) == {dt.date(2026, 11, 9)}
    undo_step(shop, steps[0])
    assert list(Entry.objects.values_list("date", flat=True)) == [dt.date(2026, 11, 2)] * 2
    assert list(integrity_differences()) == []


def until_one_waits_for_a_lock() -> None:
    for _ in range(1000):
        with connection.cursor() as cursor:
            # Within a transaction the view says what it said first, unless told to look again.
            cursor.execute("SELECT pg_stat_clear_snapshot()")
            cursor.execute(
                "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
            )
            if cursor.fetchone()[0]:
                return
        time.sleep(0.02)
    raise AssertionError("nobody came to wait")
