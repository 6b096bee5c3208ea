"""Bookmarks, and the collections that they lie in."""

import datetime as dt

from django.db import IntegrityError, connection, transaction
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from community.errors import CollectionInvalid, CollectionNameTaken, TooManyCollections
from community.models import Bookmark, Collection, Post
from community.queries.rights import writer
from community.rules.texts import plain
from community.services.checks import check

MOST_COLLECTIONS = 100
LONGEST_NAME = 30
_INSERT = """
    INSERT INTO community_bookmark (user_id, post_id, collection_id, at) VALUES (%s, %s, %s, %s)
    ON CONFLICT (user_id, post_id) DO NOTHING"""


@transaction.atomic
def bookmark(user: User, post: Post, *, collection: Collection | None = None, at: dt.datetime) -> bool:
    """Keeps a post, in one of the person's collections or in none; False where it was kept already.

    What is kept already moves into the collection that is named.
    """
    assert collection is None or collection.owner_id == user.pk
    with connection.cursor() as cursor:
        cursor.execute(_INSERT, [user.pk, post.pk, collection.pk if collection else None, at])
        new = cursor.rowcount == 1
    if not new:
        Bookmark.objects.filter(user=user, post=post).update(collection=collection)
        return False
    _count(post, 1)
    return True


@transaction.atomic
def unbookmark(user: User, post: Post) -> bool:
    """Keeps it no more; False where it was not kept."""
    gone, _kinds = Bookmark.objects.filter(user=user, post=post).delete()
    if gone:
        _count(post, -1)
    return gone > 0


@transaction.atomic
def make_collection(user: User, *, name: str, is_public: bool = False, at: dt.datetime) -> Collection:
    """Raises CollectionInvalid, CollectionNameTaken, TooManyCollections; of a public one NotVerified, NameMissing."""
    if Collection.objects.filter(owner=user).count() >= MOST_COLLECTIONS:
        raise TooManyCollections(limit=MOST_COLLECTIONS)
    name = _clean(user, name, is_public=is_public, at=at)
    return _saved(Collection(owner=user, name=name, is_public=is_public, created_at=at))


@transaction.atomic
def change_collection(collection: Collection, *, name: str, is_public: bool, at: dt.datetime) -> Collection:
    """Raises CollectionInvalid, CollectionNameTaken; of one that becomes public also NotVerified, NameMissing."""
    collection.name = _clean(collection.owner, name, is_public=is_public, at=at)
    collection.is_public = is_public
    return _saved(collection)


def delete_collection(collection: Collection) -> None:
    """What lies in it stays kept, in no collection."""
    collection.delete()


@transaction.atomic
def forget_bookmarks(user: User) -> None:
    """Removes all bookmarks and collections of a person who leaves."""
    for row in Bookmark.objects.filter(user=user).select_related("post").order_by("post_id"):
        unbookmark(user, row.post)
    Collection.objects.filter(owner=user).delete()


def _clean(owner: User, name: str, *, is_public: bool, at: dt.datetime) -> str:
    """The name as it is kept; one that everybody reads is looked at as all else that people publish."""
    name = " ".join(plain(name).split())
    if not 0 < len(name) <= LONGEST_NAME:
        raise CollectionInvalid
    if not is_public:
        return name
    writer(owner)
    verdict = check(owner, name, at=at)
    if verdict.action != "pass":
        raise CollectionInvalid(_("Everybody reads this name: choose another one, or keep the collection to yourself."))
    return verdict.masked(name)


def _saved(collection: Collection) -> Collection:
    try:
        with transaction.atomic():
            collection.save()
    except IntegrityError:
        raise CollectionNameTaken from None
    return collection


def _count(post: Post, step: int) -> None:
    Post.objects.filter(pk=post.pk).update(bookmarks=F("bookmarks") + step)
    post.bookmarks += step
