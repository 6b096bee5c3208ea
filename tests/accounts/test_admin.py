"""What staff see of people: who they are and counts; no amounts, no entries, no way into an account."""

import pytest
from django.apps import apps
from django.contrib import admin
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Permission
from django.urls import NoReverseMatch, reverse
from django.utils import timezone

from accounts.figures import UserFigure, register_user_figure, user_figures
from accounts.models import User
from accounts.services import grant_consent, register_user

pytestmark = pytest.mark.django_db

PEOPLE = "/admin/accounts/user/"


@pytest.fixture
def staff(client) -> User:
    user = register_user(email="stella@example.com", name="Stella", is_staff=True)
    user.user_permissions.set(Permission.objects.filter(codename__in=["view_user", "change_user", "view_consent"]))
    client.force_login(user)
    return user


@pytest.fixture
def superuser(client) -> User:
    user = register_user(email="root@example.com", name="Root", is_staff=True, is_superuser=True)
    client.force_login(user)
    return user


def page_of(user: User) -> str:
    return f"{PEOPLE}{user.pk}/change/"


def test_people_are_listed_with_masked_addresses(staff, person, client):
    page = client.get(PEOPLE).content.decode()
    assert "林晓雯" in page
    assert "138****8000" in page
    assert "13800138000" not in page
    assert "lin@example.com" not in page


def test_staff_with_a_phone_only_open_the_staff_pages(client):
    client.force_login(register_user(phone="+8613911112222", is_staff=True, is_superuser=True))
    page = client.get(reverse("admin:index"))
    assert page.status_code == 200
    # What the apps are called is in the reader's language as well.
    assert "用户" in page.content.decode()
    assert "账本" in page.content.decode()


def test_person_is_shown_without_password_or_amounts(staff, person, client):
    page = client.get(page_of(person)).content.decode()
    assert "138****8000" in page
    assert person.password not in page
    assert "¥" not in page
    assert "_minor" not in page


def test_admin_of_people_names_no_amount():
    for model in (model for model in apps.get_app_config("accounts").get_models() if admin.site.is_registered(model)):
        model_admin = admin.site.get_model_admin(model)
        shown = [*model_admin.list_display, *(model_admin.fields or []), *model_admin.list_filter]
        assert not [name for name in shown if "minor" in str(name) or "amount" in str(name)]


def test_figures_of_other_apps_are_counts_in_one_query(staff, person, client, monkeypatch, django_assert_num_queries):
    asked = []

    def count(ids):
        asked.append(sorted(ids))
        return {person.pk: 4321}

    monkeypatch.setattr("accounts.figures._figures", {})
    register_user_figure(UserFigure("jars", "Jars", count))
    with pytest.raises(ValueError):
        register_user_figure(UserFigure("jars", "Jars", count))
    assert [figure.key for figure in user_figures()] == ["jars"]
    assert "Jars 4321" in client.get(PEOPLE).content.decode()
    assert asked == [sorted([staff.pk, person.pk])]
    assert "Jars 4321" in client.get(page_of(person)).content.decode()


def test_list_costs_the_same_with_one_person_and_with_thirty(staff, client, django_assert_max_num_queries):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as few:
        client.get(PEOPLE)
    for number in range(30):
        User.objects.create(email=f"p{number}@example.com")
    with CaptureQueriesContext(connection) as many:
        client.get(PEOPLE)
    assert len(many) == len(few)


def test_staff_can_not_change_what_a_person_signs_in_with(staff, person, client):
    before = User.objects.values().get(pk=person.pk)
    client.post(
        page_of(person),
        {
            "email": "mine@example.com",
            "phone": "+8613900139000",
            "password": "x",
            "name": "x",
            "is_staff": "on",
            "is_superuser": "on",
            "is_active": "on",
        },
    )
    assert User.objects.values().get(pk=person.pk) == before


def test_staff_can_not_reset_a_password_or_write_a_confirmed_address(superuser, person, client):
    assert client.get(f"{PEOPLE}{person.pk}/password/").status_code in (302, 404)
    with pytest.raises(NoReverseMatch):
        reverse("admin:account_emailaddress_changelist")


def test_staff_neither_add_nor_delete_people(superuser, person, client):
    assert client.get(f"{PEOPLE}add/").status_code == 403
    assert client.post(f"{PEOPLE}{person.pk}/delete/", {"post": "yes"}).status_code == 403
    assert User.objects.filter(pk=person.pk).exists()


def act(client, action: str, *people: User):
    return client.post(PEOPLE, {"action": action, "_selected_action": [user.pk for user in people]}, follow=True)


def test_closing_and_reopening_an_account_is_logged(staff, person, client):
    act(client, "close_accounts", person)
    person.refresh_from_db()
    assert not person.is_active
    act(client, "reopen_accounts", person)
    person.refresh_from_db()
    assert person.is_active
    log = LogEntry.objects.order_by("id").values_list("user_id", "object_id", "change_message")
    assert list(log) == [
        (staff.pk, str(person.pk), "Closed the account."),
        (staff.pk, str(person.pk), "Opened the account again."),
    ]


def test_closing_an_account_ends_its_sessions(staff, person, client, visitor):
    visitor.client.force_login(person)
    act(client, "close_accounts", person)
    assert visitor.client.get("/me/").status_code == 302


def test_staff_can_not_close_staff_nor_themselves(staff, client):
    colleague = register_user(email="sam@example.com", is_staff=True)
    act(client, "close_accounts", staff, colleague)
    assert User.objects.filter(is_active=True).count() == 2
    assert not LogEntry.objects.exists()
    assert client.post(page_of(colleague), {"is_active": ""}).status_code == 403


def test_superuser_appoints_staff_and_it_is_logged(superuser, person, client):
    client.post(page_of(person), {"name": person.name, "is_active": "on", "is_staff": "on"})
    person.refresh_from_db()
    assert person.is_staff
    assert LogEntry.objects.filter(object_id=str(person.pk), user=superuser).exists()


def test_consents_are_read_never_written(superuser, person, client):
    consent = grant_consent(person, purpose="personal_offers", where="panel", at=timezone.now())
    assert client.get("/admin/accounts/consent/").status_code == 200
    assert client.get("/admin/accounts/consent/add/").status_code == 403
    change = f"/admin/accounts/consent/{consent.pk}/change/"
    assert client.get(change).status_code == 200
    assert client.post(change, {"where": "x"}).status_code == 403


def test_people_who_are_not_staff_are_sent_away(person, client):
    client.force_login(person)
    answer = client.get(PEOPLE)
    assert answer.status_code in (302, 403)
    assert client.get("/admin/login/?next=/admin/").status_code == 403


def test_admin_login_is_the_door_of_everybody(client):
    answer = client.get("/admin/", follow=True)
    assert answer.redirect_chain[-1][0].startswith("/accounts/login/")


def test_staff_without_the_right_see_no_groups(staff, client):
    assert client.get("/admin/auth/group/").status_code == 403
