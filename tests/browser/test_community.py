"""Two people of the community in real browsers, from a post to an appeal; the staff decide in between."""

import datetime as dt
from collections.abc import Callable

import pytest
from django.contrib.auth.models import Group
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import BrowserContext, Page, expect

from accounts.models import User
from accounts.services import register_user
from community.models import Case, Comment, Decision, Follow, Photo, Post
from tests.browser.conftest import wait_for_path
from tests.cast import make_user
from tests.community.conftest import confirmed, picture


def at(name: str, *args: object) -> str:
    return reverse(f"community:{name}", args=args)


def known(name: str, said: str) -> User:
    """Somebody who has been here for a while, so that nothing of theirs waits for being new."""
    user = make_user(name)
    user.date_joined = timezone.now() - dt.timedelta(days=400)
    user.save()
    return confirmed(user, said)


def staff(name: str, group: str) -> User:
    user = register_user(email=f"{name}@example.com", name=name, is_staff=True)
    user.groups.add(Group.objects.get(name=group))
    return user


@pytest.fixture
def anna(transactional_db: None) -> User:
    return known("anna", "安娜")


@pytest.fixture
def ben(transactional_db: None) -> User:
    return known("ben", "老宾")


def publish_share(page: Page) -> Post:
    page.goto(at("write"))
    page.locator("[name=kind][value=share]").click()
    page.locator("[name=title]").fill("搬家后添的")
    photo = {"name": "cup.jpg", "mimeType": "image/jpeg", "buffer": picture((90, 60))}
    page.locator("input[name=photos]").set_input_files([photo])
    expect(page.locator(".photo-box")).to_have_count(1)
    page.locator("[name=i0-name]").fill("保温杯")
    page.locator("[name=i0-price]").fill("99")
    page.locator(".verdict-worth").first.click()
    page.locator("[name=i0-why]").fill("用了两年还保温，冬天早上带热水出门。")
    page.locator("button[value=publish]").click()
    expect(page.locator("h1.post-title")).to_have_text("搬家后添的")
    return Post.objects.get(title="搬家后添的")


def publish_question(page: Page) -> Post:
    page.goto(at("write"))
    page.locator("[name=kind][value=question]").click()
    page.locator("[name=title]").fill("房贷该提前还吗？")
    page.locator("[name=body]").fill("手里有十万，利率四点一。")
    page.locator("button[value=publish]").click()
    expect(page.locator("h1.post-title")).to_have_text("房贷该提前还吗？")
    return Post.objects.get(title="房贷该提前还吗？")


def say(page: Page, words: str) -> None:
    form = page.locator("#comment-form")
    form.locator("textarea").fill(words)
    form.locator("button.btn-primary").click()
    expect(page.locator("#comments-list")).to_contain_text(words)


def test_two_people_from_a_post_to_an_appeal(open_context: Callable[..., BrowserContext], anna: User, ben: User):
    hers = open_context(anna).new_page()
    his = open_context(ben, look="desktop").new_page()

    post = publish_share(hers)
    expect(hers.locator(".gallery figure")).to_have_count(1)
    expect(hers.locator(".item-cards")).to_contain_text("¥99")
    assert Photo.objects.get(post=post).sha256

    # He follows her, and finds what she wrote at home.
    his.goto(at("person", anna.profile.public_id))
    his.locator("form.follow button").click()
    expect(his.locator("form.follow button[aria-pressed=true]")).to_be_visible()
    assert Follow.objects.get(follower=ben).person == anna
    his.goto(at("home"))
    his.locator(f"main h2 a[href='{at('post', post.public_id)}']").first.click()
    wait_for_path(his, at("post", post.public_id))

    # What he says names her, picked from who is offered.
    text = his.locator("#comment-form textarea")
    text.press_sequentially("@安")
    his.locator("[data-mentions] [data-name=安娜]").click()
    expect(text).to_have_value("@安娜 ")
    say(his, "@安娜 哪里买的？加我领券")
    expect(his.locator("#comment-count")).to_have_text("1")
    his.locator(f"form[action='{at('post-like', post.public_id)}'] button").click()
    expect(his.locator(f"form[action='{at('post-like', post.public_id)}'] [aria-pressed=true]")).to_be_visible()

    # She is told of it, and the notice opens what he said.
    comment = Comment.objects.get()
    hers.goto(reverse("accounts:notice-list"))
    hers.locator("main a", has_text="提到了你").first.tap()
    wait_for_path(hers, at("comment", comment.public_id))
    expect(hers.locator(f"#comment-{comment.public_id}")).to_contain_text("哪里买的？")

    # Her question gets an answer that she accepts; it stands first for everybody.
    question = publish_question(hers)
    his.goto(at("post", question.public_id))
    say(his, "先留够半年的开销。")
    hers.goto(at("post", question.public_id))
    answer = Comment.objects.get(post=question)
    hers.locator(f"form[action='{at('comment-accept', answer.public_id)}'] button").tap()
    wait_for_path(hers, at("post", question.public_id))
    expect(hers.locator(".said-accepted")).to_contain_text("先留够半年的开销。")

    # She reports what he said; the staff take it down.
    hers.goto(at("comment", comment.public_id))
    hers.locator(f"#self-{comment.public_id} .report-link").tap()
    hers.locator("[name=reason][value=advertising]").check()
    hers.locator("main form .btn-primary").tap()
    wait_for_path(hers, at("report-list"))
    case = Case.objects.get()
    decider = open_context(staff("jiang", "内容"), look="desktop").new_page()
    decide(decider, case, outcome="take_down", reason="advertising")
    his.goto(at("post", post.public_id))
    expect(his.locator("#comments")).not_to_contain_text("哪里买的？")
    hers.goto(at("report-list"))
    expect(hers.locator("main article .icon").first).to_be_visible()

    # He reads why, and appeals; somebody else of the staff gives him right.
    decision = Decision.objects.get()
    his.goto(reverse("accounts:notice-list"))
    his.locator("main a", has_text="哪里买的").first.click()
    wait_for_path(his, at("decision", decision.public_id))
    his.locator("[name=text]").fill("我只是问在哪里买的。")
    his.locator("main form .btn-primary").click()
    expect(his.locator("main")).to_contain_text("我只是问在哪里买的。")
    other = open_context(staff("deng", "负责人"), look="desktop").new_page()
    decide(other, case, upheld="no", note="问一句不算广告，对不起。")
    his.goto(at("post", post.public_id))
    expect(his.locator("#comments")).to_contain_text("哪里买的？")


def decide(page: Page, case: Case, **chosen: str) -> None:
    """What somebody of the staff chooses on the page of a case."""
    page.goto(reverse("admin:community_case_change", args=[case.pk]))
    form = page.locator("#decision")
    for name, value in chosen.items():
        if name == "note":
            form.locator("[name=note]").fill(value)
        else:
            form.locator(f"select[name={name}]").select_option(value)
    with page.expect_navigation():
        form.locator("button").last.click()
