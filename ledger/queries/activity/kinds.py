"""The kinds of lines that the activity can be narrowed to, and who sees what others did of each."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from ledger.models import Member, What
from ledger.permissions import Action, allows


@dataclass(frozen=True, slots=True)
class LineKind:
    """A kind of line that the page can be narrowed to, and the right that it takes to see what others did of it."""

    key: str
    title: Promise
    needs: Action
    whats: frozenset[str] = frozenset()


def _of(*prefixes: str) -> frozenset[str]:
    return frozenset(what for what in What.values if what.startswith(prefixes))


ENTRIES = "entries"
AT_ONCE = "at_once"
KINDS: tuple[LineKind, ...] = (
    LineKind(ENTRIES, _("Entries"), Action.SEE, _of("expense_")),
    LineKind(AT_ONCE, _("Imports and changes at once"), Action.SEE_SUMS, _of("import_", "step_", "entries_")),
    LineKind("names", _("Accounts and names"), Action.SEE, _of("account_", "category_", "label_")),
    LineKind("plans", _("Budgets and plans"), Action.SEE_SUMS, _of("budget_", "scheduled_")),
    LineKind("people", _("People"), Action.SEE, _of("member_", "role_", "owner_", "guest_joined")),
    LineKind("invitations", _("Invitations"), Action.INVITE, _of("invitation_", "guest_link_")),
    LineKind("settling", _("Settling up"), Action.SEE_SUMS, _of("settle")),
    LineKind("settings", _("Settings"), Action.SETTINGS, _of("settings_")),
    LineKind("book", _("The book"), Action.SEE, _of("book_")),
)
KIND_OF = {what: kind for kind in KINDS for what in kind.whats}


def kinds_shown(member: Member) -> list[LineKind]:
    """The kinds of lines that the member may narrow the activity to."""
    return [kind for kind in KINDS if allows(member, kind.needs)]
