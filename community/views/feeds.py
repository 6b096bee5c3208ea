"""Lists of posts, open to everybody but home; each a page at a time, and further pages for htmx without their frame."""

from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from community.forms.search import SearchForm
from community.queries import feeds
from community.queries.bookmarks import public_collections
from community.queries.feeds import Feed, hottest, latest
from community.queries.follows import (
    Target,
    followers,
    follows,
    shown_person,
    shown_scene,
    shown_topic,
)
from community.queries.people import mutes
from community.queries.rights import reader
from community.queries.search import found_beside, found_posts
from community.queries.topics import busy_topics, topic_page
from community.views.frames import open_page
from ledger.scenarios import load_scenes


@never_cache
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """What I follow and what fits my books; whoever is not signed in finds everything in discover."""
    person = reader(request.user)
    if person is None:
        return redirect("community:discover")
    return _feed(request, "community/home.html", feeds.home(person, after=_after(request)), tab="home")


@never_cache
@require_safe
def discover(request: HttpRequest) -> HttpResponse:
    feed = hottest(feeds.discovered(reader(request.user)), after=_after(request))
    return _feed(request, "community/discover.html", feed, tab="discover", topics=busy_topics())


@never_cache
@require_safe
def pick_list(request: HttpRequest) -> HttpResponse:
    feed = latest(feeds.picks(reader(request.user)), after=_after(request), by="picked_at")
    return _feed(request, "community/pick_list.html", feed, tab="discover", topics=busy_topics())


@never_cache
@require_safe
def question_list(request: HttpRequest) -> HttpResponse:
    """What people ask: all of it, what is still open, what was answered."""
    shown = request.GET.get("shown", "")
    answered = {"open": False, "answered": True}.get(shown)
    found = feeds.questions(reader(request.user), answered=answered)
    more = {} if answered is None else {"shown": shown}
    feed = latest(found, after=_after(request))
    return _feed(request, "community/question_list.html", feed, more, tab="questions", shown=more.get("shown", ""))


@never_cache
@require_safe
def scene_list(request: HttpRequest) -> HttpResponse:
    """The market: how people set their books up, and the scenes to choose from."""
    feed = latest(feeds.shared_scenes(reader(request.user)), after=_after(request))
    return _feed(request, "community/scene_list.html", feed, tab="scenes", scenes=load_scenes())


@never_cache
@require_safe
def scene_detail(request: HttpRequest, scene: str) -> HttpResponse:
    """Everything about books of one scene."""
    about = shown_scene(scene)
    feed = latest(feeds.posts_about(reader(request.user), about), after=_after(request))
    return _feed(request, "community/scene_detail.html", feed, tab="scenes", scene=about, **_following(request, about))


@never_cache
@require_safe
def topic_list(request: HttpRequest) -> HttpResponse:
    """All topics, the busiest first."""
    page = topic_page(after=_after(request))
    context = {"topics": page.topics, "after": page.after, "tab": "discover"}
    return open_page(request, "community/topic_list.html", **context)


@never_cache
@require_safe
def topic(request: HttpRequest, slug: str) -> HttpResponse:
    about = shown_topic(slug)
    feed = feeds.topic_feed(reader(request.user), about, after=_after(request))
    return _feed(request, "community/topic.html", feed, tab="discover", topic=about, **_following(request, about))


@never_cache
@require_safe
def person(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """An author: their name, what they say of themselves, and what they wrote."""
    viewer = reader(request.user)
    author = shown_person(viewer, person_id)
    posts = feeds.posts_by(viewer, author)
    context = {
        "person": author,
        "posts_n": posts.count(),
        "own": author.user_id == request.user.pk,
        "muted": mutes(viewer, author.user),
        "collections": public_collections(viewer, author.user),
    }
    return _feed(
        request, "community/person.html", latest(posts, after=_after(request)), **context, **_following(request, author)
    )


@never_cache
@require_safe
def search(request: HttpRequest) -> HttpResponse:
    form = SearchForm(request.GET)
    text = form.cleaned_data["q"] if form.is_valid() else ""
    viewer = reader(request.user)
    feed = hottest(found_posts(viewer, text), after=_after(request)) if text else Feed([])
    beside = found_beside(viewer, text) if not _after(request) else None
    return _feed(request, "community/search.html", feed, {"q": text}, text=text, beside=beside, topics=busy_topics())


def _after(request: HttpRequest) -> str:
    return request.GET.get("after", "")


def _following(request: HttpRequest, target: Target) -> dict[str, Any]:
    return {"following": follows(reader(request.user), target), "followers": followers(target)}


def _feed(
    request: HttpRequest, template: str, feed: Feed, more: dict[str, str] | None = None, **context: Any
) -> HttpResponse:
    """A list as a page, or its further rows alone; `more` is what the address says besides where it goes on."""
    context |= {"feed": feed, "more_query": urlencode(more or {})}
    if request.htmx and _after(request):
        return render(request, "community/_feed_rows.html", context)
    return open_page(request, template, **context, begins=not _after(request))
