from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from config.pictures.browser import ARGS, NoChromium, chromium_path

FOLDER = Path(settings.BASE_DIR) / "static" / "icons"
# Name, width in pixels, and how much of it the mark takes: a platform cuts its own shape out of a maskable icon.
ICONS = [
    ("changji-180.png", 180, 0.74, "#f6f3ee"),
    ("changji-192.png", 192, 1.0, ""),
    ("changji-512.png", 512, 1.0, ""),
    ("changji-maskable-512.png", 512, 0.62, "#f6f3ee"),
]
PAGE = """<style>html, body {{ margin: 0; height: 100%; background: {paper}; display: grid; place-items: center; }}
svg {{ width: {percent}vw; }}</style>{mark}"""


class Command(BaseCommand):
    help = "Draws the icons of the installed app from static/icons/changji.svg, with Chromium."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--out", type=Path, default=FOLDER, help="where to leave them")

    def handle(self, *args: Any, **options: Any) -> None:
        # Only here: the package is one of those for development.
        from playwright.sync_api import sync_playwright

        try:
            program = chromium_path()
        except NoChromium as missing:
            raise CommandError(str(missing)) from missing
        mark = (FOLDER / "changji.svg").read_text()
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=program, args=ARGS)
            for name, width, share, paper in ICONS:
                page = browser.new_page(viewport={"width": width, "height": width})
                page.set_content(PAGE.format(paper=paper or "transparent", percent=share * 100, mark=mark))
                page.screenshot(path=options["out"] / name, omit_background=not paper)
                self.stdout.write(name)
            browser.close()
