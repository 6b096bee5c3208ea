"""What the academy keeps of its readers: lessons opened and done, and the answers they gave."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping
from zipfile import ZipFile

from django.db import transaction

from accounts.models import User
from community.academy import Lesson
from community.errors import ChoiceUnknown
from community.models.academy import LessonProgress, QuizAnswer


def open_lesson(user: User, lesson: Lesson, *, at: dt.datetime) -> None:
    """Notes that the reader looks at a lesson, so that it can be gone on with. Safe to run twice, and at once."""
    row = LessonProgress(user=user, course=lesson.course, lesson=lesson.slug, opened_at=at, seen_at=at)
    LessonProgress.objects.bulk_create(
        [row],
        update_conflicts=True,
        unique_fields=["user", "course", "lesson"],
        update_fields=["seen_at"],
    )


def checked_choices(lesson: Lesson, choices: Mapping[str, str]) -> dict[str, str]:
    """The choices by the keys of their questions. Raises ChoiceUnknown for one that the lesson does not have."""
    for key, chosen in choices.items():
        question = lesson.question(key)
        if question is None or question.choice(chosen) is None:
            raise ChoiceUnknown
    return dict(choices)


@transaction.atomic
def answer_questions(user: User, lesson: Lesson, choices: Mapping[str, str], *, at: dt.datetime) -> bool:
    """Keeps the reader's choices, the last one of each question; returns whether the lesson is done.

    It is done once every question was answered, right or wrong: the explanation is what teaches. Once done it stays so.
    Raises ChoiceUnknown.
    """
    chosen = checked_choices(lesson, choices)
    open_lesson(user, lesson, at=at)
    mine = {"user": user, "course": lesson.course, "lesson": lesson.slug}
    # Whoever answers in two windows at once waits here, so that the last one to come counts all the answers.
    progress = LessonProgress.objects.select_for_update().get(**mine)
    QuizAnswer.objects.bulk_create(
        [QuizAnswer(**mine, question=key, choice=choice, answered_at=at) for key, choice in chosen.items()],
        update_conflicts=True,
        unique_fields=["user", "course", "lesson", "question"],
        update_fields=["choice", "answered_at"],
    )
    if progress.done_at is None:
        answered = set(QuizAnswer.objects.filter(**mine).values_list("question", flat=True))
        if all(question.key in answered for question in lesson.questions):
            progress.done_at = at
            progress.save(update_fields=["done_at"])
    return progress.done_at is not None


def take_lessons_along(user: User, archive: ZipFile, now: dt.datetime) -> None:
    """Adds what was opened, done and answered in the academy."""
    lessons = [
        {
            "course": row.course,
            "lesson": row.lesson,
            "opened": row.opened_at.isoformat(),
            "done": row.done_at.isoformat() if row.done_at else None,
        }
        for row in LessonProgress.objects.filter(user=user).order_by("opened_at", "pk")
    ]
    answers = list(
        QuizAnswer.objects.filter(user=user)
        .order_by("answered_at", "pk")
        .values("course", "lesson", "question", "choice")
    )
    if lessons:
        said = json.dumps({"lessons": lessons, "answers": answers}, ensure_ascii=False, indent=2)
        archive.writestr("academy.json", said)


def forget_lessons(user: User, choices: Mapping[str, str]) -> None:
    """Removes all that the academy keeps of a person who leaves."""
    QuizAnswer.objects.filter(user=user).delete()
    LessonProgress.objects.filter(user=user).delete()
