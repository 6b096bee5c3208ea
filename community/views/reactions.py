"""Likes and thanks on posts and comments."""

from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from accounts.error_pages import is_fragment
from community.models import Comment, Post
from community.queries.comments import shown_comment
from community.queries.rights import access_post
from community.services.reactions import react, unreact


@login_required
@require_POST
def post_react(request: HttpRequest, post_id: UUID, kind: str) -> HttpResponse:
    post = access_post(request.user, post_id)
    on = _turn(request, post, kind)
    return _answer(request, post, kind, on, back=reverse("community:post", args=[post_id]))


@login_required
@require_POST
def comment_react(request: HttpRequest, comment_id: UUID, kind: str) -> HttpResponse:
    comment = shown_comment(request.user, comment_id, now=timezone.now())
    on = _turn(request, comment, kind)
    back = reverse("community:comment", args=[comment_id]) + f"#comment-{comment_id}"
    return _answer(request, comment, kind, on, back=back)


def _turn(request: HttpRequest, thing: Post | Comment, kind: str) -> bool:
    """Does what the button said, whatever stood before; returns whether it stands now."""
    if request.POST.get("on") == "0":
        unreact(request.user, thing, kind)
        return False
    react(request.user, thing, kind, at=timezone.now())
    return True


def _answer(request: HttpRequest, thing: Post | Comment, kind: str, on: bool, *, back: str) -> HttpResponse:
    if not is_fragment(request):
        return redirect(back)
    thing.refresh_from_db(fields=["likes", "thanks"])
    context: dict[str, Any] = {
        "url": request.path,
        "kind": kind,
        "on": on,
        "count": thing.likes if kind == "like" else thing.thanks,
        "may": True,
    }
    return render(request, "community/_react.html", context)
