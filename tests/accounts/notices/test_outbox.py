"""The outbox: what is due goes out once, what a place did not take is tried again, and nothing is lost on the way."""

import datetime as dt
import os
import subprocess
import sys
import threading
import uuid

import pytest
from django.core import mail
from django.db import connection
from django.utils import timezone

from accounts.models import Delivery, Notice, NoticeSettings, Robot
from accounts.notices import notify
from accounts.notices.hours import after_quiet, pause_after
from accounts.notices.outbox import DELIVERIES_KEPT, NOTICES_KEPT, forget_old, send_due, take_group
from accounts.notices.settings import change_notice_settings
from accounts.tasks import send_notices
from tests.accounts.notices.conftest import AFTERNOON, MINUTE, MORNING, NIGHT, wecom
from tests.conftest import ROOT, worker_database_url

pytestmark = pytest.mark.django_db


def call(people, key: str, *, kind: str = "call", at=AFTERNOON, about=None) -> None:
    notify(kind, people, key=key, facts={"who": f"Caller {key}", "sum": "¥35.00"}, at=at, about=about)


def send(at: dt.datetime) -> int:
    return send_due(clock=lambda: at)


def test_what_is_due_goes_out_once(alice):
    call([alice], "1")
    assert send(AFTERNOON) == 1
    assert send(AFTERNOON + MINUTE) == 0
    assert send(AFTERNOON + dt.timedelta(days=1)) == 0
    [message] = mail.outbox
    assert message.subject == "Caller 1 called."
    delivery = Delivery.objects.get()
    assert (delivery.state, delivery.sent_at, delivery.tries) == ("sent", AFTERNOON, 1)


def test_several_of_a_kind_go_as_one_message(alice):
    for key in "123":
        call([alice], key)
    assert send(AFTERNOON) == 1
    [message] = mail.outbox
    assert "Caller 1 called.\nCaller 2 called.\nCaller 3 called." in message.body
    assert "/me/notices/\n" in message.body, "three notices have one page"
    assert set(Delivery.objects.values_list("state", flat=True)) == {"sent"}


def test_books_and_kinds_are_not_thrown_together(alice):
    call([alice], "1", about=uuid.uuid4())
    call([alice], "2", about=uuid.uuid4())
    call([alice], "3", kind="paid")
    assert send(AFTERNOON) == 3


def test_a_long_message_says_how_many_more(alice):
    for number in range(12):
        call([alice], f"{number:02}")
    send(AFTERNOON)
    assert "Caller 07 called.\n还有 4 条" in mail.outbox[0].body
    assert "Caller 08" not in mail.outbox[0].body


def test_what_follows_within_ten_minutes_goes_as_one_after_them(alice):
    call([alice], "1")
    send(AFTERNOON)
    for minutes in (2, 5, 9):
        call([alice], str(minutes), at=AFTERNOON + minutes * MINUTE)
        assert send(AFTERNOON + minutes * MINUTE) == 0
    assert send(AFTERNOON + 9 * MINUTE) == 0
    assert send(AFTERNOON + 10 * MINUTE) == 1
    assert "Caller 2 called.\nCaller 5 called.\nCaller 9 called." in mail.outbox[1].body


def test_an_alarm_waits_for_no_group(alice):
    for key in "12":
        call([alice], key, kind="alarm")
        assert send(AFTERNOON) == 1


def test_quiet_hours_put_it_off_until_they_are_over(alice):
    call([alice], "1", at=NIGHT)
    call([alice], "alarm", kind="alarm", at=NIGHT)
    assert send(NIGHT) == 1
    assert mail.outbox[0].subject == "Caller alarm called."
    assert send(MORNING - MINUTE) == 0
    assert send(MORNING) == 1


def test_a_second_try_minds_the_quiet_hours_too(alice, listener):
    change_notice_settings(alice, at=AFTERNOON, channels={"call": ["robot"]})
    wecom(alice, listener)
    listener.answers = [(503, {}), (200, {"errcode": 0})]
    almost = NIGHT - dt.timedelta(minutes=90) - MINUTE  # 21:59
    call([alice], "1", at=almost)
    assert send(almost) == 0
    assert send(almost + 2 * MINUTE) == 0
    assert len(listener.heard) == 1
    assert send(MORNING) == 1


@pytest.mark.parametrize(
    ("quiet_from", "quiet_until", "clock", "later"),
    [
        ("22:00", "08:00", "21:59", "21:59"),
        ("22:00", "08:00", "22:00", "08:00+1"),
        ("22:00", "08:00", "07:59", "08:00"),
        ("22:00", "08:00", "08:00", "08:00"),
        ("12:00", "14:00", "13:00", "14:00"),
        ("12:00", "14:00", "23:00", "23:00"),
        ("08:00", "08:00", "03:00", "03:00"),
    ],
)
def test_quiet_hours_as_the_clock_of_the_person_has_them(quiet_from, quiet_until, clock, later):
    hours = NoticeSettings(
        quiet_from=dt.time.fromisoformat(quiet_from),
        quiet_until=dt.time.fromisoformat(quiet_until),
        time_zone="America/New_York",
    )
    zone = dt.timezone(dt.timedelta(hours=-5))
    at = dt.datetime.combine(dt.date(2026, 11, 23), dt.time.fromisoformat(clock), tzinfo=zone)
    time, _, days = later.partition("+")
    day = dt.date(2026, 11, 23) + dt.timedelta(days=int(days or 0))
    assert after_quiet(hours, at) == dt.datetime.combine(day, dt.time.fromisoformat(time), tzinfo=zone)


def test_pauses_grow_to_four_hours():
    # 1, 2, 4, 8, 16, 32, 64, 128 minutes, then 240.
    minutes = [int(pause_after(tries).total_seconds() / 60) for tries in range(1, 11)]
    assert minutes == [1, 2, 4, 8, 16, 32, 64, 128, 240, 240]


def test_what_a_place_does_not_take_is_tried_for_a_day(alice, listener):
    change_notice_settings(alice, at=AFTERNOON, channels={"call": ["robot"]}, quiet_from="08:00", quiet_until="08:00")
    robot = wecom(alice, listener)
    listener.answers = [(502, {})]
    call([alice], "1")
    at = AFTERNOON
    while Delivery.objects.get().state == "waiting":
        send(at)
        at = Delivery.objects.get().due_at
    # At 0, 1, 3, 7, 15, 31, 63, 127 and 255 minutes, then each four hours while the next is within the day: 1,440.
    # 495, 735, 975, 1215.
    assert len(listener.heard) == 13
    delivery = Delivery.objects.get()
    assert (delivery.state, delivery.error) == ("failed", "unreachable")
    robot.refresh_from_db()
    assert robot.error == "unreachable"


def test_what_goes_through_at_last_is_sent_and_the_error_forgotten(alice, listener):
    change_notice_settings(alice, at=AFTERNOON, channels={"call": ["robot"]})
    robot = wecom(alice, listener)
    listener.answers = [(502, {}), (200, {"errcode": 0})]
    call([alice], "1")
    assert send(AFTERNOON) == 0
    assert Delivery.objects.get().error == "unreachable"
    assert send(AFTERNOON + MINUTE) == 1
    assert Delivery.objects.get().state == "sent"
    robot.refresh_from_db()
    assert robot.error == ""


def test_what_is_new_joins_what_waits_to_be_tried_again(alice, listener):
    change_notice_settings(alice, at=AFTERNOON, channels={"call": ["robot"]})
    wecom(alice, listener)
    listener.answers = [(502, {}), (200, {"errcode": 0})]
    call([alice], "1")
    send(AFTERNOON)
    call([alice], "2", at=AFTERNOON + dt.timedelta(seconds=20))
    assert send(AFTERNOON + dt.timedelta(seconds=20)) == 0
    assert send(AFTERNOON + MINUTE) == 1
    assert "Caller 1 called.\nCaller 2 called." in listener.heard[-1].json()["text"]["content"]


def test_a_place_that_refuses_for_good_is_not_asked_again(alice, listener):
    change_notice_settings(alice, at=AFTERNOON, channels={"call": ["robot"]})
    robot = wecom(alice, listener)
    listener.answers = [(200, {"errcode": 93000, "errmsg": "invalid webhook url"})]
    call([alice], "1")
    send(AFTERNOON)
    send(AFTERNOON + dt.timedelta(hours=2))
    assert len(listener.heard) == 1
    assert Delivery.objects.get().state == "failed"
    robot.refresh_from_db()
    assert robot.error == "unknown_address"


def test_one_place_that_fails_keeps_no_other_back(alice, bob, listener):
    change_notice_settings(alice, at=AFTERNOON, channels={"call": ["robot", "email"]})
    wecom(alice, listener)
    listener.answers = [(500, {})]
    call([alice, bob], "1")
    assert send(AFTERNOON) == 2
    assert sorted(message.to[0] for message in mail.outbox) == ["alice@example.com", "bob@example.com"]


def test_a_process_that_dies_while_sending_only_delays(alice):
    call([alice], "1")
    found, group = take_group(now=AFTERNOON)
    assert found
    assert len(group.rows) == 1
    # Nothing more happens in that process. Nobody takes it before its next try, and then it goes out.
    assert send(AFTERNOON + dt.timedelta(seconds=59)) == 0
    assert send(AFTERNOON + MINUTE) == 1
    assert len(mail.outbox) == 1


def test_what_is_too_old_is_not_sent_any_more(alice):
    call([alice], "1")
    assert send(AFTERNOON + dt.timedelta(hours=24)) == 0
    assert Delivery.objects.get().state == "failed"


def test_whoever_may_not_know_any_more_is_not_written_to(alice):
    call([alice], "1", kind="of-book", about=uuid.uuid4())
    assert send(AFTERNOON) == 0
    assert not mail.outbox
    assert Delivery.objects.get().state == "skipped"


def test_a_message_says_the_amount_only_where_it_may(alice, listener):
    change_notice_settings(alice, at=AFTERNOON, channels={"paid": ["robot", "email"]})
    silent = wecom(alice, listener, key="silent")
    wecom(alice, listener, key="open", names_amounts=True)
    call([alice], "1", kind="paid")
    send(AFTERNOON)
    said = {heard.path.partition("key=")[2]: heard.json()["text"]["content"] for heard in listener.heard}
    assert "¥35.00" not in said["silent"]
    assert "¥35.00" in said["open"]
    assert "¥35.00" in mail.outbox[0].body
    alice.hide_amounts = True
    alice.save()
    Robot.objects.exclude(pk=silent.pk).update(names_amounts=True)
    call([alice], "2", kind="paid", at=AFTERNOON + 20 * MINUTE)
    send(AFTERNOON + 20 * MINUTE)
    assert "¥35.00" not in mail.outbox[1].body
    assert "¥35.00" not in listener.heard[-1].json()["text"]["content"]


def test_messages_are_in_the_language_of_who_reads_them(alice, bob):
    bob.language = "en"
    bob.save()
    call([alice, bob], "1", kind="call")
    send(AFTERNOON)
    bodies = {message.to[0]: message.body for message in mail.outbox}
    assert "不再收这类邮件" in bodies["alice@example.com"]
    assert "No more of these e-mails" in bodies["bob@example.com"]


@pytest.mark.django_db(transaction=True)
def test_two_senders_at_once_send_each_message_once(alice, bob, carol, listener):
    people = [alice, bob, carol]
    # Not due yet when the commits ask for sending.
    later = timezone.now() + dt.timedelta(hours=1)
    for person in people:
        change_notice_settings(person, at=later, channels={"call": ["robot"]}, quiet_from="08:00", quiet_until="08:00")
        wecom(person, listener, key=person.name)
    for key in range(4):
        call(people, str(key), at=later)
    sent = []

    def sender() -> None:
        try:
            sent.append(send(later))
        finally:
            connection.close()

    threads = [threading.Thread(target=sender) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(sent) == 3
    said = sorted(heard.json()["text"]["content"].count("called.") for heard in listener.heard)
    assert said == [4, 4, 4], "one message each, with all four"


@pytest.mark.django_db(transaction=True)
def test_a_queue_that_is_down_delays_and_loses_nothing(alice, tmp_path):
    """What a page does while Redis is stopped is written; when beat is there again, it goes out."""
    change_notice_settings(alice, at=AFTERNOON, quiet_from="08:00", quiet_until="08:00")
    program = (
        "import django; django.setup()\n"
        "from accounts.models import User\n"
        "from accounts.notices import notify\n"
        f"notify('invitation', User.objects.filter(pk={alice.pk}), key='1', facts={{'who': 'Bob', 'book': 'Home'}})\n"
    )
    stopped = {"REDIS_URL": f"unix://{tmp_path}/stopped.sock?db=0", "CELERY_TASK_ALWAYS_EAGER": "0"}
    env = os.environ | stopped | {"DATABASE_URL": worker_database_url(), "DJANGO_SETTINGS_MODULE": "config.settings"}
    ran = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, env=env, capture_output=True, text=True, timeout=60, check=True
    )
    assert "The queue did not take accounts.send_notices" in ran.stderr
    assert Notice.objects.get().kind == "invitation"
    assert not mail.outbox
    send_notices.apply()
    assert [message.to for message in mail.outbox] == [["alice@example.com"]]


@pytest.mark.django_db(transaction=True)
def test_with_the_queue_up_it_goes_out_at_the_commit(alice):
    notify("alarm", [alice], key="1", facts={"who": "Caller"})
    assert len(mail.outbox) == 1


def test_old_ones_are_forgotten_and_what_waits_is_not(alice, bob):
    now = timezone.now()
    call([alice], "1", at=now - NOTICES_KEPT - MINUTE)
    call([alice], "2", at=now - DELIVERIES_KEPT - MINUTE)
    call([alice], "3", at=now)
    Delivery.objects.exclude(notice__key="3").update(state="failed")
    forget_old(now=now)
    assert sorted(Notice.objects.values_list("key", flat=True)) == ["2", "3"]
    assert list(Delivery.objects.values_list("notice__key", flat=True)) == ["3"]
