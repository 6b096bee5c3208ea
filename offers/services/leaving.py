"""What is kept of a person's suggestions: taken along, and forgotten when the person leaves."""

import datetime as dt
import json
from collections.abc import Mapping
from zipfile import ZipFile

from accounts.models import User
from offers.models import CostReading, Mute, Suggestion


def take_suggestions_along(user: User, archive: ZipFile, now: dt.datetime) -> None:
    """Adds every suggestion that was made to the person, with its products and its reason as they were shown."""
    made = [
        {
            "made": row.created_at.isoformat(),
            "kind": row.kind,
            "products": row.products,
            "reason": row.reason,
            "dismissed": row.dismissed_at.isoformat() if row.dismissed_at else None,
        }
        for row in Suggestion.objects.filter(user=user).order_by("created_at")
    ]
    if made:
        archive.writestr("suggestions.json", json.dumps(made, ensure_ascii=False, indent=2))


def forget_person(user: User, choices: Mapping[str, str]) -> None:
    """Removes all that was suggested to a person, what they put away, and the cost tables that they read."""
    for model in (Suggestion, Mute, CostReading):
        model.objects.filter(user=user).delete()
