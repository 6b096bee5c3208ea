"""Adding a category, an account or a person in the middle of recording: the pad's contents go along and come back."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode

# What a tap on the pad's tabs, and the page of something new, may carry over.
CARRIED = (
    *("amount", "date", "note", "merchant", "member", "project", "category"),
    *("from_place", "to_place", "counterparty"),
)


def carried(request: HttpRequest) -> dict[str, str]:
    """What the pad held, where this page was opened from it; else nothing. `then` says that it was."""
    said = {name: request.POST.get(name) or request.GET.get(name, "") for name in ("then", "mode", *CARRIED)}
    return {name: value for name, value in said.items() if value} if said["then"] == "record" else {}


def sent_by_the_pad(request: HttpRequest) -> bool:
    """Did a button of the pad send the whole pad here, rather than this page its own form?"""
    return request.method == "POST" and bool(carried(request)) and "name" not in request.POST


def open_with_the_pad(request: HttpRequest, **more: Any) -> HttpResponse:
    """The same address as a page to look at, with what is worth keeping of the pad."""
    return redirect(f"{request.path}?{urlencode(carried(request) | more)}")


def back_to_the_pad(request: HttpRequest, book_id: UUID, **chosen: str) -> HttpResponse:
    """The pad as it was, with what was just added chosen."""
    kept = {name: value for name, value in carried(request).items() if name != "then"}
    return redirect(f"{reverse('ledger:entry-record', args=[book_id])}?{urlencode(kept | chosen)}")
