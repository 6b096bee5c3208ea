"""Reading, trying and going on: the pages of the academy, for visitors and for who is signed in."""

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from community.academy import lesson as find_lesson
from community.academy import load_courses
from community.forms.calculators import CALCULATORS
from community.models import LessonProgress, QuizAnswer
from community.queries.academy import academy_progress, books_to_try
from community.services.academy import answer_questions, forget_lessons, open_lesson
from ledger.services.books import open_book

pytestmark = pytest.mark.django_db

HOME = "community:academy-home"


def place(name: str, lesson) -> str:
    return reverse(f"community:lesson-{name}", args=[lesson.course, lesson.slug])


@pytest.fixture
def first():
    return load_courses()[0].lessons[0]


@pytest.fixture
def reader(alice) -> Client:
    client = Client()
    client.force_login(alice)
    return client


def right(lesson) -> dict[str, str]:
    return {question.key: question.right for question in lesson.questions}


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_every_page_opens_for_a_visitor(language):
    courses = load_courses()
    lessons = [lesson for course in courses for lesson in course.lessons]
    pages = [reverse(HOME), *(reverse("community:calculator", args=[key]) for key in CALCULATORS)]
    pages += [reverse("community:course-detail", args=[course.slug]) for course in courses]
    # The text is the same in both.
    pages += [place("detail", lesson) for lesson in (lessons if language == "zh-hans" else lessons[-1:])]
    client = Client()
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
    for page in pages:
        answer = client.get(page)
        assert answer.status_code == 200, page
        shown = answer.content.decode()
        assert "style=" not in shown
        assert "<script>" not in shown
    assert lessons[-1].title.text(language) in shown
    assert LessonProgress.objects.count() == 0


def test_a_lesson_is_found_by_search_engines_and_shown_where_its_link_is_shared(first):
    address = place("detail", first)
    assert f"{address}</loc>" in Client().get("/sitemap-lessons.xml").content.decode()
    assert f'property="og:title" content="{first.title.zh}"' in Client().get(address).content.decode()


def test_an_unknown_course_lesson_or_calculator_is_not_there(first):
    for page in ("nothing/", f"{first.course}/nothing/", f"nothing/{first.slug}/", "calculators/nothing/"):
        assert Client().get(reverse(HOME) + page).status_code == 404


def test_a_visitor_gets_the_explanations_and_nothing_is_kept(first):
    question = first.questions[0]
    wrong = next(choice.key for choice in question.choices if choice.key != question.right)
    assert question.why not in Client().get(place("detail", first)).content.decode()

    answer = Client().post(place("answer", first), {question.key: wrong})

    shown = answer.content.decode()
    assert question.why in shown
    assert first.questions[1].why not in shown
    assert QuizAnswer.objects.count() == 0


def test_a_lesson_is_done_once_every_question_was_answered_and_stays_done(reader, alice, first):
    one, two, three = first.questions
    reader.get(place("detail", first))
    reader.post(place("answer", first), {one.key: one.right, two.key: two.right})
    assert academy_progress(alice).n_done == 0

    wrong = next(choice.key for choice in three.choices if choice.key != three.right)
    answer = reader.post(place("answer", first), {three.key: wrong}, headers={"HX-Request": "true"})
    # 2 of 3 right; the answers of before are still there.
    assert answer.context["n_right"] == 2
    assert answer.context["left"] == 0
    assert academy_progress(alice).n_done == 1

    reader.post(place("answer", first), {three.key: three.right})
    assert academy_progress(alice).n_done == 1
    assert QuizAnswer.objects.get(user=alice, question=three.key).choice == three.right


@pytest.mark.parametrize("sent", [{"nothing": "a"}, {"guess": "z"}])
def test_the_service_refuses_a_question_or_choice_that_there_is_not(alice, sent):
    from community.errors import ChoiceUnknown

    with pytest.raises(ChoiceUnknown):
        answer_questions(alice, find_lesson("keep", "see-it"), sent, at=timezone.now())
    assert LessonProgress.objects.count() == 0


def test_one_goes_on_where_one_was_last(alice):
    keep, budget = load_courses()[:2]
    now = timezone.now()
    assert academy_progress(alice).resume == keep.lessons[0]

    open_lesson(alice, keep.lessons[0], at=now)
    open_lesson(alice, budget.lessons[2], at=now + timezone.timedelta(minutes=1))
    assert academy_progress(alice).resume == budget.lessons[2]

    # Once it is done, the first open lesson of the same course.
    answer_questions(alice, budget.lessons[2], right(budget.lessons[2]), at=now + timezone.timedelta(minutes=2))
    assert academy_progress(alice).resume == budget.lessons[0]


def test_all_done_has_nothing_to_go_on_with(alice, reader):
    for course in load_courses():
        for lesson in course.lessons:
            answer_questions(alice, lesson, right(lesson), at=timezone.now())
    assert academy_progress(alice).resume is None
    assert reader.get(reverse(HOME)).status_code == 200


def test_progress_costs_one_query(alice, django_assert_num_queries):
    with django_assert_num_queries(1):
        academy_progress(alice)


def test_the_button_opens_the_page_in_the_book_that_suits_or_was_chosen(reader, alice, mallory):
    shop_lesson = find_lesson("shop", "two-wallets")
    assert reader.get(place("open", shop_lesson)).url == reverse("ledger:book-new")

    shop = open_book(alice, scene="shop", name="店")
    home = open_book(alice, scene="family", name="家")
    assert [each.book.name for each in books_to_try(alice, shop_lesson)] == ["店", "家"]
    record = reverse("ledger:entry-record", args=[shop.book.public_id])
    assert reader.get(place("open", shop_lesson)).url == record
    chosen = reader.get(place("open", shop_lesson), {"book": str(home.book.public_id)})
    assert chosen.url == reverse("ledger:entry-record", args=[home.book.public_id])

    others = open_book(mallory, scene="shop", name="别人的")
    assert reader.get(place("open", shop_lesson), {"book": str(others.book.public_id)}).status_code == 404
    assert reader.get(place("open", shop_lesson), {"book": "no id"}).status_code == 404


def test_a_book_is_offered_only_where_its_page_may_be_opened(viewer, vera):
    planning = find_lesson("budget", "once-a-year")
    looking = find_lesson("keep", "month-end")
    assert books_to_try(vera, planning) == []
    assert [each.book for each in books_to_try(vera, looking)] == [viewer.book]


def test_a_calculator_works_without_script_and_says_what_is_wrong():
    page = reverse("community:calculator", args=["instalment"])
    # E1 of the study: 1,786.66 a month, 1,440.00 more, 13.03 % a year.
    shown = Client().get(page, {"price": "20000", "months": "12", "fee": "0.6"}).content.decode()
    for said in ("¥1,786.66", "¥1,440.00", "7.20%", "13.03%", "13.84%"):
        assert said in shown
    wrong = Client().get(page, {"price": "20000", "months": "0", "fee": "x"}, headers={"HX-Request": "true"})
    assert wrong.status_code == 200
    assert "¥" not in wrong.content.decode()
    assert set(wrong.context["form"].errors) == {"months", "fee"}


def test_a_payment_that_never_pays_off_is_said_in_words():
    answer = Client().get(
        reverse("community:calculator", args=["card"]), {"owed": "10000", "daily": "0.05", "payment": "100"}
    )
    assert answer.status_code == 200
    assert answer.context["form"].non_field_errors()


def test_what_is_kept_is_taken_along_and_forgotten(alice, first):
    import io
    import json
    from zipfile import ZipFile

    from accounts.privacy import keepers

    answer_questions(alice, first, right(first), at=timezone.now())
    keeper = next(each for each in keepers() if each.key == "academy")
    archive = io.BytesIO()
    with ZipFile(archive, "w") as file:
        keeper.take_along(alice, file, timezone.now())
    with ZipFile(archive) as file:
        kept = json.loads(file.read("academy.json"))
    assert [row["lesson"] for row in kept["lessons"]] == [first.slug]
    assert len(kept["answers"]) == 3

    forget_lessons(alice, {})
    assert not LessonProgress.objects.filter(user=alice).exists()
    assert not QuizAnswer.objects.filter(user=alice).exists()
