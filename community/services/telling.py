"""Who is told of what others said and did: each once, and nobody of people whom they keep away."""

import datetime as dt
from collections.abc import Iterable

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.text import Truncator

from accounts.models import Notice, User
from accounts.notices import GROWS_FOR, notices_done, notify, notify_less, notify_more
from community.models import Article, Comment, Follow, Post, Profile, Reaction
from community.queries.people import hidden_authors, listening, mentioned
from community.rules.markup import text_of

# How much of a title or a comment a notice says.
EXCERPT = 24


def subject_of(comment: Comment) -> Post | Article:
    subject = comment.post or comment.article
    assert subject is not None, comment.pk
    return subject


def excerpt(thing: Post | Article | Comment) -> str:
    """What a thing is called in a notice: its title, or the beginning of what it says."""
    if isinstance(thing, Comment):
        return Truncator(" ".join(thing.body.split())).chars(EXCERPT)
    words = thing.title or text_of(thing.body_html if isinstance(thing, Post) else thing.body)
    return Truncator(words).chars(EXCERPT)


def comment_path(comment: Comment) -> str:
    return reverse("community:comment", args=[comment.public_id]) + f"#comment-{comment.public_id}"


def tell(
    kind: str, users: Iterable[User], *, by: User, key: str, thing: Post | Article | Comment, path: str, at: dt.datetime
) -> list[User]:
    """Tells people what somebody did with a thing, and returns whom: not who did it, nobody who keeps them away."""
    told = listening(users, by)
    if not told:
        return []
    who = Profile.objects.get(user=by)
    notify(kind, told, key=key, facts={"who": who.name, "what": excerpt(thing)}, path=path, about=who.public_id, at=at)
    return told


def tell_of_comment(comment: Comment, *, at: dt.datetime) -> None:
    """Tells whom a comment mentions, whom it answers, and whose post it is about: each once, by the nearest reason.

    Called when it can be read first, and after an edit: who was told already is not told again.
    """
    subject = subject_of(comment)
    path, key = comment_path(comment), f"comment/{comment.public_id}"
    told = {comment.author_id}
    reasons: list[tuple[str, list[User]]] = [("post_mention", mentioned(comment.body))]
    if comment.parent is not None:
        reasons.append(("post_reply", [comment.parent.author]))
    if isinstance(subject, Post):
        reasons.append(("post_comment", [subject.author]))
    for kind, users in reasons:
        new = [user for user in users if user.pk not in told]
        told |= {user.pk for user in tell(kind, new, by=comment.author, key=key, thing=subject, path=path, at=at)}


def tell_mentioned(post: Post, *, at: dt.datetime) -> None:
    """Tells whom a published post mentions; after an edit those who are new in it."""
    path = reverse("community:post", args=[post.public_id])
    tell(
        "post_mention", mentioned(post.body), by=post.author, key=f"post/{post.public_id}", thing=post, path=path, at=at
    )


def withdraw_comment(comment: Comment) -> None:
    """What was deleted or taken down asks nobody to look any more."""
    for kind in ("post_mention", "post_reply", "post_comment"):
        notices_done(kind, f"comment/{comment.public_id}")


_KINDS = {Reaction.Kind.LIKE: "post_like", Reaction.Kind.THANKS: "post_thanks"}


def tell_of_reaction(reaction: Reaction, thing: Post | Comment) -> None:
    """Adds one to what the author is told of a thing. The thing's row has to be locked."""
    by = reaction.user
    if not listening([thing.author], by):
        return
    who = Profile.objects.filter(user=by).first()
    notify_more(
        _KINDS[Reaction.Kind(reaction.kind)],
        thing.author,
        key=_key(thing),
        facts={"who": who.name if who else "", "what": excerpt(thing)},
        path=comment_path(thing) if isinstance(thing, Comment) else reverse("community:post", args=[thing.public_id]),
        about=who.public_id if who else None,
        at=reaction.at,
    )


def untell_reaction(kind: str, thing: Post | Comment, *, told_at: dt.datetime) -> None:
    """Takes one off again, as long as the author has not read it. The thing's row has to be locked."""
    rows = Reaction.objects.filter(kind=kind, **_column(thing)).select_related("user__profile")
    latest = rows.exclude(user__in=hidden_authors(thing.author)).order_by("-at", "-id").first()
    who = getattr(latest.user, "profile", None) if latest else None
    notify_less(
        _KINDS[Reaction.Kind(kind)],
        thing.author,
        key=_key(thing),
        told_at=told_at,
        facts={"who": who.name if who else "", "what": excerpt(thing)} if latest else None,
        about=who.public_id if who else None,
    )


def tell_of_follow(follower: User, followed: Profile, *, at: dt.datetime) -> None:
    """Adds one to what a person is told of who follows them."""
    if not listening([followed.user], follower):
        return
    # Those who follow one person at the same moment are counted one after the other.
    Profile.objects.select_for_update(no_key=True).get(pk=followed.pk)
    who = Profile.objects.filter(user=follower).first()
    notify_more(
        "follower",
        followed.user,
        key="follow",
        facts={"who": who.name if who else ""},
        path=reverse("community:person", args=[(who or followed).public_id]),
        about=who.public_id if who else None,
        at=at,
    )


def untell_follow(followed: Profile, *, told_at: dt.datetime) -> None:
    """Takes one off again, as long as the person has not read it."""
    Profile.objects.select_for_update(no_key=True).get(pk=followed.pk)
    rows = Follow.objects.filter(person=followed.user_id).exclude(follower__in=hidden_authors(followed.user))
    latest = rows.select_related("follower__profile").order_by("-at").first()
    who = getattr(latest.follower, "profile", None) if latest else None
    notify_less(
        "follower",
        followed.user,
        key="follow",
        told_at=told_at,
        facts={"who": who.name if who else ""} if latest else None,
        about=who.public_id if who else None,
    )


def tell_of_those_left(user: User, other: User) -> None:
    """Of several who did the same, names the latest of the others to somebody who keeps one of them away from now on.

    Where nobody is left the notice stays as it is: it is not shown, as nothing of who is kept away.
    """
    named = Profile.objects.filter(user=other).values("public_id")
    kinds = [*_KINDS.values(), "follower"]
    for notice in Notice.objects.select_for_update().filter(user=user, about__in=named, kind__in=kinds):
        last = min(notice.created_at + GROWS_FOR, notice.read_at or dt.datetime.max.replace(tzinfo=dt.UTC))
        rows = _counted(notice).filter(at__range=(notice.created_at, last)).order_by("-at", "-id")
        latest = rows.first()
        if latest is None:
            continue
        who = getattr(_doer(latest), "profile", None)
        notice.facts |= {"who": who.name if who else "", "n": rows.count()}
        notice.about = who.public_id if who else None
        if who is not None and notice.kind == "follower":
            notice.path = reverse("community:person", args=[who.public_id])
        notice.save(update_fields=["facts", "about", "path"])


def _counted(notice: Notice) -> QuerySet[Reaction] | QuerySet[Follow]:
    """Everything of the sort that a notice counts, but of people who are kept away."""
    away = hidden_authors(notice.user)
    if notice.kind == "follower":
        return Follow.objects.filter(person=notice.user).exclude(follower__in=away)
    kind = next(key for key, name in _KINDS.items() if name == notice.kind)
    sort, public_id, _moment = notice.key.split("/")
    return Reaction.objects.filter(kind=kind, **{f"{sort}__public_id": public_id}).exclude(user__in=away)


def _doer(row: Reaction | Follow) -> User:
    return row.user if isinstance(row, Reaction) else row.follower


def _key(thing: Post | Comment) -> str:
    return f"{'post' if isinstance(thing, Post) else 'comment'}/{thing.public_id}"


def _column(thing: Post | Comment) -> dict[str, Post | Comment]:
    return {"post": thing} if isinstance(thing, Post) else {"comment": thing}
