"""Writing a post: what kind, the editor, how it will look."""

from dataclasses import replace
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from community.errors import NameInvalid, PictureRefused, PostInvalid, PostRefused, TooMuchToday
from community.forms.posts import Editor, NameForm, standing, typed
from community.forms.sent import public_id, whole_number
from community.models import Photo, Post
from community.queries.pages import PostPage, drafts_of, photos_of_draft
from community.queries.rights import own_post, profile_of, require_verified
from community.queries.things import thing_of
from community.rules.pictures import LARGEST_FILE
from community.services import photos as photo_service
from community.services.markup import html_of
from community.services.people import choose_name
from community.services.posts import MOST_ITEMS, begin, keep_draft, release
from ledger.views.book_pages import sent
from ledger.views.toasts import toast

# What each kind is for, as the page that asks says it; scenes and charts begin in a book.
KINDS = (
    (Post.Kind.SHARE, "shopping-bag"),
    (Post.Kind.STORY, "book-2"),
    (Post.Kind.QUESTION, "help-circle"),
    (Post.Kind.CHECKIN, "calendar-check"),
)


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def write(request: HttpRequest) -> HttpResponse:
    """Which kind it is to be, and what was begun before; a share of a thing that others shared begins with its name."""
    require_verified(request.user)
    if profile_of(request.user) is None:
        return redirect(f"{reverse('community:name')}?next={reverse('community:write')}")
    if request.method == "POST":
        named = request.POST.get("thing")
        form = {"items": [{"name": thing_of(public_id(named)).name}]} if named else None
        post = begin(request.user, kind=request.POST.get("kind", ""), at=timezone.now(), form=form)
        return redirect("community:editor", post.public_id)
    return render(request, "community/write.html", {"kinds": KINDS, "drafts": drafts_of(request.user)})


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def name(request: HttpRequest) -> HttpResponse:
    """The name that others see, chosen before the first post."""
    require_verified(request.user)
    profile = profile_of(request.user)
    start = {"name": profile.name, "bio": profile.bio} if profile else {}
    form = NameForm(sent(request), initial=start)
    following = request.GET.get("next", "")
    if not url_has_allowed_host_and_scheme(following, allowed_hosts={request.get_host()}):
        following = reverse("community:write")
    if form.is_bound and form.is_valid():
        try:
            choose_name(request.user, **form.cleaned_data, at=timezone.now())
        except NameInvalid as refused:
            form.add_refusal(refused.fields)
        else:
            toast(request, _("Saved."))
            return redirect(following)
    return render(request, "community/name.html", {"form": form}, status=422 if form.errors else 200)


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def editor(request: HttpRequest, post_id: UUID) -> HttpResponse:
    """One form for every kind. Each of its buttons keeps what was typed, then does what it says (`do`)."""
    post = own_post(request.user, post_id)
    if request.method != "POST":
        return _page(request, post)
    do, _colon, what = request.POST.get("do", "save").partition(":")
    kept = typed(request.POST)
    if do == "item-add" and len(kept["items"]) < MOST_ITEMS:
        kept["items"].append({})
    elif do == "item-drop":
        kept["items"] = [row for n, row in enumerate(kept["items"]) if str(n) != what]
    kept["photos"] = _changed_photos(request, post, do, what)
    keep_draft(post, kept)
    if do == "publish":
        return _publish(request, post)
    if do == "keep":
        return render(request, "community/_kept.html", {"now": timezone.now()})
    if do == "preview":
        return redirect("community:preview", post_id)
    if do == "save":
        toast(request, _("Saved as a draft. Nobody sees it yet."))
        return redirect("community:write")
    here = {"item-add": f"#item-{len(kept['items'])}", "item-drop": "#items"}.get(do, "#photos")
    return redirect(reverse("community:editor", args=[post_id]) + here)


@never_cache
@login_required
@require_http_methods(["GET", "HEAD"])
def preview(request: HttpRequest, post_id: UUID) -> HttpResponse:
    """How it will look. Nothing is checked, so that half a post can be looked at too."""
    post = own_post(request.user, post_id)
    photos = photos_of_draft(post)
    draft = _editor(post, photos, check=True).draft(post.data)
    if draft is None:
        return _page(request, post, check=True)
    post.title, post.city, post.scene, post.data = draft.title, draft.city, draft.scene, dict(draft.data)
    post.body_html = html_of(draft.body)
    post.published_at = post.published_at or timezone.now()
    by_id = {photo.public_id: photo for photo in photos}
    items = [_looked_at(item, by_id) for item in draft.items]
    shown = PostPage(post=post, items=items, photos=photos, revised=False, own=True, preview=True)
    return render(request, "community/post.html", {"shown": shown, "post": post})


@login_required
@require_POST
def editor_publish(request: HttpRequest, post_id: UUID) -> HttpResponse:
    """Publishes what was looked at beforehand, as it was kept."""
    return _publish(request, own_post(request.user, post_id))


@login_required
@require_POST
def draft_drop(request: HttpRequest, post_id: UUID) -> HttpResponse:
    """Forgets what was changed in a published post and not published."""
    post = own_post(request.user, post_id)
    keep_draft(post, {})
    if post.state != Post.State.DRAFT:
        photo_service.throw_away_waiting(post)
    return redirect("community:post", post_id)


def _publish(request: HttpRequest, post: Post) -> HttpResponse:
    opened = _editor(post, photos_of_draft(post), check=True)
    draft = opened.draft(post.data)
    if draft is None:
        return _page(request, post, opened)
    draft = replace(draft, photos=[photo.public_id for photo in photos_of_draft(post)])
    version = whole_number(request.POST.get("version", ""))
    try:
        done = release(post, draft, at=timezone.now(), version=version)
    except (PostInvalid, PostRefused) as refused:
        opened.say(refused.fields)
        return _page(request, post, opened, said="" if refused.fields else str(refused))
    if done.state == Post.State.HELD:
        toast(request, _("It waits for a look of ours, usually within a day. You alone see it meanwhile."))
    else:
        toast(request, _("Published."))
    return redirect("community:post", done.public_id)


def _changed_photos(request: HttpRequest, post: Post, do: str, what: str) -> list[str]:
    """The ids of the photos as they are to be, in their order; new ones come to the end."""
    ids = [str(photo.public_id) for photo in photos_of_draft(post)]
    if do == "photo-drop" and what in ids:
        ids.remove(what)
        photo_service.throw_away_waiting(post, [UUID(what)])
    for upload in request.FILES.getlist("photos")[: photo_service.MOST_PHOTOS]:
        try:
            if len(ids) >= photo_service.MOST_PHOTOS:
                raise PictureRefused(_("A post has at most 9 photos. Take one out first."))
            data = upload.read(LARGEST_FILE + 1)
            photo = photo_service.add_photo(request.user, data, at=timezone.now(), post=post)
            ids.append(str(photo.public_id))
        except (PictureRefused, TooMuchToday) as refused:
            messages.error(request, f"{upload.name}: {refused}")
    if do == "photo-first" and what in ids:
        ids.insert(0, ids.pop(ids.index(what)))
    return ids


def _editor(post: Post, photos: list[Photo], *, check: bool = False) -> Editor:
    return Editor(post, standing(post), photos, today=timezone.localdate(), check=check)


def _page(
    request: HttpRequest, post: Post, opened: Editor | None = None, *, check: bool = False, said: str = ""
) -> HttpResponse:
    photos = photos_of_draft(post)
    wrong = check or opened is not None
    context = {
        "post": post,
        "editor": opened or _editor(post, photos, check=check),
        "photos": photos,
        "said": said,
        "room": photo_service.MOST_PHOTOS - len(photos),
    }
    return render(request, "community/editor.html", context, status=422 if wrong else 200)


def _looked_at(item, photos):
    """An item of a draft as the page of a post shows items."""
    return {
        "name": item.name or "…",
        "price_minor": item.price_minor,
        "currency": item.currency,
        "verdict": item.verdict,
        "why": item.why,
        "place": item.place,
        "bought_on": item.bought_on,
        "link": item.link,
        "photos": {"all": [photos[each] for each in item.photos if each in photos]},
    }
