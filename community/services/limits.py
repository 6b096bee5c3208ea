"""Who may write now: not whoever is suspended, and nobody more than their trust allows in 24 hours.

The limits count rows, so each holds its person's own row to the end of the transaction in which one more is written.
"""

import datetime as dt

from django.utils import timezone
from django.utils.formats import date_format

from accounts.models import User
from community.errors import Suspended, TooMuchToday
from community.models import Comment, Post, Report
from community.queries.trust import suspended_until, trust_level
from community.rules.trust import LIMITS

_DAY = dt.timedelta(hours=24)


def require_may_post(user: User, *, at: dt.datetime) -> None:
    """Raises Suspended, or TooMuchToday for one post more; those that wait or were taken down count too."""
    require_not_suspended(user, at=at)
    _take_turns(user)
    recent = Post.objects.filter(author=user, published_at__gt=at - _DAY, published_at__lte=at)
    _require_fewer(recent.count(), LIMITS[trust_level(user, at=at)].posts)


def require_may_comment(user: User, *, at: dt.datetime) -> None:
    """Raises Suspended, or TooMuchToday for one comment more; deleted ones count too."""
    require_not_suspended(user, at=at)
    _take_turns(user)
    recent = Comment.objects.filter(author=user, created_at__gt=at - _DAY, created_at__lte=at)
    _require_fewer(recent.count(), LIMITS[trust_level(user, at=at)].comments)


def require_may_report(user: User, *, at: dt.datetime) -> None:
    """Raises TooMuchToday for one report more. Who is suspended may still report."""
    _take_turns(user)
    recent = Report.objects.filter(reporter=user, at__gt=at - _DAY, at__lte=at)
    _require_fewer(recent.count(), LIMITS[trust_level(user, at=at)].reports)


def require_not_suspended(user: User, *, at: dt.datetime) -> None:
    """Raises Suspended, which says until when."""
    until = suspended_until(user, at=at)
    if until is not None:
        raise Suspended(until=date_format(timezone.localtime(until), "SHORT_DATETIME_FORMAT"))


def _take_turns(user: User) -> None:
    """Whoever writes from many windows at once does it one after the other, so that the counts hold."""
    User.objects.select_for_update(no_key=True).only("pk").get(pk=user.pk)


def _require_fewer(n: int, limit: int) -> None:
    if n >= limit:
        raise TooMuchToday(n=limit)
