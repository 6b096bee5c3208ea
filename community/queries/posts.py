"""Reading posts. Whoever shows any begins with `public_posts`."""

from collections.abc import Sequence

from django.db.models import Prefetch, Q, QuerySet

from accounts.models import User
from community.models import Post, PostItem
from community.queries.people import hidden_authors


def public_posts(viewer: User | None) -> QuerySet[Post]:
    """The posts that somebody may read; None is a visitor who is not signed in. The one way to read posts.

    Those are the published ones. People who block one another do not meet, nor does one meet whom one mutes.
    """
    posts = Post.objects.filter(state=Post.State.PUBLISHED)
    if viewer is None:
        return posts
    return posts.exclude(author__in=hidden_authors(viewer))


def readable_posts(viewer: User | None) -> QuerySet[Post]:
    """As `public_posts`, and a person's own that wait for a look of the staff or were taken down: for single pages."""
    if viewer is None:
        return public_posts(None)
    own = Q(author=viewer, state__in=[Post.State.HELD, Post.State.HIDDEN])
    return Post.objects.filter(Q(pk__in=public_posts(viewer).values("pk")) | own)


# What a card shows of a post, of who wrote it, and of its photo: the texts are many times as much.
_CARD = (
    *("public_id", "kind", "title", "state", "language", "city", "scene", "data", "published_at", "edited_at"),
    *("picked_at", "likes", "thanks", "comments", "bookmarks", "hot", "accepted_comment_id", "sponsored"),
    *("author__public_id", "author__profile__public_id", "author__profile__name", "author__profile__name_key"),
    *("cover__public_id", "cover__width", "cover__height", "cover__alt"),
)
_CARD_ITEM = ("post_id", "name", "price_minor", "currency", "verdict")


def with_cards(posts: QuerySet[Post]) -> QuerySet[Post]:
    """Posts with everything that `community/_post_card.html` shows and no more, in a fixed number of queries."""
    items = PostItem.objects.only(*_CARD_ITEM).order_by("position")
    shown = posts.select_related("author__profile", "cover").only(*_CARD)
    return shown.prefetch_related(Prefetch("items", items))


def with_texts(posts: Sequence[Post]) -> Sequence[Post]:
    """The same posts, of which lists know no texts, with these. One query."""
    texts = dict(Post.objects.filter(pk__in=[post.pk for post in posts]).values_list("pk", "body_html"))
    for post in posts:
        post.body_html = texts[post.pk]
    return posts
