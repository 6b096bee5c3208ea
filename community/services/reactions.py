"""Likes and thanks: each counts once for a person and a thing, however often and by however many at once.

The row is what counts: the database lets it in once, and the counter moves in the same transaction, by as much as rows
came or went. Two who like at the same moment wait for each other at the counter alone.
"""

import datetime as dt

from django.db import connection, transaction
from django.db.models import F

from accounts.models import User
from community.errors import CommentNotFound, KeptAway, OwnThing
from community.models import Comment, Post, Reaction
from community.queries.people import keeps_away
from community.queries.rights import require_verified
from community.services.telling import tell_of_reaction, untell_reaction

Kind = Reaction.Kind
_COUNTERS = {Kind.LIKE: "likes", Kind.THANKS: "thanks"}
_INSERT = """
    INSERT INTO community_reaction (user_id, kind, post_id, comment_id, at) VALUES (%s, %s, %s, %s, %s)
    ON CONFLICT DO NOTHING"""


@transaction.atomic
def react(user: User, thing: Post | Comment, kind: str, *, at: dt.datetime) -> bool:
    """Likes or thanks; False where the person did so already. The author is told, many of a kind as one.

    Raises NotVerified, OwnThing, KeptAway, and CommentNotFound for a comment that is gone.
    """
    require_verified(user)
    if thing.author_id == user.pk:
        raise OwnThing
    if isinstance(thing, Comment) and thing.state != Comment.State.PUBLISHED:
        raise CommentNotFound
    if keeps_away(user, thing.author):
        raise KeptAway
    post, comment = _columns(thing)
    with connection.cursor() as cursor:
        cursor.execute(_INSERT, [user.pk, kind, post, comment, at])
        if not cursor.rowcount:
            return False
    _count(thing, kind, 1)
    tell_of_reaction(Reaction(user=user, kind=kind, at=at), thing)
    return True


@transaction.atomic
def unreact(user: User, thing: Post | Comment, kind: str) -> bool:
    """Takes a like or thanks back; False where there was none."""
    post, comment = _columns(thing)
    rows = Reaction.objects.filter(user=user, kind=kind, post=post, comment=comment)
    told_at = rows.values_list("at", flat=True).first()
    gone, _kinds = rows.delete()
    if not gone or told_at is None:
        return False
    _count(thing, kind, -1)
    untell_reaction(kind, thing, told_at=told_at)
    return True


def forget_reactions(user: User) -> None:
    """Takes back all likes and thanks of a person who leaves."""
    for row in Reaction.objects.filter(user=user).select_related("post__author", "comment__author").order_by("id"):
        thing = row.post or row.comment
        assert thing is not None, row.pk
        unreact(user, thing, row.kind)


def _columns(thing: Post | Comment) -> tuple[int | None, int | None]:
    return (thing.pk, None) if isinstance(thing, Post) else (None, thing.pk)


def _count(thing: Post | Comment, kind: str, step: int) -> None:
    """Moves the counter, and holds the thing's row to the end of the transaction."""
    counter = _COUNTERS[Kind(kind)]
    type(thing)._default_manager.filter(pk=thing.pk).update(**{counter: F(counter) + step})
    setattr(thing, counter, getattr(thing, counter) + step)
