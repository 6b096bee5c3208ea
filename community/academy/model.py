"""What a course is, once its files have been read: frozen values, no Django, no database."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from math import ceil

from ledger.scenarios.model import Bilingual

# How many characters somebody reads in a minute, with a pause for the sums.
READ_IN_A_MINUTE = 260


class UnknownCourse(LookupError):
    """No course has this slug."""


class UnknownLesson(LookupError):
    """The course has no lesson of this slug."""


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of a lesson: `text` with its HTML, or the place of its `figure` or `calculator`."""

    kind: str
    html: str = ""


@dataclass(frozen=True, slots=True)
class FigureRow:
    """A bar: its label and value; a `strong` one is what the figure is about."""

    label: str
    value: Decimal
    strong: bool = False


@dataclass(frozen=True, slots=True)
class Figure:
    """A drawing of bars from the lesson's own numbers. `unit` follows each value: 元, 个月, %."""

    title: str
    unit: str
    rows: tuple[FigureRow, ...]

    @property
    def largest(self) -> Decimal:
        return max(row.value for row in self.rows)


@dataclass(frozen=True, slots=True)
class Calculator:
    """A calculator to play with, by its key, and the values that it begins with: those of the story."""

    key: str
    values: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Choice:
    """An answer to pick; `key` is kept of who picked it, so it stays when the words change."""

    key: str
    text: str


@dataclass(frozen=True, slots=True)
class Question:
    """A question, the key of its right choice, and why it is right. `key` is kept as that of a choice."""

    key: str
    ask: str
    choices: tuple[Choice, ...]
    right: str
    why: str

    def choice(self, key: str) -> Choice | None:
        return next((choice for choice in self.choices if choice.key == key), None)


@dataclass(frozen=True, slots=True)
class Todo:
    """One thing to do in one's own book: the name of a page of the ledger, and what its button says.

    `mode` is the reading mode of the books that it suits best, "" where any will do.
    """

    page: str
    name: Bilingual
    why: str
    mode: str = ""


@dataclass(frozen=True, slots=True)
class Lesson:
    """A lesson. `sums` are its numbers as equations, which a test works out and looks for in the text.

    `explains` are the topics of other pages that lead here, such as `reading.likely`.
    """

    course: str
    slug: str
    number: int
    title: Bilingual
    summary: Bilingual
    parts: tuple[Part, ...]
    text: str
    todo: Todo
    questions: tuple[Question, ...]
    sums: tuple[str, ...]
    explains: tuple[str, ...] = ()
    figure: Figure | None = None
    calculator: Calculator | None = None

    @property
    def characters(self) -> int:
        """How long the text is, as Chinese editors count: each character and mark is one, and so is each number."""
        return len(re.findall(r"[A-Za-z0-9][A-Za-z0-9,.%]*|[^\sA-Za-z0-9]", self.text))

    @property
    def minutes(self) -> int:
        return ceil(self.characters / READ_IN_A_MINUTE)

    def question(self, key: str) -> Question | None:
        return next((question for question in self.questions if question.key == key), None)


@dataclass(frozen=True, slots=True)
class Course:
    slug: str
    position: int
    title: Bilingual
    summary: Bilingual
    color: str
    lessons: tuple[Lesson, ...]

    @property
    def minutes(self) -> int:
        return sum(lesson.minutes for lesson in self.lessons)

    def after(self, lesson: Lesson) -> Lesson | None:
        """The lesson that follows; lessons are numbered from 1 on."""
        return self.lessons[lesson.number] if lesson.number < len(self.lessons) else None
