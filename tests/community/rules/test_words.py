"""Words that touts use: found however they are disguised, and not where they only seem to stand."""

import pytest

from community.rules.links import is_under, links_in, sells_credit
from community.rules.word_list import WORDS
from community.rules.words import HOLD, MASK, REFUSE, Word, find_words, masked


def actions(text: str) -> set[str]:
    return {hit.word.action for hit in find_words(WORDS, text)}


@pytest.mark.parametrize(
    "text",
    ["黑户可贷", "黑 户 可 贷", "黑.户*可~贷", "黑☆户☆可☆贷", "【黑户】可贷", "黑\u200b户可贷", "黑🔥户🔥可贷"],
)
def test_words_when_they_are_broken_up_then_they_are_found(text):
    assert REFUSE in actions(f"本地工作室，{text}，当天")


@pytest.mark.parametrize(
    ("pattern", "text"), [("loan", "ｌ０ａｎ"), ("vx", "ＶＸ"), ("v信", "Ｖ 信"), ("pos机", "P0S机")]
)
def test_words_when_digits_stand_for_letters_then_they_are_found(pattern, text):
    assert find_words([Word(pattern, HOLD)], text)


@pytest.mark.parametrize(
    "text", ["代做流水", "网贷代做", "黑户也行", "5分钟秒下", "招人背债", "教你养卡", "信用卡套现", "兼职刷单"]
)
def test_words_when_touts_and_those_who_warn_both_use_them_then_somebody_looks(text):
    assert actions(text) == {HOLD}


@pytest.mark.parametrize(
    "text",
    [
        "给奶奶买的营养卡还剩 3 次",
        "这件外套现在 299，黑户外鞋 180",
        "应用商店里几秒下载好，刷单词用的",
        "这事我没交代，做饭的钱另算",
        "楼下款式多，一双手套现价 25",
        "本月买菜 2,350，外食 880，一共 3,230。",
    ],
)
def test_words_when_they_only_seem_to_stand_there_then_nothing_is_found(text):
    assert actions(text) == set()


def test_masked_when_abuse_is_broken_up_then_each_character_is_a_star_and_the_rest_stays():
    assert masked("你这 傻 逼，退钱 35.00", WORDS) == "你这 ***，退钱 35.00"


def test_find_words_when_a_pattern_is_only_marks_then_it_is_found_nowhere():
    assert find_words([Word("…", MASK), Word("", REFUSE)], "什么…都没有") == []


def test_links_when_they_are_written_in_any_way_then_their_hosts_are_known():
    text = (
        "[看](https://WWW.Example.com:8080/a?b=1) m.shop.example.cn/x，www.好.com//evil.top/p a@mail.com 35.00元 v1.2"
    )
    assert [link.host for link in links_in(text)] == ["example.com", "m.shop.example.cn", "好.com"]


@pytest.mark.parametrize(
    "address",
    ["https://xxdaikuan.com/a", "dai.example.com", "example.com/xinyongka?i=1", "HTTPS://P2P.example.cn", "a.cn/借款"],
)
def test_links_when_the_address_sells_credit_then_it_says_so(address):
    assert all(sells_credit(link) for link in links_in(address))
    assert links_in(address)


@pytest.mark.parametrize("address", ["https://example.com/daily", "item.example.com/123", "positive.example.com"])
def test_links_when_an_address_only_looks_a_little_like_it_then_it_does_not_count(address):
    assert not any(sells_credit(link) for link in links_in(address))


def test_hosts_when_one_only_ends_alike_then_it_is_not_under_the_other():
    assert is_under("m.example.com", "example.com")
    assert not is_under("notexample.com", "example.com")
