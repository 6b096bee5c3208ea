"""One refusal, three shapes: a page, a toast for htmx, problem details for programs."""

import json

import pytest
from django.core.exceptions import PermissionDenied
from django.core.exceptions import ValidationError as DjangoValidationError
from django.http import Http404
from django.test import Client
from django.utils import translation
from django.utils.translation import gettext_lazy as _
from rest_framework import exceptions, serializers
from rest_framework.settings import api_settings
from rest_framework.test import APIRequestFactory
from rest_framework.views import APIView

from accounts.api.errors import problem_details
from accounts.error_pages import refusal, server_error
from accounts.errors import DomainError, InvalidInput
from accounts.middleware import DomainErrorMiddleware


class JarStale(DomainError):
    code = "jar_stale"
    status = 409
    message = _("Jar %(number)d has changed. Look at both, then save again.")


HTMX = {"HX-Request": "true"}


def refuse(rf, path="/books/", error=None, **headers):
    request = rf.get(path, headers=headers)
    error = error or JarStale(number=7, fields={"lid": ["Too tight.", "Too red."]}, extra={"version": 3})
    return DomainErrorMiddleware(lambda request: None).process_exception(request, error)


def test_error_says_its_sentence_in_the_language_of_the_moment():
    assert str(JarStale(number=7)) == "Jar 7 has changed. Look at both, then save again."
    assert str(JarStale(_("Another jar."))) == "Another jar."
    # A sentence without places keeps its percent signs.
    assert str(JarStale("100% full")) == "100% full"
    assert (JarStale(number=7).fields, JarStale(number=7).extra) == ({}, {})


def test_page_gets_the_sentence_with_the_status(db, rf):
    answer = refuse(rf)
    assert answer.status_code == 409
    page = answer.content.decode()
    assert "Jar 7 has changed. Look at both, then save again." in page
    assert '<main id="main"' in page


def test_boosted_link_gets_the_page(db, rf):
    answer = refuse(rf, **HTMX, **{"HX-Boosted": "true"})
    assert '<main id="main"' in answer.content.decode()


def test_htmx_gets_a_toast_and_leaves_the_page_alone(rf):
    answer = refuse(rf, **HTMX)
    assert answer.status_code == 409
    assert answer["HX-Reswap"] == "none"
    told = json.loads(answer["HX-Trigger"])["toast"]
    assert told == {
        "message": "Jar 7 has changed. Look at both, then save again.",
        "level": "error",
        "code": "jar_stale",
    }
    assert "<" not in answer.content.decode()


def test_toast_in_chinese_fits_into_a_header(rf):
    answer = refuse(rf, error=DomainError("罐子盖着。"), **HTMX)
    assert answer["HX-Trigger"].isascii()
    assert json.loads(answer["HX-Trigger"])["toast"]["message"] == "罐子盖着。"


def test_program_gets_a_problem(rf):
    answer = refuse(rf, path="/api/v1/jars/7/")
    assert answer.status_code == 409
    assert answer["Content-Type"] == "application/problem+json"
    assert json.loads(answer.content) == {
        "type": "urn:changji:problem:jar_stale",
        "title": "Conflict",
        "status": 409,
        "code": "jar_stale",
        "detail": "Jar 7 has changed. Look at both, then save again.",
        "errors": {"lid": ["Too tight.", "Too red."]},
        "version": 3,
    }


def test_extra_members_do_not_replace_the_standard_ones(rf):
    answer = refuse(rf, path="/api/v1/x/", error=JarStale(number=7, extra={"status": 200, "code": "fine"}))
    body = json.loads(answer.content)
    assert (body["status"], body["code"]) == (409, "jar_stale")


def test_other_exceptions_are_left_to_django(rf):
    assert DomainErrorMiddleware(lambda request: None).process_exception(rf.get("/"), ValueError()) is None


class Inner(serializers.Serializer):
    amount_minor = serializers.IntegerField(min_value=1)


class Outer(serializers.Serializer):
    name = serializers.CharField()
    lines = Inner(many=True)


class Thrower(APIView):
    """Raises what the test hands it, in DRF's whole chain with the site's settings."""

    permission_classes = []
    what: Exception = Exception()

    def post(self, request):
        raise self.what


def thrown(what: Exception, method="post", **extra):
    request = getattr(APIRequestFactory(), method)("/api/v1/x/", **extra)
    with translation.override("en"):
        return Thrower.as_view(what=what)(request).render()


def test_the_site_uses_this_handler():
    assert api_settings.EXCEPTION_HANDLER is problem_details


@pytest.mark.parametrize(
    ("what", "status", "code"),
    [
        (JarStale(number=7), 409, "jar_stale"),
        (InvalidInput(fields={"lid": ["Too red."]}), 422, "invalid"),
        (Http404(), 404, "not_found"),
        (PermissionDenied(), 403, "not_allowed"),
        (exceptions.NotAuthenticated(), 401, "not_authenticated"),
        (exceptions.PermissionDenied(), 403, "not_allowed"),
        (exceptions.NotFound(), 404, "not_found"),
        (exceptions.ParseError(), 400, "parse_error"),
        (exceptions.UnsupportedMediaType("text/csv"), 415, "unsupported_media_type"),
        (exceptions.NotAcceptable(), 406, "not_acceptable"),
        (exceptions.Throttled(wait=31.5), 429, "throttled"),
        (exceptions.ValidationError({"lid": ["Too red."]}), 422, "invalid"),
        (DjangoValidationError({"lid": ["Too red."]}), 422, "invalid"),
    ],
)
def test_every_refusal_of_the_api_is_a_problem(what, status, code):
    answer = thrown(what)
    assert answer["Content-Type"] == "application/problem+json"
    body = json.loads(answer.content)
    assert answer.status_code == body["status"] == status
    assert body["code"] == code
    assert body["type"] == f"urn:changji:problem:{code}"
    assert body["title"]
    assert body["detail"].endswith(".")


def test_wrong_method_and_unreadable_body_are_problems():
    assert json.loads(thrown(Exception(), "get").content)["code"] == "method_not_allowed"

    class Reader(Thrower):
        def post(self, request):
            return request.data

    request = APIRequestFactory().post("/api/v1/x/", b"{", content_type="application/json")
    body = json.loads(Reader.as_view()(request).render().content)
    assert (body["status"], body["code"]) == (400, "parse_error")


def test_throttled_says_how_long_to_wait():
    assert thrown(exceptions.Throttled(wait=31.5))["Retry-After"] == "32"


def test_nested_fields_are_joined_by_full_stops():
    serializer = Outer(data={"lines": [{"amount_minor": 5}, {"amount_minor": 0}]})
    with translation.override("en"), pytest.raises(exceptions.ValidationError) as raised:
        serializer.is_valid(raise_exception=True)
    errors = json.loads(thrown(raised.value).content)["errors"]
    assert errors == {
        "name": ["This field is required."],
        "lines.1.amount_minor": ["Ensure this value is greater than or equal to 1."],
    }


def test_error_of_the_whole_has_a_name_too():
    errors = json.loads(thrown(DjangoValidationError("Too much jam.")).content)["errors"]
    assert errors == {"non_field_errors": ["Too much jam."]}


def test_programmers_errors_stay_errors():
    with pytest.raises(ZeroDivisionError):
        thrown(ZeroDivisionError())


@pytest.mark.django_db
def test_unknown_address_is_a_page_a_toast_or_a_problem(client):
    assert '<main id="main"' in client.get("/nothing/here/").content.decode()
    assert "toast" in json.loads(client.get("/nothing/here/", headers=HTMX)["HX-Trigger"])
    answer = client.get("/api/v1/nothing/")
    assert answer.status_code == 404
    assert answer["Content-Type"] == "application/problem+json"
    assert json.loads(answer.content)["code"] == "not_found"


@pytest.mark.django_db
def test_form_without_its_secret_is_refused_in_words():
    client = Client(enforce_csrf_checks=True)
    answer = client.post("/accounts/login/", {"login": "13800138000", "password": "x"})
    assert answer.status_code == 403
    assert '<main id="main"' in answer.content.decode()
    assert "toast" in json.loads(client.post("/accounts/login/", headers=HTMX)["HX-Trigger"])


def test_our_own_failure_needs_no_database(rf):
    page = server_error(rf.get("/books/"))
    assert page.status_code == 500
    assert "<h1>" in page.content.decode()
    assert json.loads(server_error(rf.get("/api/v1/x/")).content)["code"] == "server_error"
    assert "toast" in json.loads(server_error(rf.get("/books/", headers=HTMX))["HX-Trigger"])


def test_refusal_prefers_the_page_of_its_status(db, rf):
    with translation.override("en"):
        page = refusal(rf.get("/"), DomainError(), template="404.html").content.decode()
    assert "There is nothing here" in page
