"""Following, what I follow, and what home may show besides."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from accounts.errors import InvalidInput
from community.forms.follows import FollowForm
from community.models import Profile, Topic
from community.queries.feeds import book_scenes
from community.queries.follows import Target, fits_books, followed_by, followers
from community.services.follows import choose_home, follow, unfollow
from ledger.scenarios import load_scenes
from ledger.views.toasts import toast


@login_required
@require_POST
def follow_set(request: HttpRequest) -> HttpResponse:
    """Follows something, or follows it no more, as `on` says; htmx gets the button anew."""
    form = FollowForm(request.POST, viewer=request.user)
    if not form.is_valid():
        raise InvalidInput(fields=form.errors)
    target, on = form.cleaned_data["target"], form.cleaned_data["on"]
    if on:
        follow(request.user, target, at=timezone.now())
    else:
        unfollow(request.user, target)
    if request.htmx:
        context = {**form.cleaned_data, "following": on, "followers": followers(target)}
        return render(request, "community/_follow.html", context)
    return redirect(page_of(target))


@never_cache
@login_required
@require_safe
def following(request: HttpRequest) -> HttpResponse:
    """Whom and what I follow; and whether home may show what fits my books, with what is used for it."""
    keys = set(book_scenes(request.user))
    context = {
        "followed": followed_by(request.user),
        "fits_books": fits_books(request.user),
        "scenes": [each for each in load_scenes() if each.slug in keys],
        "place": "community",
    }
    return render(request, "community/following.html", context)


@login_required
@require_POST
def home_choice(request: HttpRequest) -> HttpResponse:
    """Whether home may show what fits the scenes of my books."""
    choose_home(request.user, fits_books=request.POST.get("fits_books") == "1")
    toast(request, _("Saved."))
    return redirect(reverse("community:following") + "#books")


def page_of(target: Target) -> str:
    """The page of what can be followed."""
    match target:
        case Profile():
            return reverse("community:person", args=[target.public_id])
        case Topic():
            return reverse("community:topic", args=[target.slug])
        case _:
            return reverse("community:scene", args=[target.slug])
