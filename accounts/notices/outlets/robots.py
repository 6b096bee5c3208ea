"""Robots of chat groups, and Bark: what each service wants to be sent, and what its answers mean.

Messages go out by https to the services' own hosts, and to origins that the operator names (NOTICE_ORIGINS) for those
who run one of them themselves: an address that anybody may type must not reach the inside of a network.
"""

import base64
import hashlib
import hmac
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote_plus, urlsplit

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from accounts.models import Robot
from accounts.notices.outlets import Message, NotSent, named_by_operator, origin_of
from accounts.notices.outlets.http import Answer, post_json

# The shortest of the services' limits: 企业微信 takes 2,048 bytes of text.
_TEXT_BYTES = 1800


@dataclass(frozen=True, slots=True)
class Service:
    """One service: its name, the origins it answers at, how its addresses begin there, and whether it signs.

    `build(robot, message, seconds)` gives the address and the body; `code` and `fine` say where its answers carry
    their code and what it is when all went well; `meanings` translates the other codes.
    """

    key: str
    name: Any
    origins: tuple[str, ...]
    path: str
    build: Callable[[Robot, Message, int], tuple[str, dict[str, Any]]]
    codes: tuple[str, ...]
    fine: int
    meanings: Mapping[int, NotSent] = field(default_factory=dict)
    signs: bool = False

    def takes(self, url: str) -> bool:
        """Is this an address of the service, or one that the operator vouches for?"""
        parts = urlsplit(url)
        if not parts.hostname or parts.username or parts.password or parts.fragment:
            return False
        known = origin_of(url) in self.origins or named_by_operator(url)
        return known and parts.path.startswith(self.path) and parts.path + parts.query != self.path


def hmac_base64(key: str, text: str) -> str:
    return base64.b64encode(hmac.new(key.encode(), text.encode(), hashlib.sha256).digest()).decode()


def text_of(message: Message) -> str:
    """Name of the app, title, sentences, and the address, within what every service takes."""
    head, foot = f"{_('Changji')} · {message.title}\n", f"\n{message.url}"
    room = _TEXT_BYTES - len((head + foot).encode())
    return head + message.text.encode()[:room].decode(errors="ignore") + foot


def wecom(robot: Robot, message: Message, seconds: int) -> tuple[str, dict[str, Any]]:
    return robot.url, {"msgtype": "text", "text": {"content": text_of(message)}}


def feishu(robot: Robot, message: Message, seconds: int) -> tuple[str, dict[str, Any]]:
    body: dict[str, Any] = {"msg_type": "text", "content": {"text": text_of(message)}}
    if robot.secret:
        # Seconds, and the text to sign is the key: what is signed is empty.
        body |= {"timestamp": str(seconds), "sign": hmac_base64(f"{seconds}\n{robot.secret}", "")}
    return robot.url, body


def dingtalk(robot: Robot, message: Message, seconds: int) -> tuple[str, dict[str, Any]]:
    url = robot.url
    if robot.secret:
        milliseconds = seconds * 1000
        sign = hmac_base64(robot.secret, f"{milliseconds}\n{robot.secret}")
        url += f"&timestamp={milliseconds}&sign={quote_plus(sign)}"
    return url, {"msgtype": "text", "text": {"content": text_of(message)}}


def bark(robot: Robot, message: Message, seconds: int) -> tuple[str, dict[str, Any]]:
    body = {
        "title": message.title,
        "body": message.text.encode()[:_TEXT_BYTES].decode(errors="ignore"),
        "group": _("Changji"),
        "url": message.url,
        # A second message of this id replaces the first.
        "id": message.tag.hex,
    }
    return robot.url, body


SERVICES = {
    service.key: service
    for service in (
        Service(
            key="wecom",
            name=lazy("WeCom"),
            origins=("https://qyapi.weixin.qq.com",),
            path="/cgi-bin/webhook/send",
            build=wecom,
            codes=("errcode",),
            fine=0,
            meanings={
                93000: NotSent("unknown_address"),
                45009: NotSent("too_fast", again=True),
                -1: NotSent("unreachable", again=True),
            },
        ),
        Service(
            key="feishu",
            name=lazy("Feishu"),
            origins=("https://open.feishu.cn", "https://open.larksuite.com"),
            path="/open-apis/bot/v2/hook/",
            build=feishu,
            codes=("code", "StatusCode"),
            fine=0,
            meanings={
                19001: NotSent("unknown_address"),
                19021: NotSent("wrong_signature"),
                19022: NotSent("not_from_here"),
                19024: NotSent("keyword_missing"),
                11232: NotSent("too_fast", again=True),
                9499: NotSent("refused"),
            },
            signs=True,
        ),
        Service(
            key="dingtalk",
            name=lazy("DingTalk"),
            origins=("https://oapi.dingtalk.com",),
            path="/robot/send",
            build=dingtalk,
            codes=("errcode",),
            fine=0,
            meanings={
                300001: NotSent("unknown_address"),
                300005: NotSent("unknown_address"),
                400013: NotSent("unknown_address"),
                130101: NotSent("too_fast", again=True),
                410100: NotSent("too_fast", again=True),
                -1: NotSent("unreachable", again=True),
            },
            signs=True,
        ),
        Service(
            key="bark",
            name="Bark",
            origins=("https://api.day.app",),
            path="/",
            build=bark,
            codes=("code",),
            fine=200,
            meanings={400: NotSent("unknown_address")},
        ),
    )
}


def send(robot: Robot, message: Message, *, seconds: int) -> None:
    """Sends a message to a robot; `seconds` is the time since 1970. Raises NotSent."""
    service = SERVICES[robot.service]
    # The list of the operator may have grown shorter since the address was kept.
    if not service.takes(robot.url):
        raise NotSent("refused")
    url, body = service.build(robot, message, seconds)
    answer = post_json(url, body)
    said = answer.json()
    code = next((said[name] for name in service.codes if isinstance(said.get(name), int)), None)
    if code == service.fine and answer.status < 300:
        return
    raise meaning(service, code, said, answer)


def meaning(service: Service, code: int | None, said: Mapping[str, Any], answer: Answer) -> NotSent:
    """What an answer that is no success means."""
    if service.key == "dingtalk" and code == 310000:
        # One code for three rules of the robot; the sentence says which.
        words = str(said.get("errmsg", ""))
        if "sign" in words or "timestamp" in words:
            return NotSent("wrong_signature")
        return NotSent("not_from_here") if "whitelist" in words else NotSent("keyword_missing")
    if code is not None and code in service.meanings:
        known = service.meanings[code]
        return NotSent(known.code, again=known.again)
    if answer.status == 429:
        return NotSent("too_fast", again=True)
    if answer.status >= 500:
        return NotSent("unreachable", again=True)
    return NotSent("unknown_address" if answer.status == 404 else "refused")
