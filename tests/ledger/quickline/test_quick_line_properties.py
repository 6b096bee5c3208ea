"""Whatever is typed, the tokens lie on the line, none on another, and amounts are whole minor units."""

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ledger.quickline import parse_quick_line
from ledger.quickline.numbers import chinese_number, to_minor

from .lines import CONTEXT, NOW, TODAY

PIECES = st.sampled_from(
    [
        *("昨天", "上周五", "12/3", "10号", "35", "23块5", "三十五", "两千五", "¥", "+", "×"),
        *("午饭", "打车", "工资", "lunch", "微信", "招行", "老王", "小满", "👍"),
        *("转", "还", "借给", "退", "#", "备注", " "),
    ]
)


@settings(max_examples=300, deadline=None)
@given(st.one_of(st.text(max_size=40), st.lists(PIECES, max_size=10).map("".join)))
def test_quick_line_tokens_lie_on_the_line_and_do_not_overlap(line):
    found = parse_quick_line(line, today=TODAY, now=NOW, context=CONTEXT)
    end = 0
    for token in found.tokens:
        assert end <= token.start < token.end <= len(line)
        assert line[token.start : token.end] == token.text
        end = token.end
    assert found.amount_minor is None or (type(found.amount_minor) is int and found.amount_minor > 0)
    assert not (found.unknown and found.can_be_saved)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("十", 10),
        ("十五", 15),
        ("二十", 20),
        ("一百零二", 102),
        ("一百二", 120),
        ("一百二十", 120),
        ("一百二十三", 123),
        ("两千五", 2500),
        ("两千零五", 2005),
        ("一千零五十", 1050),
        ("一万二", 12_000),
        ("三万五千", 35_000),
        ("十二万", 120_000),
        ("一亿", 100_000_000),
        ("二五", 25),
        ("三点五", Fraction(7, 2)),
        ("一点二万", 12_000),
    ],
)
def test_chinese_number(text, value):
    assert chinese_number(text) == value


def test_to_minor_rounds_half_up():
    # 0.005 is half a fen.
    assert to_minor(Fraction(5, 1000), 2) == 1
    assert to_minor(Fraction(49, 10_000), 2) == 0
    assert to_minor(Fraction(10, 3), 2) == 333
