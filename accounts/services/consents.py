"""What people agree to, and take back: purposes, the terms and the privacy policy."""

import datetime as dt

from django.db import transaction

from accounts.documents import DOCUMENTS
from accounts.errors import UnknownPurpose
from accounts.models import Consent, User
from accounts.purposes import PURPOSES, followers_of_withdrawal


@transaction.atomic
def grant_consent(user: User, *, purpose: str, where: str, at: dt.datetime) -> Consent:
    """Notes that a person agrees to a purpose, in its wording of today, on the page named `where`.

    Granting what stands already changes nothing and returns it; one to an older wording is closed first.
    Raises UnknownPurpose.
    """
    if purpose not in PURPOSES:
        raise UnknownPurpose
    return _note_consent(user, purpose=purpose, version=PURPOSES[purpose].version, where=where, at=at)


@transaction.atomic
def agree_to_documents(user: User, *, where: str, at: dt.datetime) -> None:
    """Notes that a person agrees to the terms and the privacy policy of today, on the page named `where`."""
    for document in DOCUMENTS.values():
        _note_consent(user, purpose=document.key, version=document.version, where=where, at=at)


def _note_consent(user: User, *, purpose: str, version: str, where: str, at: dt.datetime) -> Consent:
    # Two taps at once would both find no consent; the person's row makes them wait for each other.
    User.objects.select_for_update().only("pk").get(pk=user.pk)
    standing = Consent.objects.filter(user=user, purpose=purpose, withdrawn_at__isnull=True).first()
    if standing is not None:
        if standing.text_version == version:
            return standing
        standing.withdrawn_at = at
        standing.save(update_fields=["withdrawn_at"])
    return Consent.objects.create(user=user, purpose=purpose, text_version=version, where=where, granted_at=at)


@transaction.atomic
def withdraw_consent(user: User, *, purpose: str, at: dt.datetime) -> bool:
    """Closes the consent to a purpose; False when none stood. Works for purposes no longer asked for.

    What other apps made of it is undone in the same transaction. Raises UnknownPurpose for the terms and the privacy
    policy, without which there is no account: erasing it is the way out of them.
    """
    if purpose in DOCUMENTS:
        raise UnknownPurpose
    standing = Consent.objects.filter(user=user, purpose=purpose, withdrawn_at__isnull=True)
    withdrawn = standing.update(withdrawn_at=at) > 0
    for undo in followers_of_withdrawal(purpose):
        undo(user)
    return withdrawn
