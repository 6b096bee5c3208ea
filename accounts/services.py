import datetime as dt
import hashlib
import io
import json
import secrets
from collections.abc import Mapping, Sequence
from tempfile import SpooledTemporaryFile
from typing import IO, cast
from uuid import UUID
from zipfile import ZIP_DEFLATED, ZipFile

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.db import IntegrityError, transaction
from django.urls import reverse

from accounts.documents import DOCUMENTS
from accounts.errors import IdentifierTaken, TooManyQuestions, TooManyTokens, UnknownPurpose
from accounts.ids import uuid7
from accounts.models import ApiToken, Consent, Erasure, Notice, Question, User
from accounts.notices import notify
from accounts.privacy import keepers
from accounts.purposes import PURPOSES, followers_of_withdrawal

TOKEN_START = "cj_"
TOKEN_LIMIT = 20
# Writing the time of use at every request would turn each read of the API into a write.
TOKEN_USE_NOTED_EVERY = dt.timedelta(minutes=5)
# How long somebody who wants to leave may change their mind.
GRACE = dt.timedelta(days=14)
QUESTIONS_A_DAY = 20
_IN_MEMORY = 8 * 2**20


@transaction.atomic
def register_user(
    *,
    email: str | None = None,
    phone: str | None = None,
    password: str | None = None,
    encoded_password: str = "",
    **fields: object,
) -> User:
    """Opens an account for a person who has shown that the address or the number is theirs.

    `phone` is E.164. `encoded_password` is a password already hashed; with neither, the person signs in by
    code. `fields` go to the user as they are (name, language, is_staff). Raises IdentifierTaken.
    """
    email = email.strip().lower() if email else None
    user = User(email=email, phone=phone, phone_verified=phone is not None, **fields)
    if encoded_password:
        user.password = encoded_password
    else:
        user.set_password(password)
    try:
        # A savepoint of its own, so that a lost race does not spoil the caller's transaction.
        with transaction.atomic():
            user.save()
            if email:
                EmailAddress.objects.create(user=user, email=email, verified=True, primary=True)
    except IntegrityError as error:
        raise IdentifierTaken from error
    return user


@transaction.atomic
def confirm_phone(user: User, *, phone: str) -> None:
    """Gives a person this phone number (E.164) to sign in with, now confirmed. Raises IdentifierTaken."""
    user.phone = phone
    user.phone_verified = True
    try:
        with transaction.atomic():
            user.save(update_fields=["phone", "phone_verified"])
    except IntegrityError as error:
        user.refresh_from_db(fields=["phone", "phone_verified"])
        raise IdentifierTaken from error


@transaction.atomic
def toggle_hidden_amounts(user: User) -> bool:
    """Turns the hiding of amounts on or off; returns whether they are hidden now."""
    locked = User.objects.select_for_update().only("hide_amounts").get(pk=user.pk)
    user.hide_amounts = not locked.hide_amounts
    user.save(update_fields=["hide_amounts"])
    return user.hide_amounts


def choose_language(user: User, *, language: str) -> None:
    """Keeps the language that a person picked, for every device."""
    user.language = language
    user.save(update_fields=["language"])


def update_person(user: User, *, name: str, language: str, green_income: bool, is_student: bool) -> None:
    """Keeps what a person says about themselves on the Me page."""
    user.name = name
    user.language = language
    user.green_income = green_income
    user.is_student = is_student
    user.save(update_fields=["name", "language", "green_income", "is_student"])


@transaction.atomic
def grant_consent(user: User, *, purpose: str, where: str, at: dt.datetime) -> Consent:
    """Notes that a person agrees to a purpose, in its wording of today, on the page named `where`.

    Granting what stands already changes nothing and returns it; one to an older wording is closed first.
    Raises UnknownPurpose.
    """
    if purpose not in PURPOSES:
        raise UnknownPurpose
    return _note_consent(user, purpose=purpose, version=PURPOSES[purpose].version, where=where, at=at)


@transaction.atomic
def agree_to_documents(user: User, *, where: str, at: dt.datetime) -> None:
    """Notes that a person agrees to the terms and the privacy policy of today, on the page named `where`."""
    for document in DOCUMENTS.values():
        _note_consent(user, purpose=document.key, version=document.version, where=where, at=at)


def _note_consent(user: User, *, purpose: str, version: str, where: str, at: dt.datetime) -> Consent:
    # Two taps at once would both find no consent; the person's row makes them wait for each other.
    User.objects.select_for_update().only("pk").get(pk=user.pk)
    standing = Consent.objects.filter(user=user, purpose=purpose, withdrawn_at__isnull=True).first()
    if standing is not None:
        if standing.text_version == version:
            return standing
        standing.withdrawn_at = at
        standing.save(update_fields=["withdrawn_at"])
    return Consent.objects.create(user=user, purpose=purpose, text_version=version, where=where, granted_at=at)


@transaction.atomic
def withdraw_consent(user: User, *, purpose: str, at: dt.datetime) -> bool:
    """Closes the consent to a purpose; False when none stood. Works for purposes no longer asked for.

    What other apps made of it is undone in the same transaction. Raises UnknownPurpose for the terms and the privacy
    policy, without which there is no account: erasing it is the way out of them.
    """
    if purpose in DOCUMENTS:
        raise UnknownPurpose
    standing = Consent.objects.filter(user=user, purpose=purpose, withdrawn_at__isnull=True)
    withdrawn = standing.update(withdrawn_at=at) > 0
    for undo in followers_of_withdrawal(purpose):
        undo(user)
    return withdrawn


def token_digest(key: str) -> str:
    return hashlib.sha256(key.encode()).hexdigest()


@transaction.atomic
def create_token(
    user: User, *, name: str, at: dt.datetime, expires_at: dt.datetime | None = None
) -> tuple[ApiToken, str]:
    """A new API key: its row, and the key itself, which is shown once and kept nowhere.

    Raises TooManyTokens at the twenty-first.
    """
    User.objects.select_for_update().only("pk").get(pk=user.pk)
    if ApiToken.objects.filter(user=user).count() >= TOKEN_LIMIT:
        raise TooManyTokens(limit=TOKEN_LIMIT)
    key = TOKEN_START + secrets.token_urlsafe(32)
    token = ApiToken.objects.create(
        user=user,
        name=name,
        hint=key[: len(TOKEN_START) + 4],
        digest=token_digest(key),
        created_at=at,
        expires_at=expires_at,
    )
    return token, key


def revoke_token(token: ApiToken) -> None:
    """From now on nobody gets in with this key."""
    token.delete()


def note_token_use(token: ApiToken, *, at: dt.datetime) -> None:
    """Remembers that a key was used, to five minutes; a key noted less long ago costs no statement."""
    if token.last_used_at is None or token.last_used_at <= at - TOKEN_USE_NOTED_EVERY:
        ApiToken.objects.filter(pk=token.pk).update(last_used_at=at)


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


def ask_question(
    user: User, *, text: str, page: str = "", job: UUID | None = None, reasons: Sequence[str] = (), at: dt.datetime
) -> Question:
    """Puts a question before the help desk. Raises TooManyQuestions at the twenty-first of a day."""
    if Question.objects.filter(user=user, asked_at__gt=at - dt.timedelta(days=1)).count() >= QUESTIONS_A_DAY:
        raise TooManyQuestions
    kept = [reason[:60] for reason in reasons][:10]
    return Question.objects.create(user=user, text=text, page=page[:200], job=job, reasons=kept, asked_at=at)


def answer_question(question: Question, *, text: str, by: User, at: dt.datetime) -> None:
    """Answers a question, or mends an answer; the person finds it marked as new."""
    question.answer, question.answered_by, question.answered_at, question.read_at = text, by, at, None
    question.save(update_fields=["answer", "answered_by", "answered_at", "read_at"])


def note_answers_read(user: User, *, at: dt.datetime) -> None:
    """Takes the mark off the answers that a person has now seen."""
    Question.objects.filter(user=user, answered_at__isnull=False, read_at__isnull=True).update(read_at=at)
