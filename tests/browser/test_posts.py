"""Posts in a real browser: what is written hostile stays inert, and what is begun is there when one comes back."""

import datetime as dt
import re
from collections.abc import Callable

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import BrowserContext, Dialog, Page, Request, expect

from community.models import Photo, Post
from community.services.posts import ItemDraft, PostDraft, change_state, publish
from tests.community.conftest import confirmed, picture
from tests.community.xss import VECTORS


@pytest.fixture
def author(alice):
    alice.date_joined = timezone.now() - dt.timedelta(days=400)
    alice.save()
    return confirmed(alice, "安娜")


def test_hostile_words_run_nothing(author, open_context: Callable[..., BrowserContext], live_server):
    why = "".join(VECTORS)[:500]
    body = "\n\n".join(VECTORS)
    item = ItemDraft(name=VECTORS[3], price_minor=1, verdict="fair", why=why, place=VECTORS[3])
    draft = PostDraft("share", VECTORS[3], body=body, items=[item], city=VECTORS[3])
    # What somebody new writes with links waits for a look; here it is read.
    post = change_state(publish(author, draft, at=timezone.now()), "published")
    page = open_context().new_page()
    asked: list[str] = []
    dialogs: list[Dialog] = []

    def heard(request: Request) -> None:
        asked.append(request.url)

    def shouted(dialog: Dialog) -> None:
        dialogs.append(dialog)
        dialog.dismiss()

    page.on("request", heard)
    page.on("dialog", shouted)
    page.add_init_script("window.ran = []; window.pwned = () => window.ran.push(1); window.alert = window.pwned;")
    page.goto(reverse("community:post", args=[post.public_id]))
    expect(page.get_by_role("heading", level=1)).to_have_text(VECTORS[3])
    # Everything that could wait for a finger or a focus.
    for link in page.locator(".prose a").all():
        href = link.get_attribute("href") or "/"
        assert re.match(r"https?://|/(?!/)|mailto:", href), href
        link.dispatch_event("mouseover")
        link.dispatch_event("focus")
    assert page.locator(".prose").locator("script, style, iframe, object, embed, img, svg, form, input").count() == 0
    assert page.evaluate("window.ran") == []
    assert dialogs == []
    assert [url for url in asked if not url.startswith(live_server.url)] == []


def test_what_is_begun_is_there_when_one_comes_back(author, phone: Page):
    phone.goto(reverse("community:write"))
    phone.get_by_role("button", name=re.compile("分享|Things")).tap()
    phone.get_by_label(re.compile("标题|Title")).fill("秋天添的")
    phone.locator('input[type="file"]').set_input_files(
        [{"name": "a.jpg", "mimeType": "image/jpeg", "buffer": picture((80, 60))}]
    )
    expect(phone.locator(".photo-box")).to_have_count(1)
    phone.locator('[name="i0-name"]').fill("羽绒被")
    with phone.expect_response(lambda answer: "/write/" in answer.url and answer.request.method == "POST"):
        phone.locator('[name="i0-why"]').fill("一公斤半，十二月不开暖气也不冷，就是晒起来重。")
    phone.goto(reverse("community:write"))
    phone.get_by_role("link", name=re.compile("秋天添的")).tap()
    expect(phone.locator('[name="i0-name"]')).to_have_value("羽绒被")
    phone.locator('[name="i0-price"]').fill("499")
    phone.locator(".verdict-worth").first.tap()
    phone.locator('button[value="publish"]').tap()
    expect(phone.get_by_role("heading", name="秋天添的")).to_be_visible()
    expect(phone.get_by_text("¥499")).to_be_visible()
    post = Post.objects.get(state="published")
    assert (post.items.get().name, Photo.objects.get(post=post).waiting) == ("羽绒被", False)
