"""Two who come at the same moment by one link: one is in, and the other is told why not."""

import datetime as dt
import threading
from collections.abc import Callable

import pytest
from django.db import connection

from ledger.errors import InvitationUsedUp, NameInUse, PersonSignsIn
from ledger.models import GuestLink, Invitation, Member
from ledger.queries.invitations import invitation_by_token
from ledger.services.books import open_book
from ledger.services.guests import come_as_guest, make_guest_link
from ledger.services.invitations import accept_invitation, invite
from ledger.services.members import add_member
from tests.cast import make_user

pytestmark = pytest.mark.django_db(transaction=True)

NOW = dt.datetime(2026, 11, 1, 8, 0, tzinfo=dt.UTC)


def at_once(*acts: Callable[[], object]) -> list[type | None]:
    """What each act ended with, None where it went well; all begin together."""
    ready = threading.Barrier(len(acts))
    ended: list[type | None] = [None] * len(acts)

    def run(place: int, act: Callable[[], object]) -> None:
        try:
            ready.wait(timeout=20)
            act()
        except Exception as error:
            ended[place] = type(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=each) for each in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    return ended


@pytest.fixture
def owner(transactional_db: None) -> Member:
    return open_book(make_user("anna"), scene="trip", name="Four days")


def test_a_link_for_one_lets_one_in(owner):
    made = invite(owner, role="viewer", at=NOW)
    people = [make_user(name) for name in ("ben", "cai", "dan")]
    found = invitation_by_token(made.token)
    ended = at_once(*(lambda user=user: accept_invitation(user, found, at=NOW, name=user.name) for user in people))
    assert sorted(ended, key=str) == [InvitationUsedUp, InvitationUsedUp, None]
    assert Member.objects.filter(book=owner.book).count() == 2
    assert Invitation.objects.get().uses == 1


def test_a_name_is_claimed_by_one(owner):
    jie = add_member(owner, name="阿杰")
    made = [invite(owner, role="viewer", at=NOW, claims=jie).invitation for _ in range(2)]
    people = [make_user(name) for name in ("ben", "cai")]
    ended = at_once(
        *(
            lambda user=user, invitation=invitation: accept_invitation(user, invitation, at=NOW)
            for user, invitation in zip(people, made, strict=True)
        )
    )
    assert sorted(ended, key=str) == [PersonSignsIn, None]
    assert Member.objects.get(pk=jie.pk).user in people


def test_a_guests_name_goes_to_one_phone(owner):
    jie = add_member(owner, name="阿杰")
    link = GuestLink.objects.get(pk=make_guest_link(owner, at=NOW).link.pk)
    ended = at_once(*[lambda: come_as_guest(link, jie)] * 2)
    assert sorted(ended, key=str) == [NameInUse, None]
