"""From what stands in an address to a course or a lesson."""

from django.urls import reverse
from django.utils.translation import get_language

from community import academy
from community.academy import Course, Lesson, UnknownCourse, UnknownLesson
from community.errors import LessonNotFound
from ledger.explainers import Explainer


def find_course(slug: str) -> Course:
    """Raises LessonNotFound."""
    try:
        return academy.course(slug)
    except UnknownCourse:
        raise LessonNotFound from None


def find_lesson(course: str, slug: str) -> Lesson:
    """Raises LessonNotFound."""
    try:
        return academy.lesson(course, slug)
    except (UnknownCourse, UnknownLesson):
        raise LessonNotFound from None


def lesson_explaining(topic: str) -> Explainer | None:
    """The lesson that explains a topic of another page, such as `reading.likely`; None where there is none."""
    found = academy.lesson_about(topic)
    if found is None:
        return None
    url = reverse("community:lesson-detail", args=[found.course, found.slug])
    return Explainer(found.title.text(get_language() or ""), url)
