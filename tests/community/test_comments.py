"""Comments: two levels, who reads what, who is told, what deleting leaves."""

import datetime as dt

import pytest
from django.urls import reverse

from accounts.models import Notice
from accounts.notices import kind_of, sentence_of
from community.errors import (
    CommentInvalid,
    CommentNotFound,
    CommentTooOld,
    KeptAway,
    NameMissing,
    NotVerified,
    PostNotFound,
)
from community.models import Case, Comment, Post, Profile
from community.queries.comments import answers_to, talk_below
from community.services.cases import report
from community.services.comments import (
    add_comment,
    delete_comment,
    edit_comment,
    forget_comments,
    judge_comment,
    purge_comments,
    restore_comment,
)
from community.services.deciding import decide
from community.services.distance import block, mute
from community.services.posts import change_state
from tests.cast import make_user
from tests.community.conftest import NOW, confirmed, story

pytestmark = pytest.mark.django_db

MINUTE = dt.timedelta(minutes=1)


LATER = NOW + dt.timedelta(days=1)


@pytest.fixture
def cai(carol):
    return confirmed(carol, "小蔡")


@pytest.fixture
def post(anna) -> Post:
    return story(anna, title="三个月攒下一万")


def said(user, post, text="写得真清楚", *, after=1, **more) -> Comment:
    return add_comment(user, post, text=text, at=NOW + after * MINUTE, **more)


def told(user) -> list[tuple[str, str]]:
    return [
        (row.kind, sentence_of(kind_of(row.kind), row.facts)) for row in Notice.objects.filter(user=user).order_by("id")
    ]


def texts(viewer, post, **more) -> list[str]:
    return [row.comment.body for row in talk_below(viewer, post, now=NOW, **more).comments]


def test_answers_stand_below_the_first_comment_and_name_whom_they_answer(anna, ben, cai, post):
    root = said(ben, post, "怎么做到的？")
    first = said(anna, post, "先记三十天", parent=root, after=2)
    deeper = said(cai, post, "我也想知道", parent=first, after=3)
    third = said(ben, post, "懂了", parent=deeper, after=4)
    [top] = talk_below(cai, post, now=NOW).comments
    assert [(row.comment.body, row.to) for row in top.answers] == [("先记三十天", ""), ("我也想知道", "安娜")]
    assert (top.more_answers, third.root) == (1, root)
    rest, after = answers_to(cai, root, now=NOW, after=top.answers_next)
    assert ([row.comment for row in rest], after) == ([third], None)
    post.refresh_from_db()
    root.refresh_from_db()
    assert (post.comments, root.replies) == (4, 3)


def test_pages_follow_each_other_without_gap_or_twin(ben, post):
    for n in range(5):
        # Two of the same moment, so that the key decides.
        said(ben, post, str(n), after=n // 2)
    seen, after = [], None
    while True:
        page = talk_below(None, post, now=NOW, after=after, size=2)
        seen += [row.comment.body for row in page.comments]
        after = page.next_cursor
        if after is None:
            break
    assert seen == ["0", "1", "2", "3", "4"]


def test_the_talk_costs_the_same_with_one_comment_and_with_many(anna, ben, cai, post, django_assert_num_queries):
    roots = [said(ben, post, str(n), after=n) for n in range(8)]
    for root in roots:
        said(anna, post, "答", parent=root, after=20)
    with django_assert_num_queries(4):
        talk_below(cai, post, now=NOW)


def test_a_name_behind_an_at_is_told_once_and_by_the_nearest_reason(anna, ben, cai, post):
    root = said(ben, post, "@小蔡你看看，别写 a@安娜.cn")
    assert '<a class="mention" href="/community/people/' in root.body_html
    assert root.body_html.endswith("a@安娜.cn")
    assert [kind for kind, _said in told(cai)] == ["post_mention"]
    assert [kind for kind, _said in told(anna)] == ["post_comment"]
    answer = said(anna, post, "@老宾 先记账", parent=root, after=2)
    assert [kind for kind, _said in told(ben)] == ["post_mention"]
    edit_comment(anna, answer, text="@老宾 @小蔡 先记账", at=NOW + 3 * MINUTE)
    assert [len(told(user)) for user in (anna, ben, cai)] == [1, 1, 2]


def test_words_are_words_and_never_markup(ben, post):
    comment = said(ben, post, '<script>alert(1)</script> https://x.example "')
    assert comment.body_html == "&lt;script&gt;alert(1)&lt;/script&gt; https://x.example &quot;"


def test_it_is_changed_within_fifteen_minutes_by_who_said_it(anna, ben, post):
    comment = said(ben, post, after=0)
    with pytest.raises(CommentNotFound):
        edit_comment(anna, comment, text="别人的", at=NOW)
    assert edit_comment(ben, comment, text="改了", at=NOW + 14 * MINUTE).edited_at == NOW + 14 * MINUTE
    with pytest.raises(CommentTooOld):
        edit_comment(ben, comment, text="太晚", at=NOW + 15 * MINUTE)


def test_what_staff_hid_is_mended_by_its_author_and_looked_at_again(anna, ben, cai, post, max_):
    comment = said(ben, post, "你们都是笨蛋")
    report(anna, comment, reason="abuse", at=NOW)
    decide(Case.objects.get(), by=max_, outcome="hide", reason="abuse", at=NOW)
    own, others = (talk_below(reader, post, now=LATER).comments[0] for reader in (ben, anna))
    assert (own.is_gone, own.may_edit, others.is_gone, others.may_edit) == (False, True, True, False)
    assert edit_comment(ben, comment, text="我不该那么说", at=LATER).state == "held"
    assert edit_comment(ben, comment, text="对不起", at=LATER).state == "held"
    case = Case.objects.get()
    assert (case.state, case.said, case.found, texts(anna, post)) == ("open", "对不起", ["mended"], [])
    decide(case, by=max_, outcome="leave", at=LATER)
    assert texts(anna, post) == ["对不起"]
    with pytest.raises(CommentTooOld):
        edit_comment(ben, comment, text="再改", at=LATER)
    # What is taken down for good is not mended.
    report(cai, comment, reason="abuse", at=LATER)
    decide(Case.objects.get(), by=max_, outcome="take_down", reason="abuse", at=LATER)
    with pytest.raises(CommentNotFound):
        edit_comment(ben, comment, text="再改", at=LATER)


def test_deleting_leaves_the_place_and_undo_brings_it_back(anna, ben, post):
    comment = said(ben, post)
    said(anna, post, "谢谢", parent=comment, after=2)
    delete_comment(ben, comment, at=NOW)
    [row] = talk_below(anna, post, now=NOW).comments
    assert (row.is_gone, row.may_edit, len(row.answers)) == (True, False, 1)
    post.refresh_from_db()
    assert post.comments == 1
    restore_comment(ben, comment, at=NOW)
    post.refresh_from_db()
    assert (post.comments, texts(anna, post)) == (2, ["写得真清楚"])
    delete_comment(ben, comment, at=NOW)
    assert purge_comments(before=NOW + MINUTE) == 1
    with pytest.raises(CommentNotFound):
        restore_comment(ben, comment, at=NOW)


def test_what_is_held_waits_for_the_staff_and_tells_nobody_before(anna, ben, post):
    comment = said(ben, post, "背债了解一下")
    assert (texts(anna, post), texts(ben, post), told(anna)) == ([], ["背债了解一下"], [])
    judge_comment(comment, "published", at=NOW)
    post.refresh_from_db()
    assert (texts(anna, post), post.comments, len(told(anna))) == (["背债了解一下"], 1, 1)
    judge_comment(comment, "hidden", at=NOW)
    [row] = talk_below(None, post, now=NOW).comments
    post.refresh_from_db()
    assert (row.is_gone, post.comments) == (True, 0)


def test_people_who_are_kept_away_are_neither_read_nor_told_of(anna, ben, cai, post):
    root = said(ben, post, "老宾说")
    said(cai, post, "小蔡说", after=2)
    mute(cai, ben, at=NOW)
    assert (texts(cai, post), texts(ben, post)) == (["小蔡说"], ["老宾说", "小蔡说"])
    block(anna, ben, at=NOW)
    assert texts(anna, post) == ["小蔡说"]
    with pytest.raises(KeptAway):
        said(ben, post)
    with pytest.raises(KeptAway):
        said(anna, post, parent=root)
    before = len(told(cai))
    said(ben, story(cai, title="别的"), "@小蔡", after=3)
    assert len(told(cai)) == before


def test_who_writes_has_a_confirmed_address_and_a_name(post, mallory, vera):
    with pytest.raises(NotVerified):
        said(mallory, post)
    with pytest.raises(NameMissing):
        said(confirmed(vera), post)


@pytest.mark.parametrize("text", ["", " \n ", "字" * 1001, "代还信用卡，秒下款，加我"])
def test_what_can_not_stand_is_refused_in_words(ben, post, text):
    with pytest.raises(CommentInvalid) as refused:
        said(ben, post, text)
    assert refused.value.fields["text"]


def test_who_leaves_takes_their_words_and_leaves_others_theirs(anna, ben, post):
    root = said(ben, post, "老宾说")
    answer = said(anna, post, "安娜答", parent=root, after=2)
    own = said(ben, post, "老宾又说", after=3)
    said(ben, post, "自己答自己", parent=own, after=4)
    forget_comments(ben, at=NOW)
    assert set(Comment.objects.values_list("body", "state")) == {("", "deleted"), ("安娜答", "published")}
    post.refresh_from_db()
    answer.root.refresh_from_db()
    assert (post.comments, answer.root.replies, Comment.objects.count()) == (1, 1, 2)


def test_of_what_waits_for_a_look_the_answers_show_only_its_place(client, anna, ben, post):
    root = said(ben, post, "好的")
    answer = said(anna, post, "谢谢", parent=root)
    edit_comment(ben, root, text="加微信 abc", at=NOW + 2 * MINUTE)
    page = client.get(reverse("community:comment", args=[answer.public_id])).text
    assert ("谢谢" in page, "abc" in page) == (True, False)


def test_nobody_is_led_to_a_post_that_waits_for_a_look(anna, ben, post):
    held = change_state(post, "held")
    with pytest.raises(PostNotFound):
        said(anna, held, "@老宾 来看")


def test_one_text_tells_at_most_twenty_people(anna, post):
    names = [f"路人{chr(0x4E00 + n)}" for n in range(22)]
    for n, name in enumerate(names):
        user = make_user(f"p{n}")
        Profile.objects.create(user=user, name=name, name_key=name, created_at=NOW)
    said(anna, post, " ".join(f"@{name}" for name in names))
    assert Notice.objects.filter(kind="post_mention").count() == 20
