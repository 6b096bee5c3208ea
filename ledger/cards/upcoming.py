"""What comes within the next weeks: what was scheduled, bills of cards, the mortgage or rent, payday.

Asks for the days that it does not know.
"""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from ledger.models import Book, Member, Scheduled
from ledger.permissions import Action, allows
from ledger.queries.coming import Coming, coming
from ledger.rules.flow import AccountClass
from ledger.rules.pace import next_monthly

KEY = "upcoming"
DAYS = 30
ROWS_SHOWN = 8


def build(member: Member, *, today: dt.date, options: Mapping[str, Any]) -> dict[str, Any]:
    book = member.book
    days = int(options.get("days", DAYS))
    found = coming(book, today=today, within_days=days)
    # A loan with a due day of its own is the mortgage: it need not be asked for, and it does not come twice.
    loan_known = any(_pays_loan(each) for each in found)
    facts = book.facts
    known = {(each.day, each.comes_in) for each in found if each.scheduled}
    told = [
        each
        for each in _facts(book, today, loan_known=loan_known)
        if (each.day - today).days <= days and (each.day, each.comes_in) not in known
    ]
    found = sorted([*found, *told], key=lambda each: (each.day, each.name))
    pay_known = any(each.scheduled and each.comes_in and each.scheduled.every for each in found)
    wanted = {"payday": not pay_known, "home": not loan_known}
    missing = [key for key, unknown in wanted.items() if unknown and not facts.get(key)]
    by_hand = ("rented",) if loan_known else ("mortgage", "rented")
    if facts.get("home") in by_hand and not facts.get("housing_day"):
        missing.append("housing_day")
    return {
        "days": days,
        "today": today,
        "coming": found[:ROWS_SHOWN],
        "more": max(0, len(found) - ROWS_SHOWN),
        "ask": missing if allows(member, Action.SETTINGS) else [],
    }


def _pays_loan(each: Coming) -> bool:
    account = each.bill.account if each.bill else each.scheduled.to_account if each.scheduled else None
    return account is not None and account.account_class is AccountClass.LOAN


def _facts(book: Book, today: dt.date, *, loan_known: bool) -> list[Coming]:
    """Payday and the day of the rent or mortgage, where the facts of the book say them."""
    facts = book.facts
    told = []
    if facts.get("payday"):
        told.append(_day(book, next_monthly(facts["payday"], today), _("Payday"), "cash", Scheduled.Kind.INCOME))
    if facts.get("housing_day") and not (loan_known and facts.get("home") != "rented"):
        name = _("Rent") if facts.get("home") == "rented" else _("Mortgage")
        told.append(_day(book, next_monthly(facts["housing_day"], today), name, "home", Scheduled.Kind.EXPENSE))
    return told


def _day(book: Book, day: dt.date, name: str, icon: str, kind: str) -> Coming:
    return Coming(book=book, day=day, name=name, icon=icon, kind=kind, currency=book.currency)
