"""The table of permissions in words, as owners read it: what each role may do in this book."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from ledger.models import Book, Member, Role
from ledger.permissions import Action, allows

# In the order of the page: what is seen, what is done, what is run.
WORDS: dict[str, dict[Action, str | Promise]] = {
    "see": {
        Action.SEE: _("The entries"),
        Action.SEE_SUMS: _("Totals, reports and budgets"),
        Action.SEE_BALANCES: _("What lies in the accounts"),
        Action.SEE_READING: _("The look ahead: money left over, or short"),
        Action.SEE_VEILED: _("Accounts that only managers see"),
        Action.EXPORT: _("Take out as a file what one sees"),
    },
    "do": {
        Action.RECORD: _("Record"),
        Action.EDIT_OWN: _("Change what one recorded"),
        Action.EDIT_ANY: _("Change what others recorded"),
        Action.COMMENT: _("Comment on entries"),
        Action.IMPORT: _("Import bills"),
        Action.SET_BALANCE: _("Set balances right"),
        Action.ARRANGE: _("Arrange accounts, categories and names"),
        Action.PLAN: _("Set budgets and plans"),
    },
    "run": {
        Action.APPROVE: _("Approve expenses above the limit"),
        Action.INVITE: _("Invite people"),
        Action.MANAGE_MEMBERS: _("Change people and their roles"),
        Action.SETTINGS: _("Change the settings of the book"),
        Action.FOLLOW_SUGGESTION: _("Follow a suggestion"),
        Action.DELETE_BOOK: _("Put the book away or delete it"),
    },
}
HEADINGS: dict[str, str | Promise] = {"see": _("See"), "do": _("Do"), "run": _("Run the book")}


@dataclass(frozen=True, slots=True)
class Right:
    """What an action is called, and by role whether it is allowed in this book as it is set now."""

    words: str | Promise
    roles: list[bool]


@dataclass(frozen=True, slots=True)
class RightGroup:
    heading: str | Promise
    rights: list[Right]


def rights_of(book: Book) -> list[RightGroup]:
    """Who may do what in this book, the roles in the order of `Role`; by the switches of the book."""
    people = [Member(book=book, role=role) for role in Role.values]
    return [
        RightGroup(
            HEADINGS[key], [Right(words, [allows(each, action) for each in people]) for action, words in group.items()]
        )
        for key, group in WORDS.items()
    ]
