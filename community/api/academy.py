from dataclasses import asdict
from typing import Any

from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.generics import GenericAPIView
from rest_framework.permissions import IsAuthenticatedOrReadOnly
from rest_framework.request import Request
from rest_framework.response import Response

from community.academy import Lesson
from community.errors import CalculatorInvalid, LessonNotFound
from community.forms.calculators import CALCULATORS
from community.queries.academy import CourseProgress, academy_progress, quiz_answers
from community.queries.lessons import find_course, find_lesson
from community.services.academy import answer_questions


class LessonLineSerializer(serializers.Serializer):
    lesson = serializers.CharField()
    number = serializers.IntegerField()
    title = serializers.CharField()
    summary = serializers.CharField()
    minutes = serializers.IntegerField()
    done = serializers.BooleanField()


class CourseSerializer(serializers.Serializer):
    course = serializers.CharField()
    title = serializers.CharField()
    summary = serializers.CharField()
    color = serializers.CharField()
    minutes = serializers.IntegerField()
    lessons_done = serializers.IntegerField()
    lessons = LessonLineSerializer(many=True)


class ChoiceSerializer(serializers.Serializer):
    choice = serializers.CharField(source="key")
    text = serializers.CharField()


class QuestionSerializer(serializers.Serializer):
    question = serializers.CharField(source="key")
    ask = serializers.CharField()
    choices = ChoiceSerializer(many=True)


class TodoSerializer(serializers.Serializer):
    page = serializers.CharField(help_text=_("the name of the page of a book that the lesson sends its reader to"))
    name = serializers.CharField()
    why = serializers.CharField()


class AnsweredSerializer(serializers.Serializer):
    question = serializers.CharField()
    choice = serializers.CharField()
    right = serializers.BooleanField()
    right_choice = serializers.CharField()
    why = serializers.CharField()


class LessonSerializer(serializers.Serializer):
    course = serializers.CharField()
    lesson = serializers.CharField()
    title = serializers.CharField()
    summary = serializers.CharField()
    html = serializers.CharField(help_text=_("the lesson, in Chinese"))
    calculator = serializers.CharField(allow_null=True)
    todo = TodoSerializer()
    questions = QuestionSerializer(many=True)
    answered = AnsweredSerializer(many=True)
    done = serializers.BooleanField()


class AnswersSerializer(serializers.Serializer):
    """`choices` are the keys of choices by the keys of their questions."""

    choices = serializers.DictField(child=serializers.CharField(max_length=1), allow_empty=False)


class AnswersShownSerializer(serializers.Serializer):
    answered = AnsweredSerializer(many=True)
    done = serializers.BooleanField()


class ResumeSerializer(serializers.Serializer):
    course = serializers.CharField()
    lesson = serializers.CharField(source="slug")


class AcademyProgressSerializer(serializers.Serializer):
    lessons_done = serializers.IntegerField(source="n_done")
    lessons = serializers.IntegerField(source="n_lessons")
    resume = ResumeSerializer(allow_null=True, help_text=_("the lesson to go on with; none once all are done"))


class CalculatorSerializer(serializers.Serializer):
    calculator = serializers.CharField(source="key")
    title = serializers.CharField()
    about = serializers.CharField()
    starts = serializers.DictField(child=serializers.CharField(), help_text=_("what to ask with, and example values"))


class WorkedOutSerializer(serializers.Serializer):
    calculator = serializers.CharField()
    result = serializers.DictField(
        child=serializers.IntegerField(allow_null=True), help_text=_("amounts in fen, rates in parts per million")
    )


def _course(each: CourseProgress) -> dict[str, Any]:
    language = get_language() or ""
    lessons = [
        {
            "lesson": lesson.slug,
            "number": lesson.number,
            "title": lesson.title.text(language),
            "summary": lesson.summary.text(language),
            "minutes": lesson.minutes,
            "done": lesson.slug in each.done,
        }
        for lesson in each.course.lessons
    ]
    return {
        "course": each.course.slug,
        "title": each.course.title.text(language),
        "summary": each.course.summary.text(language),
        "color": each.course.color,
        "minutes": each.course.minutes,
        "lessons_done": each.n_done,
        "lessons": lessons,
    }


def _answered(lesson: Lesson, answers: dict[str, str]) -> list[dict[str, Any]]:
    return [
        {
            "question": each.key,
            "choice": answers[each.key],
            "right": answers[each.key] == each.right,
            "right_choice": each.right,
            "why": each.why,
        }
        for each in lesson.questions
        if each.key in answers
    ]


class AcademyProgressDetail(GenericAPIView):
    serializer_class = AcademyProgressSerializer

    @extend_schema(summary=_("How far I am in the academy, and where to go on"))
    def get(self, request: Request) -> Response:
        return Response(AcademyProgressSerializer(academy_progress(request.user)).data)


class CourseList(GenericAPIView):
    serializer_class = CourseSerializer
    permission_classes = [IsAuthenticatedOrReadOnly]
    pagination_class = None

    @extend_schema(
        summary=_("The courses of the academy"),
        description=_("Titles and summaries come in the language that Accept-Language asks for."),
        responses=CourseSerializer(many=True),
    )
    def get(self, request: Request) -> Response:
        courses = academy_progress(request.user).courses
        return Response(CourseSerializer([_course(each) for each in courses], many=True).data)


class CourseDetail(GenericAPIView):
    serializer_class = CourseSerializer
    permission_classes = [IsAuthenticatedOrReadOnly]

    @extend_schema(summary=_("A course with its lessons"))
    def get(self, request: Request, course: str) -> Response:
        mine = academy_progress(request.user).of(find_course(course))
        return Response(CourseSerializer(_course(mine)).data)


class LessonDetail(GenericAPIView):
    serializer_class = LessonSerializer
    permission_classes = [IsAuthenticatedOrReadOnly]

    @extend_schema(
        operation_id="community_academy_lessons_retrieve",
        summary=_("A lesson"),
        description=_("Its text and questions are in Chinese. Which choice is right is told once one was made."),
    )
    def get(self, request: Request, course: str, lesson: str) -> Response:
        found = find_lesson(course, lesson)
        language = get_language() or ""
        answers = quiz_answers(request.user, found)
        shown = {
            "course": found.course,
            "lesson": found.slug,
            "title": found.title.text(language),
            "summary": found.summary.text(language),
            "html": "".join(part.html for part in found.parts),
            "calculator": found.calculator.key if found.calculator else None,
            "todo": {"page": found.todo.page, "name": found.todo.name.text(language), "why": found.todo.why},
            "questions": found.questions,
            "answered": _answered(found, answers),
            "done": found.slug in academy_progress(request.user).of(find_course(course)).done,
        }
        return Response(LessonSerializer(shown).data)


class LessonAnswers(GenericAPIView):
    serializer_class = AnswersSerializer

    @extend_schema(
        summary=_("Answer questions of a lesson"),
        description=_("Each is explained. The lesson is done once all were answered, right or wrong."),
        responses=AnswersShownSerializer,
    )
    def post(self, request: Request, course: str, lesson: str) -> Response:
        found = find_lesson(course, lesson)
        asked = self.get_serializer(data=request.data)
        asked.is_valid(raise_exception=True)
        done = answer_questions(request.user, found, asked.validated_data["choices"], at=timezone.now())
        shown = {"answered": _answered(found, quiz_answers(request.user, found)), "done": done}
        return Response(AnswersShownSerializer(shown).data)


class CalculatorList(GenericAPIView):
    serializer_class = CalculatorSerializer
    permission_classes = [IsAuthenticatedOrReadOnly]
    pagination_class = None

    @extend_schema(summary=_("The calculators of the academy"), responses=CalculatorSerializer(many=True))
    def get(self, request: Request) -> Response:
        return Response(CalculatorSerializer(CALCULATORS.values(), many=True).data)


class CalculatorDetail(GenericAPIView):
    serializer_class = WorkedOutSerializer
    permission_classes = [IsAuthenticatedOrReadOnly]

    @extend_schema(
        summary=_("Work something out"),
        description=_("Ask with the names in `starts` of the calculator; amounts are in yuan, rates in per cent."),
        parameters=[
            OpenApiParameter(name, OpenApiTypes.STR)
            for name in sorted({name for form in CALCULATORS.values() for name in form.base_fields})
        ],
    )
    def get(self, request: Request, calculator: str) -> Response:
        if calculator not in CALCULATORS:
            raise LessonNotFound
        form = CALCULATORS[calculator](request.query_params)
        if not form.is_valid():
            raise CalculatorInvalid(fields={name: list(said) for name, said in form.errors.items()})
        return Response(WorkedOutSerializer({"calculator": calculator, "result": asdict(form.result)}).data)
