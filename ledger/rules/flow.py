"""Which stream of money an entry belongs to, as a pure rule from its kind and the kinds of its two accounts."""

from enum import IntFlag, StrEnum


class AccountClass(StrEnum):
    LIQUID = "liquid"
    CREDIT = "credit"
    LOAN = "loan"
    RECEIVABLE = "receivable"
    PAYABLE = "payable"
    INVESTMENT = "investment"
    PREPAID = "prepaid"
    MEMBER = "member"
    CAPITAL = "capital"


ACCOUNT_CLASS: dict[str, AccountClass] = {
    "cash": AccountClass.LIQUID,
    "bank": AccountClass.LIQUID,
    "wallet": AccountClass.LIQUID,
    "money_fund": AccountClass.LIQUID,
    "credit_card": AccountClass.CREDIT,
    "pay_later": AccountClass.CREDIT,
    "loan": AccountClass.LOAN,
    "receivable": AccountClass.RECEIVABLE,
    "payable": AccountClass.PAYABLE,
    "investment": AccountClass.INVESTMENT,
    "deposit": AccountClass.INVESTMENT,
    "prepaid": AccountClass.PREPAID,
    "member": AccountClass.MEMBER,
    "capital": AccountClass.CAPITAL,
}

DEBT_CLASSES = frozenset({AccountClass.CREDIT, AccountClass.LOAN, AccountClass.PAYABLE, AccountClass.RECEIVABLE})
OWED_CLASSES = frozenset({AccountClass.CREDIT, AccountClass.LOAN, AccountClass.PAYABLE})


class Flow(StrEnum):
    OPERATING = "operating"
    DEBT = "debt"
    INVESTMENT = "investment"
    TRANSFER = "transfer"
    ADJUSTMENT = "adjustment"
    CREDIT = "credit"  # bought or earned on credit: no liquid money moved


class Liquid(IntFlag):
    """Which ends of an entry are liquid accounts."""

    NONE = 0
    FROM = 1
    TO = 2
    BOTH = 3


def entry_flow(kind: str, from_kind: str | None, to_kind: str | None) -> tuple[Flow, Liquid]:
    """The flow of an entry and which of its ends are liquid.

    `kind` is an entry kind; `from_kind` and `to_kind` are account kinds, None where the entry has no account on
    that side. Raises KeyError for an unknown account kind.
    """
    from_class = ACCOUNT_CLASS[from_kind] if from_kind else None
    to_class = ACCOUNT_CLASS[to_kind] if to_kind else None
    sides = Liquid.NONE
    if from_class is AccountClass.LIQUID:
        sides |= Liquid.FROM
    if to_class is AccountClass.LIQUID:
        sides |= Liquid.TO
    if kind == "adjustment":
        return Flow.ADJUSTMENT, sides
    if sides is Liquid.NONE:
        return Flow.CREDIT, sides
    if kind != "transfer":
        return Flow.OPERATING, sides
    if sides is Liquid.BOTH:
        return Flow.TRANSFER, sides
    other = to_class if sides is Liquid.FROM else from_class
    if other in DEBT_CLASSES:
        return Flow.DEBT, sides
    if other is AccountClass.INVESTMENT:
        return Flow.INVESTMENT, sides
    return Flow.TRANSFER, sides


def transfer_name(from_kind: str, to_kind: str) -> str:
    """What people call a transfer between two kinds of account: lend, borrow, collect, repay or plain transfer."""
    from_class, to_class = ACCOUNT_CLASS[from_kind], ACCOUNT_CLASS[to_kind]
    if to_class is AccountClass.RECEIVABLE:
        return "lend"
    if from_class is AccountClass.RECEIVABLE:
        return "collect"
    if to_class in OWED_CLASSES:
        return "repay"
    if from_class in OWED_CLASSES:
        return "borrow"
    return "transfer"
