"""The editors' articles: written and published in the admin, read by everybody once their moment has come."""

import datetime as dt
import io
from pathlib import Path
from xml.etree import ElementTree

import django_prose_editor
import polib
import pytest
from django.contrib.auth.models import Group
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.translation.trans_real import DjangoTranslation
from PIL import Image
from PIL.ExifTags import Base

from accounts.models import User
from community.errors import ArticleIncomplete, NotToPick, PictureRefused
from community.models import Article, ArticlePicture, Column, Post, Series
from community.rules.article_html import clean_html, pictures_in, reading_minutes
from community.services.articles import keep_cover, pick_article, publish_article, withdraw_article, write_article
from community.services.picks import pick_post, unpick_post

pytestmark = pytest.mark.django_db

NOW = dt.datetime(2026, 11, 20, 4, tzinfo=dt.UTC)
TEXT = "<p>" + "每月 0.6%，一年到底是多少？先把每一期还的钱写下来。" * 8 + "</p>"


@pytest.fixture
def column() -> Column:
    return Column.objects.create(slug="suan", name="算一算", name_en="Sums", summary="把数算清楚")


@pytest.fixture
def editor(stella):
    stella.groups.add(Group.objects.get(name="内容"))
    return stella


def article(column: Column, by, *, slug: str = "rate", at: dt.datetime = NOW, **fields) -> Article:
    fields = {"title": "每月 0.6%", "summary": "一笔分期的真实价格。", "body": TEXT, **fields}
    return write_article(Article(slug=slug, column=column, **fields), by=by, at=at)


def published(column: Column, by, *, slug: str = "rate", at: dt.datetime = NOW, **fields) -> Article:
    return publish_article(article(column, by, slug=slug, at=at, **fields), at=at)


def page(name: str, *arguments: object, client: Client | None = None):
    return (client or Client()).get(reverse(f"community:{name}", args=arguments))


def test_article_when_editors_write_and_publish_it_in_the_admin_then_everybody_reads_it(editor, column):
    client = Client()
    client.force_login(editor)
    form = {
        "title": "每月 0.6%",
        "slug": "rate",
        "summary": "",
        "body": "<h2>先看数</h2><script>alert(1)</script><p onclick='x()'>短。</p>",
        "column": column.pk,
        "series": "",
        "series_position": "",
        "byline": "编辑部",
        "language": "zh-hans",
        "publish_at_0": "",
        "publish_at_1": "",
        "sponsor": "",
        "versions-TOTAL_FORMS": 0,
        "versions-INITIAL_FORMS": 0,
    }
    client.post(reverse("admin:community_article_add"), form)
    made = Article.objects.get()
    assert (made.state, made.body, made.made_by) == ("draft", "<h2>先看数</h2><p>短。</p>", editor)
    assert page("article-detail", "rate").status_code == 404
    preview = page("article-preview", made.public_id, client=client)
    assert "先看数" in preview.text
    # Pressing the button says what is missing, and nothing comes out.
    place = reverse("admin:community_article_change", args=[made.pk])
    button = {"community_article_publish": "1"}
    assert "太短" in client.post(place, form | button, follow=True).text
    assert Article.objects.get().state == "draft"
    client.post(place, form | button | {"summary": "真实价格。", "body": TEXT})
    read = page("article-detail", "rate")
    assert TEXT in read.text
    assert [each.number for each in made.versions.all()] == [2, 1]
    # Readers must not lose what they read; taking it down needs no form.
    assert client.post(place, form | {"summary": "真实价格。", "body": "<p>没了</p>"}).status_code == 200
    assert Article.objects.get().body == TEXT
    client.post(place, form | {"summary": "真实价格。", "body": TEXT, "community_article_withdraw": "1"})
    assert page("article-detail", "rate").status_code == 404


def test_preview_when_somebody_without_the_right_asks_then_there_is_none(column, alice, stella):
    draft = article(column, alice)
    for person in (None, alice, stella):
        client = Client()
        if person is not None:
            client.force_login(person)
        assert page("article-preview", draft.public_id, client=client).status_code == 404
        assert page("article-cover", draft.public_id, client=client).status_code == 404


def test_article_when_its_moment_is_still_to_come_then_nothing_shows_it(column, alice):
    later = article(column, alice, publish_at=timezone.now() + dt.timedelta(hours=1))
    later = publish_article(later, at=timezone.now())
    assert later.state == "published"
    editor = Client()
    editor.force_login(User.objects.create_superuser("root@example.com"))
    cover = page("article-cover", later.public_id, client=editor)
    assert (cover.status_code, cover["Cache-Control"]) == (200, "private, no-store")
    assert page("article-detail", "rate").status_code == 404
    for name, *arguments in (("article-list",), ("article-feed",), ("article-column", "suan")):
        assert later.title not in page(name, *arguments).text
    assert Client().get("/api/v1/community/articles/").json()["results"] == []
    Article.objects.update(publish_at=timezone.now())
    assert page("article-detail", "rate").status_code == 200


def test_article_when_it_is_changed_after_readers_saw_it_then_they_are_told_and_the_version_stays(column, alice):
    made = published(column, alice)
    write_article(made, by=alice, at=NOW + dt.timedelta(hours=1))
    assert (made.version, made.edited_at) == (1, None)
    made.title = "每月 0.6%，一年 13.03%"
    write_article(made, by=alice, at=NOW + dt.timedelta(hours=1))
    assert (made.version, made.edited_at) == (2, NOW + dt.timedelta(hours=1))
    assert [each.title for each in made.versions.all()] == ["每月 0.6%，一年 13.03%", "每月 0.6%"]
    made.summary = ""
    with pytest.raises(ArticleIncomplete):
        write_article(made, by=alice, at=NOW)


def test_list_when_there_are_more_than_a_page_then_each_is_met_once(column, alice, django_assert_max_num_queries):
    for number in range(30):
        published(
            column, alice, slug=f"a{number:02}", title=f"第{number:02}篇", at=NOW + dt.timedelta(hours=number // 2)
        )
    seen: list[str] = []
    after = ""
    while True:
        with django_assert_max_num_queries(6):
            shown = Client().get(f"{reverse('community:article-list')}?after={after}").context
        seen += [each.slug for each in shown["shown"]]
        if shown["page"].next_cursor is None:
            break
        after = str(shown["page"].next_cursor)
    assert seen == [f"a{number:02}" for number in sorted(range(30), reverse=True)]
    first = Client().get("/api/v1/community/articles/").json()
    second = Client().get(f"/api/v1/community/articles/?cursor={first['next']}&column=suan").json()
    assert [each["slug"] for each in (*first["results"], *second["results"])] == seen[:24]


def test_series_when_read_part_by_part_then_each_leads_to_its_neighbours(column, alice):
    series = Series.objects.create(slug="first", title="第一次记账", summary="四篇")
    for part in (3, 1, 2):
        at = NOW + dt.timedelta(hours=part % 3)
        published(column, alice, slug=f"p{part}", title=f"第{part}篇", series=series, series_position=part, at=at)
    article(column, alice, slug="p4", title="还没写完", series=series, series_position=4)
    beside = page("article-detail", "p2").context["beside"]
    assert (beside.number, beside.count, beside.previous.slug, beside.following.slug) == (2, 3, "p1", "p3")
    last = page("article-detail", "p3").context["beside"]
    assert (last.previous.slug, last.following) == ("p2", None)
    listed = Client().get("/api/v1/community/series/first/").json()
    assert [each["slug"] for each in listed] == ["p1", "p2", "p3"]
    assert "还没写完" not in page("article-series", "first").text


def test_sponsor_when_somebody_paid_then_readers_are_told_everywhere_and_it_is_never_picked(column, alice):
    paid = published(column, alice, sponsor="示例烘焙学校")
    for name, *arguments in (("article-detail", "rate"), ("article-list",), ("article-column", "suan")):
        assert "广告" in page(name, *arguments).text
    assert "示例烘焙学校" in page("article-detail", "rate").text
    assert "广告 · 每月 0.6%" in page("article-feed").text
    assert Client().get("/api/v1/community/articles/rate/").json()["sponsor"] == "示例烘焙学校"
    with pytest.raises(NotToPick):
        pick_article(paid, picked=True)


def test_picks_when_editors_choose_then_articles_stand_at_the_top_and_posts_know_the_moment(column, alice):
    published(column, alice, slug="new", title="新的", at=NOW + dt.timedelta(days=1))
    old = published(column, alice)
    pick_article(old, picked=True)
    shown = page("article-list").context
    assert [each.slug for each in shown["top"]] == ["rate"]
    assert [each.slug for each in shown["shown"]] == ["new"]
    withdraw_article(old)
    assert page("article-list").context["top"] == []
    post = Post.objects.create(author=alice, kind="story", state="published", created_at=NOW, published_at=NOW)
    pick_post(post, at=NOW)
    pick_post(post, at=NOW + dt.timedelta(days=1))
    assert Post.objects.get().picked_at == NOW
    unpick_post(post)
    assert Post.objects.get().picked_at is None
    for fields in ({"sponsored": True}, {"state": "hidden", "sponsored": False}):
        Post.objects.update(**fields)
        with pytest.raises(NotToPick):
            pick_post(Post.objects.get(), at=NOW)


def test_feed_when_read_by_a_program_then_it_is_atom_with_the_whole_text(column, alice):
    made = published(column, alice)
    answer = page("article-feed")
    assert answer["Content-Type"].startswith("application/atom+xml")
    atom = {"a": "http://www.w3.org/2005/Atom"}
    (entry,) = ElementTree.fromstring(answer.content).findall("a:entry", atom)
    assert entry.findtext("a:id", namespaces=atom) == f"urn:uuid:{made.public_id}"
    assert entry.findtext("a:summary", namespaces=atom) == TEXT


def test_cover_when_no_photo_was_taken_then_it_is_drawn_and_links_show_it(column, alice):
    made = published(column, alice)
    answer = page("article-cover", made.public_id)
    assert Image.open(io.BytesIO(answer.content)).size == (1200, 630)
    head = page("article-detail", "rate").text
    assert (
        f'<meta property="og:image" content="http://localhost:8000/community/articles/{made.public_id}/cover/">' in head
    )


def test_cover_when_editors_send_a_photo_then_it_is_made_anew_and_shown(column, alice):
    made = published(column, alice)
    photo = io.BytesIO()
    exif = Image.Exif()
    exif[Base.ImageDescription] = "somewhere"
    Image.new("RGB", (64, 48), "#bf4a15").save(photo, "JPEG", exif=exif)
    assert b"somewhere" in photo.getvalue()
    keep_cover(made, photo.getvalue())
    kept = b"".join(page("article-cover", made.public_id).streaming_content)
    assert Image.open(io.BytesIO(kept)).format == "WEBP"
    assert b"somewhere" not in kept
    assert reverse("community:article-cover", args=[made.public_id]) in page("article-list").text
    made.cover.storage.delete(made.cover.name)
    with pytest.raises(PictureRefused):
        keep_cover(made, b"<svg onload=alert(1)>")


def test_picture_when_editors_put_one_into_a_text_then_readers_see_it_made_anew(editor, column):
    client = Client()
    client.force_login(editor)
    window = reverse("admin:community_article_pictures") + "?CKEditorFuncNum=-1"
    exif = Image.Exif()
    exif[Base.ImageDescription] = "somewhere"
    photo = io.BytesIO()
    Image.new("RGB", (64, 48), "#bf4a15").save(photo, "JPEG", exif=exif)
    for data, alt in ((photo.getvalue(), ""), (b"<svg onload=alert(1)>", "图")):
        assert client.post(window, {"photo": SimpleUploadedFile("a.jpg", data), "alt": alt}).status_code == 422
    sent = client.post(window, {"photo": SimpleUploadedFile("a.jpg", photo.getvalue()), "alt": "账单的“一角”"})
    assert sent["Location"] == window
    picture = ArticlePicture.objects.get()
    place = reverse("community:article-picture", args=[picture.public_id])
    assert f'data-src="{place}"' in client.get(window).text
    assert pictures_in(place) == {picture.public_id}
    figure = (
        f'<figure class="figure"><img src="{place}" alt="" onerror="x()"><figcaption>我的账单</figcaption></figure>'
    )
    made = article(column, editor, body=TEXT + figure + '<figure><img src="https://example.com/a.png"></figure>')
    kept = f'<img src="{place}" alt="账单的“一角”" width="64" height="48" loading="lazy">'
    assert made.body == f"{TEXT}<figure>{kept}<figcaption>我的账单</figcaption></figure>"
    assert [Client().get(place).status_code, client.get(place).status_code] == [404, 200]
    publish_article(made, at=NOW)
    answer = Client().get(place)
    shown = b"".join(answer.streaming_content)
    assert (Image.open(io.BytesIO(shown)).format, b"somewhere" in shown) == ("WEBP", False)
    assert f"src=&quot;http://localhost:8000{place}&quot;" in page("article-feed").text.replace('"', "&quot;")
    # Whoever writes an address of somebody else's is told, and nothing is lost.
    form = {"title": "题", "slug": "t", "body": '<img src="https://example.com/a.png">', "column": column.pk}
    refused = client.post(reverse("admin:community_article_add"), form)
    assert ("https://example.com/a.png" in refused.text, Article.objects.count()) == (True, 1)
    picture.file.storage.delete(picture.file.name)


@pytest.mark.parametrize(
    ("source", "cleaned"),
    [
        ("<h1>大</h1><h2>中</h2>", "大<h2>中</h2>"),
        ("<figure><figcaption>没有图</figcaption></figure><p>字</p>", "<p>字</p>"),
        ("<p>好<br></p><p></p><p><br></p>", "<p>好<br></p>"),
        ('<a href="javascript:alert(1)">点</a>', '<a rel="noopener noreferrer">点</a>'),
        ('<img src=x onerror="alert(1)"><iframe src="/"></iframe><p style="color:red">字</p>', "<p>字</p>"),
    ],
)
def test_text_when_it_holds_what_articles_are_not_made_of_then_that_is_left_out(source, cleaned):
    assert clean_html(source) == cleaned


def test_minutes_when_a_text_has_many_characters_then_400_are_a_minute():
    assert reading_minutes("<p>短</p>") == 1
    # 1,200 characters and 230 words: three minutes and one.
    assert reading_minutes("<p>" + "字" * 1200 + "</p><p>" + "word " * 230 + "</p>") == 4


def test_the_editor_speaks_chinese_in_all_its_windows():
    package = Path(django_prose_editor.__file__).parent
    german = polib.pofile(str(package / "locale/de/LC_MESSAGES/djangojs.po"))
    chinese = DjangoTranslation("zh-hans", domain="djangojs", localedirs=[])
    texts = {entry.msgid for entry in german if not entry.obsolete}
    assert {text for text in texts if chinese.gettext(text) == text} == set()
