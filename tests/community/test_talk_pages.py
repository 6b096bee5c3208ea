"""The talk by page and by API: the same services, with and without scripts."""

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone
from rest_framework.test import APIClient

from community.models import Article, Bookmark, Collection, Column, Comment, Mute, Post, Reaction
from community.services.comments import add_comment
from community.services.people import choose_name
from tests.community.conftest import NOW, confirmed, story

pytestmark = pytest.mark.django_db

HTMX = {"HX-Request": "true"}


@pytest.fixture
def post(anna) -> Post:
    return story(anna, title="三个月攒下一万")


@pytest.fixture
def said(ben, post) -> Comment:
    return add_comment(ben, post, text="怎么做到的？@安娜", at=timezone.now())


@pytest.fixture
def as_anna(client, anna):
    client.force_login(anna)
    return client


@pytest.fixture
def as_ben(client, ben):
    client.force_login(ben)
    return client


def at(name: str, *args) -> str:
    return reverse(f"community:{name}", args=args)


def api(name: str, *args) -> str:
    return reverse(f"community-api:{name}", args=args)


def test_a_visitor_reads_the_talk_and_is_asked_to_sign_in_to_speak(client, post, said):
    page = client.get(at("post", post.public_id)).content.decode()
    assert "怎么做到的？" in page
    assert client.get(at("comment-list", post.public_id)).status_code == 200
    assert client.get(at("comment", said.public_id)).status_code == 200
    assert client.post(at("comment-list", post.public_id), {"text": "好"}).status_code == 302
    assert Comment.objects.count() == 1


def test_one_says_something_answers_changes_and_deletes_without_scripts(as_ben, post, ben):
    sent = as_ben.post(at("comment-list", post.public_id), {"text": "第一句"}, follow=True)
    assert "第一句" in sent.content.decode()
    comment = Comment.objects.get()
    as_ben.post(at("comment-answer", comment.public_id), {"text": "再补一句"})
    answer = comment.__class__.objects.get(root=comment)
    assert as_ben.get(at("comment-edit", answer.public_id)).status_code == 200
    as_ben.post(at("comment-edit", answer.public_id), {"text": "改成这样"})
    as_ben.post(at("comment-delete", comment.public_id))
    page = as_ben.get(at("comment", answer.public_id)).content.decode()
    assert "改成这样" in page
    assert "第一句" not in page
    undone = as_ben.post(at("comment-restore", comment.public_id), follow=True)
    assert "第一句" in undone.content.decode()
    assert as_ben.post(at("comment-list", post.public_id), {"text": " "}).status_code == 422


def test_htmx_gets_the_new_comment_an_empty_form_and_the_count(as_ben, post):
    made = as_ben.post(at("comment-list", post.public_id), {"text": "第一句"}, headers=HTMX)
    body = made.content.decode()
    assert body.count("<li") == 1
    assert 'id="comment-form"' in body
    assert '<span id="comment-count" hx-swap-oob="true">1</span>' in body
    wrong = as_ben.post(at("comment-list", post.public_id), {"text": ""}, headers=HTMX)
    assert (wrong.status_code, wrong["HX-Retarget"]) == (422, "#comment-form")


def test_reactions_and_bookmarks_answer_with_the_button_as_it_stands(as_ben, post, ben):
    on = as_ben.post(at("post-like", post.public_id), {"on": "1"}, headers=HTMX).content.decode()
    assert 'aria-pressed="true"' in on
    assert as_ben.post(at("post-thank", post.public_id), {"on": "1"}).status_code == 302
    assert set(Reaction.objects.values_list("kind", flat=True)) == {"like", "thanks"}
    off = as_ben.post(at("post-like", post.public_id), {"on": "0"}, headers=HTMX).content.decode()
    assert 'aria-pressed="false"' in off
    kept = as_ben.post(at("post-keep", post.public_id), {"on": "1"}, headers=HTMX)
    assert 'aria-pressed="true"' in kept.content.decode()
    assert as_ben.get(at("post-keep", post.public_id)).status_code == 200
    as_ben.post(at("post-keep", post.public_id), {"name": "省钱", "is_public": "on"})
    collection = Collection.objects.get(name="省钱")
    assert Bookmark.objects.get().collection == collection
    assert "三个月攒下一万" in as_ben.get(at("collection-list")).content.decode()
    as_ben.logout()
    shown = as_ben.get(at("person", ben.profile.public_id)).content.decode()
    assert at("collection", collection.public_id) in shown
    assert "三个月攒下一万" in as_ben.get(at("collection", collection.public_id)).content.decode()


def test_an_answer_is_accepted_by_its_button(as_anna, anna, ben):
    question = story(anna, kind="question", title="房贷提前还？", body="手里有十万，该提前还吗？")
    answer = add_comment(ben, question, text="先留够半年的钱", at=NOW)
    assert at("comment-accept", answer.public_id) in as_anna.get(at("post", question.public_id)).content.decode()
    as_anna.post(at("comment-accept", answer.public_id))
    question.refresh_from_db()
    assert question.accepted_comment_id == answer.pk
    as_anna.post(at("comment-accept", answer.public_id), {"on": "0"})
    question.refresh_from_db()
    assert question.accepted_comment_id is None


def test_whom_one_mutes_stands_on_a_page_that_undoes_it(as_anna, ben, post, said):
    person = ben.profile.public_id
    as_anna.post(at("person-distance", person), {"do": "mute"})
    assert "怎么做到的？" not in as_anna.get(at("post", post.public_id)).content.decode()
    assert "老宾" in as_anna.get(at("away-list")).content.decode()
    as_anna.post(at("person-distance", person), {"do": "unmute"})
    assert not Mute.objects.exists()


def test_names_are_offered_behind_an_at(as_anna, post, said):
    offered = as_anna.get(at("mention-list"), {"q": "老", "post": post.public_id}).content.decode()
    assert 'data-name="老宾"' in offered


def test_articles_are_talked_about_too(as_ben, ben):
    article = Article.objects.create(
        slug="a",
        title="怎么存下第一笔钱",
        column=Column.objects.create(slug="c", name="算一算", name_en="Sums"),
        state="published",
        publish_at=timezone.now() - dt.timedelta(days=1),
    )
    as_ben.post(at("article-comments", article.slug), {"text": "写得好"})
    assert "写得好" in as_ben.get(at("article-detail", article.slug)).content.decode()


def test_the_api_does_what_the_pages_do(anna, ben, post, vera):
    client = APIClient()
    client.force_authenticate(ben)
    made = client.post(api("comment-list", post.public_id), {"text": "好问题 @安娜"}, format="json").json()
    answer = client.post(
        api("comment-list", post.public_id), {"text": "自己补充", "answers_to": made["id"]}, format="json"
    ).json()
    page = APIClient().get(api("comment-list", post.public_id)).json()
    assert [row["text"] for row in page["results"]] == ["好问题 @安娜"]
    assert [row["id"] for row in page["results"][0]["answers"]] == [answer["id"]]
    assert client.put(api("post-like", post.public_id)).json() == {"count": 1, "on": True}
    assert client.delete(api("post-like", post.public_id)).json() == {"count": 0, "on": False}
    shelf = client.post(api("collection-list"), {"name": "省钱"}, format="json").json()
    client.put(api("post-bookmark", post.public_id), {"collection": shelf["id"]}, format="json")
    assert client.get(api("collection-detail", shelf["id"])).json()["results"] == [str(post.public_id)]
    assert APIClient().get(api("collection-detail", shelf["id"])).status_code == 404
    assert client.patch(api("comment-detail", made["id"]), {"text": "改了"}, format="json").json()["text"] == "改了"
    assert client.delete(api("comment-detail", answer["id"])).status_code == 204
    person = anna.profile.public_id
    assert client.put(api("person-block", person)).status_code == 204
    assert client.get(api("comment-list", post.public_id)).status_code == 404
    assert client.get(api("away-list")).json()[0]["blocked"] is True
    # Without a name nobody speaks.
    client.force_authenticate(confirmed(vera))
    assert client.post(api("comment-list", post.public_id), {"text": "好"}, format="json").status_code == 409
    choose_name(vera, name="薇拉", at=NOW)
    assert client.post(api("comment-list", post.public_id), {"text": "好"}, format="json").status_code == 201
