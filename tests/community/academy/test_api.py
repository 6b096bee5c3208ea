"""The academy by API: the same as its pages, for who is signed in."""

import pytest
from rest_framework.test import APIClient

pytestmark = pytest.mark.django_db

ROOT = "/api/v1/community/academy/"


@pytest.fixture
def api(alice) -> APIClient:
    client = APIClient()
    client.force_authenticate(alice)
    return client


def test_what_is_right_is_told_only_after_an_answer(api):
    place = f"{ROOT}courses/keep/see-it/"
    lesson = api.get(place).json()
    assert [each["question"] for each in lesson["questions"]] == ["guess", "first", "cut"]
    assert "right" not in str(lesson["questions"])
    assert lesson["answered"] == []

    answered = api.post(f"{place}answers/", {"choices": {"guess": "a"}}, format="json").json()
    assert answered["done"] is False
    assert [(each["choice"], each["right"], each["right_choice"]) for each in answered["answered"]] == [
        ("a", False, "b")
    ]
    answered = api.post(f"{place}answers/", {"choices": {"first": "a", "cut": "c"}}, format="json").json()
    assert answered["done"] is True
    assert api.get(f"{ROOT}progress/").json() == {
        "lessons_done": 1,
        "lessons": 30,
        "resume": {"course": "keep", "lesson": "one-minute"},
    }
    course = api.get(f"{ROOT}courses/keep/").json()
    assert [each["done"] for each in course["lessons"]] == [True, False, False, False, False]


def test_titles_come_in_the_language_asked_for(api):
    # By a visitor, too: what is public is read signed out.
    first = APIClient().get(f"{ROOT}courses/", headers={"Accept-Language": "en"}).json()[0]
    assert first["title"] == "Keeping a book"


def test_refusals_name_what_is_wrong(api):
    assert api.get(f"{ROOT}courses/nothing/").status_code == 404
    assert api.get(f"{ROOT}courses/keep/nothing/").status_code == 404
    wrong = api.post(f"{ROOT}courses/keep/see-it/answers/", {"choices": {"guess": "z"}}, format="json")
    assert (wrong.status_code, wrong.json()["code"]) == (422, "choice_unknown")
    wrong = api.get(f"{ROOT}calculators/buffer/", {"spending": "0"})
    assert (wrong.status_code, wrong.json()["code"]) == (422, "calculator_invalid")
    assert set(wrong.json()["errors"]) == {"spending", "months", "saved", "monthly"}


def test_each_calculator_works_with_the_values_it_begins_with(api):
    listed = api.get(f"{ROOT}calculators/").json()
    for each in listed:
        answer = api.get(f"{ROOT}calculators/{each['calculator']}/", each["starts"])
        assert answer.status_code == 200, answer.json()
    buffer = api.get(
        f"{ROOT}calculators/buffer/", {"spending": "4200", "months": "3", "saved": "3600", "monthly": "750"}
    )
    assert buffer.json()["result"] == {"target_minor": 1260000, "missing_minor": 900000, "months": 12}
