"""Questions to the help desk, and its answers."""

import datetime as dt
from collections.abc import Sequence
from uuid import UUID

from django.db import transaction

from accounts.errors import TooManyQuestions
from accounts.models import Question, User

QUESTIONS_A_DAY = 20


@transaction.atomic
def ask_question(
    user: User, *, text: str, page: str = "", job: UUID | None = None, reasons: Sequence[str] = (), at: dt.datetime
) -> Question:
    """Puts a question before the help desk. Raises TooManyQuestions at the twenty-first of a day."""
    User.objects.select_for_update().only("pk").get(pk=user.pk)
    if Question.objects.filter(user=user, asked_at__gt=at - dt.timedelta(days=1)).count() >= QUESTIONS_A_DAY:
        raise TooManyQuestions
    kept = [reason[:60] for reason in reasons][:10]
    return Question.objects.create(user=user, text=text, page=page[:200], job=job, reasons=kept, asked_at=at)


def answer_question(question: Question, *, text: str, by: User, at: dt.datetime) -> None:
    """Answers a question, or mends an answer; the person finds it marked as new."""
    question.answer, question.answered_by, question.answered_at, question.read_at = text, by, at, None
    question.save(update_fields=["answer", "answered_by", "answered_at", "read_at"])


def note_answers_read(user: User, *, at: dt.datetime) -> None:
    """Takes the mark off the answers that a person has now seen."""
    Question.objects.filter(user=user, answered_at__isnull=False, read_at__isnull=True).update(read_at=at)
