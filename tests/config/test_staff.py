"""The groups of staff: the tables of docs/staff.md are compared with what each group is really let into."""

import re
from pathlib import Path

import pytest
from django.apps import apps
from django.contrib import admin
from django.contrib.auth.models import Group
from django.test import Client, RequestFactory
from django.urls import reverse

from accounts.models import User
from accounts.services import register_user
from config.staff import GROUPS, fit_groups

pytestmark = pytest.mark.django_db

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "staff.md").read_text()


def told(heading: str) -> dict[tuple[str, str], str]:
    """(row, group) -> cell, of the table whose first column has this heading."""
    table = re.search(rf"^\| {heading} \|.*?(?=\n\n)", PAGE, re.MULTILINE | re.DOTALL)[0]
    head, _line, *rows = [[cell.strip() for cell in row.strip("|").split("|")] for row in table.splitlines()]
    assert head[1:] == list(GROUPS)
    return {(row[0], group): cell for row in rows for group, cell in zip(head[1:], row[1:], strict=True)}


@pytest.fixture(params=GROUPS)
def member(request) -> User:
    user = register_user(email="staff@example.com", is_staff=True)
    user.groups.add(Group.objects.get(name=request.param))
    return user


def test_pages_when_somebody_of_a_group_opens_them_then_it_is_as_told(member):
    client = Client()
    client.force_login(member)
    request = RequestFactory().get("/admin/")
    request.user = member
    (group,) = member.groups.values_list("name", flat=True)
    found = {}
    for model, shown in admin.site._registry.items():
        place = f"admin:{model._meta.app_label}_{model._meta.model_name}"
        rights = []
        if client.get(reverse(f"{place}_changelist")).status_code == 200:
            rights.append("see")
        if client.get(reverse(f"{place}_add")).status_code == 200:
            rights.append("add")
        if shown.has_change_permission(request):
            rights.append("change")
        assert not shown.has_delete_permission(request)
        found[model._meta.label_lower, group] = ", ".join(rights) or "–"
    assert found == {key: cell for key, cell in told("page").items() if key[1] == group}


def test_actions_when_somebody_of_a_group_chooses_rows_then_they_are_as_told(member):
    request = RequestFactory().get("/admin/")
    request.user = member
    (group,) = member.groups.values_list("name", flat=True)
    found = {
        (f"{model._meta.label_lower}: {name}", group)
        for model, shown in admin.site._registry.items()
        if shown.has_view_permission(request)
        for name in shown.get_actions(request)
    }
    assert found == {key for key, cell in told("action").items() if key[1] == group and cell == "yes"}


def test_groups_when_they_were_changed_by_hand_then_the_next_migration_makes_them_fit():
    support = Group.objects.get(name="客服")
    held = set(support.permissions.values_list("codename", flat=True))
    support.permissions.clear()
    Group.objects.get(name="内容").delete()
    first, *_others, last = apps.get_app_configs()
    fit_groups(first, using="default")
    assert not support.permissions.exists()
    fit_groups(last, using="default")
    assert set(support.permissions.values_list("codename", flat=True)) == held
    assert set(Group.objects.values_list("name", flat=True)) == set(GROUPS)
