"""The contract of every lesson: its length, numbers that add up and stand in its text, and what it never says."""

import re
from decimal import Decimal

import pytest
from django.template.loader import get_template
from django.urls import reverse

from community.academy import load_courses
from community.forms.calculators import CALCULATORS
from community.queries.academy import PAGES
from offers.rules.states import State
from tests.community.academy.sums import holds, numbers_of

LESSONS = [lesson for course in load_courses() for lesson in course.lessons]
each_lesson = pytest.mark.parametrize("lesson", LESSONS, ids=[f"{each.course}/{each.slug}" for each in LESSONS])

# What no page about money may promise or push (广告法 25, 证券投资基金法 77), and words of accountancy.
NEVER = re.compile(
    r"保本|稳赚|零风险|无风险|必涨|预期收益|预计收益|(?<!不)保证收益|秒批|秒到|最高可借|预审批|立即申请|余额宝|零钱通|花呗|借呗|白条|微粒贷|借方|贷方|应收|应付|权责"
)
# To warn of such a promise, a lesson may say it between quotation marks.
QUOTED = re.compile(r"“[^”]*”")
BORROWING = re.compile(r"借款|贷款|网贷|借钱|分期|最低还款")
AMOUNT = re.compile(r"(\d[\d,]*(?:\.\d+)?) ?(元|%)")
NUMBER = re.compile(r"\d[\d,]*(?:\.\d+)?")


def number(text: str) -> Decimal:
    return Decimal(text.replace(",", "")).normalize()


def told(lesson) -> str:
    """What a lesson claims itself: its text, and why an answer is right."""
    return "\n".join([lesson.text, *(question.why for question in lesson.questions)])


def test_there_are_six_courses_of_five_lessons():
    assert [len(course.lessons) for course in load_courses()] == [5] * 6
    for course in load_courses():
        get_template(f"community/drawings/{course.slug}.svg")


@each_lesson
def test_a_lesson_has_its_length_three_questions_and_a_page_that_exists(lesson):
    assert 600 <= lesson.characters <= 1200
    assert len(lesson.questions) == 3
    # A mark of bold that Markdown did not take for one.
    assert not any("**" in part.html for part in lesson.parts)
    assert all(len(question.why) >= 20 for question in lesson.questions)
    assert reverse(lesson.todo.page, args=["0192f0a0-0000-7000-8000-000000000000"])
    assert lesson.todo.page in PAGES
    if lesson.calculator:
        form = CALCULATORS[lesson.calculator.key](dict(lesson.calculator.values))
        assert form.is_valid(), form.errors
        assert set(lesson.calculator.values) == set(form.fields)


@each_lesson
def test_the_sums_of_a_lesson_are_right_and_stand_in_its_text(lesson):
    assert len(lesson.sums) >= 3
    assert [equation for equation in lesson.sums if not holds(equation)] == []
    written = {number(found) for found in NUMBER.findall(told(lesson))}
    # Small whole numbers, of days and months, may be said in words; a rate may stand behind what it comes to, and so
    # do the hundred of per cent and the days of a year.
    wanted = {value for equation in lesson.sums for value in numbers_of(equation) if value >= 100}
    wanted -= {Decimal(100), Decimal(365)}
    wanted |= {result for *_of, result in map(numbers_of, lesson.sums) if result != result.to_integral_value()}
    assert {value.normalize() for value in wanted} - written == set()


@each_lesson
def test_every_amount_in_a_lesson_belongs_to_a_sum(lesson):
    summed = {value.normalize() for equation in lesson.sums for value in numbers_of(equation)}
    summed |= {value * 100 for value in summed if value < 1}
    said = {number(amount) for amount, _unit in AMOUNT.findall(told(lesson))}
    summed = {value.normalize() for value in summed}
    assert said - summed == set()
    if lesson.figure:
        assert {row.value.normalize() for row in lesson.figure.rows if row.value} <= {
            value.normalize() for value in summed
        }


@each_lesson
def test_a_lesson_promises_nothing_and_names_no_product(lesson):
    asked = "\n".join(question.ask for question in lesson.questions)
    assert NEVER.findall(QUOTED.sub("", told(lesson) + asked)) == []
    if lesson.course == "debt":
        assert BORROWING.search(lesson.text)
        assert "先看免费办法" in lesson.text


def test_right_answers_are_not_always_in_the_same_place():
    rights = [question.right for lesson in LESSONS for question in lesson.questions]
    assert all(rights.count(key) >= len(rights) // 6 for key in "abc")


def test_each_state_of_a_reading_has_a_lesson():
    topics = {topic for lesson in LESSONS for topic in lesson.explains}
    assert topics == {f"reading.{state.value or 'none'}" for state in State} | {"reading.missing", "reading.structural"}
