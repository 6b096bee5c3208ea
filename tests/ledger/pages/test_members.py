"""The members' page, and what it leads to."""

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from ledger.models import GuestLink, Handover, Invitation, Member
from ledger.services.guests import come_as_guest, make_guest_link
from ledger.services.invitations import invite
from tests.accounts.conftest import delete_keys
from tests.ledger.pages.conftest import at, signed_in, words

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _nothing_counted_yet() -> None:
    """Limits on attempts and the codes sent live in the cache, which outlasts a test."""
    for pattern in ("allauth:*", "accounts:codes:*"):
        delete_keys(pattern)


def test_everybody_is_listed_with_role_and_only_heads_may_change_them(page, owner, contributor, child, book):
    text = words(page.get(at("member-list", book)))
    for said in ("Alice", "Carol", "小满", "主人", "协作者", "加一个人", "邀请", "访客"):
        assert said in text, said
    markup = page.get(at("member-list", book)).content.decode()
    assert at("member-edit", book, contributor.public_id) in markup
    theirs = signed_in(contributor.user).get(at("member-list", book))
    assert "小满" in words(theirs)
    for name in ("member-edit", "member-add", "invitation-new", "guest-link-make"):
        more = [contributor.public_id] if name == "member-edit" else []
        assert at(name, book, *more) not in theirs.content.decode()


def test_an_invitation_shows_its_link_once_with_a_code_to_scan(page, owner, book):
    form = page.get(at("invitation-new", book))
    # Of a family's book, others keep the books too.
    assert form.context["form"]["role"].value() == "bookkeeper"
    made = page.post(at("invitation-new", book), {"role": "viewer", "uses": "group", "days": "30"})
    assert made.status_code == 201
    link = made.context["link"]
    assert link in made.content.decode()
    assert "<svg" in made.context["qr"]
    assert " style=" not in made.content.decode()
    invitation = Invitation.objects.get()
    assert (invitation.role, invitation.max_uses) == ("viewer", None)
    listed = page.get(at("member-list", book)).content.decode()
    assert link.split("/")[-2] not in listed
    assert at("invitation-revoke", book, invitation.public_id) in listed

    renewed = page.post(at("invitation-renew", book, invitation.public_id))
    assert renewed.status_code == 201
    assert renewed.context["link"] != link
    page.post(at("invitation-revoke", book, invitation.public_id))
    assert Client().get(renewed.context["link"]).status_code == 410
    assert at("invitation-revoke", book, invitation.public_id) not in page.get(at("member-list", book)).content.decode()


def test_an_invitation_goes_to_an_address(page, owner, book, child, capsys):
    sent = {"role": "viewer", "uses": "one", "days": "7", "address": "lin@example.com", "claims": str(child.public_id)}
    made = page.post(at("invitation-new", book), sent)
    assert "lin@example.com" in words(made)
    printed = capsys.readouterr().out
    assert "lin@example.com" in printed
    assert made.context["link"] in printed
    assert Invitation.objects.get().claims == child


@pytest.mark.parametrize(
    "sent",
    [{}, {"role": "owner", "uses": "one", "days": "7"}, {"role": "viewer", "uses": "one", "days": "7", "address": "x"}],
)
def test_an_invitation_that_cannot_be_is_refused_in_the_form(page, owner, book, sent):
    assert page.post(at("invitation-new", book), sent).status_code == 422
    assert not Invitation.objects.exists()


def test_a_role_is_changed_and_a_person_renamed_and_removed(page, owner, contributor, book):
    place = at("member-edit", book, contributor.public_id)
    assert "Carol" in words(page.get(place))
    page.post(place, {"name": "卡罗", "role": "bookkeeper"})
    contributor.refresh_from_db()
    assert (contributor.name, contributor.role) == ("卡罗", "bookkeeper")
    assert page.post(place, {"name": "Alice", "role": "viewer"}).status_code == 422
    page.post(at("member-remove", book, contributor.public_id))
    contributor.refresh_from_db()
    assert (contributor.name, contributor.role, contributor.user) == ("卡罗", "", None)
    page.post(at("member-add", book), {"name": "小岚"})
    assert Member.objects.filter(book=book, name="小岚", user=None).exists()
    assert page.post(at("member-add", book), {"name": "小岚"}).status_code == 422


def test_a_manager_sees_no_button_for_what_is_the_owners(manager, owner, book):
    theirs = signed_in(manager.user)
    text = theirs.get(at("member-edit", book, owner.public_id)).content.decode()
    assert at("member-remove", book, owner.public_id) not in text
    assert 'name="role"' not in text
    assert theirs.post(at("member-edit", book, owner.public_id), {"name": "Alice", "role": "viewer"}).status_code == 302
    assert Member.objects.get(pk=owner.pk).role == "owner"


def test_an_owner_hands_over_and_leaves(page, owner, manager, book):
    assert page.post(at("member-leave", book)).status_code == 409
    assert "交给" in words(page.get(at("member-leave", book)))
    page.post(at("handover-offer", book, manager.public_id))
    assert "Max" in words(page.get(at("member-list", book)))
    page.post(at("handover-withdraw", book))
    theirs = signed_in(manager.user)
    assert theirs.get(at("handover", book)).status_code == 409
    page.post(at("handover-offer", book, manager.public_id))
    assert page.get(at("handover", book)).status_code == 409
    assert at("handover", book) in theirs.get(at("member-list", book)).content.decode()
    assert "Alice" in words(theirs.get(at("handover", book)))
    theirs.post(at("handover", book), {"answer": "no"})
    assert Member.objects.get(pk=manager.pk).role == "manager"
    page.post(at("handover-offer", book, manager.public_id))
    theirs.post(at("handover", book), {"answer": "yes"})
    assert Member.objects.get(pk=manager.pk).role == "owner"
    assert Handover.objects.filter(accepted=True).count() == 1
    assert page.post(at("member-leave", book)).url == reverse("ledger:shelf")
    assert page.get(at("book-overview", book)).status_code == 404


def test_the_link_for_guests_is_shown_once_changed_and_withdrawn(page, owner, child, book):
    made = page.post(at("guest-link-make", book))
    assert made.status_code == 201
    link = made.context["link"]
    assert Client().get(link).status_code == 200
    page.post(at("guest-link-change", book), {})
    assert not GuestLink.objects.get().may_record
    page.post(at("guest-link-change", book), {"may_record": "on"})
    assert GuestLink.objects.get().may_record
    page.post(at("guest-link-revoke", book))
    closed = Client().get(link)
    assert closed.status_code == 404
    assert "链接打不开" in words(closed)


def test_a_guests_name_is_freed_from_the_persons_page(page, owner, child, book):
    link = make_guest_link(owner, at=timezone.now()).link
    free = at("guest-free", book, child.public_id)
    place = at("member-edit", book, child.public_id)
    assert free not in page.get(place).content.decode()
    come_as_guest(link, child)
    assert free in page.get(place).content.decode()
    page.post(free)
    assert Member.objects.get(pk=child.pk).guest_key is None


def test_the_list_costs_the_same_whoever_many_there_are(page, owner, book, django_assert_max_num_queries):
    for n in range(20):
        invite(owner, role="viewer", at=timezone.now())
        Member.objects.create(book=book, name=f"n{n}", position=n)
    page.get(at("member-list", book))
    with django_assert_max_num_queries(12):
        page.get(at("member-list", book))
