"""Likes, thanks, bookmarks, accepted answers, distance: counted once, told as one, undone without a trace."""

import datetime as dt
import json
import threading
from zipfile import ZipFile

import pytest
from django.db import connection

from accounts.models import Notice
from accounts.notices import kind_of, sentence_of
from accounts.notices.board import notice_board
from accounts.services import everything_of
from community.errors import (
    CollectionInvalid,
    CollectionNameTaken,
    CollectionNotFound,
    CommentNotFound,
    KeptAway,
    NotAQuestion,
    NotOneself,
    NotVerified,
    OwnThing,
)
from community.models import Block, Bookmark, Collection, Comment, Follow, Mute, Post, Reaction
from community.queries.bookmarks import kept_posts, marks_on, readable_collection
from community.queries.comments import talk_below
from community.queries.people import suggested_people
from community.queries.posts import public_posts
from community.services.answers import accept_answer, unaccept_answer
from community.services.bookmarks import bookmark, make_collection, unbookmark
from community.services.comments import add_comment, delete_comment
from community.services.distance import block, mute, unblock
from community.services.follows import follow, unfollow
from community.services.leaving import forget_talk
from community.services.reactions import react, unreact
from tests.cast import make_user
from tests.community.conftest import NOW, confirmed, story

MINUTE = dt.timedelta(minutes=1)


@pytest.fixture
def cai(carol):
    return confirmed(carol, "小蔡")


@pytest.fixture
def post(anna) -> Post:
    return story(anna, title="三个月攒下一万")


def told(user) -> list[str]:
    return [sentence_of(kind_of(row.kind), row.facts) for row in Notice.objects.filter(user=user).order_by("id")]


@pytest.mark.django_db
def test_whoever_keeps_the_last_one_away_still_reads_of_the_others(anna, ben, cai, post, max_):
    doris = confirmed(max_, "朵拉")
    for n, person in enumerate((ben, doris, cai)):
        react(person, post, "like", at=NOW + n * MINUTE)
        follow(person, anna.profile, at=NOW + n * MINUTE)
    mute(anna, cai, at=NOW)
    board = notice_board(anna, now=NOW + 5 * MINUTE)
    assert not board.is_empty
    assert [(row.facts["who"], row.facts["n"]) for row in Notice.objects.order_by("kind")] == [("朵拉", 2)] * 2
    block(anna, doris, at=NOW)
    assert [(row.facts["who"], row.facts["n"]) for row in Notice.objects.order_by("kind")] == [("老宾", 1)] * 2
    assert Notice.objects.get(kind="follower").path.endswith(f"{ben.profile.public_id}/")
    # Where nobody is left there is nothing to tell.
    mute(anna, ben, at=NOW)
    assert notice_board(anna, now=NOW + 5 * MINUTE).is_empty


@pytest.mark.django_db
def test_a_like_counts_once_and_leaves_nothing_when_taken_back(anna, ben, post):
    assert [react(ben, post, "like", at=NOW) for _ in range(2)] == [True, False]
    post.refresh_from_db()
    assert (post.likes, marks_on(ben, post).liked, len(told(anna))) == (1, True, 1)
    assert [unreact(ben, post, "like") for _ in range(2)] == [True, False]
    post.refresh_from_db()
    assert (post.likes, Reaction.objects.count(), told(anna)) == (0, 0, [])


@pytest.mark.django_db
def test_many_likes_are_one_notice_until_it_is_read(anna, ben, cai, post, settings):
    people = [ben, cai, confirmed(make_user("dora"), "朵拉")]
    for n, person in enumerate(people):
        react(person, post, "like", at=NOW + n * MINUTE)
    [notice] = Notice.objects.filter(user=anna)
    assert (notice.facts["n"], notice.facts["who"]) == (3, "朵拉")
    assert "朵拉" in told(anna)[0]
    # The latest takes it back: another name, one less.
    unreact(people[2], post, "like")
    notice.refresh_from_db()
    assert (notice.facts["n"], notice.facts["who"]) == (2, "小蔡")
    Notice.objects.update(read_at=NOW)
    react(people[2], post, "like", at=NOW + 5 * MINUTE)
    # What was read is not untold.
    unreact(ben, post, "like")
    assert [row.facts["n"] for row in Notice.objects.filter(user=anna).order_by("id")] == [2, 1]


@pytest.mark.django_db
def test_nobody_likes_their_own_nor_what_is_gone_nor_somebody_who_blocks_them(anna, ben, post):
    comment = add_comment(ben, post, text="好", at=NOW)
    for thing, who in ((post, anna), (comment, ben)):
        with pytest.raises(OwnThing):
            react(who, thing, "like", at=NOW)
    react(anna, comment, "thanks", at=NOW)
    comment.refresh_from_db()
    assert comment.thanks == 1
    delete_comment(ben, comment, at=NOW)
    comment.refresh_from_db()
    with pytest.raises(CommentNotFound):
        react(anna, comment, "like", at=NOW)
    block(anna, ben, at=NOW)
    with pytest.raises(KeptAway):
        react(ben, post, "like", at=NOW)


@pytest.mark.django_db(transaction=True)
def test_twenty_who_like_and_answer_at_once_are_all_counted():
    author = confirmed(make_user("author"), "作者")
    post = story(author)
    people = [confirmed(make_user(f"p{n}"), f"读者{'甲乙丙丁戊己庚辛壬癸'[n]}") for n in range(5)]
    ready = threading.Barrier(20)
    failed: list[Exception] = []

    def act(n: int) -> None:
        try:
            ready.wait(timeout=20)
            # Each of five does four things, each thing twice over all.
            person = people[n % 5]
            react(person, post, "like", at=NOW)
            bookmark(person, post, at=NOW)
            add_comment(person, post, text=f"{n}", at=NOW)
        except Exception as error:
            failed.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=act, args=[n]) for n in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    post.refresh_from_db()
    assert failed == []
    assert (post.likes, post.bookmarks, post.comments) == (5, 5, 20)
    assert Notice.objects.get(user=author, kind="post_like").facts["n"] == 5


@pytest.mark.django_db
def test_a_name_that_everybody_reads_is_looked_at(anna, mallory):
    for name in ("代还信用卡，秒下款", "加微信看"):
        assert make_collection(anna, name=name, at=NOW).name == name
        with pytest.raises(CollectionInvalid):
            make_collection(anna, name=name, is_public=True, at=NOW)
    with pytest.raises(NotVerified):
        make_collection(mallory, name="装修", is_public=True, at=NOW)


@pytest.mark.django_db
def test_a_post_is_kept_once_and_moves_between_collections(anna, ben, post):
    shelf = make_collection(ben, name="省钱", at=NOW)
    with pytest.raises(CollectionNameTaken):
        make_collection(ben, name=" 省钱 ", at=NOW)
    assert bookmark(ben, post, at=NOW)
    assert not bookmark(ben, post, collection=shelf, at=NOW)
    post.refresh_from_db()
    assert (post.bookmarks, marks_on(ben, post).collection) == (1, shelf)
    with pytest.raises(CollectionNotFound):
        readable_collection(anna, shelf.public_id)
    Collection.objects.update(is_public=True)
    assert readable_collection(None, shelf.public_id) == shelf
    kept = kept_posts(anna, collection=shelf)
    assert (kept.posts, kept.gone, kept.next_cursor) == ([post], 0, None)
    # Collections go, bookmarks stay.
    shelf.delete()
    assert kept_posts(ben, owner=ben).posts == [post]
    assert unbookmark(ben, post)
    post.refresh_from_db()
    assert post.bookmarks == 0


@pytest.mark.django_db
def test_whoever_asked_accepts_an_answer_which_then_stands_first(anna, ben, cai, post):
    question = story(anna, kind="question", title="房贷提前还？", body="手里有十万，该提前还吗？")
    first, second = (
        add_comment(user, question, text=user.profile.name, at=NOW + n * MINUTE) for n, user in enumerate((ben, cai))
    )
    with pytest.raises(NotAQuestion):
        accept_answer(ben, question, second, at=NOW)
    with pytest.raises(NotAQuestion):
        accept_answer(anna, post, second, at=NOW)
    accept_answer(anna, question, second, at=NOW)
    talk = talk_below(None, question, now=NOW)
    assert (talk.accepted.comment, [row.comment for row in talk.comments]) == (second, [first])
    assert len(told(cai)) == 1
    unaccept_answer(anna, question)
    accept_answer(anna, question, second, at=NOW)
    # Deleted, it leaves the question open.
    delete_comment(cai, second, at=NOW)
    question.refresh_from_db()
    assert (question.accepted_comment_id, len(told(cai))) == (None, 1)


@pytest.mark.django_db
def test_who_follows_and_who_is_mentioned_in_a_post_is_told(anna, ben, cai):
    for person in (ben, cai):
        follow(person, anna.profile, at=NOW)
    assert [row.facts for row in Notice.objects.filter(user=anna)] == [{"who": "小蔡", "n": 2}]
    unfollow(cai, anna.profile)
    assert [row.facts for row in Notice.objects.filter(user=anna)] == [{"who": "老宾", "n": 1}]
    story(ben, title="约好的事", body="和 @安娜 说好一起记账。")
    assert Notice.objects.filter(user=anna).values_list("kind", flat=True).order_by("-id")[0] == "post_mention"


@pytest.mark.django_db
def test_blocking_ends_following_and_hides_both_ways(anna, ben, cai, post):
    Follow.objects.create(follower=ben, person=anna, at=NOW)
    react(ben, post, "like", at=NOW)
    with pytest.raises(NotOneself):
        block(anna, anna, at=NOW)
    block(anna, ben, at=NOW)
    assert not Follow.objects.exists()
    assert list(public_posts(ben)) == []
    assert notice_board(anna, now=NOW).is_empty
    unblock(anna, ben)
    mute(anna, ben, at=NOW)
    own = story(ben, title="老宾的")
    assert set(public_posts(ben)) == {own, post}
    assert set(public_posts(anna)) == {post}
    assert [row.name for row in suggested_people(anna, "")] == []
    add_comment(cai, post, text="我也在", at=NOW)
    assert [row.name for row in suggested_people(anna, "", post=post)] == ["小蔡"]
    assert [row.name for row in suggested_people(cai, "老")] == ["老宾"]


@pytest.mark.django_db
def test_who_leaves_takes_all_of_it(anna, ben, post):
    react(ben, post, "like", at=NOW)
    bookmark(ben, post, collection=make_collection(ben, name="省钱", at=NOW), at=NOW)
    add_comment(ben, post, text="好", at=NOW)
    mute(anna, ben, at=NOW)
    with everything_of(ben, now=NOW) as file, ZipFile(file) as archive:
        kept = json.loads(archive.read("community-talk.json"))
    assert [row["text"] for row in kept["comments"]] == ["好"]
    assert kept["bookmarks"] == [{"post": "三个月攒下一万", "collection": "省钱"}]
    assert len(kept["reactions"]) == len(kept["collections"]) == 1
    forget_talk(ben, {})
    post.refresh_from_db()
    assert (post.likes, post.bookmarks, post.comments) == (0, 0, 0)
    for model in (Reaction, Bookmark, Collection, Comment, Block, Mute, Notice):
        assert not model.objects.exists(), model
