from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from ledger.templatetags.ledger_live import stream_origin

# Everything comes from our own origin and nothing is written inline, so injected markup can't run.
# Styles of Tabler carry small pictures as data; what a person picks to upload is shown as a blob.
STRICT = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; font-src 'self'; "
    "connect-src 'self'; manifest-src 'self'; worker-src 'self'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'; object-src 'none'"
)
# The admin's own scripts (Alpine) evaluate expressions in attributes and set styles; only staff reach it.
ADMIN = STRICT.replace("script-src 'self'", "script-src 'self' 'unsafe-inline' 'unsafe-eval'").replace(
    "style-src 'self'", "style-src 'self' 'unsafe-inline'"
)


class ContentSecurityPolicy:
    """Adds the Content-Security-Policy header, unless the view has set its own."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        # Django's own error pages, which only DEBUG shows, bring their styles inline.
        if settings.DEBUG and response.status_code in (404, 500):
            return response
        policy = ADMIN if request.path.startswith("/admin/") else STRICT
        streams = stream_origin(request)
        if streams:
            policy = policy.replace("connect-src 'self'", f"connect-src 'self' {streams}")
        response.headers.setdefault("Content-Security-Policy", policy)
        return response
