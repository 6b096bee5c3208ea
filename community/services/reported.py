"""What can be reported, and what of each sort a case keeps. A new sort is a new entry of `SORTS`."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.errors import NotFound
from accounts.models import User
from community.models import Article, Comment, Photo, Post
from community.queries.articles import live_articles
from community.queries.comments import readable_comments
from community.queries.posts import public_posts
from community.rules.markup import text_of
from community.services.telling import comment_path


@dataclass(frozen=True, slots=True)
class Seen:
    """What a case keeps of a thing: its author's id, what it is called, its text, its page, how its pictures look."""

    author_id: int | None
    title: str
    said: str
    path: str
    pictures: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Sort:
    """`find` takes who reads and a public id, and gives the row or None; `seen` is what a case keeps of a row."""

    key: str
    name: Any
    model: type[Any]
    find: Callable[[User, UUID], Any]
    seen: Callable[[Any], Seen]


def _post_seen(post: Post) -> Seen:
    items = [" ".join(filter(None, (item.name, item.place, item.why, item.link))) for item in post.items.all()]
    pictures = Photo.objects.filter(post=post).values_list("dhash", flat=True)
    return Seen(
        post.author_id,
        post.title,
        "\n".join(filter(None, [post.title, post.body, *items])),
        reverse("community:post", args=[post.public_id]),
        tuple(pictures),
    )


def _comment_seen(comment: Comment) -> Seen:
    return Seen(comment.author_id, " ".join(comment.body.split()), comment.body, comment_path(comment))


def _article_seen(article: Article) -> Seen:
    said = f"{article.title}\n{article.summary}\n{text_of(article.body)}"
    return Seen(article.made_by_id, article.title, said, reverse("community:article-detail", args=[article.slug]))


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
        lambda reader, public_id: (
            readable_comments(reader).filter(public_id=public_id, state=Comment.State.PUBLISHED).first()
        ),
        _comment_seen,
    ),
    Sort(
        "article",
        _("article"),
        Article,
        lambda _reader, public_id: live_articles(timezone.now()).filter(public_id=public_id).first(),
        _article_seen,
    ),
)
SORTS = {sort.key: sort for sort in _ALL}
_KEYS = {sort.model: sort.key for sort in _ALL}


def find_thing(reader: User, key: str, public_id: UUID) -> Any:
    """What somebody reads and may want to report. Raises NotFound for what they don't read, and for other sorts."""
    row = SORTS[key].find(reader, public_id) if key in SORTS else None
    if row is None:
        raise NotFound
    return row


def key_of(row: Any) -> str:
    """The sort of a row: post, comment or article."""
    return _KEYS[type(row)]


def seen_of(row: Any) -> Seen:
    return SORTS[key_of(row)].seen(row)
