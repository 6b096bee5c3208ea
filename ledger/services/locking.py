"""How the writers of a book queue up: whoever writes locks the book's state first, several books in id order."""

import functools
import random
import time
from collections.abc import Callable
from typing import ParamSpec, TypeVar

from django.db import OperationalError, transaction
from psycopg.errors import DeadlockDetected, SerializationFailure

from ledger.models import BookState

P = ParamSpec("P")
R = TypeVar("R")

_TRIES = 3


def lock_books(*book_ids: int) -> None:
    """Makes this transaction the only writer of these books until it ends."""
    states = list(BookState.objects.select_for_update(no_key=True).filter(book_id__in=book_ids).order_by("book_id"))
    assert len(states) == len(set(book_ids)), "a book has no state row"


def writes_books(service: Callable[P, R]) -> Callable[P, R]:
    """Runs a service in one transaction; a deadlock or serialization failure is retried twice."""
    return retried(transaction.atomic(service))


def retried(service: Callable[P, R]) -> Callable[P, R]:
    """Runs a service again after a deadlock or serialization failure, at most twice.

    Inside another transaction nothing is retried: that one is broken already, and its owner retries the whole.
    """

    @functools.wraps(service)
    def wrapper(*args: P.args, **kwargs: P.kwargs) -> R:
        for attempt in range(1, _TRIES + 1):
            outermost = not transaction.get_connection().in_atomic_block
            try:
                return service(*args, **kwargs)
            except OperationalError as error:
                retryable = isinstance(error.__cause__, DeadlockDetected | SerializationFailure)
                if not (outermost and retryable and attempt < _TRIES):
                    raise
                time.sleep(random.uniform(0.01, 0.05) * attempt)
        raise AssertionError("unreachable")

    return wrapper
