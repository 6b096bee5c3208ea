from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from ledger import guest_cookie
from ledger.access import GuestReader


class GuestMiddleware:
    """Knows the guests of books among those who are not signed in; comes after authentication.

    Whoever has never been a guest costs nothing: without such a cookie the session is not even looked at.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        keys = guest_cookie.keys(request.COOKIES)
        if keys and not request.user.is_authenticated:
            request.user = GuestReader(keys)
        return self.get_response(request)
