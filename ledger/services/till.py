"""Setting somebody up for the till (店员模式): one switch on a contributor."""

from django.utils.translation import gettext_lazy as _

from accounts.errors import DomainError
from ledger.models import Member, Role, What
from ledger.permissions import Action, require
from ledger.services.activity import note_change
from ledger.services.locking import lock_books, writes_books


class NoContributor(DomainError):
    code = "no_contributor"
    status = 409
    message = _("Only a contributor can be set up for the till. Change the role first.")


@writes_books
def set_till(member: Member, person: Member, *, till: bool) -> Member:
    """Sets a contributor of the member's book up for the till, or no longer. Raises RoleTooLow, NoContributor.

    At the till one sees what one recorded oneself and no balance, and records into the accounts that are at the till.
    """
    require(member, Action.MANAGE_MEMBERS)
    lock_books(member.book_id)
    person = Member.objects.get(pk=person.pk, book_id=member.book_id)
    if person.role != Role.CONTRIBUTOR:
        raise NoContributor
    before = {"till": person.till}
    person.till = till
    person.save(update_fields=["till"])
    note_change(member, What.ROLE_CHANGED, about=person, before=before, after={"till": till})
    return person
