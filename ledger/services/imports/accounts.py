"""The accounts of an import: those that it makes, the scene's nameless cards that it names, and both taken back."""

from django.db import connection
from django.db.models import F, QuerySet
from django.utils.translation import gettext as _

from ledger.models import Account, Entry, ImportBatch, ImportRow
from ledger.services.imports.places import CARDS, canonical, free_name, is_nameless, proposed_name, scene_names

Row = ImportRow.State


def settle_accounts(batch: ImportBatch) -> None:
    """Makes the accounts that rows need and the book has not got, and notes them in `batch.places`, unsaved.

    The scene's card that a bank's card has found becomes that bank's, so that no other bank's card ends there too.
    Accounts that the scene kept hidden are shown.
    """
    used = _used_places(batch)
    _make(batch, used)
    _name_cards(batch, used)
    found = [place["account"] for place in batch.places if place["account"] and not place.get("hidden")]
    Account.objects.filter(book_id=batch.book_id, pk__in=found, hidden=True).update(hidden=False)


def _make(batch: ImportBatch, used: set[int]) -> None:
    live = dict(Account.objects.filter(book_id=batch.book_id).values_list("pk", "name"))
    names = set(live.values())
    position = len(live)
    for index, place in enumerate(batch.places):
        needed = index in used or place.get("stated_minor")
        if place["same_as"] is not None or not needed or place["account"] in live:
            continue
        name = free_name(place["account_name"] or place["name"] or _("Other accounts"), names)
        account = Account.objects.create(
            book_id=batch.book_id,
            name=name,
            kind=place["kind"],
            currency=place["currency"],
            number_tail=place["tail"],
            position=position,
            hidden=place.get("hidden", False),
        )
        names.add(name)
        position += 1
        place["account"] = account.pk
        place["made"] = True


def _name_cards(batch: ImportBatch, used: set[int]) -> None:
    """Gives accounts the number and, where they have the scene's own name still, the name of the card they stand for.

    `numbered` and `named` of a place say what was given, so that undo can take it back.
    """
    own_names = scene_names(batch.book)
    accounts = {account.pk: account for account in Account.objects.filter(book_id=batch.book_id)}
    names = {account.name for account in accounts.values()}
    for index in sorted(used, key=lambda index: -batch.places[index]["n"]):
        place = batch.places[index]
        account = accounts[place["account"]]
        if (
            place.get("made")
            or place.get("whole")
            or place["kind"] not in CARDS
            or account.kind not in CARDS
            or account.number_tail
        ):
            continue
        if place["name"] and is_nameless(account, own_names):
            name = free_name(proposed_name(place), names)
            place["named"] = [account.name, name]
            account.name = name
            names.add(name)
        if place["tail"]:
            place["numbered"] = True
            account.number_tail = place["tail"]
        if "named" in place or "numbered" in place:
            account.version = F("version") + 1
            account.save(update_fields=["name", "number_tail", "version"])


def _used_places(batch: ImportBatch) -> set[int]:
    """The places whose account some row is written to. A group whose account was chosen uses none of its rows'."""
    canon = canonical(batch.places)
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT DISTINCT CASE WHEN g.account_id IS NULL THEN r.place END,
                      CASE WHEN g.counter_account_id IS NULL AND r.kind = 'transfer' THEN r.counter_place END
               FROM ledger_importrow r
               LEFT JOIN ledger_importgroup g ON g.batch_id = r.batch_id AND g.kind = r.kind
                    AND g.merchant = r.merchant AND g.guess = r.category
                    AND (g.chosen OR g.account_id IS NOT NULL)
               WHERE r.batch_id = %(batch)s
                 AND (r.state = %(new)s OR (r.state = %(asked)s AND g.taken_as <> ''))""",
            {"batch": batch.pk, "new": Row.NEW, "asked": Row.ASKED},
        )
        found = {place for places in cursor.fetchall() for place in places if place is not None and place >= 0}
    return {canon[place] for place in found}


def take_accounts_back(batch: ImportBatch) -> None:
    """Removes the accounts that an import made, where no entry names them and nobody gave them a part to play.

    Cards that it named are the scene's nameless ones again, unless another import's entries lie on them or somebody
    has renamed them since.
    """
    entries = Entry.objects.filter(book_id=batch.book_id)
    used, imported = _ends(entries), _ends(entries.filter(batch__isnull=False))
    accounts = Account.objects.filter(book_id=batch.book_id).in_bulk([place["account"] for place in batch.places])
    for place in batch.places:
        account = accounts.get(place["account"])
        if account is None:
            continue
        if place.get("made"):
            if account.version == 1 and account.pk not in used:
                account.delete()
        elif account.pk not in imported:
            _forget_card(account, place)


def _ends(entries: QuerySet[Entry]) -> set[int]:
    """The accounts that entries name: one look for all accounts, since none has an index of its entries."""
    return {
        account
        for side in ("from_account", "to_account")
        for account in entries.order_by().values_list(side, flat=True).distinct()
    }


def _forget_card(account: Account, place: dict) -> None:
    before, name = place.get("named") or ("", "")
    taken = Account.objects.filter(book_id=account.book_id, name=before, archived_at__isnull=True)
    renamed = bool(name) and account.name == name and not taken.exists()
    numbered = place.get("numbered") and account.number_tail == place["tail"]
    if renamed:
        account.name = before
    if numbered:
        account.number_tail = ""
    if renamed or numbered:
        account.version = F("version") + 1
        account.save(update_fields=["name", "number_tail", "version"])
