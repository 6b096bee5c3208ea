import datetime as dt
from dataclasses import dataclass, field

from allauth.mfa.models import Authenticator
from django.db import connection
from django.db.models import Count, Model, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts import figures
from accounts.documents import DOCUMENTS, Document
from accounts.identifiers import Identifier
from accounts.models import ApiToken, Browser, Consent, Delivery, Erasure, Question, Robot, User
from accounts.purposes import PURPOSES, Purpose


def user_by_identifier(identifier: Identifier) -> User | None:
    """Whoever signs in with this e-mail address or phone number, confirmed or not, active or not."""
    return User.objects.filter(**{identifier.kind: identifier.value}).first()


def has_consent(user: User, purpose: str) -> bool:
    """Whether a consent stands now, to the wording of today: an older wording has to be asked for again."""
    known = PURPOSES.get(purpose)
    if known is None:
        return False
    return standing_consents(user).filter(purpose=purpose, text_version=known.version).exists()


def standing_consents(user: User) -> QuerySet[Consent]:
    """The consents of a person that were not withdrawn."""
    return Consent.objects.filter(user=user, withdrawn_at__isnull=True)


def consent_choices(user: User) -> list[tuple[Purpose, Consent | None]]:
    """Every purpose with the consent that stands for its wording of today, or None."""
    standing = {(consent.purpose, consent.text_version): consent for consent in standing_consents(user)}
    return [(purpose, standing.get((purpose.key, purpose.version))) for purpose in PURPOSES.values()]


def agreed_documents(user: User) -> list[tuple[Document, Consent | None]]:
    """The terms and the privacy policy, each with the consent that stands, to whichever version, or None."""
    standing = {consent.purpose: consent for consent in standing_consents(user).filter(purpose__in=DOCUMENTS)}
    return [(document, standing.get(document.key)) for document in DOCUMENTS.values()]


def documents_to_agree(user: User) -> list[Document]:
    """The documents whose version of today the person has not agreed to."""
    return [
        document
        for document, consent in agreed_documents(user)
        if consent is None or consent.text_version != document.version
    ]


def open_erasure(user: User) -> Erasure | None:
    """When the person asked to be erased, if they did and can still call it off."""
    return Erasure.objects.filter(user=user, done_at__isnull=True).first()


def questions_of(user: User) -> QuerySet[Question]:
    """What a person asked the help desk, newest first."""
    return Question.objects.filter(user=user).order_by("-id")


def unread_answers(user: User) -> int:
    """How many answers the person has not seen yet."""
    return questions_of(user).filter(answered_at__isnull=False, read_at__isnull=True).count()


def open_question_counts(at: dt.datetime) -> list[figures.Count]:
    """Questions that wait for an answer, those of more than a day among them. One query."""
    found = Question.objects.filter(answered_at__isnull=True).aggregate(
        all=Count("id"), old=Count("id", filter=Q(asked_at__lt=at - dt.timedelta(days=1)))
    )
    url = reverse("admin:accounts_question_changelist") + "?answered_at__isempty=1"
    return [
        figures.Count(_("waiting for an answer"), found["all"], url),
        figures.Count(_("for more than a day"), found["old"]),
    ]


def delivery_counts(at: dt.datetime) -> list[figures.Count]:
    """Messages that should have gone out an hour ago and did not, and those given up in the last day. One query."""
    State = Delivery.State
    found = Delivery.objects.aggregate(
        late=Count("id", filter=Q(state=State.WAITING, created_at__lt=at - dt.timedelta(hours=1), tries__gt=0)),
        failed=Count("id", filter=Q(state=State.FAILED, created_at__gt=at - dt.timedelta(days=1))),
        sent=Count("id", filter=Q(state=State.SENT, sent_at__gt=at - dt.timedelta(days=1))),
    )
    url = reverse("admin:accounts_delivery_changelist")
    return [
        figures.Count(_("sent in the last day"), found["sent"], f"{url}?state__exact=sent"),
        figures.Count(_("tried for more than an hour"), found["late"], f"{url}?state__exact=waiting"),
        figures.Count(_("given up in the last day"), found["failed"], f"{url}?state__exact=failed"),
    ]


def api_tokens(user: User) -> QuerySet[ApiToken]:
    """A person's API keys, newest first, the expired ones among them."""
    return ApiToken.objects.filter(user=user).order_by("-created_at", "-id")


def _columns(model: type[Model], table: str) -> str:
    return ", ".join(f"{table}.{field.column}" for field in model._meta.concrete_fields)


def _names(model: type[Model]) -> list[str]:
    return [field.attname for field in model._meta.concrete_fields]


# Both in SQL, since every request asks one of them (docs/decisions/hot-queries.md).
_LIVE_TOKEN = f"""
    SELECT {_columns(ApiToken, "t")}, {_columns(User, "u")}
    FROM accounts_apitoken t JOIN accounts_user u ON u.id = t.user_id
    WHERE t.digest = %s AND (t.expires_at IS NULL OR t.expires_at > %s) AND u.is_active"""


def live_token(digest: str, *, at: dt.datetime) -> ApiToken | None:
    """The unexpired API key with this digest, with its user, who must be active."""
    with connection.cursor() as cursor:
        cursor.execute(_LIVE_TOKEN, [digest, at])
        row = cursor.fetchone()
    if row is None:
        return None
    names = _names(ApiToken)
    token = ApiToken.from_db(connection.alias, names, row[: len(names)])
    token.user = User.from_db(connection.alias, _names(User), row[len(names) :])
    return token


# With the number on the bell, which every page shows: it costs no query of its own.
_ACTIVE_USER = f"""
    SELECT {_columns(User, "u")}, (SELECT count(*) FROM (
        SELECT 1 FROM accounts_notice n WHERE n.user_id = u.id AND n.on_page AND n.read_at IS NULL LIMIT 99) unread)
    FROM accounts_user u WHERE u.id = %s AND u.is_active"""


def active_user(pk: int) -> User | None:
    """The user of this primary key, unless the account is closed."""
    with connection.cursor() as cursor:
        cursor.execute(_ACTIVE_USER, [pk])
        row = cursor.fetchone()
    if row is None:
        return None
    user = User.from_db(connection.alias, _names(User), row[:-1])
    user.unread_notices = row[-1]
    return user


def sign_up_counts(at: dt.datetime) -> list[figures.Count]:
    """How many people signed up in the last day, week and month, and how many there are. One query."""

    def within(days: int) -> Count:
        return Count("id", filter=Q(date_joined__gt=at - dt.timedelta(days=days)))

    found = User.objects.aggregate(day=within(1), week=within(7), month=within(30), all=Count("id"))
    return [
        figures.Count(_("in the last day"), found["day"]),
        figures.Count(_("in 7 days"), found["week"]),
        figures.Count(_("in 30 days"), found["month"]),
        figures.Count(_("in all"), found["all"]),
    ]


@dataclass(slots=True)
class SecondSteps:
    """What a person can show besides a password or a code: an app, passkeys, and codes on paper."""

    app: Authenticator | None = None
    passkeys: list[Authenticator] = field(default_factory=list)
    codes: int = 0
    codes_left: int = 0


def second_steps(user: User) -> SecondSteps:
    """The authenticator app, the passkeys (oldest first) and the recovery codes of a person. One query."""
    found = SecondSteps()
    for row in Authenticator.objects.filter(user=user).order_by("created_at", "pk"):
        if row.type == Authenticator.Type.TOTP:
            found.app = row
        elif row.type == Authenticator.Type.WEBAUTHN:
            found.passkeys.append(row)
        else:
            codes = row.wrap()
            found.codes, found.codes_left = len(codes.generate_codes()), len(codes.get_unused_codes())
    return found


def browsers_of(user: User) -> list[Browser]:
    """The browsers that show the person notices while no page is open, in the order in which they were added."""
    return list(Browser.objects.filter(user=user).order_by("pk"))


def robots_of(user: User) -> list[Robot]:
    """The places that the person's messages go to, in the order in which they were added."""
    return list(Robot.objects.filter(user=user).order_by("pk"))
