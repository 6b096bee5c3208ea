"""The places that take a person's messages: browsers and robots, added, tried and removed."""

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.errors import InvalidInput, TooManyPlaces
from accounts.ids import uuid7
from accounts.models import Browser, Robot, User
from accounts.notices.outlets import Message, NotSent, push, robots

PLACES_LIMIT = 10


@transaction.atomic
def add_browser(user: User, *, endpoint: str, p256dh: str, auth: str, name: str, at: dt.datetime) -> Browser:
    """Has a browser show notices. One that somebody else signed in with before is this person's from now on.

    Raises InvalidInput for an address that no push service has; TooManyPlaces at the eleventh.
    """
    if not push.is_push_service(endpoint):
        raise InvalidInput(_("This browser's push service is not known here."))
    User.objects.select_for_update().only("pk").get(pk=user.pk)
    Browser.objects.filter(endpoint=endpoint).exclude(user=user).delete()
    if Browser.objects.filter(user=user).exclude(endpoint=endpoint).count() >= PLACES_LIMIT:
        raise TooManyPlaces(limit=PLACES_LIMIT)
    browser, _made = Browser.objects.update_or_create(
        endpoint=endpoint,
        defaults={"user": user, "p256dh": p256dh, "auth": auth, "name": name[:60]},
        create_defaults={
            "user": user,
            "p256dh": p256dh,
            "auth": auth,
            "name": name[:60],
            "created_at": at,
        },
    )
    return browser


def remove_browser(browser: Browser) -> None:
    browser.delete()


@transaction.atomic
def add_robot(user: User, *, service: str, url: str, secret: str, names_amounts: bool, at: dt.datetime) -> Robot:
    """Keeps the address of a robot. Raises InvalidInput for one that is not the service's; TooManyPlaces."""
    known = robots.SERVICES.get(service)
    if known is None or not known.takes(url):
        raise InvalidInput(
            fields={"url": [_("This is no address of this service. Copy it whole from the robot's page.")]}
        )
    User.objects.select_for_update().only("pk").get(pk=user.pk)
    if Robot.objects.filter(user=user, url=url).exists():
        raise InvalidInput(fields={"url": [_("You have this robot already.")]})
    if Robot.objects.filter(user=user).count() >= PLACES_LIMIT:
        raise TooManyPlaces(limit=PLACES_LIMIT)
    return Robot.objects.create(
        user=user,
        service=service,
        url=url,
        secret=secret if known.signs else "",
        names_amounts=names_amounts,
        created_at=at,
    )


def name_amounts(robot: Robot, *, named: bool) -> None:
    """Whether the robot's messages may name amounts."""
    robot.names_amounts = named
    robot.save(update_fields=["names_amounts"])


def remove_robot(robot: Robot) -> None:
    robot.delete()


def trial_message() -> Message:
    return Message(
        kind="",
        title=_("A trial"),
        lines=[_("It works: this is how Changji will tell you.")],
        path="/me/notices/settings/",
        tag=uuid7(),
    )


def try_robot(robot: Robot, *, at: dt.datetime) -> None:
    """Sends a word to a robot now, and keeps what came of it. Raises NotSent."""
    try:
        robots.send(robot, trial_message(), seconds=int(at.timestamp()))
    except NotSent as refusal:
        Robot.objects.filter(pk=robot.pk).update(error=refusal.code)
        raise
    Robot.objects.filter(pk=robot.pk).update(error="")


def try_browser(browser: Browser) -> None:
    """Sends a word to a browser now; one that is gone is forgotten. Raises NotSent."""
    try:
        push.send(browser, trial_message(), urgent=True)
    except NotSent as refusal:
        if refusal.gone:
            browser.delete()
        raise
