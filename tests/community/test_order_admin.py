"""The queue in the admin: who of the staff takes, decides and answers, and what each sees."""

import datetime as dt

import pytest
from django.contrib.auth.models import Group
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.services import register_user
from community.models import Case, Decision, StaffAction, WordRule
from community.queries.moderation import waiting_counts
from community.queries.things import thing_of
from community.services.cases import report
from community.services.deciding import appeal, decide
from community.services.posts import PostDraft, edit, publish
from tests.community.conftest import share, story

pytestmark = pytest.mark.django_db

QUEUE = "admin:community_case_changelist"


def staff(name: str, group: str = "内容") -> Client:
    user = register_user(email=f"{name}@example.com", name=name, is_staff=True, language="en")
    user.groups.add(Group.objects.get(name=group))
    client = Client()
    client.force_login(user)
    client.user = user
    return client


def reported(anna, ben, title="借钱找我", reason="fraud") -> Case:
    post = story(anna, title=title)
    report(ben, post, reason=reason, at=timezone.now())
    return Case.objects.get(thing_id=post.pk)


def page_of(case: Case) -> str:
    return reverse("admin:community_case_change", args=[case.pk])


def test_next_when_staff_press_it_then_the_case_is_theirs_and_a_decision_leads_on(anna, ben):
    first, second = reported(anna, ben), reported(anna, ben, title="第二篇", reason="untrue")
    jiang = staff("jiang")
    queue = jiang.get(reverse(QUEUE)).content.decode()
    assert queue.index("借钱找我") < queue.index("第二篇")
    answer = jiang.post(reverse("admin:community_case_next"))
    assert answer["Location"] == page_of(first)
    deng = staff("deng")
    refused = deng.post(page_of(first), {"outcome": "leave", "measure": "none"})
    assert refused.status_code == 422
    assert "jiang is looking at this" in refused.content.decode()
    # Without its reason it is refused, in the page.
    assert jiang.post(page_of(first), {"outcome": "hide", "measure": "none"}).status_code == 422
    answer = jiang.post(
        page_of(first), {"outcome": "take_down", "measure": "suspend", "days": "3", "reason": "fraud", "_next": "1"}
    )
    assert answer["Location"] == page_of(second)
    decision = Decision.objects.get()
    assert (decision.outcome, decision.by, decision.until - decision.at) == (
        *("take_down", jiang.user),
        dt.timedelta(days=3),
    )
    assert "借钱找我" not in jiang.get(reverse(QUEUE)).content.decode()
    assert "借钱找我" in jiang.get(f"{reverse(QUEUE)}?waiting=done").content.decode()


def test_case_when_it_is_a_thing_then_staff_give_it_another_name(anna, ben):
    thing = share(anna).items.get().thing
    report(ben, thing, reason="untrue", at=timezone.now())
    jiang, case = staff("jiang"), Case.objects.get()
    assert "Give it another name" in jiang.get(page_of(case)).content.decode()
    assert jiang.post(page_of(case), {"outcome": "hide", "reason": "untrue"}).status_code == 422
    sent = {"outcome": "hide", "reason": "untrue", "new_name": "真空保温杯"}
    assert jiang.post(page_of(case), sent).status_code == 302
    assert thing_of(thing.public_id).name == "真空保温杯"
    assert "真空保温杯" in jiang.get(page_of(case)).content.decode()


def test_dashboard_when_cases_wait_then_it_counts_them_and_leads_to_each_sort(anna, ben):
    reported(anna, ben)
    late = reported(anna, ben, title="第二篇")
    Case.objects.filter(pk=late.pk).update(due_at=timezone.now() - dt.timedelta(hours=1))
    counts = waiting_counts(timezone.now())
    assert [count.n for count in counts] == [2, 1, 0]
    jiang = staff("jiang")
    assert counts[1].url in jiang.get("/admin/").content.decode()
    listed = jiang.get(counts[1].url).content.decode()
    assert "第二篇" in listed
    assert "借钱找我" not in listed


def test_appeal_when_whoever_decided_opens_it_then_only_somebody_else_answers(anna, ben):
    case = reported(anna, ben)
    jiang, deng = staff("jiang"), staff("deng", "负责人")
    decision = decide(case, by=jiang.user, outcome="hide", reason="fraud", at=timezone.now())
    appeal(anna, decision, text="这是我写给家里人看的。", at=timezone.now())
    shown = jiang.get(page_of(case)).content.decode()
    assert "这是我写给家里人看的。" in shown
    assert "data-sends" not in shown
    assert jiang.post(page_of(case), {"upheld": "yes", "note": "就这样"}).status_code == 422
    assert "data-sends" in deng.get(page_of(case)).content.decode()
    assert deng.post(page_of(case), {"upheld": "no", "note": "对不起"}).status_code == 302
    decision.refresh_from_db()
    assert decision.overturned_at
    # Nothing on these pages says what the author signs in with.
    assert anna.email not in shown


def test_case_when_somebody_may_only_read_then_they_can_do_nothing(anna, ben):
    case = reported(anna, ben)
    desk = staff("desk", "客服")
    assert desk.get(page_of(case)).status_code == 200
    for place in (
        page_of(case),
        *(reverse(f"admin:community_case_{what}", args=[case.pk]) for what in ("take", "give_back")),
    ):
        assert desk.post(place, {"outcome": "leave", "measure": "none"}).status_code == 404
    assert desk.post(reverse("admin:community_case_next")).status_code == 404
    case.refresh_from_db()
    assert (case.state, case.claimed_by) == ("open", None)
    assert staff("maker", "产品").get(page_of(case)).status_code == 404


def test_word_list_when_staff_change_it_then_the_log_says_who_and_nobody_writes_the_log(anna):
    jiang = staff("jiang")
    given = {"pattern": "蓝鲸卡", "action": "hold", "unless": "", "note": "新骗局", "is_active": "on"}
    assert jiang.post(reverse("admin:community_wordrule_add"), given).status_code == 302
    action = StaffAction.objects.get()
    assert (action.by, action.what, action.about, action.why) == (jiang.user, "word", "蓝鲸卡", "hold · 新骗局")
    assert WordRule.objects.filter(pattern="蓝鲸卡").exists()
    assert "蓝鲸卡" in jiang.get(reverse("admin:community_staffaction_changelist")).content.decode()
    place = reverse("admin:community_staffaction_change", args=[action.pk])
    assert jiang.get(place).status_code == 200
    assert jiang.post(place, {"why": "别的"}).status_code == 403


def test_decide_when_its_author_changed_it_meanwhile_then_nothing_unread_is_published(anna, ben):
    post = publish(anna, PostDraft(kind="story", title="被骗了", body="别信刷单。"), at=timezone.now())
    case, jiang = Case.objects.get(), staff("jiang")
    read = jiang.get(page_of(case)).context["read"]
    edit(post, PostDraft(kind="story", title="被骗了", body="刷单就找我。"), at=timezone.now())
    refused = jiang.post(page_of(case), {"outcome": "leave", "measure": "none", "read": read})
    assert (refused.status_code, "changed it while you read it" in refused.text) == (422, True)
    jiang.post(page_of(case), {"outcome": "leave", "measure": "none", "read": refused.context["read"]})
    post.refresh_from_db()
    assert post.state == "published"
