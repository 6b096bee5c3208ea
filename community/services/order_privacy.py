"""What order keeps of a person: taken along, and forgotten when the person leaves.

That a decision was made stays, with the emptied account; what the person wrote does not.
"""

import datetime as dt
import json
from collections.abc import Mapping
from zipfile import ZipFile

from accounts.models import User
from community.models import Appeal, Case, Report
from community.queries.moderation import decisions_about, reports_of


def take_order_along(user: User, archive: ZipFile, now: dt.datetime) -> None:
    """Adds what a person reported, the decisions about them, and their appeals."""
    kept = {
        "reports": [
            {"at": row.at.isoformat(), "what": row.case.title, "reason": row.reason, "text": row.text}
            | {"outcome": row.outcome}
            for row in reports_of(user)
        ],
        "decisions": [
            {
                "at": row.at.isoformat(),
                "what": row.case.title,
                "outcome": row.outcome,
                "measure": row.measure,
                "reason": row.reason,
                "note": row.note,
                "appeal": row.appeal.text if hasattr(row, "appeal") else None,
            }
            for row in decisions_about(user)
        ],
    }
    if any(kept.values()):
        archive.writestr("community-order.json", json.dumps(kept, ensure_ascii=False, indent=2))


def forget_order(user: User, choices: Mapping[str, str]) -> None:
    """Erases a person's reports and the words of their cases and appeals."""
    Report.objects.filter(reporter=user).delete()
    Appeal.objects.filter(decision__person=user).update(text="")
    cases = Case.objects.filter(author=user)
    cases.filter(state__in=Case.WAITING).update(state=Case.State.CLOSED, claimed_by=None, claimed_until=None)
    cases.update(title="", said="", path="")
