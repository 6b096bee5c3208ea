"""From a book to a post, and from a post to a book."""

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from community.errors import PostNotFound
from community.forms.sent import whole_number
from community.models import Post
from community.queries.rights import access_post, profile_of, require_verified
from community.services.charts import SCALES, SORTS, begin_chart
from community.services.scenes import begin_scene, use_scene
from community.services.sharing import share_entry, shareable
from ledger.access import access_book, access_entry, memberships
from ledger.permissions import Action, allows
from ledger.views.toasts import toast


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def from_book(request: HttpRequest) -> HttpResponse:
    """Which of my books, and what of it: a chart, or how it is arranged."""
    require_verified(request.user)
    if profile_of(request.user) is None:
        return redirect(f"{reverse('community:name')}?next={reverse('community:from-book')}")
    if request.method == "POST":
        member = access_book(request.user, request.POST.get("book", ""), Action.SETTINGS)
        now = timezone.now()
        if request.POST.get("what") == "scene":
            post = begin_scene(request.user, member, at=now)
        else:
            post = begin_chart(
                request.user,
                member,
                sort=request.POST.get("sort", ""),
                scale=request.POST.get("scale", ""),
                ago=whole_number(request.POST.get("ago", "")) or 0,
                at=now,
            )
        return redirect("community:editor", post.public_id)
    books = [member for member in memberships(request.user) if allows(member, Action.SETTINGS)]
    context = {"members": books, "sorts": SORTS, "scales": SCALES, "chosen": request.GET.get("book", "")}
    return render(request, "community/from_book.html", context)


@login_required
@require_safe
def entry_panel(request: HttpRequest, book_id: UUID, entry_id: UUID) -> HttpResponse:
    """A row for the page of an entry that somebody paid: 分享这件. Nothing where there is nothing to share."""
    member = access_book(request.user, book_id)
    entry = access_entry(member, entry_id)
    if not shareable(entry):
        return HttpResponse(status=204)
    return render(request, "community/_entry_panel.html", {"book_id": book_id, "entry_id": entry_id})


@login_required
@require_POST
def entry_share(request: HttpRequest, book_id: UUID, entry_id: UUID) -> HttpResponse:
    member = access_book(request.user, book_id)
    entry = access_entry(member, entry_id)
    if not shareable(entry):
        raise PostNotFound
    require_verified(request.user)
    if profile_of(request.user) is None:
        back = reverse("ledger:entry-edit", args=[book_id, entry_id])
        return redirect(f"{reverse('community:name')}?{urlencode({'next': back})}")
    post = share_entry(request.user, member, entry, at=timezone.now())
    return redirect("community:editor", post.public_id)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def scene_use(request: HttpRequest, post_id: UUID) -> HttpResponse:
    """套用这个账本. Whoever is not signed in signs up once and comes back here."""
    post = access_post(request.user, post_id)
    structure = post.data.get("scene") if post.kind == Post.Kind.SCENE else None
    if structure is None:
        raise PostNotFound
    if not request.user.is_authenticated:
        return redirect(f"{reverse('account_signup')}?{urlencode({'next': request.path})}")
    if request.method == "POST":
        member = use_scene(request.user, structure, name=request.POST.get("name", ""))
        toast(request, _("Your book is open."))
        return redirect("ledger:book-overview", member.book.public_id)
    return render(request, "community/scene_use.html", {"post": post, "structure": structure})
