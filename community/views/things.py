"""Things that people shared, what becomes of them in a year, and my list of what I mean to buy."""

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

from community.errors import NotTheAuthor, PostInvalid, PostRefused
from community.forms.posts import FollowUpForm, WishForm
from community.forms.sent import public_id
from community.queries.rights import reader
from community.queries.things import follow_up_from, public_item, thing_of, thing_page, things_like, wishes_of
from community.services.follow_ups import say_later
from community.services.things import move_item
from community.services.wishes import add_own_wish, add_wish, drop_wish, mark_wish
from ledger.queries.recording import book_in_hand
from ledger.templatetags.ledger_format import plain_amount
from ledger.views.book_pages import sent
from ledger.views.toasts import toast


@require_safe
def thing(request: HttpRequest, thing_id: UUID) -> HttpResponse:
    found = thing_of(thing_id)
    if found.public_id != thing_id:
        return redirect("community:thing", found.public_id, permanent=True)
    return render(request, "community/thing.html", {"shown": thing_page(reader(request.user), found)})


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def follow_up(request: HttpRequest, item_id: UUID) -> HttpResponse:
    """用了一年，还值吗？ For who shared it."""
    item = public_item(request.user, item_id)
    if item.post.author_id != request.user.pk:
        raise NotTheAuthor
    form = FollowUpForm(sent(request))
    if form.is_bound and form.is_valid():
        try:
            say_later(request.user, item, **form.cleaned_data, at=timezone.now())
        except (PostInvalid, PostRefused) as refused:
            form.add_refusal(refused.fields or {"": [str(refused)]})
        else:
            toast(request, _("Thank you. Whoever looks at it reads this too."))
            return redirect("community:post", item.post.public_id)
    first_day = follow_up_from(item)
    context = {"item": item, "form": form, "first_day": first_day, "early": timezone.localdate() < first_day}
    return render(request, "community/follow_up.html", context, status=422 if form.errors else 200)


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def item_same(request: HttpRequest, item_id: UUID) -> HttpResponse:
    """The author says that their thing is the same as others'."""
    item = public_item(request.user, item_id)
    if item.post.author_id != request.user.pk:
        raise NotTheAuthor
    if request.method == "POST":
        target = thing_of(public_id(request.POST.get("thing", "")))
        move_item(request.user, item, target)
        toast(request, _("Put together."))
        return redirect("community:thing", target.public_id)
    asked = request.GET.get("q", "") or item.name
    others = [row for row in things_like(asked) if row.pk != item.thing_id]
    return render(request, "community/item_same.html", {"item": item, "asked": asked, "things": others})


@login_required
@require_safe
def record_same(request: HttpRequest, item_id: UUID) -> HttpResponse:
    """记一笔同款: the pad of the book in hand, with name and price; which book it is stands on the pad."""
    item = public_item(request.user, item_id)
    member = book_in_hand(request.user)
    if member is None:
        return redirect("ledger:book-new")
    carried = {"note": item.name}
    if item.currency == member.book.currency:
        carried["amount"] = plain_amount(item.price_minor, item.currency)
    address = reverse("ledger:entry-record", args=[member.book.public_id])
    return redirect(f"{address}?{urlencode(carried)}")


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def wish_list(request: HttpRequest) -> HttpResponse:
    form = WishForm(sent(request))
    if form.is_bound and form.is_valid():
        add_own_wish(request.user, **form.cleaned_data, currency="CNY", at=timezone.now())
        return redirect("community:wish-list")
    wishes = list(wishes_of(request.user))
    context = {
        "wishes": [wish for wish in wishes if wish.done_at is None],
        "bought": [wish for wish in wishes if wish.done_at is not None],
        "form": form,
    }
    return render(request, "community/wish_list.html", context, status=422 if form.errors else 200)


@login_required
@require_POST
def wish_add(request: HttpRequest, item_id: UUID) -> HttpResponse:
    item = public_item(request.user, item_id)
    add_wish(request.user, item, at=timezone.now())
    toast(request, _("On your list."))
    return redirect(f"{reverse('community:post', args=[item.post.public_id])}#item-{item.public_id}")


@login_required
@require_POST
def wish_mark(request: HttpRequest, wish_id: UUID) -> HttpResponse:
    mark_wish(request.user, wish_id, done_at=timezone.now() if request.POST.get("done") else None)
    return redirect("community:wish-list")


@login_required
@require_POST
def wish_drop(request: HttpRequest, wish_id: UUID) -> HttpResponse:
    drop_wish(request.user, wish_id)
    return redirect("community:wish-list")
