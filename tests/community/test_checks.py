"""What is looked at before it is public, by the lists of the admin and by trust."""

import datetime as dt
from types import SimpleNamespace

import pytest

from accounts.services import register_user
from community.models import Case, LinkRule, Post, TakenDownPicture, WordRule
from community.rules.trust import Facts, Level, level_of
from community.services.checks import CheckUnavailable, Finding, check

NOW = dt.datetime(2026, 11, 22, 12, tzinfo=dt.UTC)


@pytest.mark.parametrize(
    ("facts", "level"),
    [
        # days, confirmed, posts that stand, decisions against
        (Facts(2, True, 50), Level.NEW),
        (Facts(13, True, 0), Level.NEW),
        (Facts(14, True, 0), Level.MEMBER),
        (Facts(3, True, 1), Level.MEMBER),
        (Facts(30, True, 4), Level.MEMBER),
        (Facts(30, True, 5), Level.KNOWN),
        (Facts(180, True, 20), Level.TRUSTED),
        (Facts(179, True, 20), Level.KNOWN),
        (Facts(180, True, 20, against=1), Level.KNOWN),
        (Facts(180, True, 20, against=9), Level.NEW),
        (Facts(900, False, 99), Level.NEW),
        (Facts(900, True, 99, suspended=True), Level.NEW),
    ],
)
def test_level_when_facts_are_given_then_it_is_as_the_table_says(facts, level):
    assert level_of(facts) == level


def somebody(days: int, posts: int = 0):
    user = register_user(email=f"d{days}p{posts}@example.com")
    user.date_joined = NOW - dt.timedelta(days=days)
    user.save()
    Post.objects.bulk_create(
        Post(author=user, kind="story", state="published", created_at=NOW, published_at=NOW) for _n in range(posts)
    )
    return user


@pytest.mark.django_db
def test_check_when_staff_change_the_word_list_then_it_holds_at_once():
    user = somebody(40)
    assert check(user, "今天收了一张蓝鲸卡", at=NOW).action == "pass"
    rule = WordRule.objects.create(pattern="蓝鲸卡", action="hold", unless="大蓝鲸卡， 小蓝鲸卡")
    assert check(user, "今天收了一张蓝 鲸 卡", at=NOW).codes == ("word:蓝鲸卡",)
    assert check(user, "今天收了一张小蓝鲸卡", at=NOW).action == "pass"
    rule.action = "mask"
    rule.save()
    verdict = check(user, "蓝鲸卡", at=NOW)
    assert (verdict.action, verdict.masked("一张蓝鲸卡！")) == ("pass", "一张***！")
    rule.is_active = False
    rule.save()
    assert check(user, "蓝鲸卡", at=NOW).masked("蓝鲸卡") == "蓝鲸卡"


@pytest.mark.django_db
def test_check_when_a_text_is_refused_then_only_that_reason_is_told_and_staff_would_see_both():
    verdict = check(somebody(40), "黑户可贷，刷单也行", at=NOW)
    assert (verdict.action, len(verdict.reasons)) == ("refuse", 1)
    assert {"word:黑户可贷", "word:刷单"} <= set(verdict.codes)


@pytest.mark.django_db
def test_check_when_there_are_links_then_it_is_a_matter_of_trust_and_lists():
    new, member, known = somebody(1), somebody(20), somebody(40, posts=5)
    LinkRule.objects.create(host="evil.example", action="refuse")
    one, three = "看 https://a.example.com/1", "a.example.com b.example.com c.example.com"
    found = [check(user, text, at=NOW).action for user in (new, member, known) for text in (one, three)]
    assert found == ["hold", "hold", "pass", "hold", "pass", "pass"]
    assert check(new, "政策见 https://www.gov.cn/zhengce/", at=NOW).action == "pass"
    assert check(known, "https://m.evil.example/x", at=NOW).action == "refuse"
    assert check(known, "[点我](https://www.xiaodai8.com)", at=NOW).action == "refuse"


@pytest.mark.django_db
def test_check_when_a_picture_looks_like_one_that_was_taken_down_then_it_waits():
    user = somebody(40)
    case = Case.objects.create(kind="post", thing_id=1, waits_since=NOW, due_at=NOW)
    look = 0x0F1E2D3C4B5A6978
    TakenDownPicture.objects.create(dhash=look, case=case, at=NOW)
    TakenDownPicture.objects.create(dhash=0, case=case, at=NOW)

    def seen(bits: int) -> str:
        return check(user, "", [SimpleNamespace(dhash=bits, file=None)], at=NOW).action

    # Six of 64 bits differ; seven; the highest one, by which the kept number is negative; a plain picture.
    assert [seen(look ^ 0x3F), seen(look ^ 0x7F), seen((look ^ 1 << 63) - (1 << 64)), seen(1)] == [
        *("hold", "pass", "hold", "pass")
    ]


def outside(said):
    """A check of somebody else's, named in the settings."""
    if "down" in said.text:
        raise CheckUnavailable
    if said.level == Level.NEW and "odd" in said.text:
        yield Finding("refuse", "outside", "No.")


@pytest.mark.django_db
def test_check_when_a_check_of_the_settings_looks_then_its_word_counts_and_its_silence_holds(settings):
    settings.COMMUNITY_TEXT_CHECKS = [f"{__name__}.outside"]
    user = somebody(1)
    assert check(user, "odd", at=NOW).reasons == ("No.",)
    assert check(somebody(40), "odd", at=NOW).action == "pass"
    assert check(user, "down", at=NOW).codes == ("unavailable:outside",)
