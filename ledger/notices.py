"""What the people of a book are told: the kinds, and their sentences.

Facts that the sentences name: `who` and `book` are names as they were; `amount_minor` with `currency` where money is
spoken of, so that a reader who hides amounts is told without; `day` an ISO date.
"""

import datetime as dt
from collections.abc import Callable, Collection, Iterator
from typing import Any
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from accounts.models import Channel, User
from accounts.notices import Facts, Kind, Sentence, register
from accounts.notices.calendars import CalendarDay, register_calendar
from ledger.access import memberships
from ledger.permissions import Action, allows
from ledger.services.telling import coming_key, coming_of, coming_path
from ledger.templatetags.ledger_format import amount_text, week_day

_NEAR = frozenset({Channel.PAGE, Channel.PUSH, Channel.ROBOT})
_PERSONAL = frozenset({Channel.PAGE, Channel.PUSH, Channel.EMAIL})


def books_where(action: Action) -> Callable[[User, Collection[UUID]], Collection[UUID]]:
    """Of which books somebody may be told who must be allowed this action there."""

    def still(user: User, books: Collection[UUID]) -> set[UUID]:
        found = memberships(user).filter(book__public_id__in=books)
        return {member.book.public_id for member in found if allows(member, action)}

    return still


def amount_of(facts: Facts) -> str:
    """The amount that the facts name, as a text."""
    return amount_text(int(facts["amount_minor"]), str(facts["currency"]))


def with_amount(plain: Any, amounted: Any) -> Sentence:
    """A sentence that names the amount where there is one and it may be named, and another where not."""

    def sentence(facts: Facts, amounts: bool) -> str:
        if amounts and facts.get("amount_minor") is not None:
            return str(amounted) % {**facts, "amount": amount_of(facts)}
        return str(plain) % facts

    return sentence


def _answered(facts: Facts, amounts: bool) -> str:
    if facts.get("approved"):
        return _("%(who)s approved what you spent in “%(book)s”.") % facts
    return _("%(who)s refused what you spent in “%(book)s”. Look at what to do with it.") % facts


def _due(facts: Facts, amounts: bool) -> str:
    # Not "tomorrow": it may be read on another day.
    named = {**facts, "day": week_day(dt.date.fromisoformat(facts["day"]), timezone.localdate())}
    if facts.get("is_day"):
        return _("%(name)s is on %(day)s (“%(book)s”).") % named
    if amounts and facts.get("amount_minor") is not None:
        return _("%(name)s: %(amount)s due on %(day)s (“%(book)s”).") % {**named, "amount": amount_of(facts)}
    return _("%(name)s is due on %(day)s (“%(book)s”).") % named


def _budget(facts: Facts, amounts: bool) -> str:
    amounted = {**facts, "amount": amount_of(facts)} if amounts else None
    if facts["percent"] >= 100:
        if amounted and facts["amount_minor"]:
            return _("The budget “%(name)s” in “%(book)s” is over by %(amount)s.") % amounted
        return _("The budget “%(name)s” in “%(book)s” is used up.") % facts
    if amounted:
        return _("%(percent)s%% of the budget “%(name)s” in “%(book)s” is spent; %(amount)s is left.") % amounted
    return _("%(percent)s%% of the budget “%(name)s” in “%(book)s” is spent.") % facts


def _days_of(user: User, now: dt.datetime) -> Iterator[CalendarDay]:
    """What comes in the person's books, for the calendar."""
    for member, each in coming_of(user, now):
        title = f"{member.book.name} · {each.name}"
        if each.amount_minor is not None and not user.hide_amounts:
            title += f" {amount_text(each.amount_minor, each.currency)}"
        yield CalendarDay(coming_key(each).replace("/", "-"), each.day, title, coming_path(each))


_SEEN, _SUMS = books_where(Action.SEE), books_where(Action.SEE_SUMS)
KINDS = (
    Kind(
        "mention",
        lazy("Mentions"),
        lazy("%(who)s mentioned you in “%(book)s”."),
        help=lazy("Somebody writes your name in a comment."),
        icon="at",
        channels=_NEAR,
        shelf=True,
        asks=True,
        still=_SEEN,
    ),
    Kind(
        "comment",
        lazy("Comments"),
        lazy("%(who)s commented on an entry in “%(book)s”."),
        help=lazy("On what you recorded, or commented on yourself."),
        icon="message",
        still=_SEEN,
    ),
    Kind(
        "approval_asked",
        lazy("Approval asked for"),
        with_amount(
            lazy("%(who)s asks you to approve an expense in “%(book)s”."),
            lazy("%(who)s asks you to approve %(amount)s in “%(book)s”."),
        ),
        icon="user-question",
        channels=_NEAR,
        asks=True,
        still=books_where(Action.APPROVE),
    ),
    Kind("approval_answered", lazy("Approvals answered"), _answered, icon="user-check", channels=_NEAR, still=_SEEN),
    Kind(
        "invitation",
        lazy("Invitations"),
        lazy("%(who)s invites you to keep “%(book)s” together."),
        icon="mail",
        channels=_PERSONAL,
        asks=True,
        shelf=True,
    ),
    Kind(
        "handover",
        lazy("Handing over a book"),
        lazy("%(who)s wants to hand “%(book)s” over to you."),
        icon="key",
        channels=_PERSONAL,
        asks=True,
        shelf=True,
        still=_SEEN,
    ),
    Kind(
        "member_joined",
        lazy("Somebody joined"),
        lazy("%(who)s joined “%(book)s”."),
        icon="user-plus",
        still=_SEEN,
    ),
    Kind("member_left", lazy("Somebody left"), lazy("%(who)s left “%(book)s”."), icon="user-minus", still=_SEEN),
    Kind(
        "settlement",
        lazy("Settling up"),
        with_amount(
            lazy("%(who)s noted a payment to settle “%(book)s” with you."),
            lazy("%(who)s noted a payment of %(amount)s to settle “%(book)s” with you."),
        ),
        icon="arrows-exchange",
        channels=_NEAR,
        still=_SEEN,
    ),
    Kind(
        "due",
        lazy("Payments and days to come"),
        _due,
        help=lazy("The day before and on the day, from 8 in the morning."),
        icon="calendar-due",
        channels=_NEAR | {Channel.CALENDAR},
        offered=frozenset(Channel),
        still=_SUMS,
    ),
    Kind(
        "budget",
        lazy("Budgets"),
        _budget,
        help=lazy("When 80% of one is spent, and when all of it is."),
        icon="chart-pie",
        channels=_NEAR,
        still=_SUMS,
    ),
    Kind(
        "reminder",
        lazy("Daily reminder"),
        lazy("Nothing recorded today. A minute is enough."),
        help=lazy("At the time that you choose below, on days without an entry."),
        icon="pencil",
        channels=_NEAR,
        # Whoever chose a time within their quiet hours wants it then.
        urgent=True,
        expires=dt.timedelta(hours=3),
    ),
)


def register_kinds() -> None:
    """Called once, when the app is ready."""
    register_calendar("due", _days_of)
    for kind in KINDS:
        register(kind)
