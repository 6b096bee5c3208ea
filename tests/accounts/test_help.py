"""The help desk: what is sent along with a question, who answers, and the mark on an answer that is new."""

import datetime as dt

import pytest
from django.contrib.auth.models import Permission
from django.db import IntegrityError, transaction
from django.test import Client

from accounts.errors import TooManyQuestions
from accounts.models import Question, User
from accounts.queries import open_question_counts
from accounts.services import QUESTIONS_A_DAY, answer_question, ask_question, register_user
from ledger.services.imports import Upload, begin_import, read_import
from tests.ledger.imports.bills import alipay, alipay_row

pytestmark = pytest.mark.django_db

ASK = "/me/help/ask/"
QUEUE = "/admin/accounts/question/"
NOON = dt.datetime(2026, 11, 23, 12, tzinfo=dt.UTC)


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def desk(db) -> User:
    user = register_user(email="desk@example.com", name="小周", is_staff=True)
    user.user_permissions.set(Permission.objects.filter(codename__in=["view_question", "change_question"]))
    return user


def test_a_question_carries_the_page_the_job_and_codes_and_nothing_of_the_page(alice, owner, book):
    rows = [alipay_row("2026-11-03 12:13:00", "老李家常菜馆", "35.00", number="2026110322001")]
    batch = read_import(begin_import(owner, uploads=[Upload("bill.csv", alipay(*rows))], queued=False).pk)
    page = f"/b/{book.public_id}/imports/{batch.public_id}/"
    shown = signed_in(alice).get(ASK, {"page": f"{page}?q=老李", "reason": "book_archived"}).content.decode()
    assert page in shown
    assert "老李" not in shown
    sent = {"text": "为什么少了一笔？", "page": f"{page}?q=老李", "reason": ["book_archived", "老李家常菜馆 35.00"]}
    assert signed_in(alice).post(ASK, sent).status_code == 302
    question = Question.objects.get()
    assert (question.page, question.job) == (page, batch.public_id)
    assert question.reasons == ["book_archived", f"import:{batch.state}"]


def test_the_job_of_somebody_else_tells_nothing(mallory, owner, book):
    rows = [alipay_row("2026-11-03 12:13:00", "老李家常菜馆", "35.00", number="2026110322001")]
    batch = read_import(begin_import(owner, uploads=[Upload("bill.csv", alipay(*rows))], queued=False).pk)
    page = f"/b/{book.public_id}/imports/{batch.public_id}/"
    signed_in(mallory).post(ASK, {"text": "?", "page": page})
    assert Question.objects.get().reasons == []


def test_an_empty_question_is_refused_at_its_field(alice):
    answer = signed_in(alice).post(ASK, {"text": " "})
    assert answer.status_code == 422
    assert 'id="id_text_error"' in answer.content.decode()


def test_every_page_and_every_refusal_lead_to_the_help_desk(alice, owner, book):
    client = signed_in(alice)
    assert f"{ASK}?page=/books/" in client.get("/books/").content.decode()
    refused = client.get("/nothing-here/").content.decode()
    assert f"{ASK}?page=/nothing-here/&amp;reason=not_found" in refused


def test_staff_answer_in_the_admin_and_the_person_finds_it_marked_once(alice, desk):
    question = ask_question(alice, text="怎么导出？", page="/books/", at=NOON)
    client = signed_in(desk)
    assert "怎么导出？" in client.get(QUEUE).content.decode()
    page = f"{QUEUE}{question.pk}/change/"
    assert client.post(page, {"answer": ""}).status_code == 200
    assert client.post(page, {"answer": "在“我的数据”里。", "text": "changed"}).status_code == 302
    question.refresh_from_db()
    assert (question.answer, question.answered_by, question.text) == ("在“我的数据”里。", desk, "怎么导出？")
    assert client.get(f"{QUEUE}add/").status_code == 403
    assert client.post(f"{QUEUE}{question.pk}/delete/", {"post": "yes"}).status_code == 403

    reader = signed_in(alice)
    assert "1 条新回复" in reader.get("/me/").content.decode()
    assert "/me/help/" in reader.get("/me/news/").content.decode()
    first = reader.get("/me/help/").content.decode()
    assert "在“我的数据”里。" in first
    assert "badge-soft" in first
    assert "badge-soft" not in reader.get("/me/help/").content.decode()
    assert "新回复" not in reader.get("/me/").content.decode()


def test_nobody_reads_the_questions_of_others(alice, mallory, desk):
    answer_question(ask_question(alice, text="怎么导出？", at=NOON), text="这样。", by=desk, at=NOON)
    assert "怎么导出" not in signed_in(mallory).get("/me/help/").content.decode()
    assert signed_in(mallory).get(QUEUE).status_code in (302, 403)


def test_a_day_has_room_for_twenty_questions(alice):
    for _number in range(QUESTIONS_A_DAY):
        ask_question(alice, text="?", at=NOON)
    with pytest.raises(TooManyQuestions):
        ask_question(alice, text="?", at=NOON)
    ask_question(alice, text="?", at=NOON + dt.timedelta(days=1))
    waiting, old = open_question_counts(NOON + dt.timedelta(days=1, hours=1))
    assert (waiting.n, old.n) == (21, 20)


def test_the_database_knows_no_answer_without_words(alice):
    question = ask_question(alice, text="?", at=NOON)
    with pytest.raises(IntegrityError), transaction.atomic():
        Question.objects.filter(pk=question.pk).update(answered_at=NOON)
