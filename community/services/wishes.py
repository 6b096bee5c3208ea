"""The list of what one means to buy. Nobody else sees it."""

import datetime as dt
from uuid import UUID

from django.utils.translation import gettext as _

from accounts.models import User
from community.errors import PostInvalid, PostNotFound
from community.models import PostItem, WishItem

MOST = 500


def add_wish(user: User, item: PostItem, *, at: dt.datetime) -> WishItem:
    """Puts a shared thing on the list, with its price; once. Raises PostInvalid where the list is full."""
    if WishItem.objects.filter(user=user).count() >= MOST:
        raise PostInvalid(_("There are 500 things on your list. Take some off first."))
    fields = {"name": item.name, "price_minor": item.price_minor, "currency": item.currency, "created_at": at}
    wish, _made = WishItem.objects.get_or_create(user=user, item=item, defaults=fields)
    return wish


def add_own_wish(user: User, *, name: str, price_minor: int | None, currency: str, at: dt.datetime) -> WishItem:
    """Puts something on the list that no post told of. Raises PostInvalid."""
    name = " ".join(name.split())
    if not 1 <= len(name) <= 60:
        raise PostInvalid(fields={"name": [_("Name it in at most 60 characters.")]})
    if WishItem.objects.filter(user=user).count() >= MOST:
        raise PostInvalid(_("There are 500 things on your list. Take some off first."))
    return WishItem.objects.create(user=user, name=name, price_minor=price_minor, currency=currency, created_at=at)


def mark_wish(user: User, public_id: UUID, *, done_at: dt.datetime | None) -> None:
    """Says that it was bought, or that it was not after all. Raises PostNotFound."""
    if not WishItem.objects.filter(user=user, public_id=public_id).update(done_at=done_at):
        raise PostNotFound


def drop_wish(user: User, public_id: UUID) -> None:
    """Takes something off the list. Raises PostNotFound."""
    if not WishItem.objects.filter(user=user, public_id=public_id).delete()[0]:
        raise PostNotFound
