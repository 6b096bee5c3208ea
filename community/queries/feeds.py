"""Lists of posts, a page at a time by keyset: home, discover, a topic, an author, questions, picks, a scene.

Every list begins with `public_posts`, so that nobody meets in one what they may not read. How home is read, and why it
is not written into boxes, is told in docs/decisions/home-feed.md.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from django.db import connection
from django.db.models import Exists, OuterRef, Q, QuerySet

from accounts.models import User
from community.models import HomeChoice, Post, PostTopic, Profile, Topic
from community.queries.people import hidden_authors
from community.queries.posts import public_posts, with_cards
from community.rules.cursors import Moment, Standing
from ledger.access import memberships
from ledger.models import Member
from ledger.scenarios import Scene, UnknownScene, scene

PAGE_SIZE = 20
# Of a page of home, so many fit the reader's books, unless there is nothing else left.
FITTING = 4
# One of them stands after each so many others.
_EVERY = 4


@dataclass(frozen=True, slots=True)
class Why:
    """Why a post stands in home. `sort` is person, topic, scene (these are followed) or books (it fits mine)."""

    sort: str
    topic: str = ""
    scene: Scene | None = None


@dataclass(frozen=True, slots=True)
class Feed:
    """A page of posts. `after` asks for the next one and is empty at the end; `why` has a reason by the post's key."""

    posts: list[Post]
    after: str = ""
    why: dict[int, Why] | None = None


def discovered(viewer: User | None) -> QuerySet[Post]:
    """Everything: a list by `hottest`."""
    return _published(viewer)


def hottest(posts: QuerySet[Post], *, after: str = "", size: int = PAGE_SIZE) -> Feed:
    """A page of what was found good lately among these posts (`rules.hot`), hottest first.

    A post that becomes hotter while somebody reads on may be met twice, or not at all.
    """
    found = posts.order_by("-hot", "-id")
    start = Standing.parse(after)
    if start is not None:
        found = found.filter(hot__lte=start.score).filter(Q(hot__lt=start.score) | Q(id__lt=start.pk))
    rows = list(with_cards(found)[: size + 1])
    last = rows[size - 1] if len(rows) > size else None
    return Feed(rows[:size], str(Standing(last.hot, last.pk)) if last else "")


def latest(posts: QuerySet[Post], *, after: str = "", size: int = PAGE_SIZE, by: str = "published_at") -> Feed:
    """A page of these posts by an instant of theirs, latest first."""
    found = posts.order_by(f"-{by}", "-id")
    start = Moment.parse(after)
    if start is not None:
        # This form lets the index start at the cursor; the usual OR of two ranges does not.
        found = found.filter(**{f"{by}__lte": start.at}).filter(Q(**{f"{by}__lt": start.at}) | Q(id__lt=start.pk))
    rows = list(with_cards(found)[: size + 1])
    last = rows[size - 1] if len(rows) > size else None
    return Feed(rows[:size], str(Moment(getattr(last, by), last.pk)) if last else "")


def posts_by(viewer: User | None, author: Profile) -> QuerySet[Post]:
    return _published(viewer).filter(author=author.user_id)


def posts_about(viewer: User | None, about: Scene) -> QuerySet[Post]:
    return _published(viewer).filter(scene=about.slug)


def shared_scenes(viewer: User | None, about: Scene | None = None) -> QuerySet[Post]:
    """The market: how people set their books up; of one scene only where it is named."""
    found = _published(viewer).filter(kind=Post.Kind.SCENE)
    return found.filter(scene=about.slug) if about else found


def questions(viewer: User | None, *, answered: bool | None = None) -> QuerySet[Post]:
    """What people ask; `answered` keeps those with an accepted answer, or those without."""
    found = _published(viewer).filter(kind=Post.Kind.QUESTION)
    return found if answered is None else found.filter(accepted_comment_id__isnull=not answered)


def picks(viewer: User | None) -> QuerySet[Post]:
    """What the editors picked: a list by `picked_at`."""
    return _published(viewer).filter(picked_at__isnull=False)


def topic_feed(viewer: User | None, topic: Topic, *, after: str = "", size: int = PAGE_SIZE) -> Feed:
    """The posts under a topic, latest first. They are found by the topic's own index, then fetched."""
    rows = PostTopic.objects.filter(topic=topic, post__in=_published(viewer)).order_by("-published_at", "-post_id")
    start = Moment.parse(after)
    if start is not None:
        rows = rows.filter(published_at__lte=start.at).filter(Q(published_at__lt=start.at) | Q(post_id__lt=start.pk))
    found = [Moment(*row) for row in rows.values_list("published_at", "post_id")[: size + 1]]
    posts = _in_order(viewer, [row.pk for row in found[:size]])
    return Feed(posts, str(found[size - 1]) if len(found) > size else "")


class _Followed(NamedTuple):
    """A row of `_FOLLOWED`: the post, and by what it came (each may be empty)."""

    pk: int
    at: object
    person_id: int | None
    topic_id: int | None
    scene: str | None


# Of each followed person, topic and scene the posts that come next, found by its own index from the cursor on; then
# the latest of all of them. So it costs what is followed times a few rows, wherever the reader is, however many posts
# there are. A post that came by several of them is one.
_NEXT = "(p.published_at, p.id) < (%(at)s, %(pk)s)"
_FOLLOWED = f"""
    WITH found AS (
        SELECT p.id, p.published_at, f.person_id, NULL::bigint AS topic_id, NULL::text AS scene
        FROM community_follow f CROSS JOIN LATERAL (
            SELECT p.id, p.published_at FROM community_post p
            WHERE p.author_id = f.person_id AND p.state = 'published' AND {_NEXT}
            ORDER BY p.published_at DESC, p.id DESC LIMIT %(size)s) p
        WHERE f.follower_id = %(reader)s AND f.person_id IS NOT NULL AND f.person_id <> ALL (%(hidden)s::bigint[])
        UNION ALL
        SELECT p.id, p.published_at, NULL, f.topic_id, NULL
        FROM community_follow f CROSS JOIN LATERAL (
            SELECT p.id, t.published_at FROM community_posttopic t JOIN community_post p ON p.id = t.post_id
            WHERE t.topic_id = f.topic_id AND p.state = 'published' AND (t.published_at, t.post_id) < (%(at)s, %(pk)s)
              AND p.author_id <> ALL (%(own_and_hidden)s::bigint[])
            ORDER BY t.published_at DESC, t.post_id DESC LIMIT %(size)s) p
        WHERE f.follower_id = %(reader)s AND f.topic_id IS NOT NULL
        UNION ALL
        SELECT p.id, p.published_at, NULL, NULL, f.scene
        FROM community_follow f CROSS JOIN LATERAL (
            SELECT p.id, p.published_at FROM community_post p
            WHERE p.scene = f.scene AND p.scene <> '' AND p.state = 'published' AND {_NEXT}
              AND p.author_id <> ALL (%(own_and_hidden)s::bigint[])
            ORDER BY p.published_at DESC, p.id DESC LIMIT %(size)s) p
        WHERE f.follower_id = %(reader)s AND f.scene <> ''
    )
    SELECT id, published_at, min(person_id), min(topic_id), min(scene)
    FROM found GROUP BY id, published_at ORDER BY published_at DESC, id DESC LIMIT %(size)s"""

# What fits the scenes of the reader's books, without what comes by following already. Whom the reader follows is read
# once: as a part of the inner query PostgreSQL would join it with all posts of a scene.
_FITTING = f"""
    SELECT p.id, p.published_at, p.scene
    FROM unnest(%(scenes)s::text[]) AS own (scene) CROSS JOIN LATERAL (
        SELECT p.id, p.published_at, p.scene FROM community_post p
        WHERE p.scene = own.scene AND p.scene <> '' AND p.state = 'published' AND {_NEXT}
          AND p.author_id <> ALL (%(own_and_hidden)s::bigint[])
          AND p.author_id <> ALL (ARRAY(SELECT f.person_id FROM community_follow f
                                        WHERE f.follower_id = %(reader)s AND f.person_id IS NOT NULL))
        ORDER BY p.published_at DESC, p.id DESC LIMIT %(size)s) p
    WHERE own.scene <> ALL (ARRAY(SELECT f.scene FROM community_follow f
                                  WHERE f.follower_id = %(reader)s AND f.scene <> ''))
    ORDER BY p.published_at DESC, p.id DESC LIMIT %(size)s"""

_START = Moment.parse("99999999999999999_9223372036854775807")
_END = "-"


@dataclass(frozen=True, slots=True)
class HomeCursor:
    """Where both parts of home go on; None where a part has ended."""

    followed: Moment | None
    fitting: Moment | None

    def __str__(self) -> str:
        return "~".join(str(part) if part else _END for part in (self.followed, self.fitting))

    @classmethod
    def parse(cls, text: str) -> HomeCursor | None:
        """What `str` wrote, or None where the text is none of ours."""
        first, tilde, second = text.partition("~")
        parts = [None if part == _END else Moment.parse(part) for part in (first, second)]
        ours = tilde and all(part or text == _END for part, text in zip(parts, (first, second), strict=True))
        return cls(*parts) if ours else None


def home(reader: User, *, after: str = "", size: int = PAGE_SIZE) -> Feed:
    """What a person follows, latest first, with some posts that fit the books they keep between them.

    When all that is followed was shown, what fits goes on alone. Five statements, whatever is followed.
    """
    start = HomeCursor.parse(after) or HomeCursor(_START, _START)
    hidden = list(hidden_authors(reader))
    given = {"reader": reader.pk, "hidden": hidden, "own_and_hidden": [*hidden, reader.pk]}
    followed: list[_Followed] = []
    if start.followed:
        rows = _rows(_FOLLOWED, {**given, "at": start.followed.at, "pk": start.followed.pk, "size": size + 1})
        followed = [_Followed(*row) for row in rows]
    scenes = _fitting_scenes(reader) if start.fitting else []
    fitting: list[tuple] = []
    if scenes and start.fitting:
        given |= {"at": start.fitting.at, "pk": start.fitting.pk, "scenes": scenes, "size": size + 1}
        fitting = _rows(_FITTING, given)
    # What fits takes the places that nothing else needs.
    n_fitting = min(len(fitting), max(min(FITTING, size), size - len(followed)))
    n_followed = min(len(followed), size - n_fitting)
    next_cursor = HomeCursor(
        _left_off(followed, n_followed, start.followed),
        _left_off(fitting, n_fitting, start.fitting),
    )
    why = {pk: Why("books", scene=_scene(key)) for pk, _at, key in fitting[:n_fitting]}
    why |= _reasons(followed[:n_followed])
    order = _mixed([row.pk for row in followed[:n_followed]], [row[0] for row in fitting[:n_fitting]])
    more = next_cursor.followed or next_cursor.fitting
    return Feed(_in_order(reader, list(dict.fromkeys(order))), str(next_cursor) if more else "", why)


def book_scenes(user: User) -> list[str]:
    """The scenes of the books that somebody keeps: the names of the scenes, and nothing else of the books."""
    return sorted(set(_kept_books(user).values_list("book__scene", flat=True)))


def _fitting_scenes(user: User) -> list[str]:
    """The same; none where the person wants nothing that fits their books (`fits_books`). One query."""
    refused = HomeChoice.objects.filter(user=OuterRef("user"), fits_books=False)
    return sorted(set(_kept_books(user).filter(~Exists(refused)).values_list("book__scene", flat=True)))


def _kept_books(user: User) -> QuerySet[Member]:
    return memberships(user).filter(book__archived_at__isnull=True, book__sample_at__isnull=True)


def _left_off(rows: list, taken: int, start: Moment | None) -> Moment | None:
    """Where this part goes on: behind the last row taken, and nowhere when there are no more."""
    if len(rows) <= taken:
        return None
    return Moment(rows[taken - 1][1], rows[taken - 1][0]) if taken else start


def _mixed(followed: list[int], fitting: list[int]) -> list[int]:
    mixed: list[int] = []
    rest = iter(fitting)
    for n, pk in enumerate(followed, start=1):
        mixed.append(pk)
        if n % _EVERY == 0:
            mixed += [each for each in [next(rest, None)] if each is not None]
    return [*mixed, *rest]


def _reasons(rows: list[_Followed]) -> dict[int, Why]:
    """Why each post came: its author first, then a topic, then its scene. One query."""
    names = dict(Topic.objects.filter(pk__in={row.topic_id for row in rows if row.topic_id}).values_list("pk", "name"))
    return {
        row.pk: Why("person")
        if row.person_id
        else Why("topic", topic=names.get(row.topic_id or 0, ""))
        if row.topic_id
        else Why("scene", scene=_scene(row.scene or ""))
        for row in rows
    }


def _scene(key: str) -> Scene | None:
    """The scene of this key; None for one that this version no longer has."""
    try:
        return scene(key)
    except UnknownScene:
        return None


def _published(viewer: User | None) -> QuerySet[Post]:
    """As `public_posts`, naming the condition of the indexes."""
    return public_posts(viewer).filter(state=Post.State.PUBLISHED)


def _in_order(viewer: User | None, pks: list[int]) -> list[Post]:
    """The posts of these keys that the viewer may read, in this order."""
    found = {post.pk: post for post in with_cards(_published(viewer).filter(pk__in=pks))}
    return [found[pk] for pk in pks if pk in found]


def _rows(query: str, given: dict) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(query, given)
        return cursor.fetchall()
