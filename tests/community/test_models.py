"""What the database itself refuses of posts."""

import datetime as dt

import pytest
from django.db import IntegrityError, transaction

from community.models import Post, PostItem, Thing
from community.queries.posts import public_posts, readable_posts

NOW = dt.datetime(2026, 11, 20, 4, tzinfo=dt.UTC)


@pytest.fixture
def post(alice) -> Post:
    return Post.objects.create(author=alice, kind="share", state="published", created_at=NOW, published_at=NOW)


def test_an_item_needs_its_price_and_fifteen_characters_of_why(post):
    thing = Thing.objects.create(name="保温杯", key="保温杯")
    item = {"post": post, "position": 0, "thing": thing, "name": "保温杯", "verdict": "worth"}
    for wrong in ({"price_minor": None}, {"price_minor": -1}, {"why": "太短了"}, {"verdict": "superb"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            PostItem.objects.create(
                **{**item, "price_minor": 9900, "why": "用了两年还保温，冬天早上带热水出门。"} | wrong
            )


def test_what_is_published_says_since_when(alice):
    with pytest.raises(IntegrityError), transaction.atomic():
        Post.objects.create(author=alice, kind="story", state="published", created_at=NOW)


def test_everybody_reads_what_is_published_and_its_author_what_waits(post, alice, bob):
    held = Post.objects.create(author=alice, kind="story", state="held", created_at=NOW, published_at=NOW)
    Post.objects.create(author=alice, kind="story", created_at=NOW)
    assert list(public_posts(None)) == list(public_posts(bob)) == list(readable_posts(bob)) == [post]
    assert set(readable_posts(alice)) == {post, held}
