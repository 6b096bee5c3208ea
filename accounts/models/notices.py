"""What people are told, where they want to be told it, and what is still to be sent: the outbox."""

import datetime as dt
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.ids import uuid7


class Channel(models.TextChoices):
    """A way by which a notice reaches somebody. The page is always asked first; the calendar is fetched, not sent."""

    PAGE = "page", _("In the app")
    EMAIL = "email", _("E-mail")
    CALENDAR = "calendar", _("Calendar")
    PUSH = "push", _("Push")
    ROBOT = "robot", _("Robot")


class Notice(models.Model):
    """Something that one person is told, once: `kind` names it in `accounts.notices`, `key` is unique within the kind.

    No sentence is kept: it is put together from `facts` when it is read, in the reader's language. `about` is the
    public id of the thing that it happened in (a book), if any; `path` is the page to open. `on_page` is false where
    the person switched the page off for the kind: the row is then only what is sent.
    """

    public_id = models.UUIDField(default=uuid7, unique=True, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="notices", db_index=False)
    kind = models.CharField(_("kind"), max_length=30)
    key = models.CharField(max_length=160)
    about = models.UUIDField(null=True, blank=True)
    facts = models.JSONField(default=dict)
    path = models.CharField(max_length=300, blank=True)
    on_page = models.BooleanField(default=True)
    created_at = models.DateTimeField(_("told"))
    read_at = models.DateTimeField(_("read"), null=True, blank=True)
    # Opened, or no longer asked for: it waits for nothing any more.
    done_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("notice")
        verbose_name_plural = _("notices")
        constraints = [models.UniqueConstraint(fields=["user", "kind", "key"], name="accounts_notice_once")]
        indexes = [
            models.Index(fields=["user", "-id"], condition=Q(on_page=True), name="accounts_notice_list"),
            models.Index(
                fields=["user"], condition=Q(on_page=True, read_at__isnull=True), name="accounts_notice_unread"
            ),
            models.Index(fields=["kind", "key"], name="accounts_notice_key"),
            models.Index(fields=["created_at"], name="accounts_notice_age"),
            # A book that is erased takes along what was told of it.
            models.Index(fields=["about"], condition=Q(about__isnull=False), name="accounts_notice_about"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.public_id}"


class Browser(models.Model):
    """A browser that shows notices while no page is open (Web Push): its address at the push service, and its keys."""

    public_id = models.UUIDField(default=uuid7, unique=True, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="browsers")
    name = models.CharField(_("name"), max_length=60, blank=True)
    endpoint = models.CharField(max_length=1000, unique=True)
    # The browser's public key and its secret, base64url, as its subscription says them (RFC 8291).
    p256dh = models.CharField(max_length=120)
    auth = models.CharField(max_length=40)
    created_at = models.DateTimeField(_("added"))

    class Meta:
        verbose_name = _("browser")
        verbose_name_plural = _("browsers")

    def __str__(self) -> str:
        return str(self.public_id)


class Robot(models.Model):
    """An address of a chat group or a phone that takes messages: `service` is a key of `outlets.robots.SERVICES`.

    `url` holds the key that lets us write there, so only its host is shown; `secret` signs, where the service wants
    it. A message names no amount unless `names_amounts`.
    """

    public_id = models.UUIDField(default=uuid7, unique=True, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="robots")
    service = models.CharField(_("service"), max_length=20)
    url = models.CharField(_("address"), max_length=500)
    secret = models.CharField(_("signing secret"), max_length=120, blank=True)
    names_amounts = models.BooleanField(_("Messages may name amounts"), default=False)
    # What went wrong last, as a code of `accounts.notices.outlets`; empty since a message went through.
    error = models.CharField(max_length=40, blank=True)
    created_at = models.DateTimeField(_("added"))

    class Meta:
        verbose_name = _("robot")
        verbose_name_plural = _("robots")
        constraints = [models.UniqueConstraint(fields=["user", "url"], name="accounts_robot_once")]

    def __str__(self) -> str:
        return str(self.public_id)


class Delivery(models.Model):
    """One notice on its way to one place: the outbox, written in the transaction of what it tells of.

    `due_at` is when it is tried next. Whoever takes a row moves `due_at` on before it sends, so that nobody else takes
    it and a crash only delays it.
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("waiting")
        SENT = "sent", _("sent")
        FAILED = "failed", _("failed")
        SKIPPED = "skipped", _("not sent any more")

    notice = models.ForeignKey(Notice, models.CASCADE, related_name="deliveries")
    # Of the notice, so that what goes together is found here.
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", db_index=False)
    kind = models.CharField(_("kind"), max_length=30)
    about = models.UUIDField(null=True, blank=True)
    channel = models.CharField(_("channel"), max_length=10)
    browser = models.ForeignKey(Browser, models.CASCADE, null=True, blank=True, related_name="+")
    robot = models.ForeignKey(Robot, models.CASCADE, null=True, blank=True, related_name="+")
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.WAITING)
    tries = models.PositiveSmallIntegerField(_("tries"), default=0)
    created_at = models.DateTimeField(_("written"))
    due_at = models.DateTimeField(_("next try"))
    sent_at = models.DateTimeField(_("sent"), null=True, blank=True)
    error = models.CharField(_("error"), max_length=40, blank=True)

    class Meta:
        verbose_name = _("delivery of a notice")
        verbose_name_plural = _("deliveries of notices")
        constraints = [
            models.UniqueConstraint(
                fields=["notice", "channel", "browser", "robot"],
                name="accounts_delivery_once",
                nulls_distinct=False,
            ),
            models.CheckConstraint(
                name="accounts_delivery_sent_when",
                condition=Q(state="sent", sent_at__isnull=False) | ~Q(state="sent") & Q(sent_at__isnull=True),
            ),
        ]
        indexes = [
            models.Index(fields=["due_at"], condition=Q(state="waiting"), name="accounts_delivery_due"),
            models.Index(fields=["user", "kind", "-id"], name="accounts_delivery_group"),
        ]

    def __str__(self) -> str:
        return f"{self.channel} {self.state}"


class NoticeSettings(models.Model):
    """How a person wants to be told; without a row, everything is as it is by default.

    `channels` holds what differs from the default: the channels of a kind, by its key. The hours are of `time_zone`.
    Where quiet hours begin and end alike there are none.
    """

    QUIET_FROM: ClassVar = dt.time(22)
    QUIET_UNTIL: ClassVar = dt.time(8)

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.CASCADE, primary_key=True, related_name="notice_settings"
    )
    channels = models.JSONField(default=dict, blank=True)
    time_zone = models.CharField(_("time zone"), max_length=40, default="Asia/Shanghai")
    quiet_from = models.TimeField(_("quiet from"), default=QUIET_FROM)
    quiet_until = models.TimeField(_("until"), default=QUIET_UNTIL)
    # A daily word on days without an entry; none where empty.
    remind_at = models.TimeField(_("remind me to record at"), null=True, blank=True)
    reminded_on = models.DateField(null=True, blank=True, editable=False)
    # Names the person's calendar feed; another id makes the old address void, and without one there is none.
    calendar_id = models.UUIDField(null=True, blank=True, unique=True, editable=False)

    class Meta:
        verbose_name = _("settings of notices")
        verbose_name_plural = _("settings of notices")
        indexes = [
            models.Index(fields=["user"], condition=Q(remind_at__isnull=False), name="accounts_noticesettings_remind")
        ]

    def __str__(self) -> str:
        return f"{self.user_id}"
