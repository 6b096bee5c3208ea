"""Pages of lists: what visitors read, how a list goes on, what others are shown of a link."""

import re

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from community.models import Follow, Post, Topic
from community.queries.feeds import PAGE_SIZE
from community.services.follows import follow
from community.services.words import index_missed
from ledger.services.books import open_book
from tests.community.conftest import NOW, confirmed, item, share, story

pytestmark = pytest.mark.django_db


@pytest.fixture
def page(client):
    """The text of a page that answers 200, for who is signed in with `client`."""

    def fetched(name: str, *arguments: object, query: str = "", **headers: str) -> str:
        response = client.get(reverse(f"community:{name}", args=arguments) + query, headers=headers)
        assert response.status_code == 200
        return response.content.decode()

    return fetched


def test_a_visitor_reads_every_list_and_is_asked_to_sign_in_only_where_it_is_somebodys(page, client, anna):
    post = share(anna, title="杯子", body="说说 #保温杯", scene="car")
    assert client.get(reverse("community:home")).url == reverse("community:discover")
    for name, arguments in (
        ("discover", []),
        ("topic", ["保温杯"]),
        ("scene", ["car"]),
        ("person", [anna.profile.public_id]),
    ):
        text = page(name, *arguments)
        assert f"/community/posts/{post.public_id}/" in text
        assert "alice@example.com" not in text
        assert "¥99" in text
    for name in ("pick-list", "question-list", "scene-list", "topic-list"):
        assert "<h1" in page(name) or "tabs" in page(name)
    assert client.get(reverse("community:following")).status_code == 302


def stories(author, titles: list[str]) -> None:
    """Published stories, more than anybody may write in a day."""
    fields = {"author": author, "kind": "story", "state": "published", "created_at": NOW, "published_at": NOW}
    Post.objects.bulk_create(Post(title=title, **fields) for title in titles)


def test_a_chart_stands_in_a_list_as_columns_that_tell_no_word_of_it(page, anna):
    rows = [{"key": "own-secret", "value": value} for value in (60, 30, 10)]
    stories(anna, ["图"])
    Post.objects.update(kind="chart", data={"chart": {"rows": rows}})
    text = page("discover")
    # 4 + 56, 4 + 28 and 4 + 9 of 80.
    assert re.findall(r'width="10" height="(\d+)"', text) == ["60", "32", "13"]
    assert "secret" not in text


def test_a_list_goes_on_by_a_link_and_by_htmx_alone(page, anna):
    told = [f"第 {n} 篇。" for n in range(PAGE_SIZE + 3)]
    stories(anna, told)
    first = page("discover")
    address = re.search(r'rel="next" href="(\?after=[^"]+)"', first)[1]
    rest = page("discover", query=address)
    further = page("discover", query=address, **{"HX-Request": "true"})
    assert "<html" in rest
    assert "<html" not in further
    for beyond in (rest, further):
        assert sum(title in first for title in told) == PAGE_SIZE
        assert sum(title in beyond for title in told) == 3
        assert 'rel="next"' not in beyond
    # A cursor that is none of ours begins anew.
    assert sum(title in page("discover", query="?after=nan_1") for title in told) == PAGE_SIZE


def test_home_says_why_and_the_switch_says_what_it_uses(page, client, anna, vera):
    open_book(vera, scene="car", name="秦PLUS 的秘密")
    client.force_login(vera)
    assert reverse("community:discover") in page("home")
    fitting = story(anna, title="三万公里", scene="car")
    text = page("home")
    assert str(fitting.public_id) in text
    assert "养车" in text
    said = page("following")
    assert "养车" in said
    assert "秘密" not in said
    assert client.post(reverse("community:home-choice"), {"fits_books": "0"}).status_code == 302
    assert str(fitting.public_id) not in page("home")


def test_following_by_the_button_with_and_without_scripts(client, anna, vera):
    story(anna, body="#租房")
    client.force_login(vera)
    address = reverse("community:follow-set")
    wanted = {"sort": "person", "key": str(anna.profile.public_id), "on": "1"}
    assert client.post(address, wanted).url == reverse("community:person", args=[anna.profile.public_id])
    assert Follow.objects.get().person == anna
    button = client.post(address, wanted | {"on": ""}, headers={"HX-Request": "true"}).content.decode()
    assert 'aria-pressed="false"' in button
    assert not Follow.objects.exists()
    client.post(address, {"sort": "topic", "key": "租房", "on": "1"})
    client.post(address, {"sort": "scene", "key": "car", "on": "1"})
    assert Follow.objects.count() == 2
    for wrong in ({"sort": "person", "key": "x", "on": "1"}, {"sort": "book", "key": "x"}, {}):
        assert client.post(address, wrong).status_code == 422
    assert client.post(address, {"sort": "topic", "key": "没有"}).status_code == 404


def test_the_search_finds_posts_topics_and_people_and_says_when_there_is_nothing(page, anna):
    post = story(anna, title="面包店第八个月", body="房租一个季度")
    Topic.objects.create(name="面包店日常", slug="面包店日常", posts=1)
    index_missed(at=NOW)
    assert str(post.public_id) in page("search", query="?q=面包店+房租")
    assert "面包店日常" in page("search", query="?q=面包店")
    assert str(anna.profile.public_id) in page("search", query="?q=安娜")
    assert "飞船”" in page("search", query="?q=飞船")
    assert "search" in page("search")


def test_lists_ask_no_more_questions_for_more_posts(anna, ben, django_assert_max_num_queries):
    stories(anna, ["1", "2"])
    follow(ben, anna.profile, at=NOW)
    client = Client()
    client.force_login(ben)
    client.get(reverse("community:home"))
    with django_assert_max_num_queries(14):
        client.get(reverse("community:home"))
    stories(anna, [str(n) for n in range(12)])
    with django_assert_max_num_queries(14):
        client.get(reverse("community:home"))


def test_feeds_and_the_sitemap_name_what_everybody_may_read(client, anna):
    shown = story(anna, title="公开的 <b>", body="说说 #租房", at=timezone.now())
    hidden = story(anna, title="藏起来的", body="#租房")
    Post.objects.filter(pk=hidden.pk).update(state="hidden")
    for address in (
        reverse("community:person-atom", args=[anna.profile.public_id]),
        reverse("community:topic-atom", args=["租房"]),
    ):
        response = client.get(address)
        text = response.content.decode()
        assert response["Content-Type"].startswith("application/atom+xml")
        assert f"urn:uuid:{shown.public_id}" in text
        assert "公开的 &lt;b&gt;" in text
        assert "藏起来的" not in text
    assert "sitemap-posts.xml" in client.get("/sitemap.xml").content.decode()
    posts = client.get("/sitemap-posts.xml").content.decode()
    assert str(shown.public_id) in posts
    assert str(hidden.public_id) not in posts
    assert "/sitemap.xml" in client.get("/robots.txt").content.decode()


def test_a_feed_tells_each_thing_of_a_share(client, anna, ben, django_assert_max_num_queries):
    for _n in range(3):
        share(
            anna,
            item("保温杯"),
            item("<b>雨伞", price_minor=7900, verdict="not_worth", why="风一大就翻，伞骨用三个月就生锈。"),
        )
    with django_assert_max_num_queries(6):
        text = client.get(reverse("community:person-atom", args=[anna.profile.public_id])).text
    for said in ("用了两年还保温", "风一大就翻", "¥79", "不值", "&amp;lt;b&amp;gt;雨伞"):
        assert said in text


def test_a_link_to_a_post_is_shown_with_its_title_and_a_picture(client, anna):
    post = story(anna, title="搬家前先算这五笔钱", body="押金、搬家车、网、**清洁**。")
    text = client.get(reverse("community:post", args=[post.public_id])).content.decode()
    tags = dict(re.findall(r'<meta property="og:(\w+)" content="([^"]*)">', text))
    assert tags["title"] == "搬家前先算这五笔钱"
    assert tags["description"].startswith("押金、搬家车")
    assert text.count('name="description"') == 1
    picture = client.get(tags["image"].removeprefix("http://localhost:8000"))
    assert picture["Content-Type"] == "image/png"
    assert picture.content.startswith(b"\x89PNG")


def test_whoever_is_erased_leaves_no_page(client, alice):
    author = confirmed(alice, "安娜")
    address = reverse("community:person", args=[author.profile.public_id])
    author.is_active = False
    author.save()
    assert client.get(address).status_code == 404
