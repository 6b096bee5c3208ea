"""Who may do what in a book: one table, role by action. Views, API, tasks, exports and admin ask it; none decides."""

from enum import StrEnum

from ledger.directory import directory_of
from ledger.errors import BookArchived, RoleTooLow
from ledger.models import Book, Entry, Member, Role


class Action(StrEnum):
    SEE = "see"  # the book's name, members, and the entries one may see
    SEE_SUMS = "see_sums"  # totals and reports over everybody's entries
    SEE_BALANCES = "see_balances"  # what lies in the accounts
    SEE_VEILED = "see_veiled"  # the accounts that only managers see
    SEE_READING = "see_reading"
    FOLLOW_SUGGESTION = "follow_suggestion"
    RECORD = "record"
    EDIT_OWN = "edit_own"
    EDIT_ANY = "edit_any"
    COMMENT = "comment"
    APPROVE = "approve"  # expenses above the book's limit
    IMPORT = "import"
    EXPORT = "export"  # what one may see, as a file
    SET_BALANCE = "set_balance"
    ARRANGE = "arrange"  # accounts, categories, projects and tags
    PLAN = "plan"  # budgets, and what is to come; doing what came is recording
    SETTINGS = "settings"
    INVITE = "invite"
    MANAGE_MEMBERS = "manage_members"
    DELETE_BOOK = "delete_book"


# Whoever looks at a sample book, signed in or not; no row of the database has this role.
VISITOR = "visitor"
# Whoever acts through a book's secret link as a person without an account; no row of the database has it either.
GUEST = "guest"
# A guest of a book whose owner lets guests look and no more.
ONLOOKER = "onlooker"
# Those who are no members.
OUTSIDE = frozenset({VISITOR, GUEST, ONLOOKER})

_VIEWER = frozenset({Action.SEE, Action.SEE_SUMS, Action.SEE_BALANCES})
_VISITOR = _VIEWER | {Action.SEE_READING}
_ONLOOKER = frozenset({Action.SEE, Action.SEE_SUMS})
_GUEST = _ONLOOKER | {Action.RECORD, Action.EDIT_OWN}
_CONTRIBUTOR = _VIEWER | {Action.RECORD, Action.EDIT_OWN, Action.COMMENT, Action.EXPORT}
_BOOKKEEPER = _CONTRIBUTOR | {
    Action.EDIT_ANY,
    Action.IMPORT,
    Action.SET_BALANCE,
    Action.ARRANGE,
    Action.PLAN,
    Action.SEE_READING,
}
_MANAGER = _BOOKKEEPER | {
    Action.SEE_VEILED,
    Action.APPROVE,
    Action.SETTINGS,
    Action.INVITE,
    Action.MANAGE_MEMBERS,
    Action.FOLLOW_SUGGESTION,
}
_OWNER = _MANAGER | {Action.DELETE_BOOK}

TABLE: dict[str, frozenset[Action]] = {
    Role.OWNER: _OWNER,
    Role.MANAGER: _MANAGER,
    Role.BOOKKEEPER: _BOOKKEEPER,
    Role.CONTRIBUTOR: _CONTRIBUTOR,
    Role.VIEWER: _VIEWER,
    VISITOR: _VISITOR,
    GUEST: _GUEST,
    ONLOOKER: _ONLOOKER,
    "": frozenset(),
}


def allows(member: Member, action: Action) -> bool:
    """May this member do it in the member's book?

    A contributor from whom the owner hides what others record does not see the sums over it either; balances may be
    hidden from contributors alone. A reading would tell what lies in the accounts that only managers see.
    """
    if action not in TABLE[member.role]:
        return False
    if action is Action.SEE_SUMS:
        return not sees_own_only(member)
    if action is Action.SEE_BALANCES:
        return not sees_own_only(member) and (member.role not in _HIDDEN_FROM or member.book.contributors_see_balances)
    if action is Action.SEE_READING:
        return Action.SEE_VEILED in TABLE[member.role] or not directory_of(member.book).veiled
    return True


def require(member: Member, action: Action) -> None:
    """Raises RoleTooLow unless the member may do it."""
    if not allows(member, action):
        raise RoleTooLow(action)


def require_member(member: Member) -> None:
    """Raises RoleTooLow for whoever looks at a sample or comes as a guest: what is done here is a member's own."""
    if member.role in OUTSIDE:
        raise RoleTooLow(Action.SEE)


# Of whom the owner may hide what others record.
_HIDDEN_FROM = frozenset({Role.CONTRIBUTOR, GUEST, ONLOOKER})


def sees_own_only(member: Member) -> bool:
    """Does this member see no entries but those that the member recorded?"""
    return at_till(member) or (member.role in _HIDDEN_FROM and not member.book.contributors_see_all)


def at_till(member: Member) -> bool:
    """Is this member set up for the till (店员模式)? It sets contributors up, and nobody else."""
    return member.till and member.role == Role.CONTRIBUTOR


def may_give(member: Member, role: str) -> bool:
    """May the member let somebody have this role, or take it from somebody?

    Who may manage people themselves are the owner's choice; the owner's role changes hands by a handover alone.
    """
    if role == Role.OWNER or role not in Role.values:
        return False
    heads = Action.MANAGE_MEMBERS in TABLE[role]
    return allows(member, Action.DELETE_BOOK if heads else Action.MANAGE_MEMBERS)


def roles_to_give(member: Member) -> list[str]:
    """The roles that the member may let somebody have, the one that may most first."""
    return [role for role in Role.values if may_give(member, role)]


def allows_edit(member: Member, entry: Entry) -> bool:
    """May the member change or delete this entry of the member's book?

    A transfer from or to an account that the member does not see is for those who see both.
    """
    veiled = directory_of(member.book).veiled
    if veiled and {entry.from_account_id, entry.to_account_id} & veiled and not allows(member, Action.SEE_VEILED):
        return False
    if allows(member, Action.EDIT_ANY):
        return True
    return entry.recorded_by_id == member.pk and allows(member, Action.EDIT_OWN)


def require_edit(member: Member, entry: Entry) -> None:
    """Raises RoleTooLow unless the member may change this entry."""
    if not allows_edit(member, entry):
        raise RoleTooLow(Action.EDIT_ANY)


def require_open(book: Book) -> None:
    """Raises BookArchived where the book is closed to writing."""
    if book.archived_at is not None:
        raise BookArchived
