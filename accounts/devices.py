"""Where a person signs in: what a browser calls itself, in plain words, and whether they signed in there before.

A browser that a person has signed in with is known by a signed cookie, and by nothing else: no trait of the browser
is read. Who loses the cookie, or signs in elsewhere, is told of a new device.
"""

import ipaddress
from dataclasses import dataclass

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User

COOKIE = "known_here"
SALT = "accounts.devices"
# Browsers keep no cookie for longer than 400 days; each sign-in begins them anew.
KEPT_SECONDS = 400 * 24 * 3600
# More people than these hardly share a browser, and the cookie stays short.
PEOPLE = 10

# The first that is found counts: most browsers also name those that they descend from.
_BROWSERS = (
    ("MicroMessenger", gettext_lazy("WeChat")),
    ("AlipayClient", gettext_lazy("Alipay")),
    ("HuaweiBrowser", gettext_lazy("Huawei Browser")),
    ("MiuiBrowser", gettext_lazy("Mi Browser")),
    ("MQQBrowser", gettext_lazy("QQ Browser")),
    ("QQBrowser", gettext_lazy("QQ Browser")),
    ("UCBrowser", gettext_lazy("UC Browser")),
    ("SamsungBrowser", "Samsung Internet"),
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("FxiOS", "Firefox"),
    ("Firefox", "Firefox"),
    ("CriOS", "Chrome"),
    ("Chrome", "Chrome"),
    ("Safari", "Safari"),
)
_SYSTEMS = (
    ("iPhone", "iPhone", True),
    ("iPad", "iPad", True),
    ("OpenHarmony", "HarmonyOS", True),
    ("HarmonyOS", "HarmonyOS", True),
    ("Android", "Android", True),
    ("Windows", "Windows", False),
    ("Macintosh", "Mac", False),
    ("CrOS", "ChromeOS", False),
    ("Linux", "Linux", False),
)


@dataclass(frozen=True, slots=True)
class Device:
    """A browser and its system, as their owner would call them; either may be empty. `phone` means a tablet too."""

    browser: str
    system: str
    phone: bool

    def __str__(self) -> str:
        return " · ".join(filter(None, (self.browser, self.system))) or _("An unknown program")


def read_device(user_agent: str) -> Device:
    """What a browser says of itself in its User-Agent."""
    browser = next((name for token, name in _BROWSERS if token in user_agent), "")
    system, phone = next(((name, phone) for token, name, phone in _SYSTEMS if token in user_agent), ("", False))
    return Device(str(browser), system, phone)


def shown_address(ip: str) -> str:
    """The first parts of an IP address, which tell the provider and not the household: `203.0.*.*`, `2408:8207:*`."""
    try:
        address = ipaddress.ip_address(ip)
    except ValueError:
        return ""
    if isinstance(address, ipaddress.IPv4Address):
        return ".".join([*str(address).split(".")[:2], "*", "*"])
    return ":".join([*(f"{int(part, 16):x}" for part in address.exploded.split(":")[:2]), "*"])


def is_known(request: HttpRequest, user: User) -> bool:
    """Has this person signed in with this browser before, and not called all browsers foreign since?"""
    return _mark(user) in _marks(request)


def remember(request: HttpRequest, response: HttpResponse, user: User) -> None:
    """Lets the browser show, next time, that this person signed in with it."""
    marks = [mark for mark in _marks(request) if mark[0] != user.public_id.hex]
    response.set_cookie(
        COOKIE,
        signing.dumps([*marks, _mark(user)][-PEOPLE:], salt=SALT),
        max_age=KEPT_SECONDS,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def _mark(user: User) -> list[str]:
    since = user.devices_since
    return [user.public_id.hex, since.isoformat() if since else ""]


def _marks(request: HttpRequest) -> list[list[str]]:
    try:
        return signing.loads(request.COOKIES.get(COOKIE, ""), salt=SALT, max_age=KEPT_SECONDS)
    except signing.BadSignature:
        return []
