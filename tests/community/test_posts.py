"""Writing, changing, deleting: what the services of posts do, and what they refuse."""

import datetime as dt
import threading

import pytest
from django.db import connection
from django.urls import reverse

from community.errors import (
    NameInvalid,
    NameMissing,
    NotTheAuthor,
    NotVerified,
    PostInvalid,
    PostRefused,
    PostVersionStale,
    TooMuchToday,
)
from community.models import LinkRule, Post, PostItem, Profile, Thing, Topic
from community.queries.posts import public_posts
from community.services.people import choose_name
from community.services.photos import add_photo
from community.services.posts import (
    PostDraft,
    begin,
    change_state,
    delete,
    edit,
    keep_draft,
    publish,
    purge_posts,
    restore,
)
from community.services.things import merge_things
from tests.community.conftest import NOW, confirmed, item, picture, share, story

LATER = NOW + dt.timedelta(days=1)


def test_nobody_writes_without_a_confirmed_address_and_a_name(alice):
    with pytest.raises(NotVerified):
        story(alice)
    confirmed(alice)
    with pytest.raises(NameMissing):
        story(alice)


@pytest.mark.parametrize(
    "name",
    [
        "安",
        "alice@example.com",
        "13800138000",
        "场记客服",
        " ！！",
        "安娜",
        "安\u200b娜",
        "\u3164\u3164",
    ],
)
def test_names_that_are_taken_or_say_too_much(name, anna, bob):
    confirmed(bob)
    with pytest.raises(NameInvalid):
        choose_name(bob, name=name, at=NOW)
    assert not Profile.objects.filter(user=bob).exists()


def test_a_draft_is_kept_as_typed_and_published_with_its_photos(anna, ben):
    post = begin(anna, kind="share", at=NOW)
    keep_draft(post, {"title": "没写完"})
    first, second = (add_photo(anna, picture(color=color), at=NOW, post=post) for color in ("red", "blue"))
    assert not public_posts(ben)
    cup = item(photos=[first.public_id])
    draft = PostDraft(kind="share", title=" 最近买的 ", items=[cup], photos=[second.public_id, first.public_id])
    post = publish(anna, draft, at=NOW, post=post)
    assert (post.state, post.title, post.form, post.cover) == ("published", "最近买的", {}, second)
    kept = PostItem.objects.get(post=post)
    assert (kept.bought_on, kept.thing.name, list(kept.photos.all())) == (dt.date(2026, 3, 1), "保温杯", [first])
    assert list(public_posts(ben)) == [post]


def test_what_is_missing_is_said_by_field_all_at_once(anna):
    with pytest.raises(PostInvalid) as refused:
        share(anna, item(price_minor=None, verdict="", why="太短"), title="")
    assert set(refused.value.fields) == {"title", "items.0.price", "items.0.verdict", "items.0.why"}
    for wrong in ({"kind": "share"}, {"kind": "question", "body": " "}, {"kind": "checkin"}, {"scene": "moon"}):
        with pytest.raises(PostInvalid):
            story(anna, **wrong)


def test_topics_count_what_is_published(anna):
    post = story(anna, body="#租房 很贵，#ＲＥＮＴ 也是。`#code` #1")
    assert dict(Topic.objects.values_list("slug", "posts")) == {"租房": 1, "rent": 1}
    delete(anna, post, at=LATER)
    assert set(Topic.objects.values_list("posts", flat=True)) == {0}
    restore(anna, post, at=NOW)
    edit(post, PostDraft(kind="story", title="第一个月", body="#租房"), at=LATER)
    assert dict(Topic.objects.values_list("slug", "posts")) == {"租房": 1, "rent": 0}
    change_state(post, "hidden")
    assert set(Topic.objects.values_list("posts", flat=True)) == {0}


def test_an_edit_keeps_how_it_read_and_the_rows_of_its_items(anna, ben):
    post = share(anna, item(), item("雨伞", price_minor=3900))
    cup, umbrella = post.items.all()
    draft = PostDraft(
        kind="share",
        title="改了",
        items=[item("雨伞", price_minor=4100, public_id=umbrella.public_id), item("手套")],
    )
    edit(post, draft, at=LATER, version=1)
    post.refresh_from_db()
    assert [(row.name, row.price_minor) for row in post.items.all()] == [("雨伞", 4100), ("手套", 9900)]
    assert post.items.get(name="雨伞").pk == umbrella.pk
    assert not PostItem.objects.filter(pk=cup.pk).exists()
    old = post.revisions.get()
    assert (old.version, old.at, old.title) == (1, NOW, "最近买的")
    assert [row["name"] for row in old.items] == ["保温杯", "雨伞"]
    with pytest.raises(PostVersionStale):
        edit(post, draft, at=LATER, version=1)
    with pytest.raises(NotTheAuthor):
        delete(ben, post, at=LATER)


def test_what_was_taken_down_cannot_be_brought_back_by_its_author(anna):
    post = change_state(story(anna), "hidden")
    edit(post, PostDraft(kind="story", title="再来", body="一次"), at=LATER)
    delete(anna, post, at=LATER)
    restore(anna, post, at=NOW)
    post.refresh_from_db()
    assert post.state == "hidden"
    assert not public_posts(anna)


def test_what_touts_write_is_refused_and_leaves_nothing(anna):
    with pytest.raises(PostRefused):
        story(anna, body="黑户可贷，秒下款，联系我")
    assert not public_posts(None)


def test_deleted_posts_go_for_good_after_thirty_days(anna):
    post = story(anna)
    delete(anna, post, at=NOW)
    assert purge_posts(now=NOW + dt.timedelta(days=29)) == 0
    assert purge_posts(now=NOW + dt.timedelta(days=31)) == 1


def test_merged_things_take_later_shares_of_both_names(anna):
    share(anna, item("保温杯"), item("保 温 杯 500ml"))
    cup, long = Thing.objects.order_by("pk")
    merge_things(long, cup)
    later = share(anna, item("保 温 杯 500ML"))
    assert later.items.get().thing == cup
    assert cup.items.count() == 3
    with pytest.raises(PostInvalid):
        merge_things(long, cup)


@pytest.mark.parametrize(
    "link", ["spam.com", "https://spam\\.com", "https://sp&#97;m.com", "https://sp%61m.com", "https:///spam.com"]
)
def test_a_link_that_only_a_browser_reads_is_found(link, anna):
    LinkRule.objects.create(host="spam.com", action="refuse")
    with pytest.raises(PostRefused):
        story(anna, body=f"[看](<{link}>)")


def test_marks_that_nobody_typed_are_left_out_and_words_are_masked_everywhere(anna, client):
    post = share(anna, item("傻逼\x08杯", place="狗东西店"), title="一\x08\u202e二", body="看\x01 #租房")
    thing = post.items.get()
    assert (post.title, post.body, thing.name, thing.place) == ("一二", "看 #租房", "**杯", "***店")
    assert client.get(reverse("community:topic-atom", args=["租房"])).status_code == 200


def test_a_link_that_is_none_is_said_at_its_thing(anna):
    with pytest.raises(PostInvalid) as refused:
        share(anna, item(link="https://[x"))
    assert list(refused.value.fields) == ["items.0.link"]


@pytest.mark.django_db(transaction=True)
def test_limits_hold_for_many_windows_at_once(anna):
    def write() -> None:
        try:
            story(anna)
        except TooMuchToday:
            pass
        finally:
            connection.close()

    windows = [threading.Thread(target=write) for _n in range(6)]
    for window in windows:
        window.start()
    for window in windows:
        window.join()
    assert Post.objects.count() == 3
