"""Days and times of day as people say them. A day without a year or month is the latest one not after today."""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable, Iterator
from typing import NamedTuple

from .numbers import chinese_number


class Day(NamedTuple):
    """A day said from `start` to before `end`, with the time of day where the words carry one."""

    start: int
    end: int
    date: datetime.date


class Clock(NamedTuple):
    start: int
    end: int
    time: datetime.time


_ONE = datetime.timedelta(days=1)
_AGO = {
    "大前天": 3, "前天": 2, "前晚": 2, "昨天": 1, "昨日": 1, "昨晚": 1, "昨儿": 1,
    "今天": 0, "今日": 0, "今早": 0, "今晚": 0, "今儿": 0, "刚才": 0, "刚刚": 0, "明天": -1, "后天": -2,
    "yesterday": 1, "last night": 1, "today": 0, "tomorrow": -1,
}  # fmt: skip
_WEEKDAYS = {"一": 0, "二": 1, "三": 2, "四": 3, "五": 4, "六": 5, "日": 6, "天": 6, "末": 5}
_ENGLISH_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_N = r"(?:\d{1,2}|[一二两三四五六七八九十]{1,3})"
_MONTH_WORD = rf"(?P<word>{'|'.join(_MONTHS)})[a-z]*\.?"


def _number(text: str) -> int:
    if text.isdigit():
        return int(text)
    value = chinese_number(text)
    return int(value) if value is not None else 0


def _date(year: int, month: int, day: int) -> datetime.date | None:
    try:
        return datetime.date(year, month, day)
    except ValueError:
        return None


def _past(month: int, day: int, today: datetime.date) -> datetime.date | None:
    """Return this month and day of the latest year in which it is not after today; 29 February may be far."""
    for year in range(today.year, today.year - 9, -1):
        found = _date(year, month, day)
        if found and found <= today:
            return found
    return None


def _month_back(today: datetime.date, months: int, day: int) -> datetime.date | None:
    count = today.year * 12 + today.month - 1 - months
    return _date(count // 12, count % 12 + 1, day)


def _day_of_month(day: int, today: datetime.date) -> datetime.date | None:
    for months in range(12):
        found = _month_back(today, months, day)
        if found and found <= today:
            return found
    return None


def _weekday(match: re.Match[str], today: datetime.date) -> datetime.date:
    day = _WEEKDAYS[match["day"]]
    monday = today - _ONE * today.weekday()
    weeks = len(match["last"] or "")
    if weeks:
        return monday + _ONE * (day - 7 * weeks)
    return today - _ONE * ((today.weekday() - day) % 7)


def _english_weekday(match: re.Match[str], today: datetime.date) -> datetime.date:
    day = next(number for number, name in enumerate(_ENGLISH_DAYS) if name.startswith(match["day"][:3]))
    if match["last"]:
        return today - _ONE * (today.weekday() + 7 - day)
    return today - _ONE * ((today.weekday() - day) % 7)


_Reader = Callable[[re.Match[str], datetime.date], datetime.date | None]
_PATTERNS: tuple[tuple[re.Pattern[str], _Reader], ...] = tuple(
    (re.compile(pattern), reader)
    for pattern, reader in (
        (
            r"(?<!\d)(?P<y>\d{4})\s*[-/.年]\s*(?P<m>\d{1,2})\s*[-/.月]\s*(?P<d>\d{1,2})(?!\d)[日号]?",
            lambda said, today: _date(int(said["y"]), int(said["m"]), int(said["d"])),
        ),
        (
            rf"(?P<year>去年|今年)(?P<m>{_N})月(?P<d>{_N})[日号]?",
            lambda said, today: _date(today.year - (said["year"] == "去年"), _number(said["m"]), _number(said["d"])),
        ),
        (
            rf"(?P<back>上+)个?月(?P<d>{_N})[日号]",
            lambda said, today: _month_back(today, len(said["back"]), _number(said["d"])),
        ),
        (
            rf"(?:这个?月|本月)(?P<d>{_N})[日号]",
            lambda said, today: _month_back(today, 0, _number(said["d"])),
        ),
        (
            rf"(?<!\d)(?P<m>{_N})月(?P<d>{_N})(?:[日号]|(?![\d.块元]))",
            lambda said, today: _past(_number(said["m"]), _number(said["d"]), today),
        ),
        (
            r"(?<![\d/.])(?P<m>\d{1,2})/(?P<d>\d{1,2})(?![\d/])",
            lambda said, today: _past(int(said["m"]), int(said["d"]), today),
        ),
        # The part of a day that is over says no hour; before an hour it belongs to that.
        (
            rf"(?P<ago>大前天|前天|昨天)(?:早上|上午|中午|下午|晚上|夜里)(?!茶|\s*{_N}[点:：时])",
            lambda said, today: today - _ONE * _AGO[said["ago"]],
        ),
        (r"上个?月(?:底|末)", lambda _said, today: today.replace(day=1) - _ONE),
        (r"上个?月初", lambda _said, today: _month_back(today, 1, 1)),
        (r"(?:这个?|本)?月初", lambda _said, today: today.replace(day=1)),
        (rf"(?<!\d)(?P<n>{_N})天(?:以)?前", lambda said, today: today - _ONE * _number(said["n"])),
        (r"\b(?P<n>\d{1,2}) days? ago\b", lambda said, today: today - _ONE * int(said["n"])),
        ("|".join(sorted(_AGO, key=len, reverse=True)), lambda said, today: today - _ONE * _AGO[said[0]]),
        (r"(?P<last>上+)?个?(?:这|本)?(?:周|星期|礼拜)(?P<day>[一二三四五六日天末])", _weekday),
        (
            rf"\b(?:(?P<last>last) )?(?:on )?(?P<day>{'|'.join(_ENGLISH_DAYS)}|mon|tue|wed|thu|fri|sat|sun)\b",
            _english_weekday,
        ),
        (
            rf"\b{_MONTH_WORD} (?P<d>\d{{1,2}})(?:st|nd|rd|th)?(?![\d.])",
            lambda said, today: _past(_MONTHS.index(said["word"]) + 1, int(said["d"]), today),
        ),
        (
            rf"\b(?P<d>\d{{1,2}})(?:st|nd|rd|th)? {_MONTH_WORD}(?![a-z])",
            lambda said, today: _past(_MONTHS.index(said["word"]) + 1, int(said["d"]), today),
        ),
        (
            r"\b(?:on )?(?:the )?(?P<d>\d{1,2})(?:st|nd|rd|th)\b",
            lambda said, today: _day_of_month(int(said["d"]), today),
        ),
        (
            rf"(?<![\d第楼路])(?P<d>{_N})[号日](?!楼|线|院|店|门)",
            lambda said, today: _day_of_month(_number(said["d"]), today),
        ),
    )
)

_AFTERNOON = frozenset({"下午", "晚上", "傍晚", "晚", "pm"})
_CLOCKS = (
    re.compile(
        r"(?P<part>凌晨|早上|早晨|上午|中午|下午|傍晚|晚上)?\s*(?P<h>\d{1,2})\s*:\s*(?P<m>\d{2})(?!\d)\s*(?P<ampm>am|pm)?"
    ),
    re.compile(
        rf"(?P<part>凌晨|早上|早晨|上午|中午|下午|傍晚|晚上)(?P<h>{_N})[点时](?:(?P<m>\d{{1,2}}|半|一刻|三刻)分?)?"
    ),
    re.compile(r"(?<!\d)(?P<part>)(?P<h>\d{1,2})点(?:(?P<m>\d{2}|半)分?)?(?!\d)"),
    re.compile(r"\b(?P<part>)(?P<h>\d{1,2})(?P<m>)\s?(?P<ampm>am|pm)\b"),
)
_QUARTERS = {"半": 30, "一刻": 15, "三刻": 45}


def days(text: str, today: datetime.date) -> Iterator[Day]:
    """Yield the days said in a folded line; the first pattern to take a character keeps it."""
    taken: list[tuple[int, int]] = []
    for pattern, reader in _PATTERNS:
        for match in pattern.finditer(text):
            if any(match.start() < end and start < match.end() for start, end in taken):
                continue
            found = reader(match, today)
            if found is not None:
                taken.append(match.span())
                yield Day(match.start(), match.end(), found)


def clocks(text: str) -> Iterator[Clock]:
    """Yield the times of day in a folded line: 12:30, 晚上8点半, 8pm."""
    for pattern in _CLOCKS:
        for match in pattern.finditer(text):
            parts = match.groupdict()
            hour, minute = _number(parts["h"]), parts["m"] or "0"
            minute_number = _QUARTERS.get(minute) if minute in _QUARTERS else _number(minute)
            if hour < 12 and (parts["part"] in _AFTERNOON or parts.get("ampm") == "pm"):
                hour += 12
            if hour == 24:
                hour = 0
            if hour < 24 and minute_number is not None and minute_number < 60:
                yield Clock(match.start(), match.end(), datetime.time(hour, minute_number))
