"""When an expense waits for somebody's yes."""

NONE, PENDING, APPROVED, REFUSED = "", "pending", "approved", "refused"


def approval_after(
    *,
    is_expense: bool,
    base_minor: int,
    above_minor: int | None,
    may_approve: bool,
    was: str = NONE,
    was_base_minor: int = 0,
) -> str:
    """The state of an entry that is recorded, or edited, by somebody who `may_approve` or not.

    What is spent above `above_minor` (in the book's currency; None: nothing waits) waits, when it is recorded and when
    an edit raises it: `was` and `was_base_minor` are its state and amount before, the latter 0 for what is new or was
    no expense. An edit that leaves the amount, or lowers it, asks nobody anew; lowered to the limit it waits no more.
    With a limit of 2,000.00: 2,500.00 recorded waits; lowered to 2,000.00 it does not; approved and raised to 2,600.00
    it waits again; approved and lowered to 2,400.00 it stays approved.
    """
    if not is_expense:
        return was if was == REFUSED else NONE
    is_above = above_minor is not None and base_minor > above_minor
    if is_above and not may_approve and base_minor > was_base_minor:
        return PENDING
    if was == PENDING:
        return PENDING if is_above or above_minor is None else NONE
    return was if was == APPROVED else NONE
