"""The courses of the academy 财商学院, as files: one folder a course, one Markdown file a lesson."""

from .loader import course, lesson, lesson_about, load_courses
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

__all__ = [
    "Calculator",
    "Choice",
    "Course",
    "Figure",
    "FigureRow",
    "Lesson",
    "Part",
    "Question",
    "Todo",
    "UnknownCourse",
    "UnknownLesson",
    "course",
    "lesson",
    "lesson_about",
    "load_courses",
]
