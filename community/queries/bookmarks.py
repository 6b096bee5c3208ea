"""What somebody keeps, and what they did with a post."""

from dataclasses import dataclass
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from accounts.models import User
from community.errors import CollectionNotFound
from community.models import Bookmark, Collection, Post, Reaction
from community.queries.people import hidden_authors
from community.queries.posts import public_posts, with_cards
from community.rules.cursors import Moment

PAGE_SIZE = 20


@dataclass(frozen=True, slots=True)
class Marks:
    """What a person did with a post; `collection` is where they keep it, if they do in one."""

    liked: bool = False
    thanked: bool = False
    kept: bool = False
    collection: Collection | None = None


def marks_on(viewer: User | None, post: Post) -> Marks:
    if viewer is None:
        return Marks()
    done = set(Reaction.objects.filter(user=viewer, post=post).values_list("kind", flat=True))
    kept = Bookmark.objects.filter(user=viewer, post=post).select_related("collection").first()
    return Marks(
        Reaction.Kind.LIKE in done, Reaction.Kind.THANKS in done, kept is not None, kept.collection if kept else None
    )


@dataclass(frozen=True, slots=True)
class Kept:
    """A page of posts that somebody keeps, the latest kept first; `gone` of them can't be read any more."""

    posts: list[Post]
    gone: int
    next_cursor: Moment | None


def collections_of(user: User) -> list[Collection]:
    """A person's collections by name, each with `n`, how many posts lie in it."""
    return list(Collection.objects.filter(owner=user).annotate(n=Count("bookmarks")).order_by("name", "id"))


def own_collection(user: User, public_id: UUID) -> Collection:
    """Raises CollectionNotFound for anybody else's."""
    found = Collection.objects.filter(owner=user, public_id=public_id).first()
    if found is None:
        raise CollectionNotFound
    return found


def readable_collection(viewer: User | None, public_id: UUID) -> Collection:
    """One's own, or a public one of somebody who is not kept away. Raises CollectionNotFound."""
    rows = Collection.objects.filter(public_id=public_id).select_related("owner__profile")
    if viewer is None:
        found = rows.filter(is_public=True).first()
    else:
        open_to = Q(owner=viewer) | Q(is_public=True) & ~Q(owner__in=hidden_authors(viewer))
        found = rows.filter(open_to).first()
    if found is None:
        raise CollectionNotFound
    return found


def public_collections(viewer: User | None, owner: User) -> QuerySet[Collection]:
    """The collections that a person shows, by name, each with `n`."""
    found = Collection.objects.filter(owner=owner, is_public=True)
    if viewer is not None:
        found = found.exclude(owner__in=hidden_authors(viewer))
    return found.annotate(n=Count("bookmarks")).order_by("name", "id")


def kept_posts(
    viewer: User | None,
    *,
    owner: User | None = None,
    collection: Collection | None = None,
    after: Moment | None = None,
    size: int = PAGE_SIZE,
) -> Kept:
    """All that a person keeps, or what lies in a collection, as far as the viewer may read it."""
    rows = Bookmark.objects.filter(collection=collection) if collection else Bookmark.objects.filter(user=owner)
    rows = rows.order_by("-at", "-id")
    if after is not None:
        rows = rows.filter(at__lte=after.at).filter(Q(at__lt=after.at) | Q(id__lt=after.pk))
    page = list(rows.values_list("at", "pk", "post_id")[: size + 1])
    more, page = len(page) > size, page[:size]
    readable = with_cards(public_posts(viewer).filter(pk__in=[post for _at, _pk, post in page]))
    posts = {post.pk: post for post in readable}
    shown = [posts[post] for _at, _pk, post in page if post in posts]
    return Kept(shown, len(page) - len(shown), Moment(page[-1][0], page[-1][1]) if more else None)
