"""Keeping people away: blocked, both meet no more; muted, one sees nothing of the other."""

import datetime as dt

from django.db import transaction
from django.db.models import Q

from accounts.models import User
from community.errors import NotOneself
from community.models import Block, Follow, Mute
from community.services.telling import tell_of_those_left


@transaction.atomic
def block(user: User, other: User, *, at: dt.datetime) -> None:
    """From now on neither reads, answers or is told of the other; nor do they follow each other. Raises NotOneself.

    Nobody is told of it.
    """
    if user.pk == other.pk:
        raise NotOneself
    Block.objects.get_or_create(user=user, other=other, defaults={"at": at})
    Follow.objects.filter(Q(follower=user, person=other) | Q(follower=other, person=user)).delete()
    tell_of_those_left(user, other)
    tell_of_those_left(other, user)


def unblock(user: User, other: User) -> None:
    Block.objects.filter(user=user, other=other).delete()


@transaction.atomic
def mute(user: User, other: User, *, at: dt.datetime) -> None:
    """The person sees nothing of the other any more, who notices nothing of it. Raises NotOneself."""
    if user.pk == other.pk:
        raise NotOneself
    Mute.objects.get_or_create(user=user, other=other, defaults={"at": at})
    tell_of_those_left(user, other)


def unmute(user: User, other: User) -> None:
    Mute.objects.filter(user=user, other=other).delete()


def forget_distance(user: User) -> None:
    """Removes whom a person kept away, and who kept that person away."""
    for model in (Block, Mute):
        model._default_manager.filter(Q(user=user) | Q(other=user)).delete()
