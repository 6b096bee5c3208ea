"""Steps: much of a book changed at once, and taken back as one.

    with step(member, said=_("12 entries now lie under “Lunch”.")) as doing:
        entries.update(category=lunch, **doing.stamp())
        doing.change(old_category, archived_at=now)

The entries of a step are changed by statements over sets, each entry by one statement at most. What they held before is
kept by their history, so that nothing is read into Python however many they are.
"""

import datetime as dt
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import product
from typing import Any

from django.apps import apps
from django.db import IntegrityError, connection, models, transaction
from django.db.models import Count, F, Max, Min, QuerySet
from django.db.models.functions import Now
from psycopg.types.json import Jsonb

from ledger.access import memberships
from ledger.errors import BookNotFound, StepUndone
from ledger.live import announce
from ledger.models import Book, Entry, EntryChange, EntryKind, Member, Step, What
from ledger.models.triggers import NAMES_WHAT_IS_GONE
from ledger.permissions import Action, allows, require, require_open
from ledger.rules.flow import ACCOUNT_CLASS, entry_flow
from ledger.services.activity import last_entry_change, note_at_once
from ledger.services.locking import lock_books, writes_books
from ledger.services.shares import share_anew


@dataclass
class Doing:
    """A step that is being made: what it changes in rows other than entries goes through it."""

    row: Step

    def stamp(self) -> dict[str, Any]:
        """What an UPDATE of entries of the step's own book sets besides: the version, who and when."""
        return {"version": F("version") + 1, "changed_by": self.row.by, "changed_at": Now()}

    def change(self, row: models.Model, **changes: Any) -> None:
        """Saves columns of a row that is not an entry, and remembers what they held."""
        before = _columns(row, changes)
        for name, value in changes.items():
            setattr(row, name, value)
        row.save(update_fields=list(changes))
        self._remember(row, before, _columns(row, changes))

    def remove(self, row: models.Model) -> None:
        """Deletes a row that is not an entry; taking the step back writes it again, under the same key."""
        self._remember(row, _columns(row, [column.name for column in row._meta.concrete_fields]), None)
        row.delete()

    def _remember(self, row: models.Model, before: dict[str, Any], after: dict[str, Any] | None) -> None:
        self.row.rows.append({"model": row._meta.label_lower, "pk": row.pk, "before": before, "after": after})


def _columns(row: models.Model, names: Collection[str]) -> dict[str, Any]:
    """Values by column as JSON keeps them: text that the fields read again, or None."""
    fields = [field for field in row._meta.concrete_fields if field.name in names]
    return {f.attname: None if getattr(row, f.attname) is None else f.value_to_string(row) for f in fields}


@contextmanager
def step(
    member: Member, *, said: str = "", linked: QuerySet[Entry] | None = None, moved_to: Book | None = None
) -> Iterator[Doing]:
    """Whatever is written inside can be taken back as one by `undo_step`; `doing.row` is the step.

    It locks the member's book, the one that entries move to, and the books of the entries `linked` to them. `said` is
    the sentence of the list of steps, and may be set on `doing.row` until the end. The caller asks for the role first,
    and runs in a transaction (`writes_books`).
    """
    books = {member.book_id, *([moved_to.pk] if moved_to else []), *_books_of(linked)}
    lock_books(*books)
    # A payment may have been linked to a third book before the lock was had; afterwards none can be. Out of the
    # order of the others this may end in a deadlock, and then the whole is done again.
    if missed := _books_of(linked) - books:
        lock_books(*missed)
        books |= missed
    before = last_entry_change()
    doing = Doing(Step(book_id=member.book_id, by=member, said=said, books=sorted(books), moved_to=moved_to))
    yield doing
    found = EntryChange.objects.filter(id__gt=before, book_id__in=books).aggregate(
        n=Count("id"), entries=Count("entry_id", distinct=True), first=Min("id"), last=Max("id")
    )
    assert found["n"] == found["entries"], "a step changes an entry once"
    doing.row.n, doing.row.first_change, doing.row.last_change = found["n"], found["first"], found["last"]
    doing.row.save(force_insert=True)
    note_at_once(
        member,
        What.STEP_DONE,
        after=before,
        books=books,
        subject=doing.row.said,
        n=doing.row.n,
        step=doing.row,
        came_to=doing.row.moved_to_id,
    )
    _announce(doing.row, member)


def _announce(row: Step, member: Member) -> None:
    for book_id in row.books:
        announce(book_id, "changed", by=member if book_id == row.book_id else None, step=row)
    if row.moved_to_id is not None:
        # What left the book can't be asked any more who saw it there.
        announce(row.book_id, "changed", by=member)


def _books_of(entries: QuerySet[Entry] | None) -> set[int]:
    return set() if entries is None else set(entries.order_by().values_list("book_id", flat=True).distinct())


@dataclass(frozen=True, slots=True)
class Undone:
    """How many entries are as they were before the step, and how many somebody had changed since."""

    n: int
    left_alone: int


@writes_books
def undo_step(member: Member, row: Step) -> Undone:
    """Takes a step of the member's own back.

    Every entry gets back what the step changed of it; what somebody changed otherwise, before or since, stays. An entry
    is left alone where the very columns were changed since, where it has left the book, where what it named is gone,
    and where the member may no longer change it. Raises BookNotFound for a step of somebody else, StepUndone,
    RoleTooLow, BookArchived.
    """
    if row.by_id != member.pk or row.book_id != member.book_id or member.user is None:
        raise BookNotFound
    require(member, Action.RECORD)
    require_open(member.book)
    if row.rows:
        require(member, Action.ARRANGE)
    edits_any = allows(member, Action.EDIT_ANY)
    if row.moved_to_id is not None:
        there = memberships(member.user).filter(book_id=row.moved_to_id).first()
        if there is None:
            raise BookNotFound
        require(there, Action.RECORD)
        require_open(there.book)
        edits_any = edits_any and allows(there, Action.EDIT_ANY)
    lock_books(*row.books)
    if not Step.objects.filter(pk=row.pk, undone_at__isnull=True).update(undone_at=Now()):
        raise StepUndone
    before = last_entry_change()
    for kept in reversed(row.rows):
        _put_back(kept)
    n = _put_entries_back(member, row, edits_any) if row.n else 0
    Step.objects.filter(pk=row.pk).update(left_alone=row.n - n)
    row.refresh_from_db()
    note_at_once(
        member,
        What.STEP_UNDONE,
        after=before,
        books=row.books,
        subject=row.said,
        n=n,
        step=row,
        came_to=row.moved_to_id if n else None,
    )
    _announce(row, member)
    return Undone(n, row.n - n)


def _put_back(kept: dict[str, Any]) -> None:
    """Gives a row that is not an entry its columns back, but those that were changed since."""
    model = apps.get_model(kept["model"])
    values = {
        name: None if text is None else _field(model, name).to_python(text) for name, text in kept["before"].items()
    }
    try:
        with transaction.atomic():
            if kept["after"] is None:
                model(**values).save(force_insert=True)
                return
            row = model._base_manager.filter(pk=kept["pk"]).first()
            if row is None:
                return
            now = _columns(row, [_field(model, name).name for name in values])
            same = {name: value for name, value in values.items() if now[name] == kept["after"][name]}
            for name, value in same.items():
                setattr(row, name, value)
            if same:
                row.save(update_fields=[_field(model, name).name for name in same])
    except IntegrityError:
        # Its name was given to another row since: it stays away, and its entries go back to it all the same.
        return


def _field(model: type[models.Model], column: str) -> models.Field:
    return next(field for field in model._meta.concrete_fields if field.attname == column)


# What a step may have changed of an entry; flow and sides follow from it.
_CHANGED = [
    field.column
    for field in Entry._meta.concrete_fields
    if field.name
    not in ("id", "client_id", "version", "created_at", "changed_at", "changed_by", "flow", "liquid_sides")
]


def _flows() -> dict[str, list[Any]]:
    """`ledger.rules.flow.entry_flow` by kind and account kinds: "expense/cash/" -> ["operating", 1]."""
    shapes = product(EntryKind.values, ["", *ACCOUNT_CLASS], ["", *ACCOUNT_CLASS])
    flows = {shape: entry_flow(shape[0], shape[1] or None, shape[2] or None) for shape in shapes}
    return {"/".join(shape): [flow.value, int(sides)] for shape, (flow, sides) in flows.items()}


_FLOWS = Jsonb(_flows())


# What the step put into a column is what the next change of that column replaced, or what stands there now. An entry
# is `sound` where each column that the step changed holds that still (or again: whoever takes several steps back, the
# last one first, gets them all).
_UNDO = f"""
    WITH changes AS MATERIALIZED (
        SELECT * FROM ledger_entrychange WHERE id BETWEEN %(first)s AND %(last)s AND book_id = ANY (%(books)s)
    ), sound AS MATERIALIZED (
        SELECT {", ".join(f"was.{column}" for column in _CHANGED)}, was.id, was.client_id,
               coalesce(me.id, was.recorded_by_id) AS changed_by_id
        FROM changes c
        JOIN ledger_entry now ON now.id = c.entry_id AND now.book_id = c.book_id
        CROSS JOIN LATERAL jsonb_populate_record(now, c.before) was
        LEFT JOIN ledger_member me ON me.book_id = was.book_id AND me.user_id = %(user)s
        WHERE (now.version = c.version OR NOT EXISTS (
            SELECT 1 FROM jsonb_object_keys(c.before) AS changed (name)
            CROSS JOIN LATERAL (
                SELECT later.before -> changed.name AS put FROM ledger_entrychange later
                WHERE later.book_id = c.book_id AND later.entry_id = c.entry_id AND later.id > c.id
                  AND later.before ? changed.name
                ORDER BY later.id LIMIT 1
            ) next
            WHERE next.put IS DISTINCT FROM to_jsonb(now) -> changed.name
        ))
        AND (%(edits_any)s OR now.recorded_by_id IN (SELECT id FROM ledger_member WHERE user_id = %(user)s)
             OR (now.link_id IS NOT NULL AND now.book_id <> %(book)s))
        AND (was.book_id = now.book_id OR NOT EXISTS (
            SELECT 1 FROM ledger_entry twin WHERE twin.book_id = was.book_id AND twin.client_id = was.client_id
        ))
    ), known AS MATERIALIZED (
        SELECT * FROM sound e WHERE NOT ({NAMES_WHAT_IS_GONE})
    ), fit AS MATERIALIZED (
        SELECT * FROM known
        -- Both sides of a linked payment, or neither.
        WHERE link_id IS NULL OR link_id NOT IN (
            SELECT now.link_id FROM changes c JOIN ledger_entry now ON now.id = c.entry_id
            WHERE now.link_id IS NOT NULL AND now.id NOT IN (SELECT id FROM known)
        )
    )
    UPDATE ledger_entry t SET
        {", ".join(f'"{column}" = fit."{column}"' for column in _CHANGED)},
        flow = follows.flow ->> 0, liquid_sides = (follows.flow ->> 1)::smallint,
        version = t.version + 1, changed_at = statement_timestamp(), changed_by_id = fit.changed_by_id
    FROM fit
    LEFT JOIN ledger_account source ON source.id = fit.from_account_id
    LEFT JOIN ledger_account target ON target.id = fit.to_account_id
    CROSS JOIN LATERAL (
        SELECT %(flows)s::jsonb
            -> concat_ws('/', fit.kind, coalesce(source.kind, ''), coalesce(target.kind, '')) AS flow
    ) follows
    WHERE t.id = fit.id"""

# What came back from another book: a bill brought again finds it by itself, and its history lies with it.
_UNDO_MOVE = (
    """DELETE FROM ledger_importedkey k USING ledger_entrychange c, ledger_entry e
       WHERE c.id BETWEEN %(first)s AND %(last)s AND c.book_id = %(moved_to)s AND e.id = c.entry_id
         AND e.book_id = %(book)s AND k.book_id = e.book_id AND k.entry_id = e.id AND k.key = e.client_id""",
    """UPDATE ledger_entrychange h SET book_id = e.book_id
       FROM ledger_entrychange c JOIN ledger_entry e ON e.id = c.entry_id
       WHERE c.id BETWEEN %(first)s AND %(last)s AND c.book_id = %(moved_to)s AND e.book_id = %(book)s
         AND h.book_id = c.book_id AND h.entry_id = e.id""",
)


def _put_entries_back(member: Member, row: Step, edits_any: bool) -> int:
    values: dict[str, Any] = {
        "first": row.first_change,
        "last": row.last_change,
        "books": row.books,
        "book": row.book_id,
        "moved_to": row.moved_to_id,
        "user": member.user_id,
        "edits_any": edits_any,
        "flows": _FLOWS,
    }
    with connection.cursor() as cursor:
        cursor.execute(_UNDO, values)
        n = cursor.rowcount
        if row.moved_to_id is not None:
            for statement in _UNDO_MOVE:
                cursor.execute(statement, values)
    _share_anew(row)
    return n


def _share_anew(row: Step) -> None:
    """What people bear of entries follows from the columns that came back."""
    changes = EntryChange.objects.filter(id__range=(row.first_change, row.last_change), before__has_key="split")
    ids = list(changes.values_list("entry_id", flat=True))
    books = [*row.books, *([row.moved_to_id] if row.moved_to_id else [])]
    if ids:
        share_anew(books, Entry.objects.filter(pk__in=ids, book_id__in=books))


def forget_steps(*, before: dt.datetime) -> int:
    """Deletes steps that were made before an instant: they can't be taken back any more. Returns how many."""
    forgotten, _kinds = Step.objects.filter(at__lt=before).delete()
    return forgotten
