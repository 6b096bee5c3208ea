import json
import os
import re
import stat
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from config.environment import celery_broker, flag, kept_secret, postgres_database, whole_number, words

ROOT = Path(__file__).resolve().parents[2]
PRODUCTION = {
    "SITE_URL": "https://book.example",
    "SECRET_KEY": "k3-" + "q8Z_r1Tn" * 8,
    "DATABASE_URL": "postgresql://changji:secret@db.internal:5433/changji?sslmode=require",
    "REDIS_URL": "rediss://:word@cache.internal:6380/2",
}


def started(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Runs Python with nothing in its environment but PATH and these."""
    return subprocess.run(
        [sys.executable, *arguments],
        cwd=ROOT,
        env={"PATH": os.environ["PATH"], "VAR_DIR": os.environ["VAR_DIR"], **environment},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def settings_with(*names: str, **environment: str) -> dict[str, object]:
    """These settings, as a process with that environment sees them."""
    script = (
        f"import json; from django.conf import settings as s; print(json.dumps({{n: getattr(s, n) for n in {names}}}))"
    )
    done = started("-c", script, DJANGO_SETTINGS_MODULE="config.settings", **environment)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_deployment_check_when_the_production_variables_are_set_then_it_is_clean():
    done = started("manage.py", "check", "--deploy", "--fail-level", "WARNING", **PRODUCTION)

    assert done.returncode == 0, done.stdout + done.stderr
    assert "no issues (0 silenced)" in done.stdout


def test_settings_when_the_site_is_https_then_cookies_and_transport_are_safe():
    found = settings_with(
        "DEBUG", "ALLOWED_HOSTS", "CSRF_TRUSTED_ORIGINS", "SESSION_COOKIE_SECURE", "CSRF_COOKIE_SECURE",
        "SECURE_SSL_REDIRECT", "SECURE_HSTS_SECONDS", **PRODUCTION,
    )  # fmt: skip

    assert found == {
        "DEBUG": False,
        "ALLOWED_HOSTS": ["book.example"],
        "CSRF_TRUSTED_ORIGINS": ["https://book.example"],
        "SESSION_COOKIE_SECURE": True,
        "CSRF_COOKIE_SECURE": True,
        "SECURE_SSL_REDIRECT": True,
        "SECURE_HSTS_SECONDS": 31_536_000,
    }


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"SECRET_KEY": ""}, "Set SECRET_KEY: 50 or more random characters, one for all machines."),
        ({"DEBUG": "1"}, "DEBUG shows source code to visitors; unset it where SITE_URL is https."),
        ({"DEBUG": "perhaps"}, "DEBUG is 'perhaps'; write 1 or 0."),
        ({"PORT": "eighty"}, "PORT is 'eighty'; write a whole number."),
        ({"DATABASE_URL": "mysql://db/changji"}, "DATABASE_URL must begin with postgresql://"),
        ({"REDIS_URL": "amqp://queue"}, "REDIS_URL must begin with redis://, rediss:// or unix:///."),
    ],
)
def test_settings_when_a_variable_is_wrong_then_a_sentence_names_it(change, sentence):
    done = started("manage.py", "check", **(PRODUCTION | change))

    assert done.returncode != 0
    assert sentence in done.stderr


def test_settings_when_nothing_is_set_then_the_embedded_servers_are_used_and_debug_is_off():
    found = settings_with("DEBUG", "ALLOWED_HOSTS", "CELERY_BROKER_URL", "DATABASES")

    assert found["DEBUG"] is False
    assert found["ALLOWED_HOSTS"] == ["localhost", "localhost", "127.0.0.1", "[::1]"]
    assert found["CELERY_BROKER_URL"].startswith("redis+socket:///tmp/changji-")
    assert found["DATABASES"]["default"]["HOST"].startswith("/tmp/changji-")
    assert found["DATABASES"]["default"].get("CONN_MAX_AGE", 0) == 0


def test_postgres_database_when_the_address_has_every_part_then_each_is_in_its_place():
    found = postgres_database("postgresql://us%40er:p%3Ass@db.example:5433/books?sslmode=require")

    assert found == {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": "books",
        "USER": "us@er",
        "PASSWORD": "p:ss",
        "HOST": "db.example",
        "PORT": "5433",
        "OPTIONS": {"sslmode": "require"},
    }


def test_postgres_database_when_it_names_a_socket_folder_then_that_is_the_host():
    found = postgres_database("postgresql://changji@/changji?host=/run/postgresql")

    assert (found["HOST"], found["PORT"], found["OPTIONS"]) == ("/run/postgresql", "", {})


@pytest.mark.parametrize("url", ["mysql://h/d", "postgresql://host", "postgresql://host:port/d", "books"])
def test_postgres_database_when_the_address_is_wrong_then_it_is_refused(url):
    with pytest.raises(ImproperlyConfigured, match="DATABASE_URL"):
        postgres_database(url)


def test_celery_broker_when_redis_is_a_socket_then_celerys_own_scheme_names_it():
    assert celery_broker("unix:///run/redis.sock?db=3") == "redis+socket:///run/redis.sock?virtual_host=3"
    assert celery_broker("rediss://cache:6380/2") == "rediss://cache:6380/2"


def test_flag_and_numbers_when_a_variable_is_set_then_it_wins_over_the_default():
    environ = {"A": "Yes", "B": "0", "C": " 12 ", "D": "a, b,,c", "E": ""}

    assert [flag("A", False, environ), flag("B", True, environ), flag("F", True, environ)] == [True, False, True]
    assert [whole_number("C", 1, environ), whole_number("E", 7, environ)] == [12, 7]
    assert [words("D", [], environ), words("E", ["x"], environ)] == [["a", "b", "c"], ["x"]]


def test_kept_secret_when_it_is_read_twice_then_it_is_one_and_closed_to_others(tmp_path):
    path = tmp_path / "var" / "secret_key"

    first = kept_secret(path)

    assert len(first) >= 50
    assert kept_secret(path) == first
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [found.name for found in path.parent.iterdir()] == ["secret_key"]


def test_content_security_policy_when_a_page_is_served_then_nothing_inline_may_run(client, db):
    policy = client.get("/health/").headers["Content-Security-Policy"]

    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy


def test_settings_page_when_it_is_compared_with_the_code_then_each_variable_is_in_both():
    read = re.compile(r"(?:flag|words|whole_number)\(\"([A-Z_]+)\"|environ\.get\(\"([A-Z_]+)\"")
    code = {
        first or second for path in (ROOT / "config").rglob("*.py") for first, second in read.findall(path.read_text())
    }
    page = set(re.findall(r"^\| `([A-Z_]+)`", (ROOT / "docs" / "settings.md").read_text(), re.MULTILINE))

    assert page == code
