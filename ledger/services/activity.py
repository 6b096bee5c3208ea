"""Writing down what was done in a book besides entries, for its activity."""

from collections.abc import Mapping
from typing import Any

from django.db import models

from ledger.models import BookChange, ImportBatch, Member, Step, What


def note_change(
    member: Member,
    what: str,
    *,
    about: models.Model | None = None,
    subject: str = "",
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
    n: int = 0,
    step: Step | None = None,
    batch: ImportBatch | None = None,
    changes: tuple[int | None, int | None] = (None, None),
) -> BookChange | None:
    """Adds a line to the activity of the member's book, inside the caller's transaction.

    `what` is of the vocabulary `What`. `about` is the row that was changed and `subject` its name, `about.name` where
    none is given. `before` and `after` are its columns, as JSON keeps them (attnames: `category_id`); those that
    are the same in both are left out, and where nothing is left of both there is no line: None comes back.
    `changes` are the first and last `EntryChange` that the line stands for.
    """
    assert what in What.values, f"not in the vocabulary of activity: {what}"
    was, became = dict(before or {}), dict(after or {})
    if before is not None and after is not None:
        same = [name for name in was.keys() & became.keys() if was[name] == became[name]]
        for name in same:
            del was[name], became[name]
        if not (was or became):
            return None
    return BookChange.objects.create(
        book_id=member.book_id,
        by_id=member.pk,
        what=what,
        subject=(subject or getattr(about, "name", ""))[:200],
        model=about._meta.label_lower if about is not None else "",
        row_id=about.pk if about is not None else None,
        before=was,
        after=became,
        n=n,
        step=step,
        batch=batch,
        first_change=changes[0],
        last_change=changes[1],
    )
