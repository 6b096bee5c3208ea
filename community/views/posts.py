"""The pages of posts: read by everybody, deleted and brought back by who wrote them; and the photos."""

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from community.models import Photo, Post
from community.queries.pages import post_page, revisions
from community.queries.rights import access_post, own_post, reader
from community.services.posts import delete, restore
from community.views.talk import talk_context
from ledger.views.toasts import toast

# Of a picture that everybody may see. It goes away within the hour where the post is taken down.
_PUBLIC = "public, max-age=3600"


@require_safe
def post_detail(request: HttpRequest, post_id: UUID) -> HttpResponse:
    post = access_post(request.user, post_id)
    talk = talk_context(request, post) if post.state == Post.State.PUBLISHED else {}
    shown = post_page(reader(request.user), post)
    return render(request, "community/post.html", {**talk, "shown": shown, "post": post})


@require_safe
def post_history(request: HttpRequest, post_id: UUID) -> HttpResponse:
    """How it read before it was changed: a changed price or verdict is nothing to hide."""
    post = access_post(request.user, post_id)
    context = {"post": post, "revisions": revisions(reader(request.user), post)}
    return render(request, "community/post_history.html", context)


@login_required
@require_POST
def post_delete(request: HttpRequest, post_id: UUID) -> HttpResponse:
    post = own_post(request.user, post_id)
    delete(request.user, post, at=timezone.now())
    toast(request, _("Deleted."), undo=reverse("community:post-restore", args=[post_id]))
    return redirect("community:write")


@login_required
@require_POST
def post_restore(request: HttpRequest, post_id: UUID) -> HttpResponse:
    post = restore(request.user, own_post(request.user, post_id, deleted=True), at=timezone.now())
    toast(request, _("Restored."))
    draft = post.state == Post.State.DRAFT
    return redirect("community:editor" if draft else "community:post", post_id)


@require_safe
def photo(request: HttpRequest, photo_id: UUID, size: str) -> HttpResponse | FileResponse:
    """A picture, for whoever may see its post: everybody once that is published, what was taken down the staff."""
    row = Photo.objects.select_related("post").filter(public_id=photo_id).first()
    if row is None:
        raise Http404
    # Put in while the post was written, and not published since.
    private = row.post is None or row.waiting
    public = not private and row.post.state == Post.State.PUBLISHED
    by_staff = not private and request.user.has_perm("community.view_post")
    if not (public or by_staff or request.user.pk == row.owner_id):
        raise Http404
    file = row.thumbnail if size == "thumbnail" else row.file
    answer = FileResponse(file.open(), content_type="image/webp")
    answer["Cache-Control"] = _PUBLIC if public else "private, no-store"
    answer["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return answer
