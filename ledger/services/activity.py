"""Writing down what was done in a book besides entries, for its activity."""

from collections.abc import Collection, Iterable, Mapping
from typing import Any

from django.db import models
from django.db.models import Count, Max, Min

from ledger.models import Account, BookChange, EntryChange, ImportBatch, Member, Scheduled, Step, What


def columns_of(row: models.Model, names: Iterable[str]) -> dict[str, Any]:
    """The values of the named fields of a row as JSON keeps them, by column (`category_id`)."""
    kept = {}
    for name in sorted(names):
        field = row._meta.get_field(name)
        assert isinstance(field, models.Field)
        value = getattr(row, field.attname)
        plain = value is None or isinstance(value, bool | int | str | dict | list)
        kept[field.attname] = value if plain else field.value_to_string(row)
    return kept


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
        veiled=_names_veiled(about, was),
        before=was,
        after=became,
        n=n,
        step=step,
        batch=batch,
        first_change=changes[0],
        last_change=changes[1],
    )


def _names_veiled(about: models.Model | None, was: Mapping[str, Any]) -> bool:
    """Is it about an account that only managers see, or does it name one, or did so before?"""
    if isinstance(about, Account):
        return about.veiled or bool(was.get("veiled"))
    if not isinstance(about, Scheduled):
        return False
    named: set[Any] = {about.account_id, about.to_account_id, was.get("account_id"), was.get("to_account_id")}
    return Account.objects.filter(book_id=about.book_id, pk__in=named - {None}, veiled=True).exists()


def last_entry_change() -> int:
    """The number of the last change of any entry; what a transaction changes after it has higher ones."""
    return EntryChange.objects.aggregate(last=Max("id"))["last"] or 0


def note_at_once(
    member: Member,
    what: What,
    *,
    after: int,
    books: Collection[int],
    subject: str = "",
    n: int | None = None,
    step: Step | None = None,
    batch: ImportBatch | None = None,
    came_to: int | None = None,
) -> None:
    """One line for all that this transaction changed of entries after the change `after`, in each of the books.

    The books are locked since then. `n` is how many entries the line of the member's own book tells; else as many as
    were changed. `came_to` is the book that the entries of the step moved to. The lines of the other books say nothing
    of this one.
    """
    rows = EntryChange.objects.filter(id__gt=after, book_id__in=books).order_by().values("book_id")
    found = {row["book_id"]: row for row in rows.annotate(n=Count("id"), first=Min("id"), last=Max("id"))}
    # What moved to another book may come back with its history: nothing else of this book lies in between.
    first = min((row["first"] for row in found.values()), default=None)
    last = max((row["last"] for row in found.values()), default=None)
    mine = found.pop(member.book_id, {"n": 0})
    counted = mine["n"] if n is None else n
    note_change(member, what, subject=subject, n=counted, step=step, batch=batch, changes=(first, last))
    told = dict.fromkeys(found, What.ENTRIES_FOLLOWED)
    if came_to is not None:
        told[came_to] = What.ENTRIES_CAME if what == What.STEP_DONE else What.ENTRIES_LEFT
    if not told:
        return
    there = Member.objects.filter(book_id__in=told, user_id=member.user_id or 0)
    by = dict(there.values_list("book_id", "pk"))
    nothing: dict[str, Any] = {"n": counted, "first": None, "last": None}
    BookChange.objects.bulk_create(
        BookChange(
            book_id=book_id,
            by_id=by.get(book_id),
            what=which,
            n=found.get(book_id, nothing)["n"],
            first_change=found.get(book_id, nothing)["first"],
            last_change=found.get(book_id, nothing)["last"],
        )
        for book_id, which in told.items()
    )
