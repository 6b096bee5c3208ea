"""Leaving: everything that is kept of a person taken along, and the account erased."""

import datetime as dt
import io
import json
from collections.abc import Mapping
from tempfile import SpooledTemporaryFile
from typing import IO, cast
from zipfile import ZIP_DEFLATED, ZipFile

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.db import transaction

from accounts.models import ApiToken, Erasure, Question, User
from accounts.privacy import keepers
from accounts.purposes import followers_of_withdrawal
from accounts.services.security import end_sessions

# How long somebody who wants to leave may change their mind.
GRACE = dt.timedelta(days=14)
_IN_MEMORY = 8 * 2**20


@transaction.atomic
def ask_for_erasure(user: User, *, choices: Mapping[str, str], at: dt.datetime) -> Erasure:
    """Notes that a person wants to be erased, which happens 14 days later; asked twice, the first time counts.

    `choices` says who takes over what is shared, by the key of its fate.
    """
    User.objects.select_for_update().only("pk").get(pk=user.pk)
    erasure, _made = Erasure.objects.get_or_create(
        user=user, defaults={"choices": dict(choices), "asked_at": at, "due_at": at + GRACE}
    )
    return erasure


def call_off_erasure(user: User) -> bool:
    """The person stays; False where nothing was to be called off."""
    deleted, _ = Erasure.objects.filter(user=user, done_at__isnull=True).delete()
    return deleted > 0


def erase_due_accounts(*, now: dt.datetime, limit: int = 200) -> int:
    """Erases the accounts whose time has come, each in a transaction of its own; returns how many."""
    due = Erasure.objects.filter(done_at__isnull=True, due_at__lte=now).order_by("due_at").values_list("pk", flat=True)
    return sum(_erase_account(pk, now=now) for pk in due[:limit])


@transaction.atomic
def _erase_account(erasure_id: int, *, now: dt.datetime) -> bool:
    """Removes what the apps keep of the person and everything by which one could be known.

    The row itself stays, emptied and closed, since the evidence of consents hangs on it.
    """
    erasure = Erasure.objects.select_for_update(skip_locked=True, of=["self"]).filter(pk=erasure_id).first()
    if erasure is None or erasure.done_at is not None or erasure.due_at > now:
        return False
    user = User.objects.select_for_update().get(pk=erasure.user_id)
    for keeper in keepers():
        if keeper.forget:
            keeper.forget(user, erasure.choices)
    for purpose in user.consents.filter(withdrawn_at__isnull=True).values_list("purpose", flat=True):
        for undo in followers_of_withdrawal(purpose):
            undo(user)
    user.consents.filter(withdrawn_at__isnull=True).update(withdrawn_at=now)
    ApiToken.objects.filter(user=user).delete()
    Authenticator.objects.filter(user=user).delete()
    end_sessions(user)
    Question.objects.filter(user=user).delete()
    EmailAddress.objects.filter(user=user).delete()
    user.groups.clear()
    user.user_permissions.clear()
    # An address is required, and nobody can have one here.
    user.email = f"{user.public_id}@erased.invalid"
    user.phone, user.phone_verified, user.name, user.birth_year = None, False, "", None
    user.is_active = user.is_staff = user.is_superuser = user.is_student = False
    user.set_unusable_password()
    user.save()
    erasure.choices, erasure.done_at = {}, now
    erasure.save(update_fields=["choices", "done_at"])
    return True


def everything_of(user: User, *, now: dt.datetime) -> IO[bytes]:
    """A zip of all that is kept of a person: what they said of themselves, and what each app adds. To be closed."""
    file = cast(IO[bytes], SpooledTemporaryFile(max_size=_IN_MEMORY))  # noqa: SIM115 (the caller closes it)
    with ZipFile(file, "w", ZIP_DEFLATED) as archive:
        archive.writestr("account.json", json.dumps(_account_of(user), ensure_ascii=False, indent=2))
        for keeper in keepers():
            if keeper.take_along:
                keeper.take_along(user, archive, now)
    file.seek(0, io.SEEK_SET)
    return file


def _account_of(user: User) -> dict[str, object]:
    return {
        "id": str(user.public_id),
        "name": user.name,
        "phone": user.phone,
        "email": user.email,
        "language": user.language,
        "birth_year": user.birth_year,
        "is_student": user.is_student,
        "joined": user.date_joined.isoformat(),
        "consents": [
            {
                "purpose": consent.purpose,
                "version": consent.text_version,
                "granted": consent.granted_at.isoformat(),
                "withdrawn": consent.withdrawn_at.isoformat() if consent.withdrawn_at else None,
            }
            for consent in user.consents.order_by("granted_at")
        ],
        "questions": [
            {"asked": question.asked_at.isoformat(), "question": question.text, "answer": question.answer}
            for question in Question.objects.filter(user=user).order_by("asked_at")
        ],
        # What is secret of them stays here: it would let whoever finds the zip sign in.
        "second_steps": [
            {
                "kind": row.type,
                "name": str(row) if row.type == Authenticator.Type.WEBAUTHN else "",
                "added": row.created_at.isoformat(),
                "last_used": row.last_used_at.isoformat() if row.last_used_at else None,
            }
            for row in Authenticator.objects.filter(user=user).order_by("created_at")
        ],
        "sessions": [
            {
                "since": row.created_at.isoformat(),
                "last_seen": row.last_seen_at.isoformat(),
                "address": row.ip,
                "browser": row.user_agent,
            }
            for row in UserSession.objects.filter(user=user).order_by("created_at")
        ],
    }
