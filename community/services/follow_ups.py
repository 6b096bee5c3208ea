"""用了一年，还值吗？ Whoever shared a thing is asked once when a year is over, and may say more after 300 days."""

import datetime as dt

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.notices import Told, notify_each
from community.errors import NotTheAuthor, PostInvalid, PostRefused
from community.models import SHORTEST_WHY, FollowUp, Post, PostItem, Verdict
from community.queries.rights import writer
from community.queries.things import follow_up_from
from community.rules.texts import plain
from community.services.checks import check

LONGEST = 500
# Between two verdicts of the same person on the same thing.
_APART = dt.timedelta(days=90)
_YEAR = dt.timedelta(days=365)
_AT_ONCE = 500


@transaction.atomic
def say_later(author: User, item: PostItem, *, verdict: str, text: str, at: dt.datetime) -> FollowUp:
    """Says whether a thing of one's own still is worth it.

    Raises NotTheAuthor, PostRefused, and PostInvalid before 300 days, or within 90 of what was said last.
    """
    writer(author)
    if item.post.author_id != author.pk:
        raise NotTheAuthor
    text = plain(text).strip()
    wrong: dict[str, list[str]] = {}
    if verdict not in Verdict.values:
        wrong["verdict"] = [_("Was it worth it? Choose one of the three.")]
    if not SHORTEST_WHY <= len(text) <= LONGEST:
        wrong["text"] = [_("Say why in at least 15 characters.")]
    if wrong:
        raise PostInvalid(fields=wrong)
    if at.date() < follow_up_from(item):
        raise PostInvalid(_("Use it for a while first: you can say this 300 days after you bought it."))
    if FollowUp.objects.filter(item=item, at__gt=at - _APART).exists():
        raise PostInvalid(_("You said something not long ago. Wait three months."))
    said = check(author, text, at=at)
    if said.action != "pass":
        raise PostRefused(" ".join(str(reason) for reason in said.reasons) or None)
    return FollowUp.objects.create(item=item, at=at, verdict=verdict, text=said.masked(text))


@transaction.atomic
def ask_who_has_had_it_for_a_year(*, now: dt.datetime) -> int:
    """Asks the authors of things bought a year ago or more, each once; returns how many were asked."""
    due = list(
        PostItem.objects.select_for_update(of=["self"], skip_locked=True)
        .filter(asked_at=None, bought_on__lte=now.date() - _YEAR, post__state=Post.State.PUBLISHED)
        .exclude(pk__in=FollowUp.objects.values("item"))
        # Whoever shares something old is not asked on the same day.
        .filter(post__published_at__lte=now - dt.timedelta(days=30))
        .select_related("post")
        .order_by("bought_on", "id")[:_AT_ONCE]
    )
    PostItem.objects.filter(pk__in=[item.pk for item in due]).update(asked_at=now)
    told = [
        Told(
            item.post.author_id,
            key=f"item/{item.public_id}",
            facts={"what": item.name},
            path=reverse("community:follow-up", args=[item.public_id]),
        )
        for item in due
    ]
    notify_each("follow_up", told, at=now)
    return len(due)
