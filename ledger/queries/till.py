"""What stands on the pad of somebody who is at the till: the accounts marked for it, and the scene's takings."""

from collections.abc import Sequence

from ledger import scenarios
from ledger.models import Account, Member
from ledger.permissions import at_till
from ledger.scenarios import SceneMode


def pad_modes(member: Member) -> Sequence[SceneMode]:
    """The tabs of the pad: all of the scene; at the till those that take money, where the scene has any."""
    modes = scenarios.scene(member.book.scene).modes
    if not at_till(member):
        return modes
    return [mode for mode in modes if mode.kind == "income"] or modes


def till_accounts(accounts: Sequence[Account]) -> list[Account]:
    """Of a book's accounts those at the till; where none is marked, those of money at hand."""
    marked = [account for account in accounts if account.at_till]
    return marked or [account for account in accounts if account.is_liquid and not account.hidden]
