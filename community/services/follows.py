"""Following people, topics and scenes, and what a person chooses for home."""

import datetime as dt
import json
from zipfile import ZipFile

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from community.errors import FollowLimitReached, NotOneself
from community.models import Follow, HomeChoice, Profile
from community.queries.follows import Target, columns_of, followed_by, follows
from community.services.telling import tell_of_follow, untell_follow

# Home asks each of them for what is new (docs/decisions/home-feed.md).
MOST_FOLLOWED = 1000


@transaction.atomic
def follow(user: User, target: Target, *, at: dt.datetime) -> None:
    """Follows a person, a topic or a scene; a second time changes nothing. Raises NotOneself, FollowLimitReached."""
    if isinstance(target, Profile) and target.user_id == user.pk:
        raise NotOneself(_("That is you. What you write stands on your own page."))
    if follows(user, target):
        return
    # Whoever follows from two windows at once does it one after the other, so that the count holds.
    User.objects.select_for_update(no_key=True).get(pk=user.pk)
    if Follow.objects.filter(follower=user).count() >= MOST_FOLLOWED:
        raise FollowLimitReached(limit=MOST_FOLLOWED)
    Follow.objects.bulk_create([Follow(follower=user, at=at, **columns_of(target))], ignore_conflicts=True)
    if isinstance(target, Profile):
        tell_of_follow(user, target, at=at)


@transaction.atomic
def unfollow(user: User, target: Target) -> None:
    """Follows it no more; where it was not followed, nothing changes."""
    rows = Follow.objects.filter(follower=user, **columns_of(target))
    since = rows.values_list("at", flat=True).first()
    gone, _kinds = rows.delete()
    if gone and since is not None and isinstance(target, Profile):
        untell_follow(target, told_at=since)


def choose_home(user: User, *, fits_books: bool) -> None:
    """Whether home may show what fits the scenes of the person's books."""
    HomeChoice.objects.update_or_create(user=user, defaults={"fits_books": fits_books})


def take_follows_along(user: User, archive: ZipFile, now: dt.datetime) -> None:
    """Adds whom and what the person follows."""
    followed = followed_by(user)
    if followed:
        kept = {
            "people": [profile.name for profile in followed.people],
            "topics": [topic.name for topic in followed.topics],
            "scenes": [scene.slug for scene in followed.scenes],
        }
        archive.writestr("community-follows.json", json.dumps(kept, ensure_ascii=False, indent=2))


def forget_follows(user: User, choices: object) -> None:
    """Takes away whom the person follows, who follows them, and what they chose."""
    Follow.objects.filter(follower=user).delete()
    Follow.objects.filter(person=user).delete()
    HomeChoice.objects.filter(user=user).delete()
