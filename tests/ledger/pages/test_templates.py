"""Every template compiles, and none has styles or scripts in its markup, which the content security policy refuses."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.template.loader import get_template

ROOT = Path(settings.BASE_DIR) / "templates"
TEMPLATES = sorted(str(path.relative_to(ROOT)) for path in ROOT.rglob("*.html"))
# Mails have no other place for their styles, and no policy.
PAGES = [name for name in TEMPLATES if "/messages/" not in name]
# A script element of JSON is data.
INLINE = re.compile(
    r"""\sstyle=|<style\b|\son[a-z]+=["']|hx-on|javascript:|<script(?![^>]*(\bsrc=|type="application/json"))""",
    re.IGNORECASE,
)


@pytest.mark.parametrize("name", TEMPLATES)
def test_a_template_compiles(name):
    get_template(name)


@pytest.mark.parametrize("name", PAGES)
def test_a_template_has_nothing_inline(name):
    found = INLINE.search((ROOT / name).read_text())
    assert found is None, found


@pytest.mark.parametrize("name", [name for name in TEMPLATES if Path(name).name.startswith("_")])
def test_a_fragment_says_first_what_it_needs(name):
    assert (ROOT / name).read_text().startswith(("{#", "{% comment %}"))
