"""What an entry is called, in the reader's language."""

from django.utils.translation import gettext as _

from ledger.models import Entry, EntryKind
from ledger.rules.flow import transfer_name


def entry_title(entry: Entry) -> str:
    """The category; for what has none, what happened. A refund says so."""
    if entry.kind == EntryKind.TRANSFER:
        return _transfer_words(entry)
    if entry.kind == EntryKind.ADJUSTMENT:
        return _("Balance set right")
    name = entry.category.name if entry.category else _("No category")
    return _("%(category)s, refunded") % {"category": name} if entry.kind == EntryKind.REFUND else name


def _transfer_words(entry: Entry) -> str:
    """借出, 借入, 收债, 还债 or a plain transfer, from the kinds of the two accounts."""
    words = {
        "lend": _("Lent"),
        "borrow": _("Borrowed"),
        "collect": _("Collected"),
        "repay": _("Repaid"),
        "transfer": _("Transfer"),
    }
    assert entry.from_account is not None
    assert entry.to_account is not None
    return words[transfer_name(entry.from_account.kind, entry.to_account.kind)]
