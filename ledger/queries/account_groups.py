"""Accounts as a page groups them: what is at hand, what is owed, what is put away for later."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from ledger.queries.balances import AccountBalance
from ledger.rules.flow import AccountClass

GROUPS: tuple[tuple[str | Promise, tuple[AccountClass, ...]], ...] = (
    (_("Money at hand"), (AccountClass.LIQUID,)),
    (_("Cards and pay later"), (AccountClass.CREDIT,)),
    (_("People who owe"), (AccountClass.RECEIVABLE,)),
    (_("Owed to others"), (AccountClass.PAYABLE, AccountClass.LOAN)),
    (_("Put away and invested"), (AccountClass.INVESTMENT,)),
    (_("Paid ahead"), (AccountClass.PREPAID,)),
    (_("People's own money"), (AccountClass.MEMBER,)),
    (_("Put in by the owners"), (AccountClass.CAPITAL,)),
)


@dataclass(frozen=True, slots=True)
class AccountGroup:
    """`total_minor` only where all accounts keep one currency, which is then `currency`."""

    name: str | Promise
    rows: list[AccountBalance]
    currency: str
    total_minor: int | None


def account_groups(balances: Iterable[AccountBalance]) -> list[AccountGroup]:
    """The accounts in use by class; archived ones and hidden ones without entries are left out."""
    shown = [row for row in balances if row.account.archived_at is None and (row.n or not row.account.hidden)]
    groups = []
    for name, classes in GROUPS:
        rows = [row for row in shown if row.account.account_class in classes]
        if not rows:
            continue
        currencies = {row.account.currency for row in rows}
        total = sum(row.balance_minor for row in rows) if len(currencies) == 1 else None
        groups.append(AccountGroup(name, rows, rows[0].account.currency, total))
    return groups
