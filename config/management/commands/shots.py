import io
import itertools
import os
import socket
import time
from argparse import ArgumentParser
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urldefrag

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.test import Client
from django.utils import timezone

from accounts.models import User
from accounts.services import choose_language
from config.management.commands.up import answers, web
from config.pictures.browser import ARGS, DESKTOP, PHONE, NoChromium, chromium_path
from config.pictures.paths import new_pages
from config.services.catalogues import compile_catalogues
from config.services.children import ask_to_stop, make_sure_it_stopped, spawn
from config.services.errors import ServiceRefusal
from config.services.running import ensure_running
from config.services.upkeep import collect_static_if_needed, load_demo_if_empty, migrate_if_needed
from ledger.access import memberships
from ledger.demo.alipay_bill import alipay_rows, bill_bytes, bill_name
from ledger.demo.cast import SEED, build_demo
from ledger.services.imports import Upload, begin_import, cancel_import, read_import

# Together they keep a book of every scene.
PEOPLE = tuple(f"{name}@example.com" for name in ("chenyu", "liubo", "hejing", "xunuo", "xuyifan"))
VISITOR_PAGES = {
    "doorway": "/",
    "signup": "/accounts/signup/",
    "login": "/accounts/login/",
    "password-reset": "/accounts/password/reset/",
    "not-found": "/nothing-here/",
}
STAFF = "xiaojiang@example.com"
STAFF_PAGES = {"staff": "/admin/", "staff-codes": "/staff/codes/"}
SIZES: dict[str, dict[str, Any]] = {
    "phone": {"viewport": PHONE, "device_scale_factor": 2, "is_mobile": True, "has_touch": True},
    "desktop": {"viewport": DESKTOP},
}
LOCALES = {"zh-hans": "zh-CN", "en": "en-GB"}


class Command(BaseCommand):
    help = "Takes pictures of every page with the demo's data: phone and desktop, light and dark, both languages."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--out", type=Path, default=Path(settings.VAR_DIR) / "shots", help="where to leave them")
        parser.add_argument("--only", default="", help="pictures whose name contains this, such as family-book")
        parser.add_argument("--language", choices=["zh-hans", "en"], help="one language instead of both")
        parser.add_argument("--theme", choices=["light", "dark"], help="one theme instead of both")
        parser.add_argument("--size", choices=list(SIZES), help="one size instead of both")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            chromium = chromium_path()
            with ensure_running():
                compile_catalogues(settings.BASE_DIR / "locale")
                migrate_if_needed()
                collect_static_if_needed()
                load_demo_if_empty()
                with served() as address:
                    Photographer(address, chromium, options, self.stdout.write).take_all()
        except (ServiceRefusal, NoChromium) as refusal:
            raise CommandError(str(refusal)) from refusal


@contextmanager
def served() -> Iterator[str]:
    """The address of a web server of our own, for as long as the block runs."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    program = web("127.0.0.1", talk=False, port=port)
    child = spawn(program)
    try:
        deadline = time.monotonic() + 60
        while not answers("127.0.0.1", port):
            if time.monotonic() > deadline:
                raise ServiceRefusal("The web server gives no answer.")
            time.sleep(0.1)
        yield f"http://127.0.0.1:{port}"
    finally:
        ask_to_stop(program, child)
        make_sure_it_stopped(program, child)


@contextmanager
def bill_in_preview(email: str) -> Iterator[None]:
    """An import of the person's first book waits to be looked at, for as long as the block runs."""
    member = memberships(User.objects.get(email=email)).order_by("pk")[0]
    today = timezone.localdate()
    rows = [
        row for row, _category in alipay_rows(build_demo(today, SEED, only=("family",)).book("family"), today, SEED)
    ]
    upload = Upload(bill_name(today), io.BytesIO(bill_bytes(rows, today)))
    batch = read_import(begin_import(member, uploads=[upload], queued=False).pk)
    try:
        yield
    finally:
        cancel_import(member, batch)


def signed_in_as(email: str) -> str:
    """The key of a session of this person; raises CommandError where the demo is not there."""
    user = User.objects.filter(email=email).first()
    if user is None:
        raise CommandError("The demo is not in this database; name an empty one, or run manage.py load_demo.")
    client = Client()
    client.force_login(user, backend=settings.AUTHENTICATION_BACKENDS[0])
    return client.cookies[settings.SESSION_COOKIE_NAME].value


@contextmanager
def reading_in(language: str, emails: tuple[str, ...]) -> Iterator[None]:
    """The people read this language for as long as the block runs."""
    before = {user: user.language for user in User.objects.filter(email__in=emails)}
    try:
        for user in before:
            choose_language(user, language=language)
        yield
    finally:
        for user, chosen in before.items():
            choose_language(user, language=chosen)


def browser_env(language: str) -> dict[str, str | float | bool]:
    """Where the browser itself has a say (dates, the file picker) it says it in the page's language."""
    return {**os.environ, "LANGUAGE": LOCALES[language].replace("-", "_")}


class Photographer:
    """Visits the pages that links lead to, and leaves a picture of each in every look."""

    def __init__(self, address: str, chromium: str, options: dict[str, Any], say: Any) -> None:
        self.address, self.chromium, self.options, self.say = address, chromium, options, say
        self.pages: dict[str, dict[str, str]] = {}

    def chosen(self, name: str, every: list[str]) -> list[str]:
        return [self.options[name]] if self.options[name] else every

    def take_all(self) -> None:
        readers = {email: signed_in_as(email) for email in (*PEOPLE, STAFF)}
        books = {
            email: {
                str(member.book.public_id): member.book.scene for member in memberships(User.objects.get(email=email))
            }
            for email in PEOPLE
        }
        for language in self.chosen("language", ["zh-hans", "en"]):
            with reading_in(language, (*PEOPLE, STAFF)), bill_in_preview(PEOPLE[0]):
                self.take_in(language, readers, books)
        self.say(f"Pictures are in {self.options['out']}.")

    def take_in(self, language: str, readers: dict[str, str], books: dict[str, dict[str, str]]) -> None:
        # Only here: the package is one of those for development.
        from playwright.sync_api import sync_playwright

        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(
                executable_path=self.chromium, args=[*ARGS, f"--lang={LOCALES[language]}"], env=browser_env(language)
            )
            looks = itertools.product(self.chosen("theme", ["light", "dark"]), self.chosen("size", list(SIZES)))
            for theme, size in looks:
                folder = self.options["out"] / f"{language}-{theme}-{size}"
                folder.mkdir(parents=True, exist_ok=True)
                look: dict[str, Any] = {
                    **SIZES[size],
                    "color_scheme": theme,
                    "reduced_motion": "reduce",
                    "locale": LOCALES[language],
                    "timezone_id": "Asia/Shanghai",
                }
                for email in ("", *PEOPLE, STAFF):
                    context = browser.new_context(**look)
                    cookies = {settings.LANGUAGE_COOKIE_NAME: language}
                    if email:
                        cookies[settings.SESSION_COOKIE_NAME] = readers[email]
                    context.add_cookies(
                        [{"name": name, "value": value, "url": self.address} for name, value in cookies.items()]
                    )
                    page = context.new_page()
                    if email not in self.pages:
                        self.pages[email] = self.found(page, email, books.get(email, {}))
                    for name, path in self.pages[email].items():
                        if self.options["only"] in name:
                            self.take(page, path, folder / f"{name}.png")
                    context.close()
                self.say(f"{folder.name}: {sum(map(len, self.pages.values()))} pages")
            browser.close()

    def found(self, page: Any, email: str, books: dict[str, str]) -> dict[str, str]:
        """Pages by name: those given, or those that links lead to from the shelf, of the person's first look."""
        if not email:
            return VISITOR_PAGES
        if email == STAFF:
            return STAFF_PAGES
        seen = {"shelf": "/books/"}
        # Whoever comes second has pictures only of the books that are not the first one's.
        known = {name for pages in self.pages.values() for name in pages}
        waiting = ["shelf"]
        while waiting:
            page.goto(self.address + seen[waiting.pop()], wait_until="load")
            # What the page fetches for itself links to pages too.
            page.wait_for_function("!document.querySelector('.htmx-request')")
            links = page.eval_on_selector_all("a[href]", "all => all.map(each => each.href)")
            links = [urldefrag(link).url.removeprefix(self.address) for link in links if link.startswith(self.address)]
            fresh = new_pages(links, seen, books)
            seen |= fresh
            waiting += fresh
        return {name: path for name, path in seen.items() if name not in known}

    def take(self, page: Any, path: str, picture: Path) -> None:
        page.goto(self.address + path)
        # What the page fetches for itself, and what draws its charts.
        page.wait_for_load_state("networkidle")
        # A window as tall as the page, so that the bars at its edges lie on nothing.
        seen = page.viewport_size
        tall = page.evaluate("document.documentElement.scrollHeight")
        if tall > seen["height"]:
            page.set_viewport_size({"width": seen["width"], "height": tall})
            # Charts are drawn when they come into view.
            page.wait_for_timeout(800)
        page.screenshot(path=picture, full_page=True, animations="disabled")
        page.set_viewport_size(seen)
        if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
            self.say(f"  {picture.parent.name}/{picture.stem} is wider than its window")
