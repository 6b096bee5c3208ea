"""What should be put by this year for tax and social insurance, with how it is worked out."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from ledger.directory import directory_of
from ledger.models import Member
from ledger.permissions import Action, allows
from ledger.queries.balances import account_balance
from ledger.queries.months import category_sums, month_series
from ledger.rules.money import round_half_up
from ledger.rules.periods import period_of

KEY = "set_aside"
ACTION = Action.SEE_BALANCES
# The category that taxes and insurance are paid under, and the account where the money for them waits.
PAID_UNDER, PUT_BY = "social_tax", "set_aside"
FACTS = ("tax_percent", "social_month")


def build(member: Member, *, today: dt.date, options: Mapping[str, Any]) -> dict[str, Any]:
    """Of the book's calendar year so far: its income by the told share, its months by the told insurance, less what
    was paid. Both are 0 where they are not told."""
    book = member.book
    percent, social = (int(book.facts.get(key) or 0) for key in FACTS)
    missing = [key for key in FACTS if book.facts.get(key) is None]
    last = period_of(today, book.month_start_day)
    first = last // 100 * 100 + 1
    months = month_series(book, first, last)
    income = sum(month.income_minor for month in months)
    sums = category_sums(book, first, last)
    paid = sum(row.amount_minor for row in sums if row.category is not None and row.category.key == PAID_UNDER)
    tax = round_half_up(income * percent, 100)
    keep = max(0, tax + len(months) * social - paid)
    account = next((row for row in directory_of(book).accounts.values() if row.key == PUT_BY), None)
    there = account_balance(account) if account is not None and account.archived_at is None else None
    return {
        "keep_minor": keep,
        "income_minor": income,
        "percent": percent,
        "tax_minor": tax,
        "months": len(months),
        "social_minor": social,
        "insurance_minor": len(months) * social,
        "paid_minor": paid,
        "there_minor": there,
        "short_minor": max(0, keep - there) if there is not None else None,
        "account": account,
        "is_told": len(missing) < len(FACTS),
        "ask": missing if allows(member, Action.SETTINGS) else [],
        "year": last // 100,
    }
