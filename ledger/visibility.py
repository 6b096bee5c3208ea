"""What a book shows to whom: its entries and what follows from them, without what this member may not see.

Queries of entries begin here. Those that take a member ask the member's role; those that take books ask what the books
were opened for (`opened_for`), and one that was opened for nobody shows what all of its people see
(docs/decisions/what-a-book-hides.md).
"""

from collections.abc import Iterable

from django.core.exceptions import EmptyResultSet
from django.db import models
from django.db.models import Q

from ledger.models import Account, Approval, Book, Entry, ImportBatch, Member, Merchant, Scheduled
from ledger.permissions import Action, allows, sees_own_only


def opened_for(member: Member) -> Member:
    """The member, whose book from now on shows what this member may see: queries ask the book."""
    member.book.shows_veiled = allows(member, Action.SEE_VEILED)
    member.book.shows_balances = allows(member, Action.SEE_BALANCES)
    return member


def visible_entries(member: Member, *, with_bin: bool = False) -> models.QuerySet[Entry]:
    """The entries of the book that this member may see; those in the recycle bin only if asked for."""
    entries = Entry.objects.filter(book_id=member.book_id)
    if not allows(member, Action.SEE_VEILED):
        entries = _without_veiled(entries, [member.book])
    if not with_bin:
        entries = entries.filter(deleted_at__isnull=True)
    if sees_own_only(member):
        entries = entries.filter(recorded_by_id=member.pk)
    return entries


def question_of(entries: models.QuerySet[Entry]) -> str:
    """What a query of visible entries asks the database, in words: members who see the same ask the same."""
    try:
        return repr(entries.query.sql_with_params())
    except EmptyResultSet:
        return "nothing"


def hides_entries(member: Member) -> bool:
    """Does the book hold entries that this member may not see, or could it?"""
    return sees_own_only(member) or bool(not allows(member, Action.SEE_VEILED) and veiled_accounts([member.book]))


def counted_entries(member: Member) -> models.QuerySet[Entry]:
    """The entries that the member may see and that stand in totals: not those that wait for approval."""
    return visible_entries(member).exclude(approval=Approval.PENDING)


def book_entries(*books: Book, pending: bool = False) -> models.QuerySet[Entry]:
    """Everybody's entries of these books that stand in totals, as far as the books show them.

    `pending` takes in what waits for approval.
    """
    entries = Entry.objects.filter(book__in=books, deleted_at__isnull=True)
    if not pending:
        entries = entries.exclude(approval=Approval.PENDING)
    return _without_veiled(entries, [book for book in books if not book.shows_veiled])


def book_merchants(book: Book) -> models.QuerySet[Merchant]:
    """The merchants of a book, without those that only veiled entries name where the book does not show them."""
    rows = Merchant.objects.filter(book_id=book.pk)
    if book.shows_veiled or not veiled_accounts([book]):
        return rows
    entries = Entry.objects.filter(book_id=book.pk, merchant__isnull=False)
    shown = _without_veiled(entries, [book])
    return rows.filter(Q(pk__in=shown.values("merchant")) | ~Q(pk__in=entries.values("merchant")))


def known_merchants(member: Member) -> models.QuerySet[Merchant]:
    """The merchants that this member may know of: those of their own entries for who sees no others."""
    if not sees_own_only(member):
        return book_merchants(member.book)
    mine = visible_entries(member, with_bin=True).filter(merchant__isnull=False)
    return Merchant.objects.filter(book_id=member.book_id, pk__in=mine.values("merchant"))


def book_scheduled(*books: Book) -> models.QuerySet[Scheduled]:
    """What is scheduled in these books, without what a veiled account is to pay or to receive."""
    rows = Scheduled.objects.filter(book__in=books)
    hidden = veiled_accounts(book for book in books if not book.shows_veiled)
    if not hidden:
        return rows
    return rows.exclude(account_id__in=hidden).exclude(to_account_id__in=hidden)


def book_imports(member: Member) -> models.QuerySet[ImportBatch]:
    """The imports that the member may look at: in a book with veiled accounts only heads see those of others."""
    batches = ImportBatch.objects.filter(book_id=member.book_id)
    if allows(member, Action.SEE_VEILED) or not veiled_accounts([member.book]):
        return batches
    return batches.filter(created_by=member)


def _without_veiled(entries: models.QuerySet[Entry], books: Iterable[Book]) -> models.QuerySet[Entry]:
    """Without the veiled entries of these books: an entry is veiled where every account that it touches is."""
    hidden = veiled_accounts(books)
    if not hidden:
        return entries
    open_source = Q(from_account__isnull=False) & ~Q(from_account__in=hidden)
    open_target = Q(to_account__isnull=False) & ~Q(to_account__in=hidden)
    return entries.filter(open_source | open_target)


def veiled_accounts(books: Iterable[Book]) -> list[int]:
    """The ids of the accounts of these books that only managers see. One query at most; none for opened books."""
    known: list[int] = []
    unknown: list[int] = []
    for book in books:
        directory = getattr(book, "directory", None)
        if directory is None:
            unknown.append(book.pk)
        else:
            known += directory.veiled
    if unknown:
        known += Account.objects.filter(book_id__in=unknown, veiled=True).values_list("pk", flat=True)
    return known
