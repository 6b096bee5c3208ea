"""What the reading of a book knows, and what it said day by day. Amounts are minor units of the book's currency.

Rows that the daily run writes by the thousand have no foreign key in the database: the run takes its books from
`ledger_book`, books are deleted softly, and Django's own cascade follows where one is really removed.
"""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from accounts.ids import uuid7
from ledger.models import Book


class Calibration(models.Model):
    """How much of the drift to believe (phi) and how wide the band is (q), fitted on past readings of one mode.

    The newest row of a mode by `fitted_at` counts. `coverage` is the share of past troughs above the cautious path,
    empty where it was not measured; `n` is how many troughs.
    """

    mode = models.CharField(_("mode"), max_length=20)
    phi = models.FloatField(_("believed share of the drift"))
    q = models.FloatField(_("width of the band"))
    coverage = models.FloatField(_("measured coverage"), null=True, blank=True)
    n = models.PositiveIntegerField(_("readings measured"), default=0)
    source = models.CharField(_("measured on"), max_length=200, blank=True)
    fitted_at = models.DateTimeField(_("fitted"), db_default=Now())

    class Meta:
        verbose_name = _("calibration")
        verbose_name_plural = _("calibrations")
        constraints = [
            models.CheckConstraint(name="offers_calibration_phi", condition=Q(phi__gte=0, phi__lte=1)),
            models.CheckConstraint(name="offers_calibration_q", condition=Q(q__gte=0)),
            models.CheckConstraint(
                name="offers_calibration_coverage",
                condition=Q(coverage__isnull=True) | Q(coverage__gte=0, coverage__lte=1),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.mode}: phi {self.phi}, q {self.q}"


class Stream(models.Model):
    """A movement of liquid money that comes again: found in the entries, told by a person, or both.

    `key` is the hash of what makes entries alike (docs/offers.md); a stream that was only told has none until the
    entries show it. `amount_minor` is signed. `anchor` is the day of the month (31: its last), 0 for weekly ones;
    `shifts` moves it off weekends. `hit_days` and `hit_amounts` are the last times it came, oldest first.
    """

    class State(models.TextChoices):
        FOUND = "found", _("Found")
        CONFIRMED = "confirmed", _("Confirmed")
        IGNORED = "ignored", _("Not counted")

    public_id = models.UUIDField(default=uuid7, unique=True, editable=False)
    book = models.ForeignKey(Book, on_delete=models.CASCADE, related_name="+", db_index=False)
    key = models.BigIntegerField(null=True, blank=True)
    name = models.CharField(_("name"), max_length=120)
    kind = models.CharField(_("kind"), max_length=20, blank=True)
    flow = models.CharField(max_length=12, default="operating")
    cadence = models.PositiveSmallIntegerField(_("cadence"))
    amount_minor = models.BigIntegerField(_("amount"))
    sd_minor = models.BigIntegerField(default=0)
    confidence = models.FloatField(_("confidence"))
    anchor = models.PositiveSmallIntegerField(default=0)
    shifts = models.BooleanField(default=False)
    last_day = models.DateField()
    hit_days = ArrayField(models.DateField(), default=list, blank=True)
    hit_amounts = ArrayField(models.BigIntegerField(), default=list, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.FOUND)
    changed_at = models.DateTimeField(db_default=Now())

    class Meta:
        verbose_name = _("recurring movement")
        verbose_name_plural = _("recurring movements")
        constraints = [
            models.UniqueConstraint(fields=["book", "key"], name="offers_stream_key_unique"),
            models.CheckConstraint(
                name="offers_stream_state_known", condition=Q(state__in=["found", "confirmed", "ignored"])
            ),
            models.CheckConstraint(name="offers_stream_cadence", condition=Q(cadence__gte=1, cadence__lte=5)),
            models.CheckConstraint(name="offers_stream_amount", condition=~Q(amount_minor=0)),
        ]

    def __str__(self) -> str:
        return self.name


class Planned(models.Model):
    """A movement of liquid money that comes once and is known.

    `amount_minor` is signed. `probability_ppm` empty means: by how late it is (`offers.rules.receivables`). Rows of
    source `ledger` are what customers and suppliers still owe by the entries and what the book's people scheduled, made
    anew whenever the book changes.
    """

    public_id = models.UUIDField(default=uuid7, unique=True, editable=False)
    book = models.ForeignKey(Book, on_delete=models.CASCADE, related_name="+", db_index=False)
    due = models.DateField(_("due"))
    amount_minor = models.BigIntegerField(_("amount"))
    kind = models.CharField(_("kind"), max_length=20)
    probability_ppm = models.PositiveIntegerField(null=True, blank=True)
    name = models.CharField(_("name"), max_length=120)
    source = models.CharField(max_length=10, default="answer")
    account_id = models.BigIntegerField(null=True, blank=True)

    class Meta:
        verbose_name = _("planned movement")
        verbose_name_plural = _("planned movements")
        indexes = [models.Index(fields=["book", "due"], name="offers_planned_due")]
        constraints = [
            models.CheckConstraint(name="offers_planned_source_known", condition=Q(source__in=["ledger", "answer"])),
            models.CheckConstraint(name="offers_planned_amount", condition=~Q(amount_minor=0)),
            models.CheckConstraint(
                name="offers_planned_probability",
                condition=Q(probability_ppm__isnull=True) | Q(probability_ppm__lte=1_000_000),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class OneOff(models.Model):
    """Spending of a day far above what its category usually takes; left out of the usual month."""

    pk = models.CompositePrimaryKey("book_id", "day", "category_id")
    book = models.ForeignKey(Book, on_delete=models.CASCADE, db_index=False, db_constraint=False, related_name="+")
    day = models.DateField()
    category_id = models.BigIntegerField()
    amount_minor = models.BigIntegerField()

    class Meta:
        constraints = [models.CheckConstraint(name="offers_oneoff_amount", condition=Q(amount_minor__gt=0))]

    def __str__(self) -> str:
        return f"{self.book_id} {self.day}"


class ReadingCursor(models.Model):
    """How far a book has been read: up to which revision of its entries, which accounts, and which day."""

    book = models.OneToOneField(Book, on_delete=models.CASCADE, primary_key=True, db_constraint=False, related_name="+")
    revision = models.BigIntegerField()
    accounts_mark = models.BigIntegerField(default=0)
    read_on = models.DateField()

    def __str__(self) -> str:
        return f"book {self.book_id} up to {self.revision}"


# What each state, level and confidence is called where staff read them.
STATES = [
    ("surplus", _("money left over")),
    ("tight", _("tight")),
    ("watch", _("might run short")),
    ("likely", _("will probably run short")),
    ("none", _("nothing to say")),
]
LEVELS = [(0, _("not enough to read")), (1, _("describes only")), (2, _("speaks"))]
CONFIDENCES = [(0, _("none")), (1, _("low")), (2, _("medium")), (3, _("high"))]


class Reading(models.Model):
    """One book read as of the close of one day: what was found, and the state that it is said to be in after it.

    `state`, `since`, `quiet` and `recent` are the standing after this scan (`offers.rules.states`); the next day's
    scan steps on from it, so reading a day again gives the same row. `level` and `confidence` are the gate's.
    `path` holds b10, b50 and b90 of days 1..30; days are offsets from `as_of`. Staff see state, confidence and dates.
    """

    book = models.ForeignKey(Book, on_delete=models.CASCADE, db_constraint=False, related_name="+", db_index=False)
    as_of = models.DateField(_("as of"))
    revision = models.BigIntegerField()
    state = models.CharField(_("state"), max_length=10, choices=STATES)
    since = models.DateField(_("since"), null=True)
    quiet = models.BooleanField(default=False)
    recent = models.JSONField(default=list)
    level = models.PositiveSmallIntegerField(_("level"), choices=LEVELS)
    confidence = models.PositiveSmallIntegerField(_("confidence"), choices=CONFIDENCES)
    credit = models.BooleanField(default=False)
    missing = ArrayField(models.CharField(max_length=20), default=list)
    liquid_minor = models.BigIntegerField()
    buffer_minor = models.BigIntegerField()
    spending_minor = models.BigIntegerField()
    income_minor = models.BigIntegerField()
    net_minor = models.BigIntegerField()
    trough50_minor = models.BigIntegerField()
    trough50_day = models.PositiveSmallIntegerField()
    trough10_minor = models.BigIntegerField()
    trough10_day = models.PositiveSmallIntegerField()
    end50_minor = models.BigIntegerField()
    surplus_minor = models.BigIntegerField()
    shortfall_minor = models.BigIntegerField()
    shortfall_day = models.PositiveSmallIntegerField()
    timing_gap = models.BooleanField(default=False)
    structural = models.BooleanField(default=False)
    shown_minor = models.BigIntegerField(null=True)
    path = models.JSONField(null=True)
    evidence = models.JSONField(default=dict)
    calibration_id = models.BigIntegerField(null=True)
    inputs_hash = models.CharField(max_length=32)
    created_at = models.DateTimeField(_("read at"), db_default=Now())

    class Meta:
        verbose_name = _("reading")
        verbose_name_plural = _("readings")
        constraints = [
            models.UniqueConstraint(fields=["book", "as_of"], name="offers_reading_one_a_day"),
            models.CheckConstraint(
                name="offers_reading_state_known",
                condition=Q(state__in=["none", "surplus", "tight", "watch", "likely"]),
            ),
            models.CheckConstraint(name="offers_reading_confidence", condition=Q(confidence__gte=0, confidence__lte=3)),
            models.CheckConstraint(name="offers_reading_level", condition=Q(level__gte=0, level__lte=2)),
        ]

    def __str__(self) -> str:
        return f"{self.book_id} {self.as_of}: {self.state}"


class Transition(models.Model):
    """A change of a book's state: from what to what, as of which day, on which inputs."""

    book = models.ForeignKey(Book, on_delete=models.CASCADE, db_constraint=False, related_name="+", db_index=False)
    as_of = models.DateField(_("as of"))
    from_state = models.CharField(_("from"), max_length=10, choices=STATES)
    to_state = models.CharField(_("to"), max_length=10, choices=STATES)
    inputs_hash = models.CharField(max_length=32)
    calibration_id = models.BigIntegerField(null=True)

    class Meta:
        verbose_name = _("change of state")
        verbose_name_plural = _("changes of state")
        constraints = [
            models.UniqueConstraint(fields=["book", "as_of"], name="offers_transition_one_a_day"),
            models.CheckConstraint(name="offers_transition_differs", condition=~Q(from_state=models.F("to_state"))),
        ]

    def __str__(self) -> str:
        return f"{self.book_id} {self.as_of}: {self.from_state} to {self.to_state}"


class JobRun(models.Model):
    """One run of a task of this app: how many rows it looked at and wrote, and how long it took."""

    name = models.CharField(_("task"), max_length=60)
    started_at = models.DateTimeField(_("started"))
    milliseconds = models.PositiveIntegerField(_("milliseconds"))
    counts = models.JSONField(_("counts"), default=dict)
    error = models.CharField(_("error"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("task run")
        verbose_name_plural = _("task runs")
        indexes = [models.Index(fields=["-started_at"], name="offers_jobrun_newest")]

    def __str__(self) -> str:
        return f"{self.name} {self.started_at:%Y-%m-%d %H:%M}"
