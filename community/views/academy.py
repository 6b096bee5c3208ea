"""The pages of the academy. Everybody may read and try the questions; of who is signed in it is remembered."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from community.academy import Lesson
from community.errors import LessonNotFound
from community.forms.calculators import CALCULATORS, CalculatorForm
from community.queries.academy import PAGES, academy_progress, books_to_try, quiz_answers
from community.queries.lessons import find_course, find_lesson
from community.services.academy import answer_questions, checked_choices, open_lesson
from community.views.frames import open_page
from ledger.access import access_book
from ledger.errors import BookNotFound


@never_cache
@require_safe
def academy_home(request: HttpRequest) -> HttpResponse:
    """The courses as cards, with how far the reader is, and the lesson to go on with."""
    progress = academy_progress(request.user)
    return open_page(request, "community/academy_home.html", progress=progress, calculators=CALCULATORS.values())


@never_cache
@require_safe
def course_detail(request: HttpRequest, course: str) -> HttpResponse:
    found = find_course(course)
    mine = academy_progress(request.user).of(found)
    return open_page(request, "community/course_detail.html", course=found, mine=mine)


@never_cache
@require_safe
def lesson_detail(request: HttpRequest, course: str, lesson: str) -> HttpResponse:
    """The text, its figure and calculator, what to do in one's own book, and the questions."""
    found = find_lesson(course, lesson)
    if request.user.is_authenticated:
        open_lesson(request.user, found, at=timezone.now())
    return _lesson_page(request, found, quiz_answers(request.user, found))


@require_POST
def lesson_answer(request: HttpRequest, course: str, lesson: str) -> HttpResponse:
    """Explains the questions that a choice was made for. Of a visitor nothing is kept."""
    found = find_lesson(course, lesson)
    sent = {each.key: request.POST[each.key] for each in found.questions if request.POST.get(each.key)}
    if request.user.is_authenticated:
        answer_questions(request.user, found, sent, at=timezone.now())
        answers = quiz_answers(request.user, found)
    else:
        answers = checked_choices(found, sent)
    if request.headers.get("HX-Request") == "true":
        return render(request, "community/_quiz.html", _quiz(found, answers))
    if request.user.is_authenticated:
        return redirect(_address(found) + "#quiz")
    return _lesson_page(request, found, answers)


@login_required
@require_safe
def lesson_open(request: HttpRequest, course: str, lesson: str) -> HttpResponse:
    """Leads to the lesson's page in the book of `?book=`, else in the one that suits best, else to a new book."""
    found = find_lesson(course, lesson)
    todo, wanted = found.todo, request.GET.get("book", "")
    if wanted:
        try:
            member = access_book(request.user, UUID(wanted), PAGES[todo.page])
        except ValueError:
            raise BookNotFound from None
        return redirect(todo.page, member.book.public_id)
    books = books_to_try(request.user, found)
    return redirect(todo.page, books[0].book.public_id) if books else redirect("ledger:book-new")


@require_safe
def calculator(request: HttpRequest, calculator: str) -> HttpResponse:
    """A calculator by itself; for htmx only what it comes to."""
    if calculator not in CALCULATORS:
        raise LessonNotFound
    form = filled(calculator, request.GET)
    if request.headers.get("HX-Request") == "true":
        return render(request, "community/_calculator_result.html", {"form": form})
    return open_page(request, "community/calculator.html", form=form)


def filled(key: str, values: Any) -> CalculatorForm:
    """The form with what was typed, or with what it begins with where nothing was."""
    made = CALCULATORS[key]
    form = made(values if set(values) & set(made.base_fields) else dict(made.starts), auto_id="calculator_%s")
    form.is_valid()
    return form


def _lesson_page(request: HttpRequest, lesson: Lesson, answers: dict[str, str]) -> HttpResponse:
    course = find_course(lesson.course)
    context: dict[str, Any] = {"course": course, "books": books_to_try(request.user, lesson), **_quiz(lesson, answers)}
    if lesson.calculator is not None:
        context["form"] = filled(lesson.calculator.key, lesson.calculator.values)
    return open_page(request, "community/lesson_detail.html", **context)


def _quiz(lesson: Lesson, answers: dict[str, str]) -> dict[str, Any]:
    """What `_quiz.html` shows: each question with the choice that was made, and the lesson that follows."""
    return {
        "lesson": lesson,
        "questions": [(each, answers.get(each.key, "")) for each in lesson.questions],
        "left": sum(each.key not in answers for each in lesson.questions),
        "n_right": sum(answers.get(each.key) == each.right for each in lesson.questions),
        "following": find_course(lesson.course).after(lesson),
    }


def _address(lesson: Lesson) -> str:
    return reverse("community:lesson-detail", args=[lesson.course, lesson.slug])
