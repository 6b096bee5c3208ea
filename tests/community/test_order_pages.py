"""Order as readers see it: reporting, what became of it, a decision and its appeal, the rules; by page and by API."""

import datetime as dt
import json
from zipfile import ZipFile

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from rest_framework.test import APIClient

from accounts.privacy import keepers
from accounts.services import everything_of
from community.models import Appeal, Case, Decision, Report
from community.queries.moderation import months_of_order
from community.services.cases import report
from community.services.comments import add_comment
from community.services.deciding import answer_appeal, appeal, decide
from community.services.posts import delete
from tests.community.conftest import share, story

pytestmark = pytest.mark.django_db


def client_of(user, language: str = "en") -> Client:
    user.language = language
    user.save()
    client = Client()
    client.force_login(user)
    return client


def test_report_when_a_reader_sends_it_then_it_stands_under_their_reports_until_it_is_answered(anna, ben, max_):
    post = story(anna, title="急用钱的看过来")
    said = add_comment(anna, post, text="我也有门路。", at=timezone.now())
    reader = client_of(ben)
    place = reverse("community:report", args=["post", post.public_id])
    assert place in reader.get(reverse("community:post", args=[post.public_id])).content.decode()
    assert "急用钱的看过来" in reader.get(place).content.decode()
    answer = reader.post(place, {"reason": "other", "text": ""})
    assert answer.status_code == 422
    assert "Say in a few words what is wrong with it." in answer.content.decode()
    assert reader.post(place, {"reason": "credit", "text": "拉人借钱"})["Location"] == reverse("community:report-list")
    listed = reader.get(reverse("community:report-list")).content.decode()
    assert "Waits for a look." in listed
    decide(Case.objects.get(), by=max_, outcome="take_down", reason="credit", at=timezone.now())
    assert "We acted on it." in reader.get(reverse("community:report-list")).content.decode()
    # What is gone can't be reported any more, nor what was said below it, and nobody reports their own.
    assert reader.get(place).status_code == 404
    assert reader.get(reverse("community:report", args=["comment", said.public_id])).status_code == 404
    assert (
        client_of(anna)
        .post(reverse("community:report", args=["post", story(anna).public_id]), {"reason": "abuse"})
        .status_code
        == 409
    )


def test_report_when_it_is_a_thing_or_a_person_then_their_pages_lead_there(anna, ben):
    post = share(anna)
    thing, person = post.items.get().thing, anna.profile
    reader = client_of(ben)
    for kind, row, said in (("thing", thing, "保温杯"), ("person", person, "安娜")):
        place = reverse("community:report", args=[kind, row.public_id])
        assert place in reader.get(reverse(f"community:{kind}", args=[row.public_id])).content.decode()
        assert said in reader.get(place).content.decode()
        assert reader.post(place, {"reason": "advertising"}).status_code == 302
    assert sorted(Case.objects.values_list("kind", "author")) == [("person", anna.pk), ("thing", None)]
    # Of what nobody can read any more there is no page to report.
    delete(anna, post, at=timezone.now())
    assert reader.get(reverse("community:report", args=["thing", thing.public_id])).status_code == 404


def test_decision_when_its_author_opens_it_then_they_read_why_and_appeal_once(anna, ben, max_, carol):
    report(ben, story(anna, title="急用钱的看过来"), reason="credit", at=timezone.now())
    decision = decide(
        Case.objects.get(), by=max_, outcome="hide", reason="credit", note="请删掉电话。", at=timezone.now()
    )
    place = reverse("community:decision", args=[decision.public_id])
    author = client_of(anna, "zh-hans")
    page = author.get(place).content.decode()
    assert "请删掉电话。" in page
    assert client_of(ben).get(place).status_code == 404
    assert author.post(place, {"text": ""}).status_code == 422
    assert author.post(place, {"text": "我是在劝人别借。"}).status_code == 302
    assert "<textarea" not in author.get(place).content.decode()
    assert author.post(place, {"text": "再说一遍"}).status_code == 409
    answer_appeal(Case.objects.get(), by=carol, upheld=True, note="电话还在。", at=timezone.now())
    assert "电话还在。" in author.get(place).content.decode()


def test_api_when_somebody_reports_and_appeals_then_it_says_what_the_pages_say(anna, ben, max_):
    post = story(anna, title="急用钱的看过来")
    reader, author = APIClient(), APIClient()
    reader.force_authenticate(ben)
    author.force_authenticate(anna)
    sent = {"kind": "post", "id": str(post.public_id), "reason": "fraud"}
    first = reader.post("/api/v1/community/reports/", sent, format="json")
    assert (first.status_code, first.json()["outcome"]) == (201, "")
    assert reader.post("/api/v1/community/reports/", sent, format="json").json()["id"] == first.json()["id"]
    decide(Case.objects.get(), by=max_, outcome="take_down", reason="fraud", at=timezone.now())
    assert reader.get("/api/v1/community/reports/").json()[0]["outcome"] == "acted"
    (decision,) = author.get("/api/v1/community/decisions/").json()
    assert (decision["outcome"], decision["reason"], decision["appeal"]) == ("take_down", "fraud", None)
    place = f"/api/v1/community/decisions/{decision['id']}/appeal/"
    assert author.post(place, {"text": "不是骗人的"}, format="json").json()["appeal"]["upheld"] is None
    assert author.post(place, {"text": "真的"}, format="json").json()["code"] == "nothing_to_appeal"


def test_rules_when_a_visitor_opens_them_then_they_are_in_the_language_that_was_chosen():
    visitor = Client()
    assert "社区公约" in visitor.get(reverse("community:rules")).content.decode()
    visitor.cookies["django_language"] = "en"
    assert "tell the truth about money" in visitor.get(reverse("community:rules")).content.decode()


def test_months_when_things_were_decided_then_they_are_counted_and_old_ones_are_not(anna, ben, max_, carol):
    def decided(at: dt.datetime, **given) -> Decision:
        post = story(anna, at=at - dt.timedelta(days=2))
        report(ben, post, reason="abuse", at=at)
        return decide(Case.objects.get(thing_id=post.pk), by=max_, at=at, **given)

    november = dt.datetime(2026, 11, 5, 12, tzinfo=dt.UTC)
    decided(november, outcome="take_down", measure="warn", reason="abuse")
    hidden = decided(november, outcome="hide", reason="abuse")
    # The last evening of October here is still afternoon in Greenwich; midnight of November is October there.
    decided(dt.datetime(2026, 10, 31, 16, 30, tzinfo=dt.UTC), outcome="leave")
    decided(dt.datetime(2025, 11, 30, 12, tzinfo=dt.UTC), outcome="leave")
    appeal(anna, hidden, text="不对", at=november)
    answer_appeal(Case.objects.get(state="appealed"), by=carol, upheld=False, note="对不起", at=november)
    (month,) = months_of_order(dt.date(2026, 11, 22))
    assert month.month == dt.date(2026, 11, 1)
    counts = (month.reports, month.left, month.hidden, month.taken_down, month.warned, month.suspended)
    assert counts == (3, 1, 1, 1, 1, 0)
    assert (month.appeals, month.overturned) == (1, 1)
    assert "2026" in Client().get(reverse("community:order")).content.decode()


def test_leaving_when_somebody_is_erased_then_their_words_go_and_the_decision_stays(anna, ben, max_):
    report(ben, story(anna, title="急用钱的看过来"), reason="credit", text="拉人借钱", at=timezone.now())
    decision = decide(Case.objects.get(), by=max_, outcome="hide", reason="credit", at=timezone.now())
    appeal(anna, decision, text="我是在劝人别借。", at=timezone.now())
    with ZipFile(everything_of(anna, now=timezone.now())) as archive:
        kept = json.loads(archive.read("community-order.json"))
    assert kept["decisions"][0]["appeal"] == "我是在劝人别借。"
    with ZipFile(everything_of(ben, now=timezone.now())) as archive:
        assert json.loads(archive.read("community-order.json"))["reports"][0]["text"] == "拉人借钱"
    (keeper,) = [keeper for keeper in keepers() if keeper.key == "order"]
    for user in (anna, ben):
        keeper.forget(user, {})
        keeper.forget(user, {})
    case = Case.objects.get()
    assert (case.title, case.said, case.path, case.state) == ("", "", "", "closed")
    assert Appeal.objects.get().text == ""
    assert Decision.objects.get().outcome == "hide"
    assert not Report.objects.exists()
