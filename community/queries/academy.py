"""How far a reader is in the courses, and which of their books a lesson's button opens."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.contrib.auth.models import AnonymousUser

from accounts.models import User
from community.academy import Course, Lesson, load_courses
from community.models.academy import LessonProgress, QuizAnswer
from ledger.access import memberships
from ledger.models import Member
from ledger.permissions import Action, allows

# The pages of a book that a lesson may send its reader to, with the right that each takes.
PAGES: Mapping[str, Action] = {
    "ledger:book-overview": Action.SEE,
    "ledger:entry-list": Action.SEE,
    "ledger:entry-calendar": Action.SEE,
    "ledger:entry-record": Action.RECORD,
    "ledger:template-list": Action.RECORD,
    "ledger:account-list": Action.SEE_BALANCES,
    "ledger:account-new": Action.ARRANGE,
    "ledger:budget-list": Action.SEE_SUMS,
    "ledger:budget-new": Action.PLAN,
    "ledger:budget-fill": Action.PLAN,
    "ledger:schedule-list": Action.SEE_SUMS,
    "ledger:schedule-new": Action.PLAN,
    "ledger:import-new": Action.IMPORT,
    "ledger:export-new": Action.EXPORT,
    "ledger:member-list": Action.SEE,
}


@dataclass(frozen=True, slots=True)
class CourseProgress:
    """A course, and the slugs of its lessons that are done."""

    course: Course
    done: frozenset[str]
    next_lesson: Lesson | None

    @property
    def n_done(self) -> int:
        return len(self.done)

    @property
    def finished(self) -> bool:
        return self.next_lesson is None


@dataclass(frozen=True, slots=True)
class AcademyProgress:
    """All courses in order, and where to go on: `begun` says whether anything was opened yet."""

    courses: tuple[CourseProgress, ...]
    resume: Lesson | None
    begun: bool

    def of(self, course: Course) -> CourseProgress:
        return next(each for each in self.courses if each.course.slug == course.slug)

    @property
    def n_done(self) -> int:
        return sum(each.n_done for each in self.courses)

    @property
    def n_lessons(self) -> int:
        return sum(len(each.course.lessons) for each in self.courses)


def academy_progress(user: User | AnonymousUser) -> AcademyProgress:
    """How far the reader is. One query; none for a visitor, who has done nothing.

    One goes on with the lesson that was looked at last; where it is done, with the first open one of its course, and
    where that is done too, with the first course that is not.
    """
    rows = LessonProgress.objects.filter(user=user).order_by("-seen_at", "-pk") if user.is_authenticated else []
    seen = [(row.course, row.lesson, row.done_at is not None) for row in rows]
    done = {(course, lesson) for course, lesson, is_done in seen if is_done}
    courses = tuple(_course_progress(course, done) for course in load_courses())
    by_slug = {each.course.slug: each for each in courses}
    resume = None
    for course, slug, is_done in seen[:1]:
        last = by_slug.get(course)
        if last is not None:
            resume = last.next_lesson if is_done else _lesson(last.course, slug) or last.next_lesson
    resume = resume or next((each.next_lesson for each in courses if each.next_lesson), None)
    return AcademyProgress(courses, resume, bool(seen))


def _lesson(course: Course, slug: str) -> Lesson | None:
    return next((lesson for lesson in course.lessons if lesson.slug == slug), None)


def _course_progress(course: Course, done: set[tuple[str, str]]) -> CourseProgress:
    mine = frozenset(lesson.slug for lesson in course.lessons if (course.slug, lesson.slug) in done)
    return CourseProgress(course, mine, next((each for each in course.lessons if each.slug not in mine), None))


def quiz_answers(user: User | AnonymousUser, lesson: Lesson) -> dict[str, str]:
    """The reader's choices by the keys of the questions, as far as both still exist. One query; none for a visitor."""
    if not user.is_authenticated:
        return {}
    rows = QuizAnswer.objects.filter(user=user, course=lesson.course, lesson=lesson.slug)
    kept = dict(rows.values_list("question", "choice"))
    return {each.key: kept[each.key] for each in lesson.questions if each.choice(kept.get(each.key, ""))}


def books_to_try(user: User | AnonymousUser, lesson: Lesson) -> list[Member]:
    """The reader's open books in which the lesson's page may be opened: those of the kind that suits it first, then
    those opened last. One query.
    """
    if not user.is_authenticated:
        return []
    action = PAGES[lesson.todo.page]
    rows = [each for each in memberships(user) if each.book.archived_at is None and allows(each, action)]
    rows.sort(key=lambda each: (each.last_opened_at or each.book.created_at, each.pk), reverse=True)
    mode = lesson.todo.mode
    return sorted(rows, key=lambda each: bool(mode) and each.book.reading_mode != mode)
