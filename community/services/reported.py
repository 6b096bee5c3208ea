"""What can be reported, and what of each sort a case keeps. A new sort is a new entry of `SORTS`."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.errors import NotFound
from accounts.models import User
from community.models import Article, Comment, Decision, Photo, Post, Profile, Thing
from community.queries.articles import live_articles
from community.queries.comments import shown_comment
from community.queries.follows import shown_person
from community.queries.posts import public_posts
from community.rules.markup import text_of
from community.rules.structures import category_names
from community.services.telling import comment_path


@dataclass(frozen=True, slots=True)
class Seen:
    """What a case keeps of a thing: its author's id, what it is called, its text, its page, how its pictures look."""

    author_id: int | None
    title: str
    said: str
    path: str
    pictures: tuple[int, ...] = ()


_OUTCOMES: Mapping[str, Any] = dict(Decision.Outcome.choices)


@dataclass(frozen=True, slots=True)
class Sort:
    """`find` takes who reads and a public id, and gives the row; it gives None or raises where they don't read it.

    `seen` is what a case keeps of a row. `outcomes` are the decisions that there are on such a thing, in words for the
    staff.
    """

    key: str
    name: Any
    model: type[Any]
    find: Callable[[User, UUID], Any]
    seen: Callable[[Any], Seen]
    outcomes: Mapping[str, Any] = field(default_factory=lambda: _OUTCOMES)


def _post_seen(post: Post) -> Seen:
    items = list(post.items.prefetch_related("follow_ups"))
    things = [" ".join(filter(None, (item.name, item.place, item.why, item.link))) for item in items]
    later = [said.text for item in items for said in item.follow_ups.all()]
    names = " ".join(sorted(category_names(post.data)))
    pictures = Photo.objects.filter(post=post, waiting=False).values_list("dhash", flat=True)
    return Seen(
        post.author_id,
        post.title,
        "\n".join(filter(None, [post.title, post.body, post.city, *things, *later, names])),
        reverse("community:post", args=[post.public_id]),
        tuple(pictures),
    )


def _comment_seen(comment: Comment) -> Seen:
    return Seen(comment.author_id, " ".join(comment.body.split()), comment.body, comment_path(comment))


def _article_seen(article: Article) -> Seen:
    said = f"{article.title}\n{article.summary}\n{text_of(article.body)}"
    return Seen(article.made_by_id, article.title, said, reverse("community:article-detail", args=[article.slug]))


def _thing_seen(thing: Thing) -> Seen:
    return Seen(None, thing.name, thing.name, reverse("community:thing", args=[thing.public_id]))


def _person_seen(profile: Profile) -> Seen:
    said = f"{profile.name}\n{profile.bio}".strip()
    return Seen(profile.user_id, profile.name, said, reverse("community:person", args=[profile.public_id]))


def _thing_found(reader: User, public_id: UUID) -> Thing | None:
    return Thing.objects.filter(public_id=public_id, items__post__in=public_posts(reader)).first()


def _comment_found(reader: User, public_id: UUID) -> Comment | None:
    comment = shown_comment(reader, public_id, now=timezone.now())
    return comment if comment.state == Comment.State.PUBLISHED else None


_ALL = (
    Sort(
        "post",
        _("post"),
        Post,
        lambda reader, public_id: public_posts(reader).filter(public_id=public_id).first(),
        _post_seen,
    ),
    Sort(
        "comment",
        _("comment"),
        Comment,
        _comment_found,
        _comment_seen,
    ),
    Sort(
        "article",
        _("article"),
        Article,
        lambda _reader, public_id: live_articles(timezone.now()).filter(public_id=public_id).first(),
        _article_seen,
    ),
    Sort(
        "thing",
        _("thing"),
        Thing,
        _thing_found,
        _thing_seen,
        {Decision.Outcome.LEAVE: _("Let it stand"), Decision.Outcome.HIDE: _("Give it another name")},
    ),
    Sort(
        "person",
        _("name and words of a person"),
        Profile,
        shown_person,
        _person_seen,
        {Decision.Outcome.LEAVE: _("Let it stand"), Decision.Outcome.HIDE: _("Put a neutral name, without words")},
    ),
)
SORTS = {sort.key: sort for sort in _ALL}
_KEYS = {sort.model: sort.key for sort in _ALL}


def find_thing(reader: User, key: str, public_id: UUID) -> Any:
    """What somebody reads and may want to report. Raises an error of status 404 for all else."""
    row = SORTS[key].find(reader, public_id) if key in SORTS else None
    if row is None:
        raise NotFound
    return row


def key_of(row: Any) -> str:
    """The sort of a row, a key of `SORTS`."""
    return _KEYS[type(row)]


def is_read(row: Any) -> bool:
    """Whether readers come to its page: those of things and people are always there; None is what is gone."""
    return row is not None and getattr(row, "state", "published") == "published"


def seen_of(row: Any) -> Seen:
    return SORTS[key_of(row)].seen(row)
