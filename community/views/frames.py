"""The frame of pages that everybody reads."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def open_page(request: HttpRequest, template: str, *, status: int = 200, **context: Any) -> HttpResponse:
    """A page in the frame of who is signed in, or of a visitor; templates begin with `{% extends layout %}`."""
    layout = "base/page.html" if request.user.is_authenticated else "base/plain.html"
    return render(request, template, {"layout": layout, **context}, status=status)
