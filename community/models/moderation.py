"""Order: what was reported or held, who looked at it, what they decided, and what its author says to that."""

import pgtrigger
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.ids import uuid7


class Case(models.Model):
    """One thing that somebody reported, or that our own checks held. Later reports of the same thing join it.

    `kind` is a key of `community.services.reported` and `thing_id` the row's own id: cases outlive what they are
    about. `title` and `said` are what stood there when it was last reported, so that an edit hides nothing from staff.
    It waits while it is open or appealed, since `waits_since`; somebody should have looked by `due_at`.
    """

    class State(models.TextChoices):
        OPEN = "open", _("waiting")
        DECIDED = "decided", _("decided")
        APPEALED = "appealed", _("appealed")
        CLOSED = "closed", _("closed after an appeal")

    WAITING = (State.OPEN, State.APPEALED)

    public_id = models.UUIDField(default=uuid7, unique=True, editable=False)
    kind = models.CharField(_("what it is"), max_length=20)
    thing_id = models.BigIntegerField()
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("author")
    )
    title = models.CharField(_("what it says"), max_length=80, blank=True)
    said = models.TextField(_("the text, as it was reported"), blank=True)
    path = models.CharField(_("page"), max_length=200, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.OPEN)
    reason = models.CharField(_("most urgent reason"), max_length=20, blank=True)
    reports = models.PositiveIntegerField(_("reports"), default=0)
    # Codes of what our own checks found, where they held it.
    found = ArrayField(models.CharField(max_length=60), verbose_name=_("found by checks"), default=list, blank=True)
    waits_since = models.DateTimeField(_("waiting since"))
    due_at = models.DateTimeField(_("due"))
    claimed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("taken by")
    )
    claimed_until = models.DateTimeField(_("taken until"), null=True)

    class Meta:
        verbose_name = _("case")
        verbose_name_plural = _("cases")
        indexes = [
            models.Index(
                fields=["due_at", "id"], condition=Q(state__in=["open", "appealed"]), name="community_case_waiting"
            ),
        ]
        constraints = [
            models.UniqueConstraint(fields=["kind", "thing_id"], name="community_case_one_per_thing"),
            models.CheckConstraint(
                name="community_case_claimed_until",
                condition=Q(claimed_by=None, claimed_until=None)
                | Q(claimed_by__isnull=False, claimed_until__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.title or str(self.public_id)


class Report(models.Model):
    """Somebody told us of something; once of each thing. `outcome` is what that person learns of what became of it."""

    class Outcome(models.TextChoices):
        ACTED = "acted", _("Acted on")
        NOTHING = "nothing", _("Within the rules")

    public_id = models.UUIDField(default=uuid7, unique=True, editable=False)
    case = models.ForeignKey(Case, models.PROTECT, related_name="report_rows")
    reporter = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", db_index=False)
    reason = models.CharField(_("reason"), max_length=20)
    text = models.CharField(_("what is wrong with it"), max_length=500, blank=True)
    at = models.DateTimeField(_("reported"))
    outcome = models.CharField(_("outcome"), max_length=10, choices=Outcome, blank=True)
    answered_at = models.DateTimeField(_("answered"), null=True, blank=True)

    class Meta:
        verbose_name = _("report")
        verbose_name_plural = _("reports")
        indexes = [models.Index(fields=["reporter", "-at"], name="community_report_own")]
        constraints = [
            models.UniqueConstraint(fields=["case", "reporter"], name="community_report_once"),
            models.CheckConstraint(
                name="community_report_answered_when",
                condition=Q(outcome="", answered_at=None) | ~Q(outcome="") & Q(answered_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return str(self.public_id)


class Decision(models.Model):
    """What somebody of the staff decided, and why. Rows are added, and one that was wrong is marked so; no more.

    `outcome` is what becomes of the thing: what is hidden comes back when its author mended it and it was looked at
    again; what is taken down does not. `measure` is what becomes of its author, who posts nothing before `until`.
    """

    class Outcome(models.TextChoices):
        LEAVE = "leave", _("Let it stand")
        HIDE = "hide", _("Hide it until it is mended")
        TAKE_DOWN = "take_down", _("Take it down for good")

    class Measure(models.TextChoices):
        NONE = "none", _("Nothing")
        WARN = "warn", _("Warn")
        SUSPEND = "suspend", _("No posting for some days")

    public_id = models.UUIDField(default=uuid7, unique=True, editable=False)
    case = models.ForeignKey(Case, models.PROTECT, related_name="decisions")
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="+",
        db_index=False,
        verbose_name=_("author"),
    )
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", db_index=False, verbose_name=_("decided by")
    )
    at = models.DateTimeField(_("decided"))
    outcome = models.CharField(_("what becomes of it"), max_length=10, choices=Outcome)
    measure = models.CharField(_("what becomes of its author"), max_length=10, choices=Measure, default=Measure.NONE)
    until = models.DateTimeField(_("no posting until"), null=True, blank=True)
    reason = models.CharField(_("reason"), max_length=20, blank=True)
    note = models.CharField(_("words to its author"), max_length=500, blank=True)
    # By an appeal.
    overturned_at = models.DateTimeField(_("overturned"), null=True, blank=True)

    class Meta:
        verbose_name = _("decision")
        verbose_name_plural = _("decisions")
        indexes = [
            models.Index(fields=["person", "-at"], name="community_decision_person"),
            models.Index(fields=["at"], name="community_decision_when"),
        ]
        constraints = [
            models.CheckConstraint(
                name="community_decision_suspends_until",
                condition=Q(measure="suspend", until__gt=F("at")) | ~Q(measure="suspend") & Q(until=None),
            ),
            models.CheckConstraint(
                name="community_decision_says_why",
                condition=Q(outcome="leave", measure="none") | ~Q(reason=""),
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="decision_keep", operation=pgtrigger.Delete),
            pgtrigger.Protect(
                name="decision_keep_words",
                operation=pgtrigger.Update,
                condition=pgtrigger.AnyChange(exclude=["overturned_at"]),
            ),
        ]

    def __str__(self) -> str:
        return str(self.public_id)

    @property
    def is_against(self) -> bool:
        """Did it go against the author, and does it still?"""
        spoke = self.outcome != self.Outcome.LEAVE or self.measure != self.Measure.NONE
        return spoke and self.overturned_at is None


class Appeal(models.Model):
    """What an author says against a decision, once; somebody else than who decided answers it."""

    public_id = models.UUIDField(default=uuid7, unique=True, editable=False)
    decision = models.OneToOneField(Decision, models.PROTECT, related_name="appeal")
    # Who decided, once more, so that the database can hold that the answer is somebody else's.
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", db_index=False)
    text = models.TextField(_("what the author says"), max_length=1000, blank=True)
    at = models.DateTimeField(_("appealed"))
    upheld = models.BooleanField(_("the decision stands"), null=True, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        db_index=False,
        verbose_name=_("answered by"),
    )
    answered_at = models.DateTimeField(_("answered"), null=True, blank=True)
    note = models.CharField(_("words to its author"), max_length=500, blank=True)

    class Meta:
        verbose_name = _("appeal")
        verbose_name_plural = _("appeals")
        constraints = [
            models.CheckConstraint(
                name="community_appeal_answered_by_another",
                condition=Q(answered_by=None) | ~Q(answered_by=F("decided_by")),
            ),
            models.CheckConstraint(
                name="community_appeal_answered_whole",
                condition=Q(upheld=None, answered_by=None, answered_at=None)
                | Q(upheld__isnull=False, answered_by__isnull=False, answered_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return str(self.public_id)


class StaffAction(models.Model):
    """Who of the staff did what in the community, when, to what and why. Nobody changes or removes a row."""

    at = models.DateTimeField(_("done at"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("who"))
    what = models.CharField(_("what"), max_length=30)
    about = models.CharField(_("of what"), max_length=120, blank=True)
    case = models.ForeignKey(Case, models.PROTECT, null=True, related_name="actions", verbose_name=_("case"))
    why = models.CharField(_("why"), max_length=600, blank=True)

    class Meta:
        verbose_name = _("staff action")
        verbose_name_plural = _("staff actions")
        indexes = [models.Index(fields=["-at"], name="community_staffaction_latest")]
        triggers = [pgtrigger.Protect(name="action_keep", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.what} {self.about}"


class WordRule(models.Model):
    """A word that is looked for in what people write (community.rules.words says how), and what then happens."""

    class Action(models.TextChoices):
        MASK = "mask", _("show stars instead")
        HOLD = "hold", _("hold it until somebody looked")
        REFUSE = "refuse", _("refuse it")

    pattern = models.CharField(_("word"), max_length=40, unique=True)
    action = models.CharField(_("what happens"), max_length=10, choices=Action)
    unless = models.CharField(
        _("not inside of"),
        max_length=200,
        blank=True,
        help_text=_("Words that contain it and are harmless, with commas."),
    )
    note = models.CharField(_("note"), max_length=200, blank=True)
    is_active = models.BooleanField(_("in use"), default=True)

    class Meta:
        verbose_name = _("watched word")
        verbose_name_plural = _("watched words")
        ordering = ["action", "pattern"]

    def __str__(self) -> str:
        return self.pattern


class LinkRule(models.Model):
    """A host that anybody may link to, or nobody. Other hosts are a matter of trust (community.rules.trust)."""

    class Action(models.TextChoices):
        ALLOW = "allow", _("anybody may link to it")
        REFUSE = "refuse", _("nobody may link to it")

    host = models.CharField(
        _("host"), max_length=120, unique=True, help_text=_("Such as example.com; what is below counts too.")
    )
    action = models.CharField(_("what happens"), max_length=10, choices=Action)
    note = models.CharField(_("note"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("linked host")
        verbose_name_plural = _("linked hosts")
        ordering = ["host"]

    def __str__(self) -> str:
        return self.host


class TakenDownPicture(models.Model):
    """How a picture looked that was taken down, 64 bits; pictures that look nearly so are held. No picture is kept."""

    dhash = models.BigIntegerField(unique=True)
    case = models.ForeignKey(Case, models.PROTECT, related_name="pictures")
    at = models.DateTimeField(_("taken down"))

    class Meta:
        verbose_name = _("taken down picture")
        verbose_name_plural = _("taken down pictures")

    def __str__(self) -> str:
        return f"{self.dhash & (2**64 - 1):016x}"
