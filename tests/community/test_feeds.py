"""What stands in which list, in which order, and how a list goes on."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from community.errors import FollowLimitReached, NotOneself, PersonNotFound, SceneNotFound, TopicNotFound
from community.models import Block, Follow, HomeChoice, Mute, Post, PostTopic, Profile, Topic
from community.queries import feeds
from community.queries.follows import followed_by, followers, follows, shown_person, shown_scene, shown_topic
from community.queries.search import found_beside, found_posts
from community.rules.hot import hot
from community.services import follows as following
from community.services.follows import choose_home, follow, forget_follows, unfollow
from community.services.words import index_missed, index_posts
from ledger.scenarios import scene
from ledger.services.books import open_book
from tests.community.conftest import NOW, confirmed

pytestmark = pytest.mark.django_db
HOUR = dt.timedelta(hours=1)


@pytest.fixture
def people(alice, bob, carol, vera) -> list[Profile]:
    return [confirmed(user, user.name).profile for user in (alice, bob, carol, vera)]


@pytest.fixture
def anna(people) -> Profile:
    return people[0]


@pytest.fixture
def ben(people) -> Profile:
    return people[1]


@pytest.fixture
def cleo(people) -> Profile:
    return people[2]


def written(author: Profile, hours_ago: int, topic: Topic | None = None, **fields) -> Post:
    at = NOW - hours_ago * HOUR
    values = {"kind": "story", "state": "published", "created_at": at, "published_at": at, "title": f"{hours_ago} ago"}
    post = Post.objects.create(author=author.user, **(values | fields))
    if topic is not None:
        PostTopic.objects.create(post=post, topic=topic, published_at=at)
    return post


def topic(name: str = "租房") -> Topic:
    return Topic.objects.create(name=name, slug=name)


def all_pages(feed, size: int = 3) -> list[Post]:
    """Every post of a list, read page by page to its end; `feed` takes `after` and `size`."""
    found, after = [], ""
    for _ in range(50):
        page = feed(after=after, size=size)
        assert len(page.posts) <= size
        found += page.posts
        after = page.after
        if not after:
            return found
    raise AssertionError("the list does not end")


def test_the_database_keeps_how_hot_a_post_is_by_the_same_formula(anna):
    post = written(anna, 5, likes=12, bookmarks=3, thanks=2)
    Post.objects.filter(pk=post.pk).update(likes=40)
    post.refresh_from_db()
    assert post.hot == pytest.approx(hot(post.published_at, likes=40, bookmarks=3, thanks=2), abs=1e-9)
    assert Post.objects.create(author=anna.user, kind="story", created_at=NOW).hot is None


def test_discover_is_by_heat_and_every_post_comes_once(anna):
    posts = [written(anna, n % 4, likes=n * 7 % 20) for n in range(11)]
    written(anna, 0, likes=500, state="hidden")
    page = all_pages(lambda **at: feeds.hottest(feeds.discovered(None), **at))
    by_hand = [hot(post.published_at, likes=post.likes, bookmarks=0, thanks=0) for post in page]
    assert {post.pk for post in page} == {post.pk for post in posts}
    assert len(page) == 11
    assert by_hand == sorted(by_hand, reverse=True)


def test_home_has_what_is_followed_by_time_each_post_once_with_its_reason(anna, ben, cleo, vera):
    money = topic()
    by_person = written(ben, 3)
    by_both = written(ben, 2, money)
    by_topic = written(cleo, 1, money)
    by_scene = written(cleo, 4, scene="car")
    written(cleo, 0)
    written(anna, 0, money, state="hidden")
    written(vera.profile, 0, money)
    for target in (ben, money, scene("car")):
        follow(vera, target, at=NOW)
    found = feeds.home(vera)
    assert found.posts == [by_topic, by_both, by_person, by_scene]
    assert [found.why[post.pk].sort for post in found.posts] == ["topic", "person", "person", "scene"]
    assert found.why[by_topic.pk].topic == "租房"
    assert all_pages(lambda **at: feeds.home(vera, **at)) == found.posts
    unfollow(vera, ben)
    assert by_person not in feeds.home(vera).posts


def test_home_mixes_in_what_fits_the_scenes_of_my_books_until_i_say_no(anna, ben, cleo, vera):
    open_book(vera, scene="car", name="秦PLUS")
    follow(vera, ben, at=NOW)
    followed = [written(ben, n) for n in range(9)]
    fitting = [written(cleo, n, scene="car") for n in range(3)]
    written(ben, 20, scene="car")
    written(cleo, 0, scene="trip")
    page = feeds.home(vera, size=5)
    # One of what fits stands after four of what is followed; of five places four may be taken by what fits.
    assert page.posts[:2] == [followed[0], followed[1]]
    assert {page.why[post.pk].sort for post in page.posts} == {"person", "books"}
    found = all_pages(lambda **at: feeds.home(vera, **at), size=5)
    assert len(found) == 13
    assert [post for post in found if post in fitting] == fitting
    choose_home(vera, fits_books=False)
    assert [post for post in feeds.home(vera).posts if post in fitting] == []
    choose_home(vera, fits_books=True)
    Follow.objects.all().delete()
    assert set(feeds.home(vera).posts) >= set(fitting)


def test_home_asks_as_many_questions_for_many_as_for_few(anna, ben, cleo, vera, django_assert_num_queries):
    money = topic()
    for target in (ben, money, scene("car")):
        follow(vera, target, at=NOW)
    written(ben, 1)
    written(cleo, 1, money)
    with CaptureQueriesContext(
        connection,
    ) as few:
        feeds.home(vera)
    for n in range(12):
        written(ben, n)
        written(cleo, n, money)
    with django_assert_num_queries(len(few)):
        assert len(feeds.home(vera).posts) == feeds.PAGE_SIZE


def test_nobody_meets_whom_they_keep_away_in_any_list(anna, ben, vera):
    money = topic()
    for target in (ben, money, scene("car")):
        follow(vera, target, at=NOW)
    post = written(ben, 1, money, scene="car", kind="question", picked_at=NOW)
    index_posts([post.pk])
    lists = {
        "home": lambda: feeds.home(vera).posts,
        "discover": lambda: feeds.hottest(feeds.discovered(vera)).posts,
        "topic": lambda: feeds.topic_feed(vera, money).posts,
        "scene": lambda: list(feeds.posts_about(vera, scene("car"))),
        "questions": lambda: list(feeds.questions(vera, answered=False)),
        "picks": lambda: feeds.latest(feeds.picks(vera), by="picked_at").posts,
        "author": lambda: list(feeds.posts_by(vera, ben)),
        "search": lambda: list(found_posts(vera, "ago")),
    }
    assert {name: found() for name, found in lists.items()} == {name: [post] for name in lists}
    mute = Mute.objects.create(user=vera, other=ben.user, at=NOW)
    assert {name: found() for name, found in lists.items()} == {name: [] for name in lists}
    assert shown_person(vera, ben.public_id) == ben
    mute.delete()
    Block.objects.create(user=ben.user, other=vera, at=NOW)
    assert {name: found() for name, found in lists.items()} == {name: [] for name in lists}
    with pytest.raises(PersonNotFound):
        shown_person(vera, ben.public_id)
    assert followed_by(vera).people == []


def test_a_topic_goes_on_where_it_stopped_and_questions_tell_which_are_open(anna):
    money = topic()
    posts = [written(anna, n, money) for n in range(7)]
    assert all_pages(lambda **at: feeds.topic_feed(None, money, **at)) == posts
    asked = written(anna, 1, kind="question")
    answered = written(anna, 2, kind="question", accepted_comment_id=7)
    assert list(feeds.questions(None).order_by("-published_at")) == [asked, answered]
    assert list(feeds.questions(None, answered=True)) == [answered]
    assert list(feeds.questions(None, answered=False)) == [asked]


def test_following_counts_once_has_an_end_and_is_forgotten_with_the_person(anna, ben, vera, monkeypatch):
    monkeypatch.setattr(following, "MOST_FOLLOWED", 2)
    for _ in range(2):
        follow(vera, ben, at=NOW)
    assert followers(ben) == 1
    assert follows(vera, ben)
    follow(vera, scene("car"), at=NOW)
    with pytest.raises(FollowLimitReached):
        follow(vera, anna, at=NOW)
    with pytest.raises(NotOneself):
        follow(anna.user, anna, at=NOW)
    follow(anna.user, ben, at=NOW)
    choose_home(vera, fits_books=False)
    forget_follows(vera, {})
    assert followers(ben) == 1
    forget_follows(ben.user, {})
    assert not Follow.objects.exists()
    assert not HomeChoice.objects.exists()


def test_what_is_not_there_is_said_to_be_not_there():
    with pytest.raises(TopicNotFound):
        shown_topic("没有")
    with pytest.raises(SceneNotFound):
        shown_scene("moon")


def test_posts_are_found_by_the_words_of_everything_in_them(anna, ben):
    about = written(anna, 1, title="面包店第 8 个月才赚钱", body="房租 20,400 一个季度", scene="shop", city="南昌")
    other = written(ben, 2, title="It's a \\ quote ' & | !", body="儿童房翻新")
    draft = Post.objects.create(author=anna.user, kind="story", title="面包", created_at=NOW)
    assert index_missed(at=NOW) == 2
    assert index_missed(at=NOW) == 0
    for asked in ("面包", "面包店 房租", "南昌", "小店生意", "20,400"):
        assert list(found_posts(None, asked)) == [about], asked
    assert list(found_posts(None, "quote '\\ &")) == [other]
    assert not found_posts(None, "面包 儿童房").exists()
    assert not found_posts(None, "，").exists()
    Post.objects.filter(pk=about.pk).update(body="", title="咖啡", version=2)
    assert index_missed(at=NOW, since=dt.timedelta(days=1)) == 1
    assert not found_posts(None, "面包").exists()
    assert index_posts([draft.pk]) == 0


def test_topics_and_people_are_found_by_any_part_of_their_names(anna, ben):
    Topic.objects.create(name="租房避坑", slug="租房避坑", posts=3)
    found = found_beside(ben.user, "避坑")
    assert [each.name for each in found.topics] == ["租房避坑"]
    assert found_beside(ben.user, "ali").people == [anna]
    assert found_beside(None, " ").people == []
