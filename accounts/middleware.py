import time
from collections.abc import Callable
from typing import Any

from allauth.usersessions.models import UserSession
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils import translation
from django.utils.cache import patch_vary_headers

from accounts.devices import remember
from accounts.error_pages import refusal
from accounts.errors import DomainError

LANGUAGES = {code for code, _name in settings.LANGUAGES}


def request_language(request: HttpRequest) -> str:
    """The language to answer in.

    What a signed-in person chose goes before the cookie of this browser. A program that calls the API says it
    in Accept-Language. Everybody else reads Chinese, however their browser is set, until they tap the switch.
    """
    user = getattr(request, "user", None)
    if user is not None and user.is_authenticated and user.language in LANGUAGES:
        return user.language
    chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME)
    if chosen in LANGUAGES:
        return chosen
    if request.path.startswith("/api/") and request.headers.get("Accept-Language"):
        return translation.get_language_from_request(request)
    return settings.LANGUAGE_CODE


class LanguageMiddleware:
    """Stands in for Django's LocaleMiddleware, which would follow the browser; comes after authentication."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        language = request_language(request)
        with translation.override(language):
            request.LANGUAGE_CODE = language
            response = self.get_response(request)
            # A template response may still wait to be rendered, in this language.
            if hasattr(response, "render") and not getattr(response, "is_rendered", True):
                response = response.render()
        response.headers.setdefault("Content-Language", language)
        patch_vary_headers(response, ["Cookie"])
        return response


class BrowserHintMiddleware:
    """Inside WeChat's own browser the first page says, once, how to open it in a real one."""

    COOKIE = "browser_hint"

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        wechat = "MicroMessenger" in request.headers.get("User-Agent", "")
        hint = wechat and self.COOKIE not in request.COOKIES and "HX-Request" not in request.headers
        request.browser_hint = hint
        response = self.get_response(request)
        if hint and response.status_code == 200 and response["Content-Type"].startswith("text/html"):
            response.set_cookie(
                self.COOKIE, "seen", max_age=365 * 24 * 3600, secure=settings.LANGUAGE_COOKIE_SECURE, samesite="Lax"
            )
        return response


def note_session_begun(sender: Any, request: HttpRequest, **_signal: Any) -> None:
    """The session's row is written by allauth; here begins the time until its use is noted again."""
    request.session[SessionUseMiddleware.NOTED_AT] = int(time.time())


class SessionUseMiddleware:
    """Notes that a session is in use, for its owner's list of devices: every quarter of an hour, and not each time as
    allauth's own middleware would. A browser in use stays a known one (accounts.devices).
    """

    NOTED_AT = "use_noted_at"
    EVERY_SECONDS = 15 * 60

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        now = int(time.time())
        due = request.user.is_authenticated and now - request.session.get(self.NOTED_AT, 0) >= self.EVERY_SECONDS
        if due:
            UserSession.objects.create_from_request(request)
            request.session[self.NOTED_AT] = now
        response = self.get_response(request)
        if due and request.user.is_authenticated:
            remember(request, response, request.user)
        return response


class DomainErrorMiddleware:
    """Turns a refusal that a view lets through into an answer; DRF's views have their own handler."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        return refusal(request, exception) if isinstance(exception, DomainError) else None


class InvalidFormMiddleware:
    """allauth answers a form with errors by 200; a refused form is a 422 here, whoever wrote the view."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_template_response(self, request: HttpRequest, response: TemplateResponse) -> TemplateResponse:
        form = (response.context_data or {}).get("form")
        if request.method == "POST" and response.status_code == 200 and getattr(form, "errors", None):
            response.status_code = 422
        return response
