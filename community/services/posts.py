"""Writing: what is begun, published, changed, deleted and brought back; docs/community.md.

Pages and the API hand in a `PostDraft`, so that both are held to the same. What somebody is still writing is kept as
they typed it (`keep_draft`) and held to nothing.
"""

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from typing import Any
from urllib.parse import unquote
from uuid import UUID

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from accounts.models import User
from community.errors import NotTheAuthor, PostInvalid, PostNotFound, PostRefused, PostVersionStale
from community.models import SHORTEST_WHY, Photo, Post, PostItem, PostRevision, Verdict
from community.queries.rights import writer
from community.rules.challenges import CHALLENGES
from community.rules.markup import links_of
from community.rules.naming import topics_in
from community.rules.structures import category_names
from community.rules.texts import plain
from community.services import photos
from community.services.cases import hold, must_wait
from community.services.checks import check
from community.services.limits import require_may_post, require_not_suspended
from community.services.markup import html_of
from community.services.telling import tell_mentioned
from community.services.things import thing_named
from community.services.topics import set_topics
from ledger import scenarios
from ledger.rules.money import CURRENCIES
from ledger.services.jobs import enqueue

LONGEST_TITLE, LONGEST_BODY, LONGEST_WHY = 80, 20_000, 500
MOST_ITEMS = 20
# How long what its author deleted can be brought back.
KEPT_DAYS = 30
# Nobody needs more that they have begun and not finished.
MOST_DRAFTS = 50

_whole_address = URLValidator(schemes=["https", "http"])
_ON_PAGE = (Post.State.PUBLISHED, Post.State.HELD, Post.State.HIDDEN)


@dataclass(frozen=True, slots=True)
class ItemDraft:
    """One thing of a share; `price_minor` in minor units of `currency`, `bought_on` any day of the month.

    `public_id` names the item that it was before, where a post is changed. `photos` are ids of the post's photos.
    """

    name: str
    price_minor: int | None
    verdict: str
    why: str
    currency: str = "CNY"
    place: str = ""
    bought_on: dt.date | None = None
    link: str = ""
    public_id: UUID | None = None
    photos: Sequence[UUID] = ()


@dataclass(frozen=True, slots=True)
class PostDraft:
    """What is to be published. `photos` are ids of photos of the author; None leaves those of the post as they are.

    `data` is what a scene, a chart or a check-in shows; see `services.scenes` and `services.charts`.
    """

    kind: str
    title: str
    body: str = ""
    items: Sequence[ItemDraft] = ()
    photos: Sequence[UUID] | None = None
    language: str = "zh-hans"
    city: str = ""
    scene: str = ""
    data: Mapping[str, Any] = field(default_factory=dict)


def begin(author: User, *, kind: str, at: dt.datetime, form: Mapping[str, Any] | None = None, **frozen: Any) -> Post:
    """Opens a draft, with what stands in its form already. Raises NotVerified, PostInvalid for too many of them."""
    writer(author)
    if kind not in Post.Kind.values:
        raise PostInvalid(fields={"kind": [str(kind)]})
    if Post.objects.filter(author=author, state=Post.State.DRAFT).count() >= MOST_DRAFTS:
        raise PostInvalid(_("You have 50 drafts. Publish or delete one first."))
    return Post.objects.create(author=author, kind=kind, form=dict(form or {}), created_at=at, **frozen)


def keep_draft(post: Post, form: Mapping[str, Any], *, version: int | None = None) -> None:
    """Keeps what the author typed so far, as they typed it; readers see nothing of it.

    Raises PostVersionStale where `version` is not the one that stands, since something else was kept meanwhile.
    """
    kept = Post.objects.filter(pk=post.pk).exclude(state=Post.State.DELETED)
    if version is not None:
        kept = kept.filter(form_version=version)
    if not kept.update(form=dict(form), form_version=F("form_version") + 1) and version is not None:
        raise PostVersionStale
    post.form = dict(form)
    post.form_version += 1


@transaction.atomic
def publish(author: User, draft: PostDraft, *, at: dt.datetime, post: Post | None = None) -> Post:
    """Publishes a draft of the author's, or something new.

    It waits as held where `checks.check` wants a look of the staff. Raises NotVerified, NameMissing, PostInvalid,
    PostRefused, Suspended, TooMuchToday, and PostNotFound where the draft was published or deleted meanwhile.
    """
    writer(author)
    draft = _clean(draft)
    if post is None:
        post = Post.objects.create(author=author, kind=draft.kind, created_at=at)
    post = Post.objects.select_for_update(of=["self"]).get(pk=post.pk)
    if post.author_id != author.pk:
        raise NotTheAuthor
    if post.state != Post.State.DRAFT:
        raise PostNotFound
    require_may_post(author, at=at)
    post.published_at = at
    _write(post, draft, author, at=at)
    return post


@transaction.atomic
def edit(post: Post, draft: PostDraft, *, at: dt.datetime, version: int | None = None) -> Post:
    """Changes a post by its author; how it read before is kept for everybody to see.

    What was taken down stays so, what was hidden until it is mended waits for a look. Raises PostInvalid, PostRefused,
    PostNotFound, and PostVersionStale where `version` is not the one that the change was made from.
    """
    author = post.author
    writer(author)
    draft = _clean(draft)
    post = Post.objects.select_for_update(of=["self"]).get(pk=post.pk)
    if post.state not in _ON_PAGE:
        raise PostNotFound
    if version is not None and version != post.version:
        raise PostVersionStale
    if post.state == Post.State.PUBLISHED:
        # What waits for a look was read by nobody yet, and what was taken down is to be read by nobody.
        PostRevision.objects.create(
            post=post,
            version=post.version,
            at=post.edited_at or post.published_at or at,
            title=post.title,
            body=post.body,
            items=[item_as_json(item) for item in post.items.all()],
        )
    post.version += 1
    post.edited_at = at
    _write(post, replace(draft, kind=post.kind), author, at=at)
    return post


def release(post: Post, draft: PostDraft, *, at: dt.datetime, version: int | None = None) -> Post:
    """Brings before readers what its author was writing: a draft of theirs, or changes of what is published.

    Raises what `publish` and `edit` raise.
    """
    if post.state == Post.State.DRAFT:
        return publish(post.author, draft, at=at, post=post)
    return edit(post, draft, at=at, version=version)


@transaction.atomic
def delete(author: User, post: Post, *, at: dt.datetime) -> Post:
    """Takes a post of one's own away; it can be brought back for 30 days. Raises NotTheAuthor, PostNotFound."""
    post = _own(author, post)
    if post.state == Post.State.DELETED:
        raise PostNotFound
    post.deleted_from, post.deleted_at = post.state, at
    _set_state(post, Post.State.DELETED)
    return post


@transaction.atomic
def restore(author: User, post: Post, *, at: dt.datetime) -> Post:
    """Brings back what its author deleted, as it was. Raises NotTheAuthor, PostNotFound, and Suspended for what others
    would read.
    """
    post = _own(author, post)
    if post.state != Post.State.DELETED:
        raise PostNotFound
    if post.deleted_from == Post.State.PUBLISHED:
        require_not_suspended(author, at=at)
    state, post.deleted_from, post.deleted_at = post.deleted_from, "", None
    _set_state(post, state)
    return post


@transaction.atomic
def change_state(post: Post, state: str) -> Post:
    """Publishes, holds or takes down a post, for whoever decides on it; what its author deleted comes back as that."""
    assert state in _ON_PAGE, state
    post = Post.objects.select_for_update(of=["self"]).get(pk=post.pk)
    if post.state == Post.State.DELETED:
        post.deleted_from = state
        post.save(update_fields=["deleted_from"])
    elif post.state != Post.State.DRAFT:
        _set_state(post, state)
    return post


@transaction.atomic
def throw_away(posts: Sequence[Post]) -> int:
    """Deletes posts for good, with the files of their photos; returns how many."""
    for post in posts:
        set_topics(post, ())
        photos.throw_away(Photo.objects.filter(post=post))
    Post.objects.filter(pk__in=[post.pk for post in posts]).delete()
    return len(posts)


def purge_posts(*, now: dt.datetime) -> int:
    """Deletes for good what was deleted more than 30 days ago."""
    before = now - dt.timedelta(days=KEPT_DAYS)
    return throw_away(list(Post.objects.filter(state=Post.State.DELETED, deleted_at__lt=before)))


def _own(author: User, post: Post) -> Post:
    if post.author_id != author.pk:
        raise NotTheAuthor
    return Post.objects.select_for_update(of=["self"]).get(pk=post.pk)


def _write(post: Post, draft: PostDraft, author: User, *, at: dt.datetime) -> None:
    """Writes the draft into the row, which has its lock, and decides whether readers see it."""
    placed = photos.place_photos(author, post, _photo_ids(post, draft))
    said = check(author, _everything(draft), placed, at=at)
    if said.action == "refuse":
        raise PostRefused(" ".join(str(reason) for reason in said.reasons) or None)
    post.kind, post.language, post.scene = draft.kind, draft.language, draft.scene
    post.title, post.body, post.city = said.masked(draft.title), said.masked(draft.body), said.masked(draft.city)
    post.body_html = html_of(post.body)
    post.data = post.data | dict(draft.data)
    post.cover = placed[0] if placed else None
    post.form, post.form_version = {}, post.form_version + 1
    mended = post.state in (Post.State.HELD, Post.State.HIDDEN) and must_wait(post)
    state = Post.State.HELD if mended or said.action == "hold" else Post.State.PUBLISHED
    if post.state == Post.State.HIDDEN and not mended:
        state = Post.State.HIDDEN
    post.save()
    _write_items(post, [_masked(item, said.masked) for item in draft.items], placed)
    _set_state(post, state)
    if state == Post.State.HELD:
        hold(post, found=list(said.codes) or ["mended"], at=at)


def _masked(item: ItemDraft, masked: Callable[[str], str]) -> ItemDraft:
    return replace(item, name=masked(item.name), place=masked(item.place), why=masked(item.why))


def _set_state(post: Post, state: str) -> None:
    """Readers, topics and the search learn of it together."""
    post.state = state
    post.save(update_fields=["state", "deleted_at", "deleted_from"])
    set_topics(post, topics_in(f"{post.title}\n{post.body}") if state == Post.State.PUBLISHED else ())
    enqueue("community.index_post", post.pk)
    if state == Post.State.PUBLISHED:
        tell_mentioned(post, at=post.edited_at or post.published_at or post.created_at)


def _write_items(post: Post, drafts: Sequence[ItemDraft], placed: Sequence[Photo]) -> None:
    """Items keep their rows, their later verdicts and their places on lists as long as their author keeps them."""
    known = {item.public_id: item for item in post.items.all()}
    pictures = {photo.public_id: photo for photo in placed}
    for photo in placed:
        photo.item = None
    kept: set[int] = set()
    for position, draft in enumerate(drafts):
        item = (known.get(draft.public_id) if draft.public_id else None) or PostItem(post=post)
        if item.pk is None or item.name != draft.name:
            item.thing = thing_named(draft.name)
        item.position, item.name = position, draft.name
        assert draft.price_minor is not None  # _missing
        item.price_minor, item.currency = draft.price_minor, draft.currency
        item.verdict, item.why, item.place, item.link = draft.verdict, draft.why, draft.place, draft.link
        item.bought_on = draft.bought_on.replace(day=1) if draft.bought_on else None
        item.save()
        kept.add(item.pk)
        for public_id in draft.photos:
            if public_id in pictures:
                pictures[public_id].item = item
    post.items.exclude(pk__in=kept).delete()
    Photo.objects.bulk_update(placed, ["item"])


def _photo_ids(post: Post, draft: PostDraft) -> list[UUID]:
    if draft.photos is not None:
        return list(draft.photos)
    return list(
        Photo.objects.filter(post=post, waiting=False).order_by("position", "id").values_list("public_id", flat=True)
    )


def _everything(draft: PostDraft) -> str:
    """All that readers would see, line by line."""
    items = [line for item in draft.items for line in (item.name, item.place, item.why, item.link)]
    names = category_names(draft.data) - _ready_made_names()
    # A link may be written so that only Markdown reads it: `spam\\.com`, `sp&#97;m.com`.
    links = [link for link in links_of(html_of(draft.body)) if unquote(link) not in draft.body]
    return "\n".join(line for line in (draft.title, draft.body, *links, draft.city, *items, *sorted(names)) if line)


@cache
def _ready_made_names() -> frozenset[str]:
    """What our own scenes call their categories, in every language."""
    categories = [category for scene in scenarios.load_scenes() for category in scene.walk()]
    return frozenset(category.name.text(code) for category in categories for code, _name in settings.LANGUAGES)


def _clean(draft: PostDraft) -> PostDraft:
    """The draft without spaces at its ends. Raises PostInvalid with everything that is missing, by field."""
    draft = replace(
        draft,
        title=" ".join(plain(draft.title).split()),
        body=plain(draft.body).strip(),
        city=" ".join(plain(draft.city).split())[:30],
        items=[_tidy(item) for item in draft.items],
    )
    wrong: dict[str, list[str]] = {}
    if draft.kind not in Post.Kind.values:
        wrong["kind"] = [_("Choose what kind of post this is.")]
    if not draft.title:
        wrong["title"] = [_("Give it a title.")]
    elif len(draft.title) > LONGEST_TITLE:
        wrong["title"] = [_("At most 80 characters.")]
    if len(draft.body) > LONGEST_BODY:
        wrong["body"] = [_("At most 20,000 characters. Make two posts of it.")]
    if draft.kind in (Post.Kind.STORY, Post.Kind.QUESTION) and not draft.body:
        wrong["body"] = [_("Write something first.")]
    if draft.scene and draft.scene not in {scene.slug for scene in scenarios.load_scenes()}:
        wrong["scene"] = [_("Choose one of the scenes.")]
    if draft.kind == Post.Kind.CHECKIN and draft.data.get("challenge") not in CHALLENGES:
        wrong["challenge"] = [_("Choose a challenge.")]
    if draft.kind == Post.Kind.SHARE and not draft.items:
        wrong["items"] = [_("Name at least one thing, with its price and whether it was worth it.")]
    elif draft.items and draft.kind != Post.Kind.SHARE:
        wrong["items"] = [_("Only a share of things has things.")]
    elif len(draft.items) > MOST_ITEMS:
        wrong["items"] = [_("At most 20 things in one post.")]
    for position, item in enumerate(draft.items):
        wrong |= {f"items.{position}.{name}": said for name, said in _missing(item).items()}
    if wrong:
        raise PostInvalid(fields=wrong)
    return draft


def _tidy(item: ItemDraft) -> ItemDraft:
    name, place = (" ".join(plain(text).split()) for text in (item.name, item.place))
    return replace(item, name=name, place=place, why=plain(item.why).strip(), link=item.link.strip())


def _missing(item: ItemDraft) -> dict[str, list[str]]:
    wrong: dict[str, list[str]] = {}
    if not 1 <= len(item.name) <= 60:
        wrong["name"] = [_("Name it in at most 60 characters.")]
    if item.price_minor is None or not 0 <= item.price_minor < 10**12:
        wrong["price"] = [_("Say what it cost.")]
    if item.currency not in CURRENCIES:
        wrong["currency"] = [str(item.currency)]
    if item.verdict not in Verdict.values:
        wrong["verdict"] = [_("Was it worth it? Choose one of the three.")]
    if len(item.why) < SHORTEST_WHY:
        wrong["why"] = [_("Say why in at least 15 characters.")]
    elif len(item.why) > LONGEST_WHY:
        wrong["why"] = [_("At most 500 characters.")]
    if len(item.place) > 40:
        wrong["place"] = [_("At most 40 characters.")]
    if item.link and not _is_address(item.link):
        wrong["link"] = [_("A link begins with https://.")]
    return wrong


def _is_address(link: str) -> bool:
    try:
        _whole_address(link)
    except ValidationError:
        return False
    return len(link) <= 500


def item_as_json(item: PostItem) -> dict[str, Any]:
    """An item as earlier versions and exports keep it."""
    return {
        "name": item.name,
        "price_minor": item.price_minor,
        "currency": item.currency,
        "place": item.place,
        "bought_on": item.bought_on.isoformat() if item.bought_on else None,
        "verdict": item.verdict,
        "why": item.why,
        "link": item.link,
    }
