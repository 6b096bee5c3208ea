"""What staff may know about readings and suggestions: how many, by state. No amounts, no evidence."""

import datetime as dt

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext

from accounts import figures
from offers.models import Reading, Suggestion
from offers.models.readings import STATES


def reading_counts(at: dt.datetime) -> list[figures.Count]:
    """Today's readings by state, those states left out that no book is in. One query."""
    today = timezone.localdate(at)
    found = dict(Reading.objects.filter(as_of=today).order_by().values_list("state").annotate(n=models.Count("id")))
    page = reverse("admin:offers_reading_changelist")
    return [
        figures.Count(label, found[state], f"{page}?state__exact={state}") for state, label in STATES if state in found
    ]


def suggestion_counts(at: dt.datetime) -> list[figures.Count]:
    """Suggestions of the last 30 days: shown, and dismissed. One query."""
    found = Suggestion.objects.filter(created_at__gt=at - dt.timedelta(days=30)).aggregate(
        shown=models.Count("id", filter=Q(shown_at__isnull=False)),
        dismissed=models.Count("id", filter=Q(dismissed_at__isnull=False)),
    )
    page = reverse("admin:offers_suggestion_changelist")
    return [
        figures.Count(gettext("shown"), found["shown"], page),
        figures.Count(gettext("dismissed"), found["dismissed"], page),
    ]
