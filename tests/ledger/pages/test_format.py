import datetime as dt
from types import SimpleNamespace
from zoneinfo import ZoneInfo

import pytest
from django.template import Context, Template
from django.utils import translation

from ledger.templatetags.ledger_format import amount_text, day_name, moment, near_day, week_day
from ledger.templatetags.ledger_page import cover_color, icon_paths, initial, takes_white


@pytest.mark.parametrize(
    ("amount_minor", "currency", "more", "text"),
    [
        (-1234567, "CNY", {}, "−¥12,345.67"),
        (5, "CNY", {}, "¥0.05"),
        (0, "CNY", {"sign": "always"}, "¥0.00"),
        (3500, "CNY", {"sign": "always"}, "+¥35.00"),
        (-3500, "CNY", {"sign": "none"}, "¥35.00"),
        (19449, "CNY", {"whole": True}, "¥194"),
        (19450, "CNY", {"whole": True}, "¥195"),
        (50, "CNY", {"whole": True}, "¥1"),
        (-49, "CNY", {"whole": True}, "−¥0.49"),
        (0, "CNY", {"whole": True}, "¥0"),
        (1500, "JPY", {}, "JP¥1,500"),
        (1234, "KWD", {}, "KWD\u00a01.234"),
    ],
)
def test_an_amount_is_written_with_its_currency_and_sign(amount_minor, currency, more, text):
    assert amount_text(amount_minor, currency, **more) == text


def shown(template: str, *, hide=False, **values) -> str:
    request = SimpleNamespace(user=SimpleNamespace(hide_amounts=hide))
    return Template("{% load ledger_format %}" + template).render(Context({"request": request} | values))


def test_the_tag_marks_minor_units_and_direction():
    html = shown('{% money a "CNY" tone="out" %}', a=-3550)
    assert html == (
        '<span class="money money-out">−<span class="money-unit">¥</span>35<span class="money-minor">.50</span></span>'
    )


def test_hidden_amounts_show_neither_digits_nor_sign():
    for template in ('{% money a "CNY" sign="always" %}', '{% money_text a "CNY" %}'):
        html = shown(template, hide=True, a=-3550)
        assert "••••" in html
        assert not set("3550−") & set(html.replace("money-unit", ""))


def test_an_amount_that_does_not_exist_is_a_dash():
    assert "–" in shown('{% money a "CNY" %}', a=None)


@pytest.mark.parametrize(
    ("day", "text"),
    [
        (dt.date(2026, 11, 23), "Today"),
        (dt.date(2026, 11, 22), "Yesterday"),
        (dt.date(2026, 11, 20), "Fri 20 Nov"),
        (dt.date(2025, 11, 20), "Thu 20 Nov 2025"),
    ],
)
def test_days_are_named_as_people_name_them(day, text):
    with translation.override("en"):
        assert day_name(day, dt.date(2026, 11, 23)) == text


def test_white_text_is_readable_on_every_cover():
    for color in ("#d9653b", "#2b8a9e", "#ffffff", "#000000", "#a8541f"):
        assert takes_white(cover_color(color))
    assert cover_color("#a8541f") == "#a8541f"


def test_an_icon_that_does_not_exist_is_a_plain_tag():
    assert icon_paths("no-such-icon") == icon_paths("tag") != ""
    assert icon_paths("../../../etc/passwd") == icon_paths("tag")


def test_a_chinese_name_is_shown_by_its_last_character():
    assert (initial("陈屿"), initial("bob"), initial("")) == ("屿", "B", "?")


@pytest.mark.parametrize(
    ("day", "near", "with_week_day"),
    [
        ((2026, 11, 23), "today", "Mon 23 Nov"),
        ((2026, 11, 22), "yesterday", "Sun 22 Nov"),
        ((2026, 11, 21), "21 Nov", "Sat 21 Nov"),
        ((2026, 11, 24), "24 Nov", "Tue 24 Nov"),
        ((2025, 11, 23), "23 Nov 2025", "Sun 23 Nov 2025"),
    ],
)
def test_a_day_in_the_middle_of_a_sentence(day, near, with_week_day):
    today = dt.date(2026, 11, 23)
    with translation.override("en"):
        assert near_day(dt.date(*day), today) == near
        assert week_day(dt.date(*day), today) == with_week_day


def test_a_moment_is_told_in_the_time_zone_of_the_book():
    """22:55 on the 22nd in UTC is 06:55 on the 23rd in Shanghai, which is today there."""
    now = dt.datetime(2026, 11, 23, 12, tzinfo=ZoneInfo("Asia/Shanghai"))
    with translation.override("en"):
        assert moment(dt.datetime(2026, 11, 22, 22, 55, tzinfo=dt.UTC), now) == "today 06:55"
        assert moment(dt.datetime(2026, 11, 20, 13, 30, tzinfo=dt.UTC), now) == "20 Nov 21:30"
