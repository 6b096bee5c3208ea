"""Suggestions: made when a consenting reader looks, frozen as shown, dismissed for longer each time."""

import datetime as dt
import hashlib
import json
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction

from accounts.queries import has_consent
from ledger.models import Member
from ledger.permissions import Action, allows, require
from offers.errors import CostNotRead, CreditClosed, SuggestionNotFound
from offers.matching import Match, match
from offers.models import CostReading, Impression, Mute, Product, Reading, Suggestion
from offers.queries.credit import PURPOSE

MUTE_DAYS = (30, 90, 180)
# New suggestions of a kind that one person may meet in thirty days, over all books.
_CAPS = {"small_loan": 1, "money_fund": 2}
_CAP_DAYS = 30
# The law leaves the seconds of forced reading to lenders; ten are enough to read the table and too few to forget it.
COST_READING_SECONDS = 10


def suggestion_for(member: Member, reading: Reading, *, today: dt.date, now: dt.datetime) -> Suggestion | None:
    """The one suggestion of a page for this reader, made or brought up to date; None where there is none to make.

    Only with the reader's consent and the right to follow suggestions. Whatever no longer fits is removed, so no page
    ever shows an older reading's product.
    """
    user = member.user
    if user is None or not allows(member, Action.FOLLOW_SUGGESTION) or not has_consent(user, PURPOSE):
        return None
    found = match(member, reading, today=today)
    if found is not None and (_muted(member, found.kind, today) or _capped(member, found.kind, now)):
        found = None
    Suggestion.objects.filter(user=user, book=member.book, dismissed_at__isnull=True).exclude(
        kind=found.kind if found else ""
    ).delete()
    if found is None:
        return None
    return _kept(member, reading, found, today=today, now=now)


def _kept(member: Member, reading: Reading, found: Match, *, today: dt.date, now: dt.datetime) -> Suggestion:
    values = {
        "reading": reading,
        "state": reading.state,
        "confidence": reading.confidence,
        "as_of": reading.as_of,
        "products": found.products,
        "reason": found.reason,
    }
    where = {"user": member.user, "book": member.book, "kind": found.kind, "dismissed_at": None}
    with transaction.atomic():
        row = Suggestion.objects.select_for_update().filter(**where).first()
        if row is None:
            try:
                with transaction.atomic():
                    row = Suggestion.objects.create(**where, **values, shown_at=now)
            except IntegrityError:
                # The same page opened twice at once: the other one made it.
                row = Suggestion.objects.get(**where)
        elif (row.products, row.reason) != (found.products, found.reason):
            for name, value in values.items():
                setattr(row, name, value)
            row.save(update_fields=list(values))
        Impression.objects.get_or_create(suggestion=row, day=today, defaults={"reason": found.reason})
    return row


def _muted(member: Member, kind: str, today: dt.date) -> bool:
    mute = Mute.objects.filter(user=member.user, book=member.book, kind=kind).first()
    return mute is not None and (mute.until is None or mute.until >= today)


def _capped(member: Member, kind: str, now: dt.datetime) -> bool:
    since = now - dt.timedelta(days=_CAP_DAYS)
    others = Suggestion.objects.filter(user=member.user, kind=kind, shown_at__gte=since)
    return others.exclude(book=member.book, dismissed_at__isnull=True).count() >= _CAPS.get(kind, 1)


@transaction.atomic
def dismiss_suggestion(
    member: Member, public_id: UUID | str, *, never: bool, today: dt.date, now: dt.datetime
) -> dt.date | None:
    """Puts a suggestion away: for 30, then 90, then 180 days, or for good. Returns until when, None for ever.

    Raises SuggestionNotFound for what is not this reader's, RoleTooLow.
    """
    require(member, Action.FOLLOW_SUGGESTION)
    row = Suggestion.objects.select_for_update().filter(user=member.user, book=member.book, public_id=public_id).first()
    if row is None:
        raise SuggestionNotFound
    mute, _made = Mute.objects.select_for_update().get_or_create(user=member.user, book=member.book, kind=row.kind)
    if row.dismissed_at is None:
        days = MUTE_DAYS[min(mute.times, len(MUTE_DAYS) - 1)]
        mute.times += 1
        mute.until = None if never else today + dt.timedelta(days=days)
        mute.save(update_fields=["times", "until"])
        row.dismissed_at = now
        row.save(update_fields=["dismissed_at"])
    return mute.until


def open_cost_table(member: Member, suggestion: Suggestion, product_id: str, *, now: dt.datetime) -> CostReading:
    """Notes that the reader opened the whole cost of a suggested loan; reading begins now.

    An unconfirmed one of the same table goes on with its own time. Raises CreditClosed where the loan is not, or no
    longer, suggested.
    """
    table = next((one for one in suggestion.products if one["id"] == product_id), None)
    product = Product.objects.filter(public_id=product_id, state="live").first() if table else None
    if suggestion.kind != "small_loan" or table is None or product is None or product.version != table["version"]:
        raise CreditClosed
    where = {"user": member.user, "book": member.book, "product": product, "digest": _digest(table)}
    row = CostReading.objects.filter(**where, confirmed_at__isnull=True).order_by("-opened_at").first()
    return row or CostReading.objects.create(**where, version=table["version"], table=table, opened_at=now)


@transaction.atomic
def confirm_cost_table(
    member: Member, suggestion: Suggestion | None, public_id: UUID | str, *, now: dt.datetime
) -> CostReading:
    """The reader says that the table was read. Raises CostNotRead before its time is over.

    `suggestion` is what is suggested now: CreditClosed where this table is not, or no longer, among it.
    """
    row = (
        CostReading.objects.select_for_update().filter(user=member.user, book=member.book, public_id=public_id).first()
    )
    if row is None or suggestion is None or row.digest not in map(_digest, suggestion.products):
        raise CreditClosed
    if row.confirmed_at is None:
        if (now - row.opened_at).total_seconds() < COST_READING_SECONDS:
            raise CostNotRead
        row.confirmed_at = now
        row.save(update_fields=["confirmed_at"])
    return row


def _digest(table: dict[str, Any]) -> str:
    return hashlib.sha256(json.dumps(table, sort_keys=True, ensure_ascii=False).encode()).hexdigest()
