"""The whole table, written out once more by hand: a change of a right must be made in two places, knowingly."""

import pytest

from ledger.directory import Directory
from ledger.models import Account, Book, Member, Role
from ledger.permissions import GUEST, ONLOOKER, TABLE, VISITOR, Action, allows, roles_to_give, sees_own_only

MAY = {
    "see": "owner manager bookkeeper contributor viewer",
    "see_sums": "owner manager bookkeeper contributor viewer",
    "see_balances": "owner manager bookkeeper contributor viewer",
    "see_veiled": "owner manager",
    "see_reading": "owner manager bookkeeper",
    "follow_suggestion": "owner manager",
    "record": "owner manager bookkeeper contributor",
    "edit_own": "owner manager bookkeeper contributor",
    "edit_any": "owner manager bookkeeper",
    "comment": "owner manager bookkeeper contributor",
    "approve": "owner manager",
    "import": "owner manager bookkeeper",
    "export": "owner manager bookkeeper contributor",
    "set_balance": "owner manager bookkeeper",
    "arrange": "owner manager bookkeeper",
    "plan": "owner manager bookkeeper",
    "settings": "owner manager",
    "invite": "owner manager",
    "manage_members": "owner manager",
    "delete_book": "owner",
}


def book_with(*veiled: int) -> Book:
    """A book of no rows, with these accounts that only managers see."""
    book = Book()
    accounts = {pk: Account(pk=pk, book=book, veiled=True) for pk in veiled}
    book.directory = Directory(book, {}, accounts, {}, {}, {}, frozenset(veiled))
    return book


def test_every_action_and_role_stands_in_the_table():
    assert set(MAY) == set(Action)
    assert set(TABLE) == {*Role.values, "", VISITOR, GUEST, ONLOOKER}


@pytest.mark.parametrize("role", [*Role.values, ""])
@pytest.mark.parametrize("action", list(Action))
def test_what_a_role_may_do(action, role):
    member = Member(book=book_with(), role=role)
    assert allows(member, action) is (role in MAY[action].split())


@pytest.mark.parametrize("role", Role.values)
def test_sums_are_hidden_from_contributors_when_entries_are(role):
    member = Member(book=Book(contributors_see_all=False), role=role)
    assert allows(member, Action.SEE_SUMS) is (role != "contributor")
    assert allows(member, Action.SEE_BALANCES) is (role != "contributor")


@pytest.mark.parametrize("role", Role.values)
def test_balances_may_be_hidden_from_contributors_alone(role):
    member = Member(book=Book(contributors_see_balances=False), role=role)
    assert allows(member, Action.SEE_BALANCES) is (role != "contributor")
    assert allows(member, Action.SEE_SUMS)


@pytest.mark.parametrize("role", Role.values)
def test_at_the_till_a_contributor_sees_their_own_and_no_balance_whatever_the_book_says(role):
    member = Member(book=Book(), role=role, till=True)
    assert sees_own_only(member) is (role == "contributor")
    assert allows(member, Action.SEE_BALANCES) is (role != "contributor")


@pytest.mark.parametrize("role", ["owner", "manager", "bookkeeper", VISITOR])
def test_a_reading_that_would_tell_of_a_hidden_account_is_for_heads(role):
    member = Member(book=book_with(7), role=role)
    assert allows(member, Action.SEE_READING) is (role in ("owner", "manager"))


@pytest.mark.parametrize(
    ("role", "may_give"),
    [
        ("owner", ["manager", "bookkeeper", "contributor", "viewer"]),
        ("manager", ["bookkeeper", "contributor", "viewer"]),
        ("bookkeeper", []),
        ("contributor", []),
        ("viewer", []),
        (GUEST, []),
        ("", []),
    ],
)
def test_nobody_gives_a_role_above_their_own(role, may_give):
    assert roles_to_give(Member(book=Book(), role=role)) == may_give


@pytest.mark.parametrize(
    ("role", "may"), [(GUEST, {"see", "see_sums", "record", "edit_own"}), (ONLOOKER, {"see", "see_sums"})]
)
def test_what_a_guest_may_do(role, may):
    guest = Member(book=Book(), role=role)
    assert {action.value for action in Action if allows(guest, action)} == may
    hidden = Member(book=Book(contributors_see_all=False), role=role)
    assert {action.value for action in Action if allows(hidden, action)} == may - {"see_sums"}
