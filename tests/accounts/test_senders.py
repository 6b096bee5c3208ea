import hashlib
import hmac
import json
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from django.core import mail

from accounts.errors import CodeNotSent
from accounts.identifiers import Identifier
from accounts.messages import send_code
from accounts.senders.terminal import SLOTS, recent_codes
from tests.accounts.conftest import PHONE

DELIVERY = "accounts.senders.delivery.DeliverySender"
SMS = Identifier("phone", PHONE)
EMAIL = Identifier("email", "lin@example.com")


class Provider(BaseHTTPRequestHandler):
    """A text message provider on this machine: keeps what came, answers what the test wants."""

    received: list[tuple[dict[str, str], bytes]]
    answer: int

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.received.append((dict(self.headers), body))
        self.send_response(self.server.answer)
        if self.server.answer == 307:
            self.send_header("Location", "/elsewhere")
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *arguments: object) -> None:
        pass


@pytest.fixture
def provider(settings):
    server = HTTPServer(("127.0.0.1", 0), Provider)
    server.received, server.answer = [], 204
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    settings.CHANGJI_CODE_SENDER = DELIVERY
    settings.SMS_WEBHOOK_URL = f"http://127.0.0.1:{server.server_port}/sms"
    settings.SMS_WEBHOOK_SECRET = "between us"
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


def test_terminal_shows_the_code_and_keeps_it_for_staff(capsys):
    send_code(SMS, code="042195", purpose="sign_in")
    assert "042195" in capsys.readouterr().out
    [kept] = recent_codes()
    assert (kept.recipient, kept.code, kept.purpose) == (PHONE, "042195", "sign_in")


def test_terminal_keeps_the_newest_fifty(capsys):
    for number in range(SLOTS + 3):
        send_code(SMS, code=f"{number:06d}", purpose="sign_in")
    codes = [code.code for code in recent_codes()]
    assert codes == [f"{number:06d}" for number in range(SLOTS + 2, 2, -1)]


def test_email_carries_the_code(settings, mailoutbox):
    settings.CHANGJI_CODE_SENDER = DELIVERY
    send_code(EMAIL, code="042195", purpose="sign_in")
    [message] = mail.outbox
    assert message.to == ["lin@example.com"]
    assert "042195" in message.subject
    assert "042195" in message.body
    assert "10" in message.body


def test_dead_mail_server_is_a_refusal_in_words(settings):
    settings.CHANGJI_CODE_SENDER = DELIVERY
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    # Port 1 of this machine: nobody listens there.
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    with pytest.raises(CodeNotSent):
        send_code(EMAIL, code="042195", purpose="sign_in")


def test_text_message_goes_out_signed(provider):
    send_code(SMS, code="042195", purpose="reset_password")
    [(headers, body)] = provider.received
    said = json.loads(body)
    assert (said["to"], said["code"], said["purpose"], said["valid_seconds"]) == (
        PHONE,
        "042195",
        "reset_password",
        600,
    )
    assert "042195" in said["text"]
    assert headers["Idempotency-Key"] == said["id"]
    signed = headers["X-Changji-Timestamp"].encode() + b"." + body
    expected = hmac.new(b"between us", signed, hashlib.sha256).hexdigest()
    assert headers["X-Changji-Signature"] == f"v1={expected}"


@pytest.mark.parametrize("status", [500, 403, 307])
def test_refusal_of_the_provider_is_a_refusal_in_words(provider, status):
    provider.answer = status
    with pytest.raises(CodeNotSent):
        send_code(SMS, code="042195", purpose="sign_in")
    # A redirect is not followed: whoever answers it would get the code.
    assert len(provider.received) == 1


def test_dead_provider_is_a_refusal_in_words(settings):
    settings.CHANGJI_CODE_SENDER = DELIVERY
    settings.SMS_WEBHOOK_URL = "http://127.0.0.1:1/"
    settings.SMS_WEBHOOK_SECRET = "x"
    with pytest.raises(CodeNotSent):
        send_code(SMS, code="042195", purpose="sign_in")


@pytest.mark.django_db
def test_sign_up_page_says_that_the_code_was_not_sent(client, settings):
    settings.CHANGJI_CODE_SENDER = DELIVERY
    settings.SMS_WEBHOOK_URL = "http://127.0.0.1:1/"
    settings.SMS_WEBHOOK_SECRET = "x"
    client.cookies["django_language"] = "en"
    answer = client.post("/accounts/signup/", {"agreed": "on", "identifier": "13800138000"})
    assert answer.status_code == 503
    assert "The code could not be sent just now." in answer.content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("path", "field"), [("/accounts/signup/", "identifier"), ("/accounts/password/reset/", "email")]
)
def test_site_without_a_provider_says_so_at_the_field(client, settings, path, field):
    settings.CHANGJI_CODE_SENDER = DELIVERY
    settings.SMS_WEBHOOK_URL = ""
    answer = client.post(path, {field: "13800138000"})
    assert answer.status_code == 422
    assert answer.context["form"].errors[field] == ["本站暂时不能发短信，请用邮箱。"]
