"""The system's Chromium as Playwright starts it, for the pictures and for the browser tests alike."""

import os
import shutil

NAMES = ("chromium", "chromium-browser", "google-chrome")
ARGS = [
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--font-render-hinting=none",
]

PHONE = {"width": 390, "height": 844}
DESKTOP = {"width": 1280, "height": 800}


class NoChromium(Exception):
    def __init__(self) -> None:
        super().__init__("Chromium is not found: install it, or name its program with CHROMIUM=/path/to/it.")


def chromium_path() -> str:
    """The program that CHROMIUM names, or the first found in PATH; raises NoChromium if there is none."""
    named = os.environ.get("CHROMIUM")
    found = shutil.which(named) if named else next(filter(None, map(shutil.which, NAMES)), None)
    if found is None:
        raise NoChromium
    return found
