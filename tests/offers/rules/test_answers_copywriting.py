"""Told movements among found ones, and the words that a product may not use."""

import pytest

from offers.rules.answers import Regular, parts_found
from offers.rules.copywriting import FORBIDDEN, FUND_RISK, forbidden_words, misleading_rates, problems_of_copy
from offers.rules.recurrence import Cadence


def monthly(yuan: float, day: int) -> Regular:
    return Regular(round(yuan * 100), Cadence.MONTHLY, day)


MORTGAGE = monthly(-2996.39, 20)


@pytest.mark.parametrize(
    ("told", "found", "parts"),
    [
        pytest.param(MORTGAGE, [], (), id="nothing was found"),
        pytest.param(MORTGAGE, [monthly(-2996.39, 20)], (0,), id="the same"),
        pytest.param(
            MORTGAGE, [monthly(-199, 3), monthly(-1630.52, 20), monthly(-1365.87, 20)], (1, 2), id="two parts"
        ),
        pytest.param(
            monthly(-3000, 20), [monthly(-1600, 20), monthly(-1000, 19), monthly(-400, 21)], (0, 1, 2), id="three parts"
        ),
        pytest.param(
            monthly(-4000, 20), [monthly(-1000, 20)] * 4, (), id="four parts are no longer one thing that was told"
        ),
        # Alone within a quarter of the amount: 2,250 to 3,750 of 3,000.
        pytest.param(monthly(-3000, 20), [monthly(-2250, 20)], (0,), id="a quarter less"),
        pytest.param(monthly(-3000, 20), [monthly(-2249.99, 20)], (), id="more than a quarter less"),
        pytest.param(monthly(-3000, 20), [monthly(-3750, 20)], (0,), id="a quarter more"),
        pytest.param(monthly(-3000, 20), [monthly(-3750.01, 20)], (), id="more than a quarter more"),
        # Together within a twentieth: 2,850 to 3,150.
        pytest.param(monthly(-3000, 20), [monthly(-1500, 20), monthly(-1350, 20)], (0, 1), id="a twentieth less"),
        pytest.param(monthly(-3000, 20), [monthly(-1500, 20), monthly(-1349, 20)], (), id="more than a twentieth less"),
        pytest.param(monthly(8000, 10), [monthly(7900, 10), monthly(8100, 10), monthly(8050, 10)], (2,), id="nearest"),
        pytest.param(monthly(8000, 10), [monthly(8100, 10), monthly(7900, 10)], (0,), id="equally near: the first"),
        pytest.param(
            monthly(-3000, 20), [monthly(-1500, 20), monthly(-1500, 20), monthly(-2400, 20)], (2,),
            id="one that fits goes before two that add up better",
        ),
        pytest.param(monthly(-3000, 20), [monthly(3000, 20)], (), id="the other direction"),
        pytest.param(
            monthly(-3000, 20), [Regular(-300_000, Cadence.QUARTERLY, 20)], (), id="another cadence"
        ),
        pytest.param(
            Regular(-50_000, Cadence.WEEKLY, 0), [Regular(-52_000, Cadence.WEEKLY, 0)], (0,), id="weekly, without a day"
        ),
        pytest.param(monthly(-3000, 20), [monthly(-3000, 24)], (0,), id="four days later"),
        pytest.param(monthly(-3000, 20), [monthly(-3000, 25)], (), id="five days later"),
        pytest.param(monthly(-3000, 31), [monthly(-3000, 2)], (0,), id="over the end of the month"),
        pytest.param(monthly(-3000, 1), [monthly(-3000, 28)], (0,), id="before the first"),
        pytest.param(monthly(-3000, 1), [monthly(-3000, 27)], (), id="too long before the first"),
    ],
)  # fmt: skip
def test_parts_found_when_a_movement_was_told_then_those_that_are_it(told, found, parts):
    assert parts_found(told, found) == parts


@pytest.mark.parametrize("word", FORBIDDEN)
def test_forbidden_words_when_one_stands_in_a_text_then_it_is_found(word):
    assert forbidden_words(f"本产品{word}，欢迎了解") == (word,)
    # White space, also the wide one and a line's end, does not hide it.
    assert forbidden_words("本产品" + " \u3000\n".join(word)) == (word,)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", ()),
        ("按时还款，逾期会影响征信。", ()),
        (FUND_RISK, ()),
        ("保管本人的身份证", ()),
        ("限时秒批，保本", ("保本", "秒批", "限时")),
        ("保本保本", ("保本",)),
    ],
)
def test_forbidden_words_when_several_then_each_once_in_the_order_of_the_list(text, words):
    assert forbidden_words(text) == words


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("日息 0.02%", ("日息",)),
        ("日息 0.02%，年化 7.2%（单利）", ()),
        ("年利率 7.2%，合日息 0.02%", ()),
        ("利率低至 3.6%", ("低至",)),
        ("利率低至 3.6% 至 24%", ()),
        ("利率低至 3.6%-24%", ()),
        ("利率低至3.6%～24%", ()),
        ("利率低至年化 3.6% 到 24%", ()),
        ("利率低至 3.6%，期限 3-12 个月", ("低至",)),
        ("利率低至 3.6% 至 24%，手续费低至 1 元", ("低至",)),
        ("低至日息 0.02%", ("日息", "低至")),
        ("每天还一点", ()),
    ],
)
def test_misleading_rates_when_a_rate_is_said_without_its_other_half_then_named(text, words):
    assert misleading_rates(text) == words


def test_problems_of_copy_when_several_texts_then_each_word_once_in_the_order_met():
    texts = ["低至 3.6%，秒批", "日息 0.02%，秒批", "贷款有风险", "保本"]
    assert problems_of_copy(texts) == ("秒批", "低至", "日息", "保本")
    assert problems_of_copy([]) == ()
    # What one text leaves open another may not mend: each is read alone.
    assert problems_of_copy(["日息 0.02%", "年化 7.2%"]) == ("日息",)
