from typing import Any

from django.http import HttpRequest
from django.utils import timezone

from accounts.figures import staff_boards


def staff_dashboard(request: HttpRequest, context: dict[str, Any]) -> dict[str, Any]:
    """Adds `boards`, (title, counts) of each block that this member of staff may see; the admin's first page."""
    at = timezone.now()
    context["boards"] = [
        (board.title, board.counts(at)) for board in staff_boards() if request.user.has_perm(board.permission)
    ]
    return context
