"""Each way out, against a server on this machine: what it is sent, and what its answers mean."""

import base64
import hashlib
import hmac
import json
import os
import time
from urllib.parse import parse_qs, urlsplit

import http_ece
import pytest
from cryptography.hazmat.primitives.asymmetric import ec, utils
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.core import mail
from django.test import Client

from accounts.ids import uuid7
from accounts.models import Browser, Delivery, Robot
from accounts.notices import notify
from accounts.notices.outbox import send_due
from accounts.notices.outlets import SAID, Message, NotSent, push, robots
from accounts.notices.outlets.robots import SERVICES
from accounts.notices.places import add_browser
from accounts.notices.settings import change_notice_settings
from tests.accounts.notices.conftest import AFTERNOON, MINUTE, wecom
from tests.clients import api_client_of

pytestmark = pytest.mark.django_db

SECONDS = 1795400000
MESSAGE = Message(
    kind="call", title="提及", lines=["何静在“巷口面包”里提到了你。", "Second line"], path="/me/notices/", tag=uuid7()
)


def robot(alice, listener, service: str, path: str, **more) -> Robot:
    return Robot.objects.create(user=alice, service=service, url=listener.origin + path, created_at=AFTERNOON, **more)


def test_wecom_gets_a_text(alice, listener):
    listener.answers = [(200, {"errcode": 0, "errmsg": "ok"})]
    robots.send(robot(alice, listener, "wecom", "/cgi-bin/webhook/send?key=abc"), MESSAGE, seconds=SECONDS)
    [heard] = listener.heard
    assert heard.path == "/cgi-bin/webhook/send?key=abc"
    assert heard.json()["msgtype"] == "text"
    text = heard.json()["text"]["content"]
    assert text.startswith("场记 · 提及\n何静在“巷口面包”里提到了你。\nSecond line\nhttp")
    assert text.endswith("/me/notices/")


def test_a_text_stays_within_what_the_services_take_and_keeps_its_link(alice, listener):
    listener.answers = [(200, {"errcode": 0})]
    long = Message(kind="call", title="提及", lines=["长" * 3000], path="/me/notices/", tag=uuid7())
    robots.send(robot(alice, listener, "wecom", "/cgi-bin/webhook/send?key=abc"), long, seconds=SECONDS)
    text = listener.heard[0].json()["text"]["content"]
    assert 1700 < len(text.encode()) <= 2048
    assert text.endswith("/me/notices/")


def test_feishu_is_signed_with_the_time_as_the_key(alice, listener):
    listener.answers = [(200, {"code": 0, "msg": "success"})]
    robots.send(
        robot(alice, listener, "feishu", "/open-apis/bot/v2/hook/abc", secret="s3cret"), MESSAGE, seconds=SECONDS
    )
    sent = listener.heard[0].json()
    key = f"{SECONDS}\ns3cret".encode()
    assert sent["timestamp"] == str(SECONDS)
    assert sent["sign"] == base64.b64encode(hmac.new(key, b"", hashlib.sha256).digest()).decode()
    assert sent["msg_type"] == "text"
    assert "何静" in sent["content"]["text"]


def test_dingtalk_is_signed_in_its_address_with_milliseconds(alice, listener):
    listener.answers = [(200, {"errcode": 0, "errmsg": "ok"})]
    robots.send(
        robot(alice, listener, "dingtalk", "/robot/send?access_token=abc", secret="SEC1"), MESSAGE, seconds=SECONDS
    )
    query = parse_qs(urlsplit(listener.heard[0].path).query)
    signed = hmac.new(b"SEC1", f"{SECONDS * 1000}\nSEC1".encode(), hashlib.sha256).digest()
    assert query == {
        "access_token": ["abc"],
        "timestamp": [str(SECONDS * 1000)],
        "sign": [base64.b64encode(signed).decode()],
    }
    assert listener.heard[0].json()["text"]["content"].startswith("场记")


def test_bark_gets_title_text_link_and_an_id_that_replaces(alice, listener):
    listener.answers = [(200, {"code": 200, "message": "success"})]
    robots.send(robot(alice, listener, "bark", "/mykey/"), MESSAGE, seconds=SECONDS)
    sent = listener.heard[0].json()
    assert (sent["title"], sent["body"]) == ("提及", "何静在“巷口面包”里提到了你。\nSecond line")
    assert sent["url"].endswith("/me/notices/")
    assert sent["id"] == MESSAGE.tag.hex


@pytest.mark.parametrize(
    ("service", "path", "status", "said", "code", "again"),
    [
        ("wecom", "/cgi-bin/webhook/send?key=a", 200, {"errcode": 93000}, "unknown_address", False),
        ("wecom", "/cgi-bin/webhook/send?key=a", 200, {"errcode": 45009}, "too_fast", True),
        ("wecom", "/cgi-bin/webhook/send?key=a", 200, {"errcode": 40008}, "refused", False),
        ("wecom", "/cgi-bin/webhook/send?key=a", 500, {}, "unreachable", True),
        ("wecom", "/cgi-bin/webhook/send?key=a", 302, {}, "refused", False),
        ("feishu", "/open-apis/bot/v2/hook/a", 400, {"code": 19021}, "wrong_signature", False),
        ("feishu", "/open-apis/bot/v2/hook/a", 200, {"code": 19024}, "keyword_missing", False),
        ("feishu", "/open-apis/bot/v2/hook/a", 200, {"code": 11232}, "too_fast", True),
        ("feishu", "/open-apis/bot/v2/hook/a", 200, {"StatusCode": 19001}, "unknown_address", False),
        ("dingtalk", "/robot/send?a=b", 200, {"errcode": 310000, "errmsg": "sign not match"}, "wrong_signature", False),
        (
            "dingtalk",
            "/robot/send?a=b",
            200,
            {"errcode": 310000, "errmsg": "keywords not in content"},
            "keyword_missing",
            False,
        ),
        (
            "dingtalk",
            "/robot/send?a=b",
            200,
            {"errcode": 310000, "errmsg": "ip 1.2.3.4 not in whitelist"},
            "not_from_here",
            False,
        ),
        ("dingtalk", "/robot/send?a=b", 200, {"errcode": 130101}, "too_fast", True),
        ("bark", "/key/", 400, {"code": 400, "message": "failed to get device token"}, "unknown_address", False),
        ("bark", "/key/", 429, {}, "too_fast", True),
    ],
)
def test_what_robots_answer_is_understood(alice, listener, service, path, status, said, code, again):
    listener.answers = [(status, said)]
    with pytest.raises(NotSent) as refusal:
        robots.send(robot(alice, listener, service, path), MESSAGE, seconds=SECONDS)
    assert (refusal.value.code, refusal.value.again) == (code, again)
    assert code in SAID
    assert len(listener.heard) == 1, "no redirect is followed"


@pytest.mark.parametrize(
    ("service", "url", "taken"),
    [
        ("wecom", "https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=a", True),
        ("wecom", "http://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=a", False),
        ("wecom", "https://qyapi.weixin.qq.com.evil.example/cgi-bin/webhook/send?key=a", False),
        ("wecom", "https://qyapi.weixin.qq.com@evil.example/cgi-bin/webhook/send?key=a", False),
        ("wecom", "https://qyapi.weixin.qq.com:8443/cgi-bin/webhook/send?key=a", False),
        ("wecom", "https://qyapi.weixin.qq.com/cgi-bin/user/get?key=a", False),
        ("feishu", "https://open.feishu.cn/open-apis/bot/v2/hook/", False),
        ("feishu", "https://open.larksuite.com/open-apis/bot/v2/hook/x", True),
        ("dingtalk", "https://oapi.dingtalk.com/robot/send?access_token=x", True),
        ("bark", "https://api.day.app/key", True),
        ("bark", "https://api.day.app/", False),
        ("bark", "https://bark.example.org/key", True),
        ("bark", "http://127.0.0.1:6379/", False),
        ("bark", "http://169.254.169.254/latest/meta-data", False),
    ],
)
def test_messages_go_to_the_services_and_to_what_the_operator_names_alone(settings, service, url, taken):
    settings.NOTICE_ORIGINS = ["https://bark.example.org"]
    assert SERVICES[service].takes(url) is taken


def test_a_robot_is_added_tried_and_removed_on_the_page(alice, listener):
    client = Client()
    client.force_login(alice)
    refused = client.post("/me/notices/robots/", {"service": "wecom", "url": "https://evil.example/hook"})
    assert refused.status_code == 422
    assert "这不是这个服务的地址" in refused.content.decode()
    url = f"{listener.origin}/cgi-bin/webhook/send?key=abc"
    assert client.post("/me/notices/robots/", {"service": "wecom", "url": url}).status_code == 302
    assert client.post("/me/notices/robots/", {"service": "wecom", "url": url}).status_code == 422, "there already"
    kept = Robot.objects.get()
    page = client.get("/me/notices/settings/").content.decode()
    assert "key=abc" not in page, "the address lets one write there, so it is not shown again"
    listener.answers = [(200, {"errcode": 93000})]
    page = client.post(f"/me/notices/robots/{kept.public_id}/try/", follow=True).content.decode()
    assert "对方已经不认这个地址" in page
    listener.answers = [(200, {"errcode": 0})]
    page = client.post(f"/me/notices/robots/{kept.public_id}/try/", follow=True).content.decode()
    assert "对方已经不认这个地址" not in page
    client.post(f"/me/notices/robots/{kept.public_id}/amounts/", {"named": "1"})
    assert Robot.objects.get().names_amounts
    client.post(f"/me/notices/robots/{kept.public_id}/remove/")
    assert not Robot.objects.exists()


def test_nobody_reaches_the_robots_and_browsers_of_others(alice, bob, listener):
    kept = wecom(alice, listener)
    client = Client()
    client.force_login(bob)
    for deed in ("try", "amounts", "remove"):
        assert client.post(f"/me/notices/robots/{kept.public_id}/{deed}/").status_code == 404
    assert not listener.heard


# Web Push


class OwnBrowser:
    """A browser's side of Web Push: its keys, and what it makes of what the push service hands it."""

    def __init__(self) -> None:
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.secret = os.urandom(16)

    @property
    def p256dh(self) -> str:
        return b64(self.key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint))

    @property
    def auth(self) -> str:
        return b64(self.secret)

    def read(self, body: bytes) -> dict:
        return json.loads(http_ece.decrypt(body, private_key=self.key, auth_secret=self.secret, version="aes128gcm"))


def b64(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


def unb64(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


@pytest.fixture
def own() -> OwnBrowser:
    return OwnBrowser()


def subscribe(user, own: OwnBrowser, endpoint: str) -> Browser:
    return add_browser(user, endpoint=endpoint, p256dh=own.p256dh, auth=own.auth, name="Chrome · Android", at=AFTERNOON)


def test_the_api_lists_ones_own_browsers_and_forgets_them(alice, bob, listener, own):
    mine = subscribe(alice, own, f"{listener.origin}/push/a")
    subscribe(bob, own, f"{listener.origin}/push/b")
    client = api_client_of(alice)
    [row] = client.get("/api/v1/notices/browsers/").json()
    assert (row["id"], row["name"]) == (str(mine.public_id), "Chrome · Android")
    assert not set(row) & {"endpoint", "p256dh", "auth"}
    other = Browser.objects.get(user=bob).public_id
    assert client.delete(f"/api/v1/notices/browsers/{other}/").status_code == 404
    assert client.delete(f"/api/v1/notices/browsers/{row['id']}/").status_code == 204
    assert list(Browser.objects.values_list("user", flat=True)) == [bob.pk]


def test_a_browser_decrypts_what_it_gets_and_the_push_service_knows_us(alice, listener, own):
    browser = subscribe(alice, own, f"{listener.origin}/push/abc")
    listener.answers = [(201, {})]
    push.send(browser, MESSAGE)
    [heard] = listener.heard
    assert heard.headers["content-encoding"] == "aes128gcm"
    assert heard.headers["topic"] == MESSAGE.tag.hex
    assert int(heard.headers["ttl"]) > 0
    assert own.read(heard.body) == {
        "title": "提及",
        "body": "何静在“巷口面包”里提到了你。\nSecond line",
        "path": "/me/notices/",
        "tag": MESSAGE.tag.hex,
    }
    # RFC 8292: a token signed with the key that the page gave to the browser, for this push service alone.
    scheme, _, parts = heard.headers["authorization"].partition(" ")
    fields = dict(part.strip().split("=", 1) for part in parts.split(","))
    assert scheme == "vapid"
    assert fields["k"] == push.public_key()
    signed, _, signature = fields["t"].rpartition(".")
    raw = unb64(signature)
    point = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), unb64(push.public_key()))
    numbers = utils.encode_dss_signature(int.from_bytes(raw[:32]), int.from_bytes(raw[32:]))
    point.verify(numbers, signed.encode(), ec.ECDSA(SHA256()))
    claims = json.loads(unb64(signed.split(".")[1]))
    assert claims["aud"] == listener.origin
    assert claims["sub"].startswith("mailto:")
    assert claims["exp"] > time.time()


def test_each_browser_of_a_person_gets_it_and_one_that_is_gone_is_forgotten(alice, listener, own):
    change_notice_settings(alice, at=AFTERNOON, channels={"call": ["push"]})
    gone = subscribe(alice, own, f"{listener.origin}/push/gone")
    other = OwnBrowser()
    kept = subscribe(alice, other, f"{listener.origin}/push/kept")
    notify("call", [alice], key="1", facts={"who": "何静"}, at=AFTERNOON)
    assert Delivery.objects.count() == 2
    listener.answers = [(410, {}), (201, {})]
    assert send_due(clock=lambda: AFTERNOON) == 1
    assert list(Browser.objects.values_list("pk", flat=True)) == [kept.pk]
    assert not Browser.objects.filter(pk=gone.pk).exists()
    assert other.read(listener.heard[1].body)["body"] == "何静 called."
    notify("call", [alice], key="2", facts={"who": "何静"}, at=AFTERNOON + 20 * MINUTE)
    send_due(clock=lambda: AFTERNOON + 20 * MINUTE)
    assert [heard.path for heard in listener.heard] == ["/push/gone", "/push/kept", "/push/kept"]


@pytest.mark.parametrize(
    ("status", "code", "again"), [(404, "gone", False), (413, "refused", False), (429, "too_fast", True)]
)
def test_what_push_services_answer_is_understood(alice, listener, own, status, code, again):
    browser = subscribe(alice, own, f"{listener.origin}/push/abc")
    listener.answers = [(status, {})]
    with pytest.raises(NotSent) as refusal:
        push.send(browser, MESSAGE)
    assert (refusal.value.code, refusal.value.again) == (code, again)


def test_a_push_service_that_is_down_or_sends_us_elsewhere_is_tried_again(alice, listener, own):
    browser = subscribe(alice, own, f"{listener.origin}/push/abc")
    for status in (307, 503):
        listener.answers = [(status, {})]
        with pytest.raises(NotSent) as refusal:
            push.send(browser, MESSAGE)
        assert refusal.value.again
    assert {heard.path for heard in listener.heard} == {"/push/abc"}


@pytest.mark.parametrize(
    ("endpoint", "known"),
    [
        ("https://fcm.googleapis.com/fcm/send/abc", True),
        ("https://updates.push.services.mozilla.com/wpush/v2/abc", True),
        ("https://web.push.apple.com/abc", True),
        ("https://wns2-db5p.notify.windows.com/w/?token=abc", True),
        ("http://fcm.googleapis.com/fcm/send/abc", False),
        ("https://fcm.googleapis.com.evil.example/abc", False),
        ("https://fcm.googleapis.com@evil.example/abc", False),
        ("https://fcm.googleapis.com:8443/abc", False),
        ("http://127.0.0.1:9200/", False),
    ],
)
def test_only_push_services_are_posted_to(endpoint, known):
    assert push.is_push_service(endpoint) is known


def test_a_browser_subscribes_through_the_page_and_goes_over_to_who_signs_in_there_next(alice, bob, listener, own):
    sent = {"endpoint": f"{listener.origin}/push/abc", "p256dh": own.p256dh, "auth": own.auth}
    agent = "Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0 Mobile Safari/537.36"
    for person in (alice, bob):
        client = Client(HTTP_USER_AGENT=agent)
        client.force_login(person)
        assert client.post("/me/notices/browsers/", sent).status_code == 204
    assert Browser.objects.get().user == bob
    assert Browser.objects.get().name == "Chrome · Android"
    listener.answers = [(201, {})]
    browser = Browser.objects.get()
    assert client.post(f"/me/notices/browsers/{browser.public_id}/try/").status_code == 302
    assert own.read(listener.heard[0].body)["title"] == "试一条"
    assert client.post("/me/notices/browsers/", sent | {"endpoint": "http://127.0.0.1:9200/"}).status_code == 422
    assert client.post("/me/notices/browsers/", {"endpoint": "x"}).status_code == 422
    client.post(f"/me/notices/browsers/{browser.public_id}/remove/")
    assert not Browser.objects.exists()


# E-mail


def test_an_e_mail_has_text_html_and_a_way_out(alice):
    notify("call", [alice], key="1", facts={"who": "<b>何静</b>\nBcc: x@example.com"}, at=AFTERNOON)
    send_due(clock=lambda: AFTERNOON)
    [message] = mail.outbox
    assert message.subject == "<b>何静</b> Bcc: x@example.com called."
    off = message.extra_headers["List-Unsubscribe"].strip("<>")
    assert message.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    [alternative] = message.alternatives
    html = alternative.content
    assert "&lt;b&gt;何静&lt;/b&gt;" in html
    assert off in html
    assert off in message.body
    assert message.message()["Message-ID"].endswith(".notices@localhost>")
    # The same message has the same id, whoever sends it again.
    assert message.extra_headers["Message-ID"].startswith(f"<{Delivery.objects.get().notice.public_id.hex}")
