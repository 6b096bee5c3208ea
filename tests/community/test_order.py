"""Order: reports, cases, decisions and appeals, from a tout's comment to the answer of the second pair of eyes."""

import datetime as dt
from dataclasses import replace

import pytest
from django.db import DatabaseError, IntegrityError, transaction
from django.utils import translation

from accounts.models import Notice
from accounts.notices import kind_of, sentence_of
from accounts.services import register_user
from community.errors import (
    CaseNotWaiting,
    CaseNotYours,
    CaseTaken,
    CommentNotFound,
    DecisionInvalid,
    NameInvalid,
    NothingToAppeal,
    OwnReport,
    ReportInvalid,
    Suspended,
    TooMuchToday,
)
from community.models import (
    Appeal,
    Case,
    Decision,
    FollowUp,
    Photo,
    Post,
    Report,
    StaffAction,
    TakenDownPicture,
    Thing,
)
from community.queries.pages import revisions
from community.queries.posts import public_posts
from community.queries.things import thing_of
from community.services.cases import hold, report
from community.services.checks import check
from community.services.comments import add_comment, delete_comment, edit_comment, restore_comment
from community.services.deciding import (
    answer_appeal,
    appeal,
    decide,
    give_back_case,
    take_case,
    take_next_case,
    takeable_cases,
)
from community.services.limits import require_may_comment, require_may_post
from community.services.people import choose_name, neutral_name
from community.services.posts import PostDraft, delete, edit, publish, restore
from tests.community.conftest import item, share

pytestmark = pytest.mark.django_db

NOW = dt.datetime(2026, 11, 22, 12, tzinfo=dt.UTC)
HOUR = dt.timedelta(hours=1)


@pytest.fixture
def people(db):
    """An author, two readers, two of the staff; all joined long ago."""
    names = ("tout", "reader", "other", "jiang", "deng")
    found = {name: register_user(email=f"{name}@example.com", name=name, is_staff=name in names[3:]) for name in names}
    for user in found.values():
        user.date_joined = NOW - dt.timedelta(days=40)
        user.save()
    return found


def a_post(author, title="急用钱的看过来", body="加我，什么都能办。", **more) -> Post:
    fields = {"kind": "story", "state": "published", "created_at": NOW, "published_at": NOW} | more
    return Post.objects.create(author=author, title=title, body=body, **fields)


def told(user, kind) -> list[str]:
    """What somebody was told of a kind, in English, newest last."""
    with translation.override("en"):
        rows = Notice.objects.filter(user=user, kind=kind).order_by("id")
        return [sentence_of(kind_of(kind), row.facts) for row in rows]


def test_report_when_several_people_report_one_thing_then_one_case_waits_for_the_most_urgent(people):
    post = a_post(people["tout"])
    first = report(people["reader"], post, reason="advertising", at=NOW)
    assert report(people["reader"], post, reason="credit", at=NOW + HOUR) == first
    report(people["other"], post, reason="credit", at=NOW + HOUR)
    case = Case.objects.get()
    assert (case.reports, case.reason, case.state) == (2, "credit", "open")
    # The first one had 24 hours; loans are looked at within 4.
    assert case.due_at == NOW + 5 * HOUR
    assert case.said == "急用钱的看过来\n加我，什么都能办。"


def test_report_when_a_share_was_judged_again_then_staff_read_that_too(anna, people):
    post = share(anna, city="苏州")
    FollowUp.objects.create(item=post.items.get(), at=NOW, verdict="fair", text="盖子开始漏水，别的都好。")
    report(people["reader"], post, reason="untrue", at=NOW)
    assert Case.objects.get().said.splitlines()[1:] == [
        "苏州",
        "保温杯 镇上超市 用了两年还保温，冬天早上带热水出门。",
        "盖子开始漏水，别的都好。",
    ]


def test_report_when_it_is_ones_own_or_says_nothing_then_it_is_refused(people):
    post = a_post(people["tout"])
    with pytest.raises(OwnReport):
        report(people["tout"], post, reason="credit", at=NOW)
    with pytest.raises(ReportInvalid) as refusal:
        report(people["reader"], post, reason="other", at=NOW)
    assert set(refusal.value.fields) == {"text"}
    with pytest.raises(ReportInvalid):
        report(people["reader"], post, reason="ugly", at=NOW)
    assert not Report.objects.exists()


def test_take_when_somebody_has_it_then_others_get_it_after_twenty_minutes(people):
    jiang, deng = people["jiang"], people["deng"]
    report(people["reader"], a_post(people["tout"]), reason="credit", at=NOW)
    case = take_next_case(by=jiang, at=NOW)
    assert take_next_case(by=deng, at=NOW) is None
    with pytest.raises(CaseTaken):
        decide(case, by=deng, outcome="leave", at=NOW + dt.timedelta(minutes=19))
    with pytest.raises(CaseTaken):
        give_back_case(case, by=deng, at=NOW)
    assert take_next_case(by=deng, at=NOW + dt.timedelta(minutes=20)) == case
    with pytest.raises(CaseTaken):
        take_case(case, by=jiang, at=NOW + dt.timedelta(minutes=21))


def test_take_next_when_several_wait_then_the_one_that_is_due_first_comes(people):
    report(people["reader"], a_post(people["tout"], title="一"), reason="untrue", at=NOW)
    report(people["reader"], a_post(people["tout"], title="二"), reason="fraud", at=NOW + HOUR)
    assert take_next_case(by=people["jiang"], at=NOW).title == "二"
    assert take_next_case(by=people["deng"], at=NOW).title == "一"


def test_decide_when_it_is_ones_own_affair_then_somebody_else_has_to(people):
    jiang = people["jiang"]
    report(jiang, a_post(people["tout"]), reason="credit", at=NOW)
    hold(a_post(jiang), found=["word:套现"], at=NOW)
    for case in Case.objects.all():
        with pytest.raises(CaseNotYours):
            decide(case, by=jiang, outcome="leave", at=NOW)
    assert takeable_cases(people["deng"], at=NOW).count() == 2


def test_decide_when_it_is_taken_down_then_all_learn_why_and_nobody_reads_it(people):
    tout, reader, jiang = people["tout"], people["reader"], people["jiang"]
    post = a_post(tout)
    report(reader, post, reason="credit", at=NOW)
    decide(
        Case.objects.get(),
        by=jiang,
        outcome="take_down",
        measure="suspend",
        days=3,
        reason="credit",
        note="不放贷。",
        at=NOW + HOUR,
    )
    post.refresh_from_db()
    assert post.state == "hidden"
    assert not public_posts(reader).exists()
    assert told(tout, "decision")[0].endswith("Nobody sells credit here.")
    assert told(reader, "report_answered") == ["Thank you for your report of “急用钱的看过来”: we acted on it."]
    assert Report.objects.get().outcome == "acted"
    action = StaffAction.objects.get(what="take_down")
    assert (action.by, action.why, action.case) == (jiang, "credit · suspend 3d · 不放贷。", Case.objects.get())
    with pytest.raises(Suspended):
        require_may_comment(tout, at=NOW + 72 * HOUR)
    assert check(tout, "你好", at=NOW + 72 * HOUR).action == "refuse"
    # Three days after the decision it is over.
    require_may_comment(tout, at=NOW + 73 * HOUR)
    with pytest.raises(CaseNotWaiting):
        decide(Case.objects.get(), by=jiang, outcome="leave", at=NOW + HOUR)


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"outcome": "hide"}, "reason"),
        ({"outcome": "leave", "measure": "warn"}, "reason"),
        ({"outcome": "burn", "reason": "abuse"}, "outcome"),
        ({"outcome": "leave", "measure": "suspend", "reason": "abuse"}, "days"),
        ({"outcome": "leave", "measure": "suspend", "reason": "abuse", "days": 2}, "days"),
        ({"outcome": "hide", "reason": "because"}, "reason"),
        ({"outcome": "hide", "reason": "abuse", "note": "字" * 501}, "note"),
    ],
)
def test_decide_when_something_is_missing_then_its_field_says_so(people, given, field):
    report(people["reader"], a_post(people["tout"]), reason="abuse", at=NOW)
    with pytest.raises(DecisionInvalid) as refusal:
        decide(Case.objects.get(), by=people["jiang"], **given, at=NOW)
    assert list(refusal.value.fields) == [field]


def test_decide_when_what_was_held_is_fine_then_it_is_published_and_its_author_told(people):
    post = a_post(people["tout"], state="held", title="我被刷单骗了 2,000")
    case = hold(post, found=["word:刷单"], at=NOW)
    assert case.due_at == NOW + 12 * HOUR
    decide(case, by=people["jiang"], outcome="leave", at=NOW + HOUR)
    post.refresh_from_db()
    assert post.state == "published"
    assert told(people["tout"], "decision") == ["Somebody looked at “我被刷单骗了 2,000”: now everybody can read it."]
    assert not Decision.objects.get().is_against


def test_report_when_it_was_left_then_a_new_reader_lets_it_wait_again(people):
    post = a_post(people["tout"])
    report(people["reader"], post, reason="credit", at=NOW)
    decide(Case.objects.get(), by=people["jiang"], outcome="leave", at=NOW)
    assert told(people["reader"], "report_answered") == [
        "We looked at “急用钱的看过来”, which you reported: it is within the rules."
    ]
    report(people["other"], post, reason="untrue", at=NOW + HOUR)
    case = Case.objects.get()
    assert (case.state, case.reason, case.due_at) == ("open", "untrue", NOW + 25 * HOUR)


def test_appeal_when_somebody_else_takes_it_back_then_it_is_as_if_nothing_had_been(people):
    tout, jiang, deng = people["tout"], people["jiang"], people["deng"]
    post = a_post(tout)
    Photo.objects.create(
        owner=tout, post=post, width=1, height=1, sha256="0" * 64, dhash=-81985529216486896, created_at=NOW
    )
    report(people["reader"], post, reason="credit", at=NOW)
    decision = decide(
        Case.objects.get(), by=jiang, outcome="take_down", measure="suspend", days=7, reason="credit", at=NOW
    )
    assert TakenDownPicture.objects.exists()
    with pytest.raises(NothingToAppeal):
        appeal(people["reader"], decision, text="不是我", at=NOW)
    appeal(tout, decision, text="我是在劝人别借。", at=NOW + HOUR)
    with pytest.raises(NothingToAppeal):
        appeal(tout, decision, text="再说一遍。", at=NOW + HOUR)
    case = Case.objects.get()
    assert (case.state, case.due_at) == ("appealed", NOW + 73 * HOUR)
    # Not whoever decided, and not as if it were new.
    assert take_next_case(by=jiang, at=NOW + 2 * HOUR) is None
    with pytest.raises(CaseNotYours):
        answer_appeal(case, by=jiang, upheld=True, note="就这样。", at=NOW + 2 * HOUR)
    with pytest.raises(CaseNotWaiting):
        decide(case, by=deng, outcome="leave", at=NOW + 2 * HOUR)
    answer_appeal(case, by=deng, upheld=False, note="你说得对。", at=NOW + 2 * HOUR)
    post.refresh_from_db()
    decision.refresh_from_db()
    assert (post.state, decision.overturned_at, decision.is_against) == ("published", NOW + 2 * HOUR, False)
    assert not TakenDownPicture.objects.exists()
    require_may_post(tout, at=NOW + 3 * HOUR)
    assert told(tout, "appeal_answered")[0].startswith("You were right")


def test_appeal_when_it_is_more_than_thirty_days_ago_then_it_is_too_late(people):
    report(people["reader"], a_post(people["tout"]), reason="abuse", at=NOW)
    decision = decide(Case.objects.get(), by=people["jiang"], outcome="hide", reason="abuse", at=NOW)
    with pytest.raises(NothingToAppeal):
        appeal(people["tout"], decision, text="太久了", at=NOW + dt.timedelta(days=31))


def test_appeal_when_what_was_hidden_was_mended_meanwhile_then_that_waits_for_a_look(anna, people):
    post = publish(anna, PostDraft(kind="story", title="随便写写", body="你们都是笨蛋。"), at=NOW)
    report(people["reader"], post, reason="abuse", at=NOW)
    case = Case.objects.get()
    decision = decide(case, by=people["jiang"], outcome="hide", reason="abuse", at=NOW)
    appeal(anna, decision, text="没有骂人。", at=NOW + HOUR)
    edit(post, PostDraft(kind="story", title="随便写写", body="我不该那么说。"), at=NOW + 2 * HOUR)
    answer_appeal(case, by=people["deng"], upheld=True, note="骂了。", at=NOW + 3 * HOUR)
    case.refresh_from_db()
    assert (case.state, case.found, case.due_at) == ("open", ["mended"], NOW + 15 * HOUR)
    decide(case, by=people["jiang"], outcome="leave", at=NOW + 4 * HOUR)
    assert public_posts(None).get() == post


def test_appeal_when_an_earlier_decision_is_taken_back_then_a_later_one_stands(anna, people):
    post = publish(anna, PostDraft(kind="story", title="随便写写", body="你们都是笨蛋。"), at=NOW)
    report(people["reader"], post, reason="abuse", at=NOW)
    case = Case.objects.get()
    first = decide(case, by=people["jiang"], outcome="hide", reason="abuse", at=NOW)
    edit(post, PostDraft(kind="story", title="随便写写", body="真的都是笨蛋。"), at=NOW + HOUR)
    # It came up again, so that is decided before.
    with pytest.raises(NothingToAppeal):
        appeal(anna, first, text="没有骂人。", at=NOW + HOUR)
    second = decide(case, by=people["jiang"], outcome="take_down", reason="abuse", at=NOW + 2 * HOUR)
    appeal(anna, first, text="没有骂人。", at=NOW + 3 * HOUR)
    with pytest.raises(NothingToAppeal):
        appeal(anna, second, text="也没有。", at=NOW + 3 * HOUR)
    answer_appeal(case, by=people["deng"], upheld=False, note="第一次判重了。", at=NOW + 4 * HOUR)
    post.refresh_from_db()
    assert post.state == "hidden"
    appeal(anna, second, text="也没有。", at=NOW + 5 * HOUR)
    answer_appeal(case, by=people["deng"], upheld=False, note="也判重了。", at=NOW + 6 * HOUR)
    assert public_posts(None).get() == post


def test_history_when_staff_took_something_away_then_nobody_reads_it_there(anna, people):
    draft = PostDraft(kind="story", title="房东", body="房东叫王五，住 3 幢。")
    post = publish(anna, draft, at=NOW)
    edit(post, replace(draft, body="房东王五，住 3 幢 201。"), at=NOW + HOUR)
    report(people["reader"], post, reason="privacy", at=NOW + 2 * HOUR)
    decide(Case.objects.get(), by=people["jiang"], outcome="hide", reason="privacy", at=NOW + 3 * HOUR)
    edit(post, replace(draft, body="房东人好，加微信 abc 就知道。"), at=NOW + 4 * HOUR)
    edit(post, replace(draft, body="房东人好。"), at=NOW + 5 * HOUR)
    decide(Case.objects.get(), by=people["jiang"], outcome="leave", at=NOW + 6 * HOUR)
    edit(post, replace(draft, body="房东人很好。"), at=NOW + 7 * HOUR)
    assert [row.body for row in revisions(None, post)] == ["房东人好。"]
    assert [row.body for row in revisions(anna, post)] == ["房东人好。", "房东叫王五，住 3 幢。"]


def test_edit_when_something_was_hidden_then_it_waits_again_and_what_was_taken_down_stays_away(anna, people):
    jiang = people["jiang"]
    draft = PostDraft(kind="story", title="随便写写", body="你们都是笨蛋。")
    states = []
    for outcome in ("hide", "take_down"):
        post = publish(anna, draft, at=NOW)
        report(people["reader"], post, reason="abuse", at=NOW)
        decide(Case.objects.get(thing_id=post.pk), by=jiang, outcome=outcome, reason="abuse", at=NOW)
        edit(post, replace(draft, body="我不该那么说。"), at=NOW + HOUR)
        states.append(edit(post, replace(draft, body="真的。"), at=NOW + HOUR).state)
    assert states == ["held", "hidden"]
    (case,) = takeable_cases(jiang, at=NOW + HOUR)
    assert (case.said, case.found) == ("随便写写\n真的。", ["mended"])
    decide(case, by=jiang, outcome="leave", at=NOW + HOUR)
    assert public_posts(None).get().body == "真的。"


def test_write_when_the_checks_hold_it_then_a_case_waits_and_readers_see_nothing(anna, people):
    post = publish(anna, PostDraft(kind="story", title="别信刷单", body="我被骗了 2,000。"), at=NOW)
    comment = add_comment(anna, a_post(people["other"]), text="还有套现的。", at=NOW)
    assert (post.state, comment.state) == ("held", "held")
    assert sorted((case.kind, case.found) for case in Case.objects.all()) == [
        ("comment", ["word:套现"]),
        ("post", ["word:刷单"]),
    ]
    decide(Case.objects.get(kind="comment"), by=people["jiang"], outcome="take_down", reason="credit", at=NOW)
    comment.refresh_from_db()
    assert comment.state == "hidden"


def test_decide_when_the_author_deleted_it_before_then_it_does_not_come_back(anna, people):
    comment = add_comment(
        anna, publish(anna, PostDraft(kind="story", title="一", body="二"), at=NOW), text="三", at=NOW
    )
    report(people["reader"], comment, reason="abuse", at=NOW)
    delete_comment(anna, comment, at=NOW)
    decide(Case.objects.get(), by=people["jiang"], outcome="take_down", reason="abuse", at=NOW)
    with pytest.raises(CommentNotFound):
        restore_comment(anna, comment, at=NOW)


def test_restore_when_it_waited_for_a_look_then_it_goes_on_waiting(anna, people):
    post = publish(anna, PostDraft(kind="story", title="一", body="二"), at=NOW)
    comment = edit_comment(anna, add_comment(anna, post, text="套现", at=NOW), text="不说了", at=NOW)
    delete_comment(anna, comment, at=NOW)
    assert restore_comment(anna, comment, at=NOW).state == "held"


def test_restore_when_its_author_may_not_post_then_it_stays_deleted(anna, people):
    post, other = share(anna), share(anna)
    delete(anna, other, at=NOW)
    report(people["reader"], post, reason="abuse", at=NOW)
    case = Case.objects.get()
    decide(case, by=people["jiang"], outcome="leave", measure="suspend", days=1, reason="abuse", at=NOW)
    with pytest.raises(Suspended):
        restore(anna, other, at=NOW + HOUR)
    assert restore(anna, other, at=NOW + 25 * HOUR).state == "published"


def test_decide_when_a_things_name_is_wrong_then_it_gets_another_and_the_old_one_leads_there(anna, people):
    bad, good = share(anna, item("天下第一神杯")).items.get().thing, share(anna, item("保温杯")).items.get().thing
    report(people["reader"], bad, reason="advertising", at=NOW)
    case = Case.objects.get()
    for given, field in (({"outcome": "take_down"}, "outcome"), ({"outcome": "hide"}, "new_name")):
        with pytest.raises(DecisionInvalid) as refused:
            decide(case, by=people["jiang"], reason="advertising", at=NOW, **given)
        assert list(refused.value.fields) == [field]
    decide(case, by=people["jiang"], outcome="hide", reason="advertising", new_name="保温杯", at=NOW)
    assert thing_of(bad.public_id) == good
    # Whoever shares something of the old name does not bring it back.
    assert share(anna, item("天下第一神杯")).items.get().thing == good
    assert [row.name for row in Thing.objects.filter(merged_into=None)] == ["保温杯"]
    assert told(people["reader"], "report_answered") == ["Thank you for your report of “天下第一神杯”: we acted on it."]


def test_decide_when_a_persons_name_is_wrong_then_it_is_neutral_until_they_choose_another(anna, people):
    profile = choose_name(anna, name="加我办卡", bio="当天到账", at=NOW)
    report(people["reader"], profile, reason="credit", at=NOW)
    decision = decide(Case.objects.get(), by=people["jiang"], outcome="hide", reason="credit", at=NOW)
    profile.refresh_from_db()
    assert (profile.name, profile.bio) == (neutral_name(profile), "")
    assert told(anna, "decision")[0].startswith("The name “加我办卡” and your words beside it were taken away.")
    with pytest.raises(NameInvalid):
        choose_name(anna, name="加我办卡", at=NOW)
    appeal(anna, decision, text="这是我店的名字。", at=NOW)
    answer_appeal(Case.objects.get(), by=people["deng"], upheld=False, note="确实是店名。", at=NOW)
    profile.refresh_from_db()
    assert (profile.name, profile.bio) == ("加我办卡", "当天到账")
    # What is chosen instead stands at once, and somebody looks at it.
    report(people["other"], profile, reason="credit", at=NOW)
    decide(Case.objects.get(), by=people["jiang"], outcome="hide", reason="credit", at=NOW)
    assert choose_name(anna, name="安娜", at=NOW).name == "安娜"
    case = Case.objects.get()
    assert (case.state, case.said, case.found) == ("open", "安娜", ["mended"])


def test_database_when_somebody_rewrites_what_was_decided_then_it_refuses(people):
    report(people["reader"], a_post(people["tout"]), reason="abuse", at=NOW)
    decision = decide(Case.objects.get(), by=people["jiang"], outcome="hide", reason="abuse", at=NOW)
    made = appeal(people["tout"], decision, text="不对", at=NOW)
    for write in (
        lambda: Decision.objects.update(reason="other"),
        lambda: Decision.objects.all().delete(),
        lambda: StaffAction.objects.update(why="别的"),
        lambda: StaffAction.objects.all().delete(),
        lambda: Appeal.objects.filter(pk=made.pk).update(upheld=True, answered_by=people["jiang"], answered_at=NOW),
    ):
        with pytest.raises((DatabaseError, IntegrityError)), transaction.atomic():
            write()


def test_limits_when_somebody_is_new_then_the_fourth_post_of_a_day_waits_for_tomorrow(people):
    newcomer = register_user(email="new@example.com", date_joined=NOW)
    for hour in range(3):
        a_post(newcomer, published_at=NOW + hour * HOUR)
    with pytest.raises(TooMuchToday):
        require_may_post(newcomer, at=NOW + 3 * HOUR)
    require_may_post(newcomer, at=NOW + 25 * HOUR)


def test_limits_when_somebody_reports_without_end_then_it_ends(people):
    newcomer = register_user(email="new@example.com")
    posts = [a_post(people["tout"]) for _n in range(11)]
    for post in posts[:10]:
        report(newcomer, post, reason="abuse", at=NOW)
    with pytest.raises(TooMuchToday):
        report(newcomer, posts[10], reason="abuse", at=NOW)
    assert Case.objects.get(thing_id=posts[0].pk).reports == 1
