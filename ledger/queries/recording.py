"""What the pad offers: categories by use, accounts, people, and the values that were used last."""

import datetime as dt
from dataclasses import dataclass
from functools import cached_property
from uuid import UUID

from django.db.models import Sum

from accounts.models import User
from ledger.access import memberships
from ledger.directory import directory_of, live
from ledger.models import Account, Book, Category, Entry, Member
from ledger.permissions import Action, allows, at_till
from ledger.queries.categories import live_categories
from ledger.queries.months import current_period
from ledger.queries.people import book_people
from ledger.queries.sums import account_months, category_months
from ledger.queries.till import till_accounts
from ledger.rules.flow import AccountClass
from ledger.rules.periods import shift_period
from ledger.visibility import known_merchants, visible_entries

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
    """The live categories of a kind, those of most entries in this and the two periods before first. One query.

    `first` is put into the grid whatever its use: it is the one that is chosen.
    """
    book = member.book
    rows = live_categories(book, kind)
    since = shift_period(current_period(book), 1 - PERIODS_OF_USE)
    used = dict(
        category_months(book, pending=True)
        .filter(period__gte=since, kind=kind)
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
    groups = {row.pk: CategoryGroup(row, []) for row in rows if row.parent_id is None}
    for row in rows:
        top = groups.get(row.parent_id or row.pk)
        if top is not None and row.pk not in shown:
            top.members.append(row)
    return CategoryGrid(often, [group for group in groups.values() if group.members])


@dataclass(frozen=True, slots=True)
class LinkedPlaces:
    """Another book of the same user, and the accounts there that can pay for something in this one."""

    member: Member
    accounts: list[Account]


@dataclass(frozen=True)
class PadChoices:
    """What may be chosen. Names, other books and what is in use are read when they are asked for: saving needs none.

    `usable` are the accounts that an entry may go to; `keep` are those that it has already.
    """

    member: Member
    usable: list[Account]
    people: list[Member]
    keep: frozenset[int]

    @cached_property
    def accounts(self) -> list[Account]:
        """The accounts that are offered: hidden ones only once they are used. One query."""
        moved = account_months(self.member.book)
        used = self.keep | set(moved.values_list("account_id", flat=True).distinct())
        return [account for account in self.usable if account.pk in used or not account.hidden]

    @cached_property
    def homes(self) -> list[LinkedPlaces]:
        return _homes(self.member)

    @cached_property
    def merchants(self) -> list[str]:
        rows = known_merchants(self.member).filter(archived_at__isnull=True)
        return list(rows.order_by("-id").values_list("name", flat=True)[:NAMES_OFFERED])

    @cached_property
    def projects(self) -> list[str]:
        rows = live(directory_of(self.member.book).projects.values())
        return [row.name for row in sorted(rows, key=lambda row: -row.pk)[:NAMES_OFFERED]]

    @property
    def counterparties(self) -> list[str]:
        return [account.name for account in self.accounts if account.kind in ("receivable", "payable")]


def pad_choices(member: Member, *, keep: tuple[int | None, ...] = ()) -> PadChoices:
    """What an entry of the member's book may name; the accounts in `keep` even when they are archived.

    At the till it is the accounts of the till.
    """
    accounts = [
        account
        for account in directory_of(member.book).accounts.values()
        if account.kind != "member" and (account.pk in keep or account.archived_at is None)
    ]
    if at_till(member):
        shown = {account.pk for account in till_accounts(accounts)} | set(keep)
        accounts = [account for account in accounts if account.pk in shown]
    return PadChoices(member, accounts, book_people(member.book), frozenset(filter(None, keep)))


def _homes(member: Member) -> list[LinkedPlaces]:
    return [
        LinkedPlaces(home.member, payers)
        for home in other_books(member)
        if (payers := [a for a in home.accounts if a.account_class in (AccountClass.LIQUID, AccountClass.CREDIT)])
    ]


def other_memberships(member: Member) -> list[Member]:
    """The same user's memberships of other open books in which they may record. One query."""
    if member.user is None or at_till(member):
        return []
    others = memberships(member.user).exclude(book_id=member.book_id).filter(book__archived_at__isnull=True)
    return [other for other in others if allows(other, Action.RECORD)]


def other_books(member: Member) -> list[LinkedPlaces]:
    """The same user's other books that may be recorded in, with their accounts that keep this book's currency."""
    others = other_memberships(member)
    if not others:
        return []
    by_book: dict[int, list[Account]] = {}
    accounts = Account.objects.filter(
        book_id__in=[other.book_id for other in others],
        currency=member.book.currency,
        archived_at__isnull=True,
        hidden=False,
    )
    accounts = accounts.exclude(
        veiled=True, book_id__in=[other.book_id for other in others if not other.book.shows_veiled]
    ).order_by("position", "id")
    for account in accounts:
        by_book.setdefault(account.book_id, []).append(account)
    return [LinkedPlaces(other, by_book[other.book_id]) for other in others if other.book_id in by_book]


def last_recorded(member: Member, kind: str, *, since: dt.date) -> Entry | None:
    """What this member recorded last of a kind, of the days from `since`: the values that the pad begins with."""
    last = (
        visible_entries(member).filter(recorded_by=member, kind=kind, date__gte=since).order_by("-date", "-id").first()
    )
    if last is not None:
        directory_of(member.book).name_entries([last])
    return last


def paid_from_home(member: Member, entry: Entry) -> tuple[Book, Account] | None:
    """The other book of the same user and the account there that paid for a linked entry; None where it is not one."""
    if entry.link_id is None or member.user is None:
        return None
    other = (
        Entry.objects.filter(link_id=entry.link_id, book__in=memberships(member.user).values("book"))
        .exclude(book_id=entry.book_id)
        .select_related("book", "from_account")
        .first()
    )
    return (other.book, other.from_account) if other is not None and other.from_account is not None else None


def book_in_hand(user: User, *, wanted: UUID | None = None) -> Member | None:
    """The membership that recording goes into: the book opened last of those in which the user may record."""
    rows = [m for m in memberships(user) if m.book.archived_at is None and allows(m, Action.RECORD)]
    if wanted is not None:
        rows = [m for m in rows if m.book.public_id == wanted] or rows
    return max(rows, key=lambda m: (m.last_opened_at or m.book.created_at, m.pk), default=None)
