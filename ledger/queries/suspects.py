"""What may explain that an account holds another amount than the book says: entries doubled, turned round, put into
another account, or never recorded."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db.models import Case, Count, F, Max, Min, Q, QuerySet, When
from django.db.models.functions import Coalesce

from ledger.models import Account, Entry, EntryKind, Member
from ledger.queries.entries import with_names
from ledger.rules.recurrence import next_day
from ledger.visibility import visible_entries

# So far back somebody remembers; further, where the balance was confirmed last longer ago, nobody would look.
LOOKED_BACK_DAYS = 92
# Two alike this close together are one recorded twice more often than two bought.
PAIR_DAYS = 3
# What came so often in so many days, each about a month after the other, is expected again.
RECURRING_DAYS, RECURRING_TIMES = 200, 3
MONTH_DAYS, MONTH_SLACK = 30, 4
SHOWN = 5


@dataclass(frozen=True, slots=True)
class Suspect:
    """`reason` is "doubled" (`other` is its twin), "same" (it is all of the difference), "turned" (it went the other
    way), "elsewhere" (it lies in another account) or "missing" (it came each month, and was `expected` on a day)."""

    reason: str
    entry: Entry
    other: Entry | None = None
    expected: dt.date | None = None


def balance_suspects(member: Member, account: Account, difference_minor: int, *, on: dt.date) -> list[Suspect]:
    """The likeliest first, at most one reason an entry. `difference_minor` is what the account really holds at the end
    of the day `on`, less what the book says, in the account's currency.
    """
    if not difference_minor:
        return []
    since = max(account.balance_confirmed_on or dt.date.min, on - dt.timedelta(days=LOOKED_BACK_DAYS))
    here = _moving(account, since, on)
    # Without it, the book would be right: what it did to the account is the difference turned round.
    undoing = with_names(member, here.filter(effect=-difference_minor).order_by("-date", "-id")[: SHOWN * 2])
    found = _doubled(undoing)
    if difference_minor % 2 == 0:
        turned = here.filter(effect=-difference_minor // 2).exclude(kind=EntryKind.TRANSFER).order_by("-date", "-id")
        found += [Suspect("turned", entry) for entry in with_names(member, turned[:2])]
    elsewhere = with_names(member, _elsewhere(member, account, difference_minor, since, on))
    found += [Suspect("elsewhere", entry) for entry in elsewhere]
    found += _missing(member, account, difference_minor, on)
    told: dict[int, Suspect] = {}
    for suspect in found:
        told.setdefault(suspect.entry.pk, suspect)
    return list(told.values())[:SHOWN]


def _moving(account: Account, since: dt.date, on: dt.date) -> QuerySet[Any]:
    """The account's entries from a day to a day, with what each did to it (`effect`)."""
    entries = Entry.objects.filter(
        book_id=account.book_id, deleted_at__isnull=True, date__gte=since, date__lte=on
    ).filter(Q(from_account_id=account.pk) | Q(to_account_id=account.pk))
    came = Coalesce(F("to_amount_minor"), F("amount_minor"))
    return entries.exclude(kind=EntryKind.ADJUSTMENT).annotate(
        effect=Case(When(to_account_id=account.pk, then=came), default=-F("amount_minor"))
    )


def _doubled(entries: list[Entry]) -> list[Suspect]:
    """Of entries alike in amount, newest first: those that stand close to another one, then the others."""
    pairs: list[Suspect] = []
    alone: list[Suspect] = []
    for entry in entries:
        twin = next(
            (
                other
                for other in entries
                if (other.date, other.pk) < (entry.date, entry.pk) and (entry.date - other.date).days <= PAIR_DAYS
            ),
            None,
        )
        (pairs if twin else alone).append(Suspect("doubled" if twin else "same", entry, twin))
    return pairs + alone


def _elsewhere(member: Member, account: Account, difference_minor: int, since: dt.date, on: dt.date) -> QuerySet[Entry]:
    """Spending or earnings of just this amount that another account of the currency bears."""
    spent = difference_minor < 0
    entries = visible_entries(member).filter(date__gte=since, date__lte=on, link_id__isnull=True)
    if spent:
        entries = entries.filter(kind=EntryKind.EXPENSE, from_account__currency=account.currency)
        entries = entries.exclude(from_account_id=account.pk)
    else:
        entries = entries.filter(kind=EntryKind.INCOME, to_account__currency=account.currency)
        entries = entries.exclude(to_account_id=account.pk)
    return entries.filter(amount_minor=abs(difference_minor)).order_by("-date", "-id")[:2]


def _missing(member: Member, account: Account, difference_minor: int, on: dt.date) -> list[Suspect]:
    """What came to or left the account about each month and did not this time; what is of the amount first."""
    came = (
        _moving(account, on - dt.timedelta(days=RECURRING_DAYS), on)
        .filter(Q(merchant__isnull=False) | Q(category__isnull=False))
        .order_by()
        .values("merchant_id", "category_id", "kind")
        .annotate(n=Count("id"), first=Min("date"), last=Max("date"))
        .filter(n__gte=RECURRING_TIMES, n__lte=RECURRING_DAYS // (MONTH_DAYS - MONTH_SLACK))
    )
    due = []
    for row in came:
        apart = (row["last"] - row["first"]).days / (row["n"] - 1)
        late = (on - row["last"]).days
        if abs(apart - MONTH_DAYS) <= MONTH_SLACK and MONTH_DAYS < late <= 2 * MONTH_DAYS:
            due.append(row)
    suspects: list[tuple[bool, Suspect]] = []
    for row in sorted(due, key=lambda row: row["last"], reverse=True)[:SHOWN]:
        alike = _moving(account, row["last"], row["last"]).filter(
            merchant_id=row["merchant_id"], category_id=row["category_id"], kind=row["kind"]
        )
        effect = alike.order_by("-id").values_list("effect", flat=True)[0]
        # Only what moves the account the way that it is off can be missing.
        if (effect < 0) == (difference_minor < 0):
            for entry in with_names(member, alike.order_by("-id")[:1]):
                expected = next_day(entry.date, every="month", anchor_day=entry.date.day)
                suspects.append((effect != difference_minor, Suspect("missing", entry, expected=expected)))
    return [suspect for _other, suspect in sorted(suspects, key=lambda pair: pair[0])]
