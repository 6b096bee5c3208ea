"""What the quick line knows of a book: its names, and the account used last."""

from collections.abc import Iterable
from dataclasses import dataclass

from ledger import scenarios
from ledger.directory import directory_of, live
from ledger.models import Account, Category, Member, Merchant, Project
from ledger.permissions import at_till
from ledger.queries.categories import live_categories
from ledger.queries.people import book_people
from ledger.queries.till import till_accounts
from ledger.quickline import QuickAccount, QuickCategory, QuickContext, QuickLine, QuickName
from ledger.rules.money import exponent
from ledger.visibility import known_merchants

MERCHANTS_KNOWN = 500


def quick_context(member: Member, *, last_account: Account | None) -> QuickContext:
    """The names of the member's book. One query; of merchants only the newest, so a large book costs no more."""
    book = member.book
    directory = directory_of(book)
    scene = scenarios.scene(book.scene)
    aliases = {account.key: account.aliases for account in scene.accounts}
    default = None
    accounts = []
    rows = live(directory.accounts.values())
    for row in till_accounts(rows) if at_till(member) else rows:
        counterparty = row.name if row.kind in ("receivable", "payable") else ""
        accounts.append(QuickAccount(row.pk, row.name, row.kind, tuple(aliases.get(row.key, ())), counterparty))
        if row.key == scene.default_account:
            default = row.pk
    merchants = known_merchants(member).filter(archived_at__isnull=True).order_by("-id")
    return QuickContext(
        accounts=tuple(accounts),
        categories=tuple(QuickCategory(row.pk, row.key, row.name, row.kind) for row in live_categories(book)),
        members=_names(book_people(book)),
        merchants=_names(merchants.only("id", "name")[:MERCHANTS_KNOWN]),
        projects=_names(live(directory.projects.values())),
        category_for_concept=scene.category_for_concept,
        exponent=exponent(book.currency),
        account_id=last_account.pk if last_account else default,
    )


def _names(rows: Iterable[Member | Merchant | Project]) -> tuple[QuickName, ...]:
    return tuple(QuickName(row.pk, row.name) for row in rows)


@dataclass(frozen=True, slots=True)
class QuickRows:
    """The rows that a line names by their ids; None where it names none."""

    source: Account | None
    target: Account | None
    category: Category | None
    person: Member | None
    project: Project | None


def quick_rows(member: Member, line: QuickLine) -> QuickRows:
    """What a line names, as rows of the member's book."""
    directory = directory_of(member.book)
    return QuickRows(
        source=directory.accounts.get(line.from_account_id or 0),
        target=directory.accounts.get(line.to_account_id or 0),
        category=directory.categories.get(line.category_id or 0),
        person=directory.people.get(line.member_id or 0),
        project=directory.projects.get(line.project_id or 0),
    )
