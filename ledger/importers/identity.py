"""The lasting identity of an imported row, so that bringing a bill twice makes no twins."""

from hashlib import sha1
from uuid import UUID, uuid5

from ledger.importers.base import RawRecord

# Made once at random; changing it would make every imported row a stranger.
_NAMESPACE = UUID("6f1d0c52-3f0e-4c8b-9a57-6e2f4b7d9c31")
_SEPARATOR = "\x1f"
# RFC 9562: the two highest bits of the ninth octet are 10.
_VARIANT = {digit: "89ab"[int(digit, 16) & 3] for digit in "0123456789abcdef"}
# Our own exports name each entry by its key, so a row brought back is that entry again.
OWN_SOURCE = "changji"
# Every name is hashed after the namespace, so the hash of that is made once.
_BEGUN = sha1(_NAMESPACE.bytes, usedforsecurity=False)


def first_key(source: str, external_id: str, date: str, time: str, amount_minor: int) -> str:
    """Return the key of a row as 32 hexadecimal digits; `date` and `time` are in ISO form, `time` may be "".

    `external_id` is the row's `identity`. It alone would not do: a refund can carry the id of what it refunds, and
    files repeat ids. Of rows that are equal in all of this the first has this key, the others `numbered_key`.

    That is `uuid5` at a fraction of its time, which counts where a bill has 100,000 rows. A row of our own export has
    the key of its entry.
    """
    if source == OWN_SOURCE and len(external_id) == 32:
        return external_id
    hashed = _BEGUN.copy()
    hashed.update(_SEPARATOR.join((source, external_id, date, time, str(amount_minor), "0")).encode())
    digits = hashed.hexdigest()
    return f"{digits[:12]}5{digits[13:16]}{_VARIANT[digits[16]]}{digits[17:32]}"


def numbered_key(first: UUID, ordinal: int) -> UUID:
    """Return the key of a row whose first equal, number 0, has the key `first`."""
    return uuid5(first, str(ordinal)) if ordinal else first


def identity(record: RawRecord) -> str:
    """Return what stands for the id of a record: its transaction id and direction, or what it says.

    Both sides of a payment between two people carry one id, and both people may bring their bills into
    one book; so money received is marked. The other directions are not told apart, because Alipay lets its
    users move a payment between 支出 and 不计收支 after the fact.
    """
    if record.external_id:
        return record.external_id + "+" if record.direction_raw == "收入" else record.external_id
    return _SEPARATOR.join(("", *_content(record)))


def _content(record: RawRecord) -> tuple[str, ...]:
    # Only words that an exporter does not change later: the status is not among them, nor the kind we
    # derive from it.
    return (
        record.counterparty,
        record.note,
        record.merchant_order_id,
        record.account,
        record.counter_account,
        record.category,
    )
