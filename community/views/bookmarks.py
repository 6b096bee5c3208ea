"""What a person keeps, and the collections that it lies in."""

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.error_pages import is_fragment
from accounts.errors import DomainError
from community.forms.sent import public_id
from community.forms.talk import CollectionForm
from community.models import Collection, Post
from community.queries.bookmarks import collections_of, kept_posts, marks_on, own_collection, readable_collection
from community.queries.rights import access_post, reader
from community.rules.cursors import Moment
from community.services.bookmarks import (
    bookmark,
    change_collection,
    delete_collection,
    make_collection,
    unbookmark,
)
from community.views.frames import open_page
from ledger.views.toasts import toast


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def post_keep(request: HttpRequest, post_id: UUID) -> HttpResponse:
    """Keeps a post, or with `on=0` no longer; the page chooses the collection, or makes one."""
    post = access_post(request.user, post_id)
    form = CollectionForm()
    if request.method == "POST":
        if request.POST.get("on") == "0":
            unbookmark(request.user, post)
            return _kept(request, post, "")
        if "name" not in request.POST:
            chosen = request.POST.get("collection", "")
            collection = own_collection(request.user, public_id(chosen)) if chosen else None
            bookmark(request.user, post, collection=collection, at=timezone.now())
            return _kept(request, post, _("Kept in “%(name)s”.") % {"name": collection or _("My bookmarks")})
        form = CollectionForm(request.POST)
        made = _made(request, form)
        if made is not None:
            bookmark(request.user, post, collection=made, at=timezone.now())
            return _kept(request, post, _("Kept in “%(name)s”.") % {"name": made})
    context = {
        "post": post,
        "form": form,
        "marks": marks_on(request.user, post),
        "collections": collections_of(request.user),
    }
    return open_page(request, "community/post_keep.html", place="me", status=422 if form.errors else 200, **context)


def _kept(request: HttpRequest, post: Post, words: str) -> HttpResponse:
    if not is_fragment(request):
        if words:
            toast(request, words)
        return redirect("community:post", post_id=post.public_id)
    post.refresh_from_db(fields=["bookmarks"])
    response = render(request, "community/_keep.html", {"post": post, "marks": marks_on(request.user, post)})
    if words:
        toast(request, words, response=response)
    return response


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def collection_list(request: HttpRequest) -> HttpResponse:
    """All that a person keeps, latest first, and their collections; POST makes one."""
    form = CollectionForm(request.POST if request.method == "POST" else None)
    if form.is_bound:
        made = _made(request, form)
        if made is not None:
            return redirect("community:collection", collection_id=made.public_id)
    after = Moment.parse(request.GET.get("after", ""))
    context = {
        "form": form,
        "collections": collections_of(request.user),
        "kept": kept_posts(request.user, owner=request.user, after=after),
    }
    return open_page(
        request, "community/collection_list.html", place="me", status=422 if form.errors else 200, **context
    )


@never_cache
@require_safe
def collection(request: HttpRequest, collection_id: UUID) -> HttpResponse:
    """What lies in a collection: one's own, or one that its owner shows."""
    viewer = reader(request.user)
    found = readable_collection(viewer, collection_id)
    after = Moment.parse(request.GET.get("after", ""))
    context = {
        "collection": found,
        "own": viewer is not None and found.owner_id == viewer.pk,
        "kept": kept_posts(viewer, collection=found, after=after),
        "share_url": request.build_absolute_uri(request.path),
    }
    return open_page(request, "community/collection.html", place="me", **context)


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def collection_edit(request: HttpRequest, collection_id: UUID) -> HttpResponse:
    found = own_collection(request.user, collection_id)
    sent = request.POST if request.method == "POST" else None
    form = CollectionForm(sent, initial={"name": found.name, "is_public": found.is_public})
    if form.is_bound and form.is_valid():
        try:
            change_collection(found, **form.cleaned_data, at=timezone.now())
        except DomainError as refusal:
            form.add_error("name", str(refusal))
        else:
            toast(request, _("Saved."))
            return redirect("community:collection", collection_id=collection_id)
    status = 422 if form.errors else 200
    return open_page(request, "community/collection_edit.html", place="me", status=status, form=form, collection=found)


@login_required
@require_POST
def collection_delete(request: HttpRequest, collection_id: UUID) -> HttpResponse:
    delete_collection(own_collection(request.user, collection_id))
    toast(request, _("Deleted. What lay in it is still among your bookmarks."))
    return redirect("community:collection-list")


def _made(request: HttpRequest, form: CollectionForm) -> Collection | None:
    """The collection that the form asks for; None where it says what is wrong."""
    if not form.is_valid():
        return None
    try:
        return make_collection(request.user, **form.cleaned_data, at=timezone.now())
    except DomainError as refusal:
        form.add_error("name", str(refusal))
    return None
