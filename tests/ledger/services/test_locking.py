import threading

import pytest
from django.db import OperationalError, connection, transaction

from ledger.services.books import open_book
from ledger.services.locking import lock_books, writes_books
from tests.cast import make_user


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
