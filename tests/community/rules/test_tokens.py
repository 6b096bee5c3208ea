import pytest

from community.rules.tokens import MOST_ASKED, asked_tokens, kept_tokens

TEXT = "何静的面包店第 8 个月才赚钱，ＩＰＨＯＮＥ 用了一年"


@pytest.mark.parametrize("asked", ["面包店", "面包", "赚钱 面包店", "iphone", "ｉPhone，一年", "何静"])
def test_what_is_asked_is_found_in_what_is_kept(asked):
    words = asked_tokens(asked)
    assert words
    assert set(words) <= set(kept_tokens(TEXT))


def test_words_that_stand_everywhere_and_signs_are_no_words():
    assert "的" not in kept_tokens(TEXT)
    assert kept_tokens("，。！ —— ' \\ &|!") == []
    assert asked_tokens("！？的") == []


def test_long_questions_and_words_are_cut():
    assert len(asked_tokens("买菜 房租 工资 奶粉 装修 旅行 加油 保险 公积金 奖金")) == MOST_ASKED
    assert max(map(len, kept_tokens("x" * 5000))) == 40
