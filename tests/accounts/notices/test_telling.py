"""Telling people: once each, by the channels they chose, and only what they may still know."""

import datetime as dt
import json
import re
import uuid
from zipfile import ZipFile

import pytest
from django.core import mail
from django.db import transaction
from django.test import Client
from django.urls import reverse
from django.utils import translation
from rest_framework.test import APIClient

from accounts.models import Browser, Delivery, Notice, NoticeSettings, Robot, User
from accounts.notices import kind_of, notices_done, notify
from accounts.notices.board import notice_board, shelf_notices, unread_count
from accounts.notices.kinds import channels_of
from accounts.notices.outbox import send_due
from accounts.notices.outlets.email import off_path
from accounts.notices.settings import change_notice_settings, settings_of
from accounts.notices.telling import open_notice
from accounts.queries import active_user
from accounts.services import ask_for_erasure, erase_due_accounts, everything_of
from tests.accounts.notices.conftest import AFTERNOON, MINUTE, NIGHT

pytestmark = pytest.mark.django_db

WHO = {"who": "何静"}


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def test_a_notice_is_written_once_for_each_person_whatever_calls_again(alice, bob):
    assert notify("call", [alice, bob], key="1", facts=WHO, at=AFTERNOON) == 2
    assert notify("call", [alice, bob, alice], key="1", facts=WHO, at=AFTERNOON) == 0
    assert notify("call", [alice], key="2", facts=WHO, at=AFTERNOON) == 1
    assert Notice.objects.count() == 3
    assert Delivery.objects.filter(channel="email").count() == 3


def test_a_closed_account_is_told_nothing(alice):
    alice.is_active = False
    assert notify("call", [alice], key="1", facts=WHO, at=AFTERNOON) == 0


def test_what_is_rolled_back_was_never_told(alice):
    with transaction.atomic():
        notify("call", [alice], key="1", facts=WHO)
        transaction.set_rollback(True)
    assert not Notice.objects.exists()
    assert not Delivery.objects.exists()


def test_channels_that_were_switched_off_get_nothing(alice, listener):
    Robot.objects.create(user=alice, service="wecom", url="https://qyapi.weixin.qq.com/x", created_at=AFTERNOON)
    change_notice_settings(alice, at=AFTERNOON, channels={"call": ["robot"]})
    notify("call", [alice], key="1", facts=WHO, at=AFTERNOON)
    assert list(Delivery.objects.values_list("channel", flat=True)) == ["robot"]
    assert unread_count(alice) == 0, "the page is off, so the bell is silent"
    change_notice_settings(alice, at=AFTERNOON, channels={"call": []})
    notify("call", [alice], key="2", facts=WHO, at=AFTERNOON)
    assert Notice.objects.count() == 1, "nowhere to say it, so nothing is kept"


def test_what_is_as_by_default_is_not_kept(alice):
    change_notice_settings(alice, at=AFTERNOON, channels={"call": ["page"], "quiet": ["page"], "nonsense": ["page"]})
    assert settings_of(alice).channels == {"call": ["page"]}
    change_notice_settings(alice, at=AFTERNOON, channels={"call": ["page", "email", "push", "robot", "pigeon"]})
    assert settings_of(alice).channels == {}


def test_the_bell_counts_with_the_query_that_finds_the_user(alice, django_assert_num_queries):
    notify("quiet", [alice], key="1", facts=WHO)
    notify("quiet", [alice], key="2", facts=WHO)
    with django_assert_num_queries(1):
        found = active_user(alice.pk)
        assert found.unread_notices == 2


def test_the_page_has_what_asks_first_and_the_rest_by_day_and_marks_it_read(alice):
    yesterday = AFTERNOON - dt.timedelta(days=1)
    notify("quiet", [alice], key="old", facts={"who": "Old"}, at=yesterday)
    notify("asked", [alice], key="asks", facts={"who": "Asker"}, at=yesterday)
    notify("quiet", [alice], key="new", facts={"who": "New"}, at=AFTERNOON)
    notify("quiet", [alice], key="late", facts={"who": "Late"}, at=yesterday)
    board = notice_board(alice, now=AFTERNOON)
    assert [each.sentence for each in board.first] == ["Asker called."]
    assert [(day.day, [each.sentence for each in day_of]) for day, day_of in board.days] == [
        (23, ["New called."]),
        (22, ["Late called.", "Old called."]),
    ]
    client = signed_in(alice)
    page = client.get("/me/notices/").content.decode()
    assert page.count('class="notice-new"') == 4
    assert unread_count(alice) == 0
    assert client.get("/me/notices/").content.decode().count('class="notice-new"') == 0
    assert 'class="count-dot"' not in client.get("/me/").content.decode()


def test_an_empty_page_says_so(alice):
    assert "没有要处理的。" in signed_in(alice).get("/me/notices/").content.decode()


def test_opening_leads_on_and_what_asked_waits_no_more(alice, bob):
    notify("asked", [alice], key="1", facts=WHO, path="/books/new/", at=AFTERNOON)
    notice = Notice.objects.get()
    assert [each.notice.pk for each in shelf_notices(alice, now=AFTERNOON)] == [notice.pk]
    assert signed_in(bob).get(f"/me/notices/{notice.public_id}/").status_code == 404
    answer = signed_in(alice).get(f"/me/notices/{notice.public_id}/")
    assert (answer.status_code, answer["Location"]) == (302, "/books/new/")
    assert not shelf_notices(alice, now=AFTERNOON)
    assert not notice_board(alice, now=AFTERNOON).first


def test_what_somebody_else_settled_asks_nobody_any_more(alice, bob):
    notify("asked", [alice, bob], key="1", facts=WHO, at=AFTERNOON)
    notices_done("asked", "1")
    assert not notice_board(alice, now=AFTERNOON).first
    assert not shelf_notices(bob, now=AFTERNOON)


def test_what_asks_stands_first_for_two_weeks(alice):
    notify("asked", [alice], key="1", facts=WHO, at=AFTERNOON)
    assert notice_board(alice, now=AFTERNOON + dt.timedelta(days=13)).first
    assert not notice_board(alice, now=AFTERNOON + dt.timedelta(days=14)).first


def test_who_may_not_know_of_a_book_any_more_reads_nothing_of_it(alice):
    notify("of-book", [alice], key="1", facts=WHO, about=uuid.uuid4(), at=AFTERNOON)
    assert notice_board(alice, now=AFTERNOON).is_empty
    client = signed_in(alice)
    assert "何静" not in client.get("/me/notices/").content.decode()
    assert unread_count(alice) == 0, "the bell counts nothing that no page shows"


def test_a_long_list_goes_on_at_the_next_page(alice):
    for number in range(60):
        notify("quiet", [alice], key=str(number), facts={"who": f"Nr{number}."}, at=AFTERNOON + number * MINUTE)
    client = signed_in(alice)
    page = client.get("/me/notices/").content.decode()
    assert page.count('class="item notice"') == 50
    assert "全部标为已读" in page, "ten more are unread"
    before = re.search(r"\?before=(\d+)", page)[1]
    page = client.get(f"/me/notices/?before={before}").content.decode()
    assert page.count('class="item notice"') == 10
    assert client.get("/me/notices/?before=x").status_code == 200


def test_all_are_read_with_one_button(alice, bob):
    notify("quiet", [alice, bob], key="1", facts=WHO)
    signed_in(alice).post("/me/notices/read/")
    assert (unread_count(alice), unread_count(bob)) == (0, 1)


def test_the_settings_page_keeps_what_was_ticked_and_the_hours(alice):
    client = signed_in(alice)
    page = client.get("/me/notices/settings/").content.decode()
    assert 'name="kind-due" value="calendar"' in page
    assert 'name="kind-mention" value="calendar"' not in page, "no day belongs to a mention"
    sent = {"quiet_from": "23:00", "quiet_until": "07:30", "time_zone": "Asia/Tokyo", "remind_at": "21:15"}
    assert client.post("/me/notices/settings/", sent | {"kind-due": ["page", "email"]}).status_code == 302
    chosen = NoticeSettings.objects.get(user=alice)
    assert chosen.channels["due"] == ["email", "page"]
    assert chosen.channels["mention"] == []
    assert (chosen.quiet_from, chosen.quiet_until) == (dt.time(23), dt.time(7, 30))
    assert (chosen.time_zone, chosen.remind_at) == ("Asia/Tokyo", dt.time(21, 15))
    assert client.post("/me/notices/settings/", sent | {"quiet_from": "late"}).status_code == 422
    assert client.post("/me/notices/settings/", sent | {"kind-due": ["pigeon"]}).status_code == 422


def test_a_reminder_set_to_a_time_that_has_passed_is_meant_for_tomorrow(alice):
    change_notice_settings(alice, at=NIGHT, remind_at=dt.time(21))
    assert NoticeSettings.objects.get().reminded_on == dt.date(2026, 11, 23)
    change_notice_settings(alice, at=NIGHT, remind_at=dt.time(23, 45))
    assert NoticeSettings.objects.get().reminded_on is None


def test_one_tap_ends_the_e_mails_of_a_kind_and_looking_at_the_link_does_not(alice):
    client = Client(enforce_csrf_checks=True)
    address = off_path(alice, "call")
    assert client.get(address).status_code == 200
    assert "email" in notice_choice(alice, "call")
    # As a mailbox does it, without our form (RFC 8058).
    assert client.post(address, {"List-Unsubscribe": "One-Click"}).status_code == 200
    assert notice_choice(alice, "call") == {"page", "push", "robot"}
    assert client.post(reverse("accounts:notice-off", args=["forged"])).status_code == 404
    notify("call", [alice], key="1", facts=WHO, at=AFTERNOON)
    assert not Delivery.objects.exists()


def notice_choice(user: User, key: str) -> set[str]:
    return set(channels_of(kind_of(key), settings_of(user)))


def test_the_api_lists_marks_and_changes(alice, bob):
    client = APIClient()
    client.force_authenticate(alice)
    notify("asked", [alice, bob], key="1", facts=WHO, path="/books/new/")
    with translation.override("en"):
        found = client.get("/api/v1/notices/").json()
    assert found["unread"] == 1
    assert found["next_before"] is None
    [row] = found["notices"]
    assert (row["sentence"], row["asks"], row["new"]) == ("何静 called.", True, True)
    others = Notice.objects.get(user=bob).public_id
    assert client.post("/api/v1/notices/read/", {"ids": [str(others)]}, format="json").status_code == 204
    assert (unread_count(alice), unread_count(bob)) == (1, 1), "nobody else's are marked"
    client.post("/api/v1/notices/read/", {"ids": [row["id"]]}, format="json")
    assert unread_count(alice) == 0
    changed = client.patch(
        "/api/v1/notices/settings/", {"channels": {"due": ["page"]}, "quiet_from": "21:00"}, format="json"
    ).json()
    assert changed["channels"]["due"] == ["page"]
    assert changed["quiet_from"] == "21:00"
    assert changed["quiet_until"] == "08:00"
    for wrong in ({"time_zone": "Moon"}, {"channels": {"nonsense": []}}, {"channels": {"due": ["pigeon"]}}):
        assert client.patch("/api/v1/notices/settings/", wrong, format="json").status_code == 422


def test_everything_goes_along_without_keys_and_leaving_forgets_it(alice):
    notify("quiet", [alice], key="1", facts=WHO, at=AFTERNOON)
    Robot.objects.create(
        user=alice, service="bark", url="https://api.day.app/secretkey", secret="s3cret", created_at=AFTERNOON
    )
    Browser.objects.create(
        user=alice, endpoint="https://fcm.googleapis.com/x", p256dh="p", auth="a", name="Edge", created_at=AFTERNOON
    )
    change_notice_settings(alice, at=AFTERNOON, remind_at=dt.time(21))
    with everything_of(alice, now=AFTERNOON) as file, ZipFile(file) as archive:
        text = archive.read("notices.json").decode()
    taken = json.loads(text)
    assert [row["sentence"] for row in taken["notices"]] == ["何静 called."]
    assert taken["robots"][0]["host"] == "api.day.app"
    assert taken["settings"]["remind_at"] == "21:00"
    assert not re.search("secretkey|s3cret|fcm", text)
    ask_for_erasure(alice, choices={}, at=AFTERNOON)
    erase_due_accounts(now=AFTERNOON + dt.timedelta(days=15))
    for model in (Notice, Delivery, Browser, Robot, NoticeSettings):
        assert not model.objects.exists()


def test_nothing_is_mailed_for_what_was_read_before(alice):
    notify("call", [alice], key="1", facts=WHO, at=AFTERNOON)
    open_notice(Notice.objects.get(), at=AFTERNOON)
    send_due(clock=lambda: AFTERNOON + MINUTE)
    assert not mail.outbox
    assert Delivery.objects.get().state == Delivery.State.SKIPPED
