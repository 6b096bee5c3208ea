"""What the people of a book are told: the kinds, and their sentences.

Facts that the sentences name: `who` and `book` are names as they were; `amount_minor` with `currency` where money is
spoken of, so that a reader who hides amounts is told without; `day` an ISO date.
"""

from collections.abc import Callable, Collection
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from accounts.models import Channel, User
from accounts.notices import Facts, Kind, Sentence, register
from ledger.access import memberships
from ledger.permissions import Action, allows
from ledger.templatetags.ledger_format import amount_text

_PAGE = frozenset({Channel.PAGE})
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


def register_kinds() -> None:
    """Called once, when the app is ready."""
    seen = books_where(Action.SEE)
    for kind in (
        Kind(
            "mention",
            lazy("Mentions"),
            lazy("%(who)s mentioned you in “%(book)s”."),
            help=lazy("Somebody writes your name in a comment."),
            icon="at",
            channels=_NEAR,
            shelf=True,
            asks=True,
            still=seen,
        ),
        Kind(
            "comment",
            lazy("Comments"),
            lazy("%(who)s commented on an entry in “%(book)s”."),
            help=lazy("On what you recorded, or commented on yourself."),
            icon="message",
            still=seen,
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
        Kind("approval_answered", lazy("Approvals answered"), _answered, icon="user-check", channels=_NEAR, still=seen),
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
            still=seen,
        ),
        Kind(
            "member_joined",
            lazy("Somebody joined"),
            lazy("%(who)s joined “%(book)s”."),
            icon="user-plus",
            still=seen,
        ),
        Kind("member_left", lazy("Somebody left"), lazy("%(who)s left “%(book)s”."), icon="user-minus", still=seen),
        Kind(
            "settlement",
            lazy("Settling up"),
            with_amount(
                lazy("%(who)s noted a payment to settle “%(book)s” with you."),
                lazy("%(who)s noted a payment of %(amount)s to settle “%(book)s” with you."),
            ),
            icon="arrows-exchange",
            channels=_NEAR,
            still=seen,
        ),
    ):
        register(kind)
