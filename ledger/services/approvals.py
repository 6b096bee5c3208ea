"""Expenses above the book's limit: asking for a yes, and giving it or not.

What waits has left its account at once, since the money is gone; it stands in no total until somebody who may says yes.
Refused, whoever recorded it owes it to the book: it becomes a transfer to that person's pocket. What was paid from that
very pocket the book never owed, so it goes to the recycle bin. Both are steps, so each can be taken back as one.
"""

from collections.abc import Iterable, Sequence
from typing import Any

from django.db.models import F, Func, JSONField, QuerySet, Sum, Value
from django.db.models.functions import Now
from django.urls import reverse
from django.utils.translation import ngettext

from accounts.models import User
from accounts.notices import notices_done, notify
from ledger.directory import directory_of, live
from ledger.errors import NothingToChange
from ledger.models import Account, Approval, Book, Entry, EntryKind, Member, Step
from ledger.permissions import Action, allows, require, require_open
from ledger.rules.approval import approval_after
from ledger.rules.flow import entry_flow
from ledger.services.locking import writes_books
from ledger.services.members import pocket_of
from ledger.services.shares import forget_shares
from ledger.services.steps import Doing, step

# Among the extras of an entry: why it was refused.
WHY = "refusal"
MAX_WHY = 200


def judge(entry: Entry, by: Member, *, was: Entry | None = None, payment_minor: int | None = None) -> None:
    """Sets the approval of an entry that `by` records, or edits: `was` is the row before.

    A part of a payment is judged by the whole of it, `payment_minor`.
    """
    entry.approval = approval_after(
        is_expense=entry.kind == EntryKind.EXPENSE,
        base_minor=entry.base_amount_minor if payment_minor is None else payment_minor,
        above_minor=by.book.approval_above_minor,
        may_approve=allows(by, Action.APPROVE),
        was=was.approval if was else "",
        was_base_minor=was.base_amount_minor if was and was.kind == EntryKind.EXPENSE else 0,
    )


def limit_for(member: Member) -> int | None:
    """Above how much, in the book's currency, what this member spends waits; None: nothing does."""
    return None if allows(member, Action.APPROVE) else member.book.approval_above_minor


def ask_for_approval(by: Member, entry: Entry) -> None:
    """Tells those who may approve it of an entry that waits, in the caller's transaction."""
    path = reverse("ledger:entry-edit", args=[by.book.public_id, entry.client_id])
    _ask(by, key=_asked(entry), amount=entry.base_amount_minor, path=path)


def _asked(entry: Entry) -> str:
    return f"entry/{entry.client_id}/{entry.base_amount_minor}"


def ask_for_those(by: Member, entries: QuerySet[Entry], *, key: str) -> None:
    """The same, once, for all that wait of entries that `by` brought at once. A query where the book has a limit."""
    if limit_for(by) is None:
        return
    amount = entries.filter(approval=Approval.PENDING).aggregate(sum=Sum("base_amount_minor"))["sum"]
    if amount:
        _ask(by, key=key, amount=amount, path=reverse("ledger:approval-list", args=[by.book.public_id]))


def _ask(by: Member, *, key: str, amount: int, path: str) -> None:
    book = by.book
    facts = {"who": by.name, "book": book.name, "amount_minor": amount, "currency": book.currency}
    notify("approval_asked", approvers(book, but=by), key=key, facts=facts, path=path, about=book.public_id)


def approvers(book: Book, *, but: Member | None = None) -> list[User]:
    """The users who may approve what is spent in the book."""
    people = [person for person in live(directory_of(book).people.values()) if allows(person, Action.APPROVE)]
    users = {person.user_id for person in people if person.user_id and person.pk != (but.pk if but else None)}
    return list(User.objects.filter(pk__in=users))


@writes_books
def approve(member: Member, entries: QuerySet[Entry]) -> Step:
    """Says yes to those of the entries that wait; they stand in totals from then on. Returns the step, for its undo.

    Raises RoleTooLow, BookArchived, NothingToChange where none waits.
    """
    require(member, Action.APPROVE)
    require_open(member.book)
    with step(member) as doing:
        waiting = _waiting(member, entries)
        n = Entry.objects.filter(pk__in=[row.pk for row in waiting]).update(approval=Approval.APPROVED, **doing.stamp())
        doing.row.said = ngettext("%(n)d expense approved", "%(n)d expenses approved", n) % {"n": n}
        _answer(member, waiting, approved=True)
    return doing.row


@writes_books
def refuse(member: Member, entries: QuerySet[Entry], *, why: str = "") -> Step:
    """Says no to those of the entries that wait, and `why`. Returns the step, for its undo.

    A payment that was made from a book of their own is theirs alone again. Raises what `approve` raises.
    """
    require(member, Action.APPROVE)
    require_open(member.book)
    linked = Entry.objects.filter(link_id__in=entries.filter(link_id__isnull=False).order_by().values("link_id"))
    linked = linked.exclude(book_id=member.book_id)
    with step(member, linked=linked) as doing:
        waiting = _waiting(member, entries)
        links = [row.link_id for row in waiting if row.link_id is not None]
        Entry.objects.filter(link_id__in=links).exclude(book_id=member.book_id).update(
            link_id=None, version=F("version") + 1, changed_by=F("recorded_by"), changed_at=Now()
        )
        for (recorder, source), rows in _by_payer(waiting).items():
            _refuse(doing, rows, recorder, source, why.strip()[:MAX_WHY])
        forget_shares([member.book_id], [row.pk for row in waiting])
        n = len(waiting)
        doing.row.said = ngettext("%(n)d expense not approved", "%(n)d expenses not approved", n) % {"n": n}
        _answer(member, waiting, approved=False)
    return doing.row


def _waiting(member: Member, entries: QuerySet[Entry]) -> list[Entry]:
    rows = entries.filter(book_id=member.book_id, approval=Approval.PENDING, deleted_at__isnull=True).order_by("id")
    found = list(rows.select_related("recorded_by", "recorded_by__user", "from_account"))
    if not found:
        raise NothingToChange
    return found


def _by_payer(entries: Iterable[Entry]) -> dict[tuple[Member, Account], list[Entry]]:
    found: dict[tuple[Member, Account], list[Entry]] = {}
    for entry in entries:
        assert entry.from_account is not None  # an expense
        found.setdefault((entry.recorded_by, entry.from_account), []).append(entry)
    return found


def _refuse(doing: Doing, entries: Sequence[Entry], recorder: Member, source: Account, why: str) -> None:
    """One statement over what one person recorded as paid from one account."""
    recorder.book = doing.row.book
    pocket = pocket_of(recorder)
    said = Func(F("extra"), Value({WHY: why}, JSONField()), template="%(expressions)s", arg_joiner=" || ")
    changes: dict[str, Any] = {"approval": Approval.REFUSED, "split": None, "link_id": None}
    if why:
        changes["extra"] = said
    if source.pk == pocket.pk:
        changes["deleted_at"] = Now()
    else:
        flow, sides = entry_flow(EntryKind.TRANSFER, source.kind, pocket.kind)
        changes |= {
            "kind": EntryKind.TRANSFER,
            "category": None,
            "to_account": pocket,
            "to_amount_minor": F("base_amount_minor") if source.currency != pocket.currency else None,
            "claim": "",
            "flow": flow,
            "liquid_sides": int(sides),
        }
    Entry.objects.filter(pk__in=[entry.pk for entry in entries]).update(**changes, **doing.stamp())


def _answer(member: Member, entries: Iterable[Entry], *, approved: bool) -> None:
    """Tells whoever recorded them."""
    book = member.book
    facts = {"who": member.name, "book": book.name, "approved": approved, "currency": book.currency}
    entries = list(entries)
    # The other managers need not look any more.
    notices_done("approval_asked", *(_asked(entry) for entry in entries))
    for entry in entries:
        user = entry.recorded_by.user
        if user is None or entry.recorded_by_id == member.pk:
            continue
        notify(
            "approval_answered",
            [user],
            key=f"entry/{entry.client_id}/{entry.version}",
            facts=facts | {"amount_minor": entry.base_amount_minor},
            path=reverse("ledger:entry-edit", args=[book.public_id, entry.client_id]),
            about=book.public_id,
        )


def said_why(entry: Entry) -> str:
    """Why it was refused, as whoever did so wrote; "" where nothing was written."""
    why = entry.extra.get(WHY, "")
    return why if isinstance(why, str) else ""
