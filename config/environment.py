"""Settings come from environment variables; these functions read them, and refuse what they can't read."""

import base64
import os
import secrets
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

YES = {"1", "true", "yes", "on"}
NO = {"", "0", "false", "no", "off"}


def flag(name: str, default: bool, environ: Mapping[str, str] = os.environ) -> bool:
    """True or False from 1/true/yes/on or 0/false/no/off; any other word raises ImproperlyConfigured."""
    word = environ.get(name)
    if word is None:
        return default
    if word.strip().lower() in YES:
        return True
    if word.strip().lower() in NO:
        return False
    raise ImproperlyConfigured(f"{name} is {word!r}; write 1 or 0.")


def whole_number(name: str, default: int, environ: Mapping[str, str] = os.environ) -> int:
    """A whole number of zero or more; anything else raises ImproperlyConfigured."""
    word = environ.get(name, "").strip()
    if not word:
        return default
    if not (word.isascii() and word.isdigit()):
        raise ImproperlyConfigured(f"{name} is {word!r}; write a whole number.")
    return int(word)


def words(name: str, default: list[str], environ: Mapping[str, str] = os.environ) -> list[str]:
    """The comma-separated words of a variable, without blanks; the default when it is unset or empty."""
    found = [word.strip() for word in environ.get(name, "").split(",") if word.strip()]
    return found or default


def postgres_database(url: str) -> dict[str, Any]:
    """The Django database dictionary of a `postgresql://user:password@host:port/name?option=value` address.

    A socket folder goes into `?host=/folder`. Other query parts become libpq options (`sslmode=require`).
    Raises ImproperlyConfigured for another scheme or a missing database name.
    """
    parts = urlsplit(url)
    if parts.scheme not in {"postgres", "postgresql"}:
        raise ImproperlyConfigured("DATABASE_URL must begin with postgresql://, since PostgreSQL is the only database.")
    name = unquote(parts.path.lstrip("/"))
    if not name:
        raise ImproperlyConfigured("DATABASE_URL names no database; end it with /changji, for example.")
    try:
        port = parts.port
    except ValueError as error:
        raise ImproperlyConfigured("DATABASE_URL has a port that is not a number up to 65535.") from error
    options = dict(parse_qsl(parts.query))
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": name,
        "USER": unquote(parts.username or options.pop("user", "")),
        "PASSWORD": unquote(parts.password or options.pop("password", "")),
        "HOST": unquote(parts.hostname or options.pop("host", "")),
        "PORT": str(port or options.pop("port", "")),
        "OPTIONS": options,
    }


def celery_broker(redis_url: str) -> str:
    """The same Redis as Celery wants it named: a unix socket is `redis+socket://` there."""
    parts = urlsplit(redis_url)
    if parts.scheme == "unix":
        number = dict(parse_qsl(parts.query)).get("db", "0")
        return f"redis+socket://{parts.path}?virtual_host={number}"
    if parts.scheme in {"redis", "rediss"}:
        return redis_url
    raise ImproperlyConfigured("REDIS_URL must begin with redis://, rediss:// or unix:///.")


def new_vapid_key() -> str:
    """A private key of Web Push (P-256), as 32 bytes in base64url."""
    from cryptography.hazmat.primitives.asymmetric import ec

    number = ec.generate_private_key(ec.SECP256R1()).private_numbers().private_value
    return base64.urlsafe_b64encode(number.to_bytes(32)).decode().rstrip("=")


def new_secret() -> str:
    return secrets.token_urlsafe(64)


def kept_secret(path: Path, make: Callable[[], str] = new_secret) -> str:
    """The secret in a file of this checkout, made on first use and readable by its owner alone."""
    try:
        return path.read_text().strip()
    except FileNotFoundError:
        pass
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f"{path.name}.{os.getpid()}.{secrets.token_hex(4)}")
    draft.touch(mode=0o600)
    draft.write_text(make())
    # Two processes may start at once: link refuses to replace, so both read the first one's secret.
    try:
        os.link(draft, path)
    except FileExistsError:
        pass
    finally:
        draft.unlink()
    return path.read_text().strip()
