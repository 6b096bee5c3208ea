"""One POST to an address that somebody gave us: no redirect is followed, little is read, and nobody waits for long."""

import json
import urllib.error
import urllib.request
from dataclasses import dataclass
from http.client import HTTPException
from typing import Any

from accounts.notices.outlets import NotSent
from accounts.senders.delivery import RefuseRedirects

TIMEOUT_SECONDS = 8
_READ_BYTES = 16 * 1024


@dataclass(frozen=True, slots=True)
class Answer:
    status: int
    body: bytes

    def json(self) -> dict[str, Any]:
        """The object that was answered; {} for anything else."""
        try:
            said = json.loads(self.body)
        except ValueError:
            return {}
        return said if isinstance(said, dict) else {}


def post_json(url: str, body: dict[str, Any]) -> Answer:
    """Posts JSON and returns what was answered, whatever the status; raises NotSent where nobody answered."""
    request = urllib.request.Request(
        url,
        data=json.dumps(body, ensure_ascii=False).encode(),
        method="POST",
        headers={"Content-Type": "application/json; charset=utf-8"},
    )
    try:
        with urllib.request.build_opener(RefuseRedirects).open(request, timeout=TIMEOUT_SECONDS) as response:
            return Answer(response.status, response.read(_READ_BYTES))
    except urllib.error.HTTPError as error:
        with error:
            return Answer(error.code, error.read(_READ_BYTES))
    except (urllib.error.URLError, HTTPException, OSError) as error:
        raise NotSent("unreachable", again=True) from error
