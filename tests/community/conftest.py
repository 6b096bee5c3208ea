"""People who may write: a confirmed address and a name in the community."""

import datetime as dt
import io

import pytest
from allauth.account.models import EmailAddress
from PIL import Image

from accounts.models import User
from community.models import Post
from community.services.people import choose_name
from community.services.posts import ItemDraft, PostDraft, publish

NOW = dt.datetime(2026, 11, 20, 4, tzinfo=dt.UTC)


def confirmed(user: User, name: str = "") -> User:
    """The user with a confirmed address, and a name in the community where one is given."""
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    if name:
        choose_name(user, name=name, at=NOW)
    return user


@pytest.fixture
def anna(alice) -> User:
    return confirmed(alice, "安娜")


@pytest.fixture
def ben(bob) -> User:
    return confirmed(bob, "老宾")


def story(author: User, *, at: dt.datetime = NOW, **more) -> Post:
    """A published story."""
    return publish(author, PostDraft(**{"kind": "story", "title": "第一个月", "body": "记了三十天。"} | more), at=at)


def item(name: str = "保温杯", **more) -> ItemDraft:
    fields = {
        "name": name,
        "price_minor": 9900,
        "verdict": "worth",
        "why": "用了两年还保温，冬天早上带热水出门。",
        "place": "镇上超市",
        "bought_on": dt.date(2026, 3, 9),
    }
    return ItemDraft(**(fields | more))


def share(author: User, *items: ItemDraft, at: dt.datetime = NOW, **more) -> Post:
    """A published share of things, a cup unless told otherwise."""
    draft = PostDraft(**{"kind": "share", "title": "最近买的", "items": items or (item(),)} | more)
    return publish(author, draft, at=at)


def picture(size: tuple[int, int] = (40, 30), kind: str = "JPEG", color: str = "#c8553d", **saved) -> bytes:
    """The bytes of a picture file."""
    out = io.BytesIO()
    Image.new("RGB", size, color).save(out, kind, **saved)
    return out.getvalue()
