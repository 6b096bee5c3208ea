"""Where a person is signed in, their second steps, and what they are told of both."""

import datetime as dt

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.db import transaction
from django.urls import reverse

from accounts.ids import uuid7
from accounts.models import ApiToken, Notice, User
from accounts.notices import notify


def open_sessions(user: User) -> list[UserSession]:
    """Where a person is signed in, last used first; rows of sessions that ended otherwise are dropped here."""
    found: list[UserSession] = UserSession.objects.purge_and_list(user)
    return sorted(found, key=lambda row: row.last_seen_at, reverse=True)


def end_session(session: UserSession) -> None:
    """Signs a browser out."""
    session.end()


def end_sessions(user: User, *, but: str = "") -> int:
    """Signs a person out everywhere, but where the session has the key `but`; returns in how many places."""
    ended = UserSession.objects.filter(user=user).exclude(session_key=but)
    count = 0
    for session in ended:
        session.end()
        count += 1
    return count


@transaction.atomic
def lock_others_out(user: User, *, but: str, at: dt.datetime) -> None:
    """Somebody else was in: ends every session but the one of the key `but`, revokes all API keys, and takes every
    browser for a new one.

    Passwords and second steps are the person's to change; they are asked to next.
    """
    end_sessions(user, but=but)
    ApiToken.objects.filter(user=user).delete()
    user.devices_since = at
    user.save(update_fields=["devices_since"])
    # What was asked about them has its answer.
    Notice.objects.filter(user=user, kind="new_device", done_at__isnull=True).update(done_at=at)


@transaction.atomic
def remove_second_steps(user: User, *, at: dt.datetime) -> int:
    """Takes the app, the passkeys and the recovery codes of a person who lost them; returns how many there were."""
    removed, _by_model = Authenticator.objects.filter(user=user).delete()
    if removed:
        tell_of_security_change(user, what="second_steps_removed", user_agent="", address="", at=at)
    return removed


@transaction.atomic
def tell_of_new_device(user: User, *, user_agent: str, address: str, at: dt.datetime) -> None:
    """Tells a person that someone signed in as them with a browser not seen before; `address` in its first parts."""
    facts = _place(user_agent, address, at)
    notify("new_device", [user], key=str(uuid7()), facts=facts, path=reverse("accounts:not-me"), at=at)


@transaction.atomic
def tell_of_security_change(user: User, *, what: str, user_agent: str, address: str, at: dt.datetime) -> None:
    """Tells a person that something about their signing in was changed: `what` is a key of accounts.notices.alarms."""
    facts = {"what": what, **_place(user_agent, address, at)}
    notify("security", [user], key=str(uuid7()), facts=facts, path=reverse("accounts:not-me"), at=at)


def _place(user_agent: str, address: str, at: dt.datetime) -> dict[str, str]:
    return {"user_agent": user_agent[:300], "address": address, "at": at.isoformat()}
