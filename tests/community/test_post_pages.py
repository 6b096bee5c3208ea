"""The pages and the API of posts: who sees what, and that everything works without a script."""

import datetime as dt
import json
import zipfile
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from rest_framework.test import APIClient

from accounts.models import User
from community.models import Photo, Post, Profile
from community.services.comments import add_comment
from community.services.keeping import forget_posts, take_posts_along
from community.services.photos import add_photo
from community.services.posts import PostDraft, begin, change_state, publish
from community.services.scenes import structure_of
from ledger.models import Book, Entry
from ledger.services.entries import record_entry
from tests.cast import expense, make_user
from tests.community.conftest import NOW, confirmed, item, picture, share, story


@pytest.fixture
def page(anna) -> Client:
    client = Client()
    client.force_login(anna)
    return client


def sent(**more) -> dict[str, object]:
    cup = {
        "name": "保温杯",
        "price": "99",
        "verdict": "worth",
        "why": "用了两年还保温，冬天早上带热水出门。",
        "month": "2026-03",
    }
    return {"title": "最近买的", "body": "", "items": "1"} | {f"i0-{key}": value for key, value in cup.items()} | more


def test_a_post_is_written_without_scripts(page, anna, client):
    start = page.post(reverse("community:write"), {"kind": "share"})
    editor = start["Location"]
    upload = SimpleUploadedFile("a.png", picture(kind="PNG"), "image/png")
    page.post(editor, sent(do="photos", photos=upload, title="没想好"))
    post = Post.objects.get()
    photo = Photo.objects.get(post=post)
    assert (post.state, post.form["title"], post.form["photos"]) == ("draft", "没想好", [str(photo.public_id)])
    seen = reverse("community:photo", args=[photo.public_id, "full"])
    assert client.get(seen).status_code == 404
    assert page.get(seen).status_code == 200
    refused = page.post(editor, sent(do="publish", **{"i0-why": "太短"}))
    assert refused.status_code == 422
    assert "保温杯" in refused.content.decode()
    assert "保温杯" in page.get(reverse("community:preview", args=[post.public_id])).content.decode()
    page.post(editor, sent(do="publish"))
    answer = client.get(seen)
    assert (answer.status_code, answer["Content-Type"]) == (200, "image/webp")
    shown = client.get(reverse("community:post", args=[post.public_id])).content.decode()
    assert "¥99" in shown
    assert "2026年3月" in shown


def test_a_photo_put_into_a_published_post_waits_for_the_change(page, anna, client):
    post = share(anna)
    editor = reverse("community:editor", args=[post.public_id])
    page.post(editor, sent(do="photos", photos=SimpleUploadedFile("a.jpg", picture(), "image/jpeg")))
    photo = Photo.objects.get(post=post)
    address = reverse("community:photo", args=[photo.public_id, "thumbnail"])
    assert client.get(address).status_code == 404
    # What was never published is its author's alone.
    staff = Client()
    staff.force_login(User.objects.create_superuser("root@example.com"))
    assert staff.get(address).status_code == 404
    assert str(photo.public_id) not in client.get(reverse("community:post", args=[post.public_id])).content.decode()
    page.post(editor, sent(do="publish", version="1", **{"i0-public_id": str(post.items.get().public_id)}))
    assert client.get(address).status_code == 200
    change_state(post, "hidden")
    assert (client.get(address).status_code, staff.get(address).status_code) == (404, 200)


def test_an_entry_is_shared_by_its_note_price_and_month_alone(page, anna, owner, book):
    entry = record_entry(owner, draft=expense(book, 12300, note="羽绒被", merchant="MARKED-SHOP"))
    panel = page.get(reverse("community:entry-panel", args=[book.public_id, entry.client_id]))
    assert reverse("community:entry-share", args=[book.public_id, entry.client_id]) in panel.content.decode()
    page.post(reverse("community:entry-share", args=[book.public_id, entry.client_id]))
    post = Post.objects.get()
    assert post.form == {"items": [{"name": "羽绒被", "price": "123.00", "currency": "CNY", "month": "2026-11"}]}
    assert str(entry.client_id) not in json.dumps(list(Post.objects.values()), default=str)


def test_from_a_post_the_pad_opens_with_name_and_price(page, owner, ben, book):
    cup = share(ben).items.get()
    answer = page.get(reverse("community:record-same", args=[cup.public_id]), follow=True)
    assert answer.redirect_chain[-1][0].startswith(reverse("ledger:entry-record", args=[book.public_id]))
    assert "保温杯" in answer.content.decode()
    assert "99.00" in answer.content.decode()


def test_a_visitor_signs_up_once_to_use_a_scene(page, owner, anna, ben, client):
    page.post(reverse("community:from-book"), {"book": owner.book.public_id, "what": "scene"})
    post = Post.objects.get()
    page.post(reverse("community:editor", args=[post.public_id]), {"title": "三口之家", "items": "0", "do": "publish"})
    use = reverse("community:scene-use", args=[post.public_id])
    assert client.get(use)["Location"] == f"{reverse('account_signup')}?next={use.replace('/', '%2F')}"
    client.force_login(ben)
    client.post(use, {"name": "照样"})
    assert Book.objects.get(name="照样").created_by == ben
    assert not Entry.objects.filter(book__name="照样").exists()


def test_programs_do_the_same(anna, owner, client):
    api = APIClient()
    api.force_authenticate(anna)
    sent_photo = api.post("/api/v1/community/photos/", {"photo": BytesIO(picture())}, format="multipart")
    assert sent_photo.status_code == 201, sent_photo.content
    photo = sent_photo.json()["id"]
    cup = {
        "name": "保温杯",
        "price_minor": 9900,
        "verdict": "worth",
        "why": "用了两年还保温，冬天早上带热水出门。",
        "photos": [photo],
    }
    made = api.post(
        "/api/v1/community/posts/", {"kind": "share", "title": "杯", "items": [cup], "photos": [photo]}, format="json"
    )
    assert made.status_code == 201, made.content
    post = made.json()
    assert post["items"][0]["photos"] == [photo]
    change = {"version": 1, "title": "杯子", "items": [cup | {"id": post["items"][0]["id"], "price_minor": 8800}]}
    changed = api.put(f"/api/v1/community/posts/{post['id']}/", change, format="json").json()
    assert (changed["version"], changed["items"][0]["price_minor"], changed["photos"][0]["id"]) == (2, 8800, photo)
    history = client.get(f"/api/v1/community/posts/{post['id']}/history/").json()
    assert [row["items"][0]["price_minor"] for row in history] == [9900]
    thing = client.get(f"/api/v1/community/things/{post['items'][0]['thing']}/").json()
    assert thing["verdicts"] == {"worth": 1, "fair": 0, "not_worth": 0}
    record_entry(owner, draft=expense(owner.book, date=dt.date.today()))
    chart = {
        "kind": "chart",
        "title": "图",
        "book": str(owner.book.public_id),
        "chart": {"sort": "months", "scale": "shares"},
    }
    drawn = api.post("/api/v1/community/posts/", chart, format="json")
    assert drawn.status_code == 201, drawn.content
    assert [row["value"] for row in drawn.json()["frozen"]["chart"]["rows"]] == [100]
    assert api.delete(f"/api/v1/community/posts/{post['id']}/").status_code == 204
    assert client.get(f"/api/v1/community/posts/{post['id']}/").status_code == 404


def test_the_api_and_the_editor_write_at_one_draft(page, anna, ben):
    api, others = APIClient(), APIClient()
    api.force_authenticate(anna)
    others.force_authenticate(ben)
    drafts = "/api/v1/community/drafts/"
    photo = str(add_photo(anna, picture(), at=NOW).public_id)
    foreign = str(add_photo(ben, picture(color="blue"), at=NOW).public_id)
    cup = {"name": "保温杯", "price": "九十九", "photo": photo, "verdict": "worth", "month": "2026-03"}
    sent_first = {"kind": "share", "title": "没想好", "items": [cup], "photos": [foreign, photo]}
    begun = api.post(drafts, sent_first, format="json")
    assert begun.status_code == 201, begun.content
    draft = begun.json()
    assert (draft["items"][0]["price"], [each["id"] for each in draft["photos"]]) == ("九十九", [photo])
    place = f"{drafts}{draft['id']}/"
    assert others.get(place).status_code == 404
    assert [row["title"] for row in api.get(drafts).json()] == ["没想好"]
    # The page keeps something, so what the program read before is stale.
    page.post(reverse("community:editor", args=[draft["id"]]), sent(do="keep", title="最近买的", **{"i0-photo": photo}))
    stale = api.put(place, sent_first | {"version": draft["version"]}, format="json")
    assert (stale.status_code, stale.json()["code"]) == (409, "post_version_stale")
    draft = api.get(place).json()
    assert (draft["title"], draft["items"][0]["price"]) == ("最近买的", "99")
    kept = api.put(place, draft | {"photos": [photo], "items": [draft["items"][0] | {"price": "?"}]}, format="json")
    unread = api.post(place + "publish/", {"version": kept.json()["version"]}, format="json")
    assert (unread.status_code, list(unread.json()["errors"])) == (422, ["items.0.price"])
    kept = api.put(place, draft | {"photos": [photo], "version": kept.json()["version"]}, format="json").json()
    out = api.post(place + "publish/", {"version": kept["version"]}, format="json")
    assert out.status_code == 200, out.content
    assert (out.json()["state"], out.json()["items"][0]["photos"]) == ("published", [photo])
    changed = api.put(place, api.get(place).json() | {"photos": [photo], "title": "改了"}, format="json").json()
    assert api.get(f"/api/v1/community/posts/{draft['id']}/").json()["title"] == "最近买的"
    assert api.delete(place).status_code == 204
    assert api.post(place + "publish/", {"version": changed["version"]}, format="json").status_code == 409
    assert api.get(place).json()["title"] == "最近买的"


def test_a_draft_is_deleted_and_brought_back(page, anna):
    post = begin(anna, kind="story", at=NOW, form={"title": "没写完"})
    page.post(reverse("community:post-delete", args=[post.public_id]))
    assert page.get(reverse("community:editor", args=[post.public_id])).status_code == 404
    page.post(reverse("community:post-restore", args=[post.public_id]))
    assert Post.objects.get().state == "draft"


def test_what_a_person_wrote_is_taken_along_and_goes_with_them(anna, ben, django_capture_on_commit_callbacks):
    photo = add_photo(anna, picture(), at=NOW)
    share(anna, item(photos=[photo.public_id]), photos=[photo.public_id])
    begin(anna, kind="story", at=NOW, form={"title": "没写完"})
    other = story(ben)
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        take_posts_along(anna, archive, NOW)
        names = archive.namelist()
        kept = json.loads(archive.read("community.json"))
    assert names == ["community.json", f"community/photos/{photo.public_id}.webp"]
    assert (kept["name"], kept["posts"][0]["items"][0]["name"]) == ("安娜", "保温杯")
    path = photo.file.path
    with django_capture_on_commit_callbacks(execute=True):
        forget_posts(anna, {})
        forget_posts(anna, {})
    assert list(Post.objects.all()) == [other]
    assert not Profile.objects.filter(user=anna).exists()
    with pytest.raises(FileNotFoundError):
        open(path).close()


def test_changes_of_a_published_post_are_forgotten_with_their_photos(page, anna):
    post = story(anna)
    editor = reverse("community:editor", args=[post.public_id])
    drop = reverse("community:draft-drop", args=[post.public_id])
    assert drop not in page.get(editor).text
    upload = SimpleUploadedFile("a.png", picture(kind="PNG"), "image/png")
    page.post(editor, {"title": "别的", "items": "0", "do": "photos", "photos": upload})
    assert drop in page.get(editor).text
    page.post(drop)
    post.refresh_from_db()
    assert (post.title, post.form, Photo.objects.count()) == ("第一个月", {}, 0)


def test_nine_photos_are_nine_also_after_one_was_taken_out(page, anna):
    editor = reverse("community:editor", args=[begin(anna, kind="story", at=NOW).public_id])

    def send(*colors: str, do: str = "photos") -> list[str]:
        uploads = [SimpleUploadedFile("a.png", picture(kind="PNG", color=color), "image/png") for color in colors]
        page.post(editor, {"title": "看", "items": "0", "do": do, "photos": uploads})
        return Post.objects.get().form["photos"]

    nine = send(*["red"] * 9)
    send(do=f"photo-drop:{nine[0]}")
    again = send("blue", "green")
    assert (len(again), again[:8], Photo.objects.count()) == (9, nine[1:], 9)


def test_what_nobody_can_type_is_no_error_of_ours(page, anna, owner, book):
    draft = begin(anna, kind="share", at=NOW)
    editor = reverse("community:editor", args=[draft.public_id])
    assert page.post(editor, sent(do="keep", **{"i0-why": "a\x00b", "i0-link": "https://[x"})).status_code == 200
    assert page.post(editor, sent(do="item-drop:²")).status_code == 302
    page.post(editor, sent(do="keep", **{"i0-link": "https://[x"}))
    assert page.get(reverse("community:preview", args=[draft.public_id])).status_code == 200
    assert page.get(reverse("community:mention-list") + "?q=%00").status_code == 200
    shared = share(anna).items.get()
    assert page.get(reverse("community:item-same", args=[shared.public_id]) + "?q=%00").status_code == 200
    scene = {"scene": structure_of(owner)}
    post = publish(anna, PostDraft("scene", "怎么记", data=scene, scene=book.scene), at=NOW)
    assert page.post(reverse("community:scene-use", args=[post.public_id]), {"name": "a\x00b"}).status_code == 302
    chart = {"book": book.public_id, "what": "chart", "sort": "categories", "scale": "shares", "ago": "²"}
    assert page.post(reverse("community:from-book"), chart).status_code < 500


def test_a_name_that_is_taken_is_said_at_its_field(page, ben):
    answer = page.post(reverse("community:name"), {"name": "老宾", "bio": "记账三年"})
    assert (answer.status_code, "记账三年" in answer.text) == (422, True)
    assert list(answer.context["form"].errors) == ["name"]


def test_who_bought_it_too_begins_with_its_name(page, anna, ben, client):
    thing = share(ben).items.get().thing
    asked = {"kind": "share", "thing": str(thing.public_id)}
    editor = page.get(page.post(reverse("community:write"), asked)["Location"])
    assert editor.context["editor"].items[0]["name"].value() == "保温杯"
    # Whoever has no name here yet is asked for one.
    nobody = confirmed(make_user("nobody"))
    client.force_login(nobody)
    assert client.post(reverse("community:write"), asked)["Location"].startswith(reverse("community:name"))


def test_what_is_on_the_list_stays_when_its_post_is_gone(page, anna, ben):
    item = share(ben).items.get()
    page.post(reverse("community:wish-add", args=[item.public_id]))
    record = reverse("community:record-same", args=[item.public_id])
    assert record in page.get(reverse("community:wish-list")).text
    change_state(item.post, "hidden")
    shown = page.get(reverse("community:wish-list")).text
    assert ("保温杯" in shown, record in shown) == (True, False)


def test_a_list_for_programs_asks_no_question_a_row(anna, ben, django_assert_max_num_queries):
    post, api = story(anna), APIClient()
    for n in range(3):
        root = add_comment(ben, post, text=f"好的{n}", at=NOW)
        for answer in range(2):
            add_comment(anna, post, text=f"谢谢{answer}", at=NOW, parent=root)
    with django_assert_max_num_queries(7):
        assert api.get(reverse("community-api:comment-list", args=[post.public_id])).status_code == 200
    things = [each.items.get().thing for each in (share(anna), share(ben), share(ben), share(anna))]
    with django_assert_max_num_queries(8):
        assert api.get(reverse("community-api:thing-detail", args=[things[0].public_id])).json()["people"] == 2


def test_a_scene_stays_that_of_its_post(anna, owner, book):
    post = publish(anna, PostDraft("scene", "怎么记", data={"scene": structure_of(owner)}, scene=book.scene), at=NOW)
    api = APIClient()
    api.force_authenticate(anna)
    changed = {"title": "怎么记账", "version": 1}
    answer = api.put(reverse("community-api:post-detail", args=[post.public_id]), changed, format="json")
    assert answer.json()["scene"] == book.scene
