"""Reads the files of courses, strictly: a lesson obeys every rule or is refused, with the place that breaks one.

`<course>/course.toml` names the course and its lessons in order; `<course>/<lesson>.md` is a lesson: TOML between two
lines of +++, then Markdown. A line {{figure}} or {{calculator}} says where those stand.
"""

from __future__ import annotations

import re
import tomllib
from decimal import Decimal
from functools import cache
from pathlib import Path
from types import MappingProxyType

from markdown_it import MarkdownIt

from ledger.scenarios.fields import COLOR, Table, refuse_duplicates
from ledger.scenarios.model import SceneError

from .model import (
    Calculator,
    Choice,
    Course,
    Figure,
    FigureRow,
    Lesson,
    Part,
    Question,
    Todo,
    UnknownCourse,
    UnknownLesson,
)

ROOT = Path(__file__).resolve().parent
SLUG = re.compile(r"[a-z][a-z0-9-]*\Z")
FRONT = re.compile(r"\+\+\+\n(.*?)\n\+\+\+\n(.*)\Z", re.DOTALL)
PLACE = re.compile(r"^\{\{(figure|calculator)\}\}$", re.MULTILINE)
CHOICES = "abcd"
READING_MODES = frozenset({"", "household", "business"})

# HTML in a file is shown as it was typed, so nothing but Markdown's own elements comes out.
_markdown = MarkdownIt("commonmark", {"html": False}).enable("table")


@cache
def load_courses() -> tuple[Course, ...]:
    """Every course by its position, read once a process. Raises SceneError, naming file and place, for a broken one."""
    courses = [read_course(path.parent) for path in sorted(ROOT.glob("*/course.toml"))]
    refuse_duplicates("courses", [each.slug for each in courses])
    topics = [topic for each in courses for lesson in each.lessons for topic in lesson.explains]
    refuse_duplicates("lessons that explain", topics)
    return tuple(sorted(courses, key=lambda each: (each.position, each.slug)))


def course(slug: str) -> Course:
    """The course of this slug. Raises UnknownCourse."""
    found = next((each for each in load_courses() if each.slug == slug), None)
    if found is None:
        raise UnknownCourse(slug)
    return found


def lesson(course_slug: str, slug: str) -> Lesson:
    """A lesson of a course. Raises UnknownCourse or UnknownLesson."""
    found = next((each for each in course(course_slug).lessons if each.slug == slug), None)
    if found is None:
        raise UnknownLesson(slug)
    return found


def lesson_about(topic: str) -> Lesson | None:
    """The lesson that explains a topic of another page, such as `reading.likely`; None where there is none."""
    lessons = (lesson for each in load_courses() for lesson in each.lessons)
    return next((each for each in lessons if topic in each.explains), None)


def read_course(folder: Path) -> Course:
    """Reads and checks one folder. Raises SceneError."""
    table = _table((folder / "course.toml").read_text(encoding="utf-8"), f"{folder.name}/course.toml")
    color = table.text("color")
    if not COLOR.match(color):
        raise table.fail(f"color “{color}” is not of the form #a1b2c3")
    slugs = table.texts("lessons")
    there = {path.stem for path in folder.glob("*.md")}
    if set(slugs) != there:
        raise table.fail(f"“lessons” and the files differ in {', '.join(sorted(set(slugs) ^ there))}")
    made = Course(
        slug=folder.name,
        position=table.take("position", int, required=True),
        title=table.bilingual("title"),
        summary=table.bilingual("summary"),
        color=color,
        lessons=tuple(read_lesson(folder / f"{slug}.md", number) for number, slug in enumerate(slugs, start=1)),
    )
    table.finish()
    return made


def read_lesson(path: Path, number: int) -> Lesson:
    """Reads and checks one lesson. Raises SceneError."""
    name = f"{path.parent.name}/{path.name}"
    split = FRONT.match(path.read_text(encoding="utf-8"))
    if split is None:
        raise SceneError(f"{name}: a lesson begins with its fields between two lines of +++")
    table, body = _table(split[1], name), split[2].strip()
    if not SLUG.match(path.stem):
        raise table.fail("the name of the file must be lower case letters, digits and hyphens")
    figure = _figure(table) if "figure" in table else None
    calculator = _calculator(table) if "calculator" in table else None
    places = PLACE.findall(body)
    if sorted(places) != sorted(key for key, there in (("figure", figure), ("calculator", calculator)) if there):
        raise table.fail("{{figure}} and {{calculator}} stand in the text once each, where the lesson has them")
    made = Lesson(
        course=path.parent.name,
        slug=path.stem,
        number=number,
        title=table.bilingual("title"),
        summary=table.bilingual("summary"),
        parts=_parts(body),
        text=_plain(body),
        todo=_todo(table),
        questions=_questions(table),
        sums=table.texts("sums"),
        explains=table.texts("explains"),
        figure=figure,
        calculator=calculator,
    )
    table.finish()
    return made


def _table(text: str, place: str) -> Table:
    try:
        return Table(tomllib.loads(text), place)
    except tomllib.TOMLDecodeError as error:
        raise SceneError(f"{place}: {error}") from error


def _parts(body: str) -> tuple[Part, ...]:
    pieces = PLACE.split(body)
    # Texts and places take turns.
    kinds = (("text", _markdown.render(piece)) if n % 2 == 0 else (piece, "") for n, piece in enumerate(pieces))
    return tuple(Part(kind, html) for kind, html in kinds if kind != "text" or html)


def _plain(body: str) -> str:
    """The words that a reader sees, without the marks of Markdown."""
    lines = (re.sub(r"^(?:#+|>|-|\d+\.)\s+", "", line) for line in PLACE.sub("", body).splitlines())
    return "\n".join(line.replace("**", "") for line in lines).strip()


def _figure(table: Table) -> Figure:
    row = table.table("figure")
    rows = []
    for each in row.tables("rows", required=True):
        value = Decimal(each.text("value"))
        rows.append(FigureRow(each.text("label"), value, each.take("strong", bool, False)))
        each.finish()
    made = Figure(title=row.text("title"), unit=row.text("unit"), rows=tuple(rows))
    if len(rows) < 2 or made.largest <= 0 or min(each.value for each in rows) < 0:
        raise row.fail("a figure compares two values or more, none of them below zero")
    row.finish()
    return made


def _calculator(table: Table) -> Calculator:
    row = table.table("calculator")
    values = row.take("values", dict, {})
    if not all(isinstance(value, str) for value in values.values()):
        raise row.fail("“values” are written as texts, as somebody would type them")
    made = Calculator(row.text("key"), MappingProxyType(values))
    row.finish()
    return made


def _todo(table: Table) -> Todo:
    row = table.table("todo")
    made = Todo(
        page=row.text("page"),
        name=row.bilingual("name"),
        why=row.text("why"),
        mode=row.one_of("mode", READING_MODES, ""),
    )
    row.finish()
    return made


def _questions(table: Table) -> tuple[Question, ...]:
    found = []
    for row in table.tables("questions", required=True):
        texts = row.texts("choices")
        if not 2 <= len(texts) <= len(CHOICES):
            raise row.fail("a question has two to four choices")
        choices = tuple(Choice(key, text) for key, text in zip(CHOICES, texts, strict=False))
        found.append(
            Question(
                key=row.key(),
                ask=row.text("ask"),
                choices=choices,
                right=row.one_of("right", {choice.key for choice in choices}),
                why=row.text("why"),
            )
        )
        row.finish()
    refuse_duplicates(f"{table.place}.questions", [each.key for each in found])
    return tuple(found)
