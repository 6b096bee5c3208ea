"""What the pad offers: categories by use, accounts, people, and the values that were used last."""

import datetime as dt
from dataclasses import dataclass
from functools import cached_property
from uuid import UUID

from django.db.models import Sum

from accounts.models import User
from ledger.access import memberships
from ledger.models import Account, AccountMonth, Book, Category, CategoryMonth, Entry, Member, Merchant, Project
from ledger.permissions import Action, allows
from ledger.queries.months import current_period
from ledger.rules.flow import AccountClass
from ledger.rules.periods import shift_period

PERIODS_OF_USE = 3
GRID_SIZE = 9
NAMES_OFFERED = 40


@dataclass(frozen=True, slots=True)
class CategoryGroup:
    """A category of the first level with those below it, without what stands in the grid already."""

    top: Category
    members: list[Category]


@dataclass(frozen=True, slots=True)
class CategoryGrid:
    """`often`: the most used, then the first ones of the scene; `rest`: all others, by their first level."""

    often: list[Category]
    rest: list[CategoryGroup]

    def __iter__(self):
        yield from self.often
        for group in self.rest:
            yield from group.members


def category_grid(member: Member, kind: str, *, size: int = GRID_SIZE, first: Category | None = None) -> CategoryGrid:
    """The live categories of a kind, those of most entries in this and the two periods before first. Two queries.

    `first` is put into the grid whatever its use: it is the one that is chosen.
    """
    book = member.book
    rows = list(
        Category.objects.filter(book=book, kind=kind, archived_at__isnull=True)
        .select_related("parent")
        .order_by("position", "id")
    )
    since = shift_period(current_period(book), 1 - PERIODS_OF_USE)
    used = dict(
        CategoryMonth.objects.filter(book_id=book.pk, period__gte=since, kind=kind, n__gt=0)
        .values_list("category_id")
        .annotate(Sum("n"))
    )
    order = {row.pk: position for position, row in enumerate(rows)}
    by_use = sorted(
        (row for row in rows if row.pk in used or row.parent_id is None),
        key=lambda row: (-used.get(row.pk, 0), order[row.pk]),
    )
    often = by_use[:size]
    if first is not None and first not in often and first.pk in order:
        often = [*often[: size - 1], first]
    shown = {row.pk for row in often}
    groups = [
        CategoryGroup(top, [row for row in rows if row.pk not in shown and top.pk in (row.pk, row.parent_id)])
        for top in rows
        if top.parent_id is None
    ]
    return CategoryGrid(often, [group for group in groups if group.members])


def live_categories(book: Book, kind: str, *, keep: Category | None = None) -> list[Category]:
    """The categories of a kind that may be chosen; `keep` is among them even when it is archived. One query."""
    rows = list(Category.objects.filter(book=book, kind=kind, archived_at__isnull=True).order_by("position", "id"))
    return rows if keep is None or keep in rows else [*rows, keep]


@dataclass(frozen=True, slots=True)
class LinkedPlaces:
    """Another book of the same user, and the accounts there that can pay for something in this one."""

    member: Member
    accounts: list[Account]


@dataclass(frozen=True)
class PadChoices:
    """What may be chosen; the names and other books are read when they are asked for, since saving needs none."""

    member: Member
    accounts: list[Account]
    people: list[Member]

    @cached_property
    def homes(self) -> list[LinkedPlaces]:
        return _homes(self.member)

    @cached_property
    def merchants(self) -> list[str]:
        return _names(Merchant, self.member.book_id)

    @cached_property
    def projects(self) -> list[str]:
        return _names(Project, self.member.book_id)

    @property
    def counterparties(self) -> list[str]:
        return [account.name for account in self.accounts if account.kind in ("receivable", "payable")]


def pad_choices(member: Member, *, keep: tuple[int | None, ...] = ()) -> PadChoices:
    """Accounts (hidden ones once they are used, or named in `keep`), people and names. Three queries to begin with."""
    book = member.book
    used = set(AccountMonth.objects.filter(book_id=book.pk, n__gt=0).values_list("account_id", flat=True))
    accounts = [
        account
        for account in Account.objects.filter(book=book).exclude(kind="member").order_by("position", "id")
        if account.pk in keep or (account.archived_at is None and (account.pk in used or not account.hidden))
    ]
    people = list(Member.objects.filter(book=book, archived_at__isnull=True).order_by("position", "id"))
    return PadChoices(member, accounts, people)


def _names(model, book_id: int) -> list[str]:
    live = model.objects.filter(book_id=book_id, archived_at__isnull=True)
    return list(live.order_by("-id").values_list("name", flat=True)[:NAMES_OFFERED])


def _homes(member: Member) -> list[LinkedPlaces]:
    if member.user is None:
        return []
    others = [
        other
        for other in memberships(member.user).exclude(pk=member.pk)
        if allows(other, Action.RECORD) and other.book.archived_at is None
    ]
    if not others:
        return []
    by_book: dict[int, list[Account]] = {}
    payers = Account.objects.filter(
        book_id__in=[other.book_id for other in others],
        currency=member.book.currency,
        archived_at__isnull=True,
        hidden=False,
    ).order_by("position", "id")
    for account in payers:
        if account.account_class in (AccountClass.LIQUID, AccountClass.CREDIT):
            by_book.setdefault(account.book_id, []).append(account)
    return [LinkedPlaces(other, by_book[other.book_id]) for other in others if other.book_id in by_book]


def last_recorded(member: Member, kind: str, *, since: dt.date) -> Entry | None:
    """What this member recorded last of a kind, of the days from `since`: the values that the pad begins with."""
    return (
        Entry.objects.filter(
            book_id=member.book_id, recorded_by=member, kind=kind, deleted_at__isnull=True, date__gte=since
        )
        .select_related("from_account__member", "to_account__member", "member", "project")
        .order_by("-date", "-id")
        .first()
    )


def book_in_hand(user: User, *, wanted: UUID | None = None) -> Member | None:
    """The membership that recording goes into: the book opened last of those in which the user may record."""
    rows = [m for m in memberships(user) if m.book.archived_at is None and allows(m, Action.RECORD)]
    if wanted is not None:
        rows = [m for m in rows if m.book.public_id == wanted] or rows
    return max(rows, key=lambda m: (m.last_opened_at or m.book.created_at, m.pk), default=None)
