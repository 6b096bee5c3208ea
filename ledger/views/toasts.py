"""Saying what was done, with its undo: a toast event for htmx, else a message for the next page."""

import json

from django.contrib import messages
from django.http import HttpRequest, HttpResponse


def toast(request: HttpRequest, text: str, *, undo: str = "", response: HttpResponse | None = None) -> None:
    """Tells the reader `text`; `undo` is an address to post to. With htmx it goes into `response`."""
    if response is not None and request.headers.get("HX-Request") == "true":
        events = json.loads(response.headers.get("HX-Trigger", "{}"))
        # json keeps to ASCII, as a header must.
        response["HX-Trigger"] = json.dumps(events | {"toast": {"message": text, "undo": undo}})
        return
    messages.success(request, text, extra_tags=undo)
