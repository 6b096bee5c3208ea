"""What an entry counts for in what was spent and what was earned."""


def spent_and_earned(kind: str, amount_minor: int, *, to_customer: bool) -> tuple[int, int]:
    """What an amount of entries of a kind adds to what was spent, and to what was earned.

    A refund takes back what was spent; one that went to a customer, what was earned. What is neither, such as a
    transfer, adds nothing to either. A refund of 59.00 adds -59.00 to what was spent.
    """
    if kind == "expense":
        return amount_minor, 0
    if kind == "income":
        return 0, amount_minor
    if kind == "refund":
        return (0, -amount_minor) if to_customer else (-amount_minor, 0)
    return 0, 0
