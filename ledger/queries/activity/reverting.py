"""Which lines of the activity a member may take back; `ledger.services.reverting` does it."""

from ledger.models import BookChange, Member, What
from ledger.permissions import Action, allows, allows_edit
from ledger.queries.activity.lines import Line

# Columns of an entry that follow from others, or that a service of their own changes.
NOT_REVERTED = frozenset(
    {"book_id", "recorded_by_id", "batch_id", "group", "link_id", "veiled", "approval", "approval_note", "split"}
)


def may_revert(member: Member, line: Line) -> bool:
    """May the member take back what this line tells, as far as the roles say? `ledger.services.reverting` does it."""
    # Guests and whoever looks at a sample have no account that a change could be taken back with.
    if member.pk is None or member.user_id is None or member.book.archived_at is not None:
        return False
    if line.change is not None:
        return may_revert_change(member, line.change)
    assert line.entry is not None
    lies_in_bin = line.entry.deleted_at is not None
    fits = lies_in_bin == (line.what == "deleted")
    return (
        fits and allows_edit(member, line.entry) and (line.what != "edited" or bool(line.fields.keys() - NOT_REVERTED))
    )


_REVERTED_BY: dict[str, Action] = {
    What.ACCOUNT_CHANGED: Action.ARRANGE,
    What.ACCOUNT_ARCHIVED: Action.ARRANGE,
    What.ACCOUNT_RESTORED: Action.ARRANGE,
    What.CATEGORY_CHANGED: Action.ARRANGE,
    What.CATEGORY_ARCHIVED: Action.ARRANGE,
    What.CATEGORY_RESTORED: Action.ARRANGE,
    What.LABEL_CHANGED: Action.ARRANGE,
    What.LABEL_ARCHIVED: Action.ARRANGE,
    What.LABEL_RESTORED: Action.ARRANGE,
    What.BUDGET_CHANGED: Action.PLAN,
    What.SCHEDULED_CHANGED: Action.PLAN,
    What.MEMBER_CHANGED: Action.MANAGE_MEMBERS,
    What.SETTINGS_CHANGED: Action.SETTINGS,
}


def may_revert_change(member: Member, change: BookChange) -> bool:
    """The same for a line that is not of an entry. A step is taken back by who made it."""
    if change.what == What.STEP_DONE:
        step = change.step
        return step is not None and step.undone_at is None and change.by_id == member.pk
    needed = _REVERTED_BY.get(change.what)
    return needed is not None and allows(member, needed)
