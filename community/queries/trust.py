"""What is known of somebody's doings in the community, and how far they are trusted for it."""

import datetime as dt

from allauth.account.models import EmailAddress
from django.db.models import Q

from accounts.models import User
from community.models import Decision, Post
from community.rules.trust import REMEMBERED_DAYS, Facts, Level, level_of

# Decisions that went against somebody; and those of them that still stand.
SPOKE = ~Q(outcome=Decision.Outcome.LEAVE, measure=Decision.Measure.NONE)
AGAINST = SPOKE & Q(overturned_at=None)


def suspended_until(user: User, *, at: dt.datetime) -> dt.datetime | None:
    """Until when somebody may post nothing; None for whoever may."""
    longest = Decision.objects.filter(person=user, until__gt=at, overturned_at=None).order_by("-until").first()
    return longest.until if longest else None


def trust_facts(user: User, *, at: dt.datetime) -> Facts:
    """What the level of a person follows from. At most four queries."""
    since = at - dt.timedelta(days=REMEMBERED_DAYS)
    against = list(Decision.objects.filter(AGAINST, person=user, at__gt=since).values_list("until", flat=True))
    verified = user.phone_verified or EmailAddress.objects.filter(user=user, verified=True).exists()
    return Facts(
        account_days=(at - user.date_joined).days,
        verified=verified,
        posts_kept=Post.objects.filter(author=user, state=Post.State.PUBLISHED)[:20].count(),
        against=len(against),
        suspended=any(until is not None and until > at for until in against),
    )


def trust_level(user: User, *, at: dt.datetime) -> Level:
    return level_of(trust_facts(user, at=at))
