"""docs/ledger.md says what the code does: its table of permissions, and every trigger."""

import re
from pathlib import Path

from django.apps import apps

from ledger.models import Role
from ledger.permissions import TABLE, Action

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "ledger.md").read_text()


def test_page_when_its_table_of_permissions_is_compared_then_it_is_that_of_the_code():
    head = re.search(r"^\| action \| (.+) \|$", PAGE, re.MULTILINE)[1].split(" | ")
    assert set(head) == set(Role.values)
    told = {}
    for action, cells in re.findall(r"^\| `([a-z_]+)` \|((?: (?:yes)? ?\|){5})$", PAGE, re.MULTILINE):
        told[action] = {role for role, cell in zip(head, cells.split("|"), strict=False) if cell.strip() == "yes"}
    assert told == {action.value: {role for role in head if action in TABLE[role]} for action in Action}


def test_page_when_triggers_are_compared_then_each_is_told():
    models = apps.get_app_config("ledger").get_models()
    names = {trigger.name for model in models for trigger in getattr(model._meta, "triggers", [])}
    assert "entries_inserted" in names
    assert names - set(re.findall(r"^\| `([a-z_]+)` \|", PAGE, re.MULTILINE)) == set()
