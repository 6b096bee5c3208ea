"""What staff see of notices: whether they arrive, and never what they say."""

import pytest
from django.contrib.auth.models import Group
from django.test import Client

from accounts.models import Delivery
from accounts.notices import notify
from accounts.queries import delivery_counts
from tests.accounts.notices.conftest import AFTERNOON, MINUTE

pytestmark = pytest.mark.django_db


def test_the_help_desk_sees_that_a_message_failed_and_not_what_it_says(alice, stella):
    stella.groups.add(Group.objects.get(name="客服"))
    notify("call", [alice], key="1", facts={"who": "何静"}, at=AFTERNOON)
    Delivery.objects.update(state="failed", error="unreachable")
    client = Client()
    client.force_login(stella)
    page = client.get("/admin/accounts/delivery/").content.decode()
    assert "unreachable" in page
    row = client.get(f"/admin/accounts/delivery/{Delivery.objects.get().pk}/change/").content.decode()
    assert "何静" not in page + row
    assert client.get("/admin/accounts/delivery/add/").status_code == 403
    assert client.post(f"/admin/accounts/delivery/{Delivery.objects.get().pk}/delete/").status_code == 403


def test_the_dashboard_counts_what_went_and_what_does_not(alice, bob, carol):
    notify("call", [alice, bob, carol], key="1", facts={"who": "何静"}, at=AFTERNOON)
    sent, late, failed = Delivery.objects.order_by("pk").values_list("pk", flat=True)
    Delivery.objects.filter(pk=sent).update(state="sent", sent_at=AFTERNOON)
    Delivery.objects.filter(pk=late).update(tries=6)
    Delivery.objects.filter(pk=failed).update(state="failed")
    assert [count.n for count in delivery_counts(AFTERNOON + 61 * MINUTE)] == [1, 1, 1]
    assert [count.n for count in delivery_counts(AFTERNOON + 30 * MINUTE)] == [1, 0, 1]
