"""What a person decides before another app's whole book moves in. Nothing has to be decided."""

from decimal import Decimal

from django.utils.translation import gettext as _

from ledger.errors import EntryInvalid
from ledger.models import Account, ImportBatch, Member
from ledger.rules.flow import ACCOUNT_CLASS
from ledger.rules.money import exponent
from ledger.services.imports.choices import previewed
from ledger.services.locking import writes_books

# A rate with six decimals is exact in both currencies' minor units.
_SCALE = 10**6


@writes_books
def choose_moved_account(
    member: Member, batch: ImportBatch, index: int, *, account: Account | None, kind: str, balance_minor: int | None
) -> ImportBatch:
    """Says which account of the book one of the file's is, None for a new one of this kind, and what it really holds.

    `balance_minor` is its balance in the other app, in minor units of its currency, below zero for what is owed. Where
    the rows give another one, an opening balance makes up the difference; None trusts the rows. Raises RoleTooLow,
    ImportMoved, EntryInvalid.
    """
    batch = previewed(member, batch)
    if not 0 <= index < len(batch.places) or not batch.places[index].get("whole"):
        raise EntryInvalid
    place = batch.places[index]
    if account is None:
        if kind not in ACCOUNT_CLASS or kind == "member":
            raise EntryInvalid(fields={"kind": [EntryInvalid.message]})
        place["kind"] = kind
        place["account_name"] = place["account_name"] or place["name"]
    elif (account.book_id, account.currency) != (batch.book_id, place["currency"]) or account.archived_at is not None:
        raise EntryInvalid(fields={"account": [EntryInvalid.message]})
    elif any(other["account"] == account.pk for other in batch.places if other is not place and other.get("whole")):
        raise EntryInvalid(fields={"account": [_("Another account of the file goes there already.")]})
    place["account"] = account.pk if account else None
    place["stated_minor"] = None if balance_minor == place["balance_minor"] else balance_minor
    batch.save(update_fields=["places", "moved_at"])
    return batch


@writes_books
def choose_rate(member: Member, batch: ImportBatch, *, currency: str, rate: Decimal) -> ImportBatch:
    """Says what one unit of a currency of the file is in the book's. Raises RoleTooLow, ImportMoved, EntryInvalid."""
    batch = previewed(member, batch)
    base_minor = int((rate * _SCALE).scaleb(exponent(batch.book.currency)))
    if currency not in {place["currency"] for place in batch.places} or base_minor <= 0:
        raise EntryInvalid(fields={"rate": [EntryInvalid.message]})
    batch.names["rates"][currency] = [10 ** exponent(currency) * _SCALE, base_minor]
    batch.save(update_fields=["names", "moved_at"])
    return batch
