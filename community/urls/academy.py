"""The academy, under /community/academy/."""

from django.urls import path

from community.views import academy

urlpatterns = [
    path("academy/", academy.academy_home, name="academy-home"),
    path("academy/calculators/<slug:calculator>/", academy.calculator, name="calculator"),
    path("academy/<slug:course>/", academy.course_detail, name="course-detail"),
    path("academy/<slug:course>/<slug:lesson>/", academy.lesson_detail, name="lesson-detail"),
    path("academy/<slug:course>/<slug:lesson>/answers/", academy.lesson_answer, name="lesson-answer"),
    path("academy/<slug:course>/<slug:lesson>/open/", academy.lesson_open, name="lesson-open"),
]
