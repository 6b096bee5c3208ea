"""What a person's books are worth together."""

from dataclasses import dataclass

from accounts.models import User
from ledger.access import memberships
from ledger.models import Account, Book, Member
from ledger.permissions import Action, allows
from ledger.queries.balances import AccountBalance, NetWorth, net_worth
from ledger.queries.sums import balances


@dataclass(frozen=True, slots=True)
class BookWorth:
    """A book with what it is worth in its own currency; None where the member may not see sums."""

    member: Member
    worth: NetWorth | None
    is_counted: bool

    @property
    def book(self) -> Book:
        return self.member.book


@dataclass(frozen=True, slots=True)
class Assets:
    """Sums in minor units of `currency` over the books that count.

    What I paid from one of my books for another lies in the first one's account alone: pockets count nowhere, so a
    linked payment is counted once.
    """

    books: list[BookWorth]
    currency: str
    owned_minor: int
    owed_minor: int
    liquid_minor: int

    @property
    def net_minor(self) -> int:
        return self.owned_minor - self.owed_minor


def assets(user: User, *, currency: str = "CNY") -> Assets:
    """What the user's open books are worth. Three queries, and one more for each foreign account that holds money."""
    members = [each for each in memberships(user).order_by("id") if each.book.archived_at is None]
    seen = [member for member in members if allows(member, Action.SEE_BALANCES)]
    by_book = _balances([member.book for member in seen])
    books = []
    for member in members:
        worth = net_worth(member.book, by_book[member.book_id]) if member.book_id in by_book else None
        counted = worth is not None and member.counts_in_totals and member.book.currency == currency
        books.append(BookWorth(member, worth, counted))
    books.sort(key=lambda row: (not row.is_counted, -(row.worth.net_minor if row.worth else 0)))
    worths = [row.worth for row in books if row.is_counted and row.worth is not None]
    return Assets(
        books=books,
        currency=currency,
        owned_minor=sum(worth.owned_minor for worth in worths),
        owed_minor=sum(worth.owed_minor for worth in worths),
        liquid_minor=sum(worth.liquid_minor for worth in worths),
    )


def _balances(books: list[Book]) -> dict[int, list[AccountBalance]]:
    found: dict[int, list[AccountBalance]] = {book.pk: [] for book in books}
    accounts = Account.objects.filter(book__in=books).in_bulk()
    for pk, (balance_minor, n) in balances(books).items():
        account = accounts[pk]
        found[account.book_id].append(AccountBalance(account, balance_minor, n))
    return found
