"""What the page for recording may weigh, since it has to be there at once on a train."""

import gzip

from playwright.sync_api import Page, Response

from ledger.models import Member
from tests.browser.conftest import at

MAX_BYTES = 60_000


def test_record_page_loads_little_script(phone: Page, owner: Member):
    scripts: dict[str, Response] = {}

    def note(response: Response) -> None:
        if response.request.resource_type == "script":
            scripts[response.url] = response

    phone.on("response", note)
    phone.goto(at("entry-record", owner.book), wait_until="networkidle")
    assert any(url.endswith("record.js") for url in scripts)
    # The live server compresses nothing; gzip stands for what a visitor gets, brotli being smaller still.
    sizes = {url: len(gzip.compress(response.body())) for url, response in scripts.items()}
    assert sum(sizes.values()) <= MAX_BYTES, sizes
