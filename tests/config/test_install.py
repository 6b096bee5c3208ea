"""What a phone needs to install the app, and what the first page says inside WeChat's own browser."""

import json
import re

import pytest
from django.contrib.staticfiles import finders

WECHAT = "Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 MicroMessenger/8.0.49"
HINT = "在浏览器打开"


def test_manifest_when_it_is_read_then_it_names_icons_that_are_there(client, db):
    answer = client.get("/manifest.webmanifest")
    assert answer["Content-Type"].startswith("application/manifest+json")
    described = json.loads(answer.content)
    assert (described["name"], described["display"], described["scope"]) == ("场记", "standalone", "/")
    sizes = {icon["sizes"] for icon in described["icons"]}
    assert {"192x192", "512x512"} <= sizes
    assert "maskable" in {icon.get("purpose") for icon in described["icons"]}
    for icon in described["icons"]:
        assert finders.find(icon["src"].removeprefix("/static/"))
    assert client.get(described["start_url"]).status_code == 302
    assert "/manifest.webmanifest" in client.get("/").content.decode()


def test_service_worker_when_it_is_fetched_then_all_that_it_keeps_is_there_and_none_of_it_is_of_somebody(client, db):
    answer = client.get("/service-worker.js")
    assert answer["Content-Type"].startswith("text/javascript")
    assert "no-cache" in answer["Cache-Control"]
    files = json.loads(re.search(r"const FILES = (\[.*?\]);", answer.content.decode())[1])
    assert len(files) > 8
    for name in files:
        assert name.startswith("/static/")
        assert finders.find(name.removeprefix("/static/"))
    assert client.get("/offline/").status_code == 200


@pytest.mark.parametrize("path", ["/", "/accounts/signup/"])
def test_hint_when_the_browser_is_wechats_then_it_is_shown_once(client, db, path):
    assert HINT not in client.get(path).content.decode()
    client.get("/health/", headers={"User-Agent": WECHAT})
    assert HINT in client.get(path, headers={"User-Agent": WECHAT}).content.decode()
    assert HINT not in client.get(path, headers={"User-Agent": WECHAT}).content.decode()
