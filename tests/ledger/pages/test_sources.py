"""The pages that tell where the files of other apps come from."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from ledger.views.sources import SOURCES

PICTURES = Path(settings.BASE_DIR) / "static" / "pictures" / "sources.svg"

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("source", SOURCES)
def test_each_source_has_numbered_steps_each_with_a_drawing_that_exists(source):
    page = Client().get(reverse("ledger:source-detail", args=[source])).content.decode()
    steps = re.findall(r'<li class="source-step.*?</li>', page, re.DOTALL)
    assert len(steps) >= 4
    drawn = [re.search(r"sources[^\"#]*\.svg#([\w-]+)", step)[1] for step in steps]
    known = set(re.findall(r'<symbol id="([\w-]+)"', PICTURES.read_text()))
    assert set(drawn) <= known


def test_no_drawing_is_left_over():
    pages = "".join(Client().get(reverse("ledger:source-detail", args=[each])).content.decode() for each in SOURCES)
    known = set(re.findall(r'<symbol id="([\w-]+)"', PICTURES.read_text()))
    assert known == set(re.findall(r"sources[^\"#]*\.svg#([\w-]+)", pages))


def test_a_visitor_is_led_to_sign_up_and_a_reader_to_the_import_of_the_book(page, book):
    address = reverse("ledger:source-detail", args=["alipay"])
    assert reverse("account_signup") in Client().get(address).content.decode()
    back = reverse("ledger:import-new", args=[book.public_id])
    assert back in page.get(address, {"book": str(book.public_id)}).content.decode()
    assert reverse("ledger:shelf") in page.get(address, {"book": "//elsewhere.example"}).content.decode()
    assert f"?book={book.public_id}" in page.get(back).content.decode()


def test_the_doorway_leads_to_the_sources_and_an_unknown_one_is_not_there():
    assert reverse("ledger:source-list") in Client().get(reverse("ledger:doorway")).content.decode()
    listed = Client().get(reverse("ledger:source-list")).content.decode()
    assert all(reverse("ledger:source-detail", args=[each]) in listed for each in SOURCES)
    assert Client().get(reverse("ledger:source-detail", args=["nowhere"])).status_code == 404
