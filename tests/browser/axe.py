"""axe-core in a page: the rules of WCAG 2.2 A and AA and axe's own, run in Chromium."""

from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Literal

from django.conf import settings
from playwright.sync_api import Page, ViewportSize

from config.pictures.browser import DESKTOP, PHONE

AXE = Path(settings.BASE_DIR) / "node_modules" / "axe-core" / "axe.min.js"
# What depends on where things stand and which of them are shown; a wide window shows nothing else that has no name.
LAYOUT = (
    "aria-hidden-focus",
    "button-name",
    "color-contrast",
    "heading-order",
    "label",
    "landmark-unique",
    "link-in-text-block",
    "link-name",
    "region",
    "scrollable-region-focusable",
    "target-size",
)
# A change of theme fades in, what inherits a colour after what it inherits it from; half way it would be misjudged.
STAND_STILL = """() => {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync("*, *::before, *::after { transition: none !important; animation: none !important; }");
  document.adoptedStyleSheets.push(sheet);
}"""


@cache
def axe_source() -> str:
    return AXE.read_text()


def violations(page: Page, *, rules: Sequence[str] = ()) -> list[str]:
    """What axe finds on the page, each as one line: the rule, what it asks, and where; `rules` names some of all."""
    options = {"resultTypes": ["violations"], "preload": False} | ({"runOnly": list(rules)} if rules else {})
    # Not through a script element, which the page's own content security policy would refuse.
    if not page.evaluate("'axe' in window"):
        page.evaluate(axe_source())
        page.evaluate(STAND_STILL)
    found = page.evaluate("(options) => axe.run(document, options)", options)
    return [
        f"{violation['id']} ({violation['help']}): {node['target']} {node['html'][:160]}"
        for violation in found["violations"]
        for node in violation["nodes"]
    ]


def violations_in_every_look(page: Page) -> list[str]:
    """The same on a phone; and what may come out otherwise, on a desktop and in the dark."""
    looks: tuple[tuple[str, ViewportSize, Literal["light", "dark"], tuple[str, ...]], ...] = (
        ("desktop", DESKTOP, "light", LAYOUT),
        ("phone", PHONE, "light", ()),
        ("phone", PHONE, "dark", ("color-contrast",)),
    )
    found: list[str] = []
    for size, viewport, theme, rules in looks:
        page.set_viewport_size(viewport)
        page.emulate_media(color_scheme=theme)
        found += [f"{size}, {theme}: {line}" for line in violations(page, rules=rules)]
    page.emulate_media(color_scheme="light")
    return found
