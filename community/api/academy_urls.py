"""The academy, under /api/v1/community/academy/."""

from django.urls import path

from community.api import academy

urlpatterns = [
    path("academy/progress/", academy.AcademyProgressDetail.as_view(), name="academy-progress"),
    path("academy/courses/", academy.CourseList.as_view(), name="course-list"),
    path("academy/courses/<slug:course>/", academy.CourseDetail.as_view(), name="course-detail"),
    path("academy/courses/<slug:course>/<slug:lesson>/", academy.LessonDetail.as_view(), name="lesson-detail"),
    path("academy/courses/<slug:course>/<slug:lesson>/answers/", academy.LessonAnswers.as_view(), name="lesson-answer"),
    path("academy/calculators/", academy.CalculatorList.as_view(), name="calculator-list"),
    path("academy/calculators/<slug:calculator>/", academy.CalculatorDetail.as_view(), name="calculator"),
]
