"""What holds for the whole repository."""

import re
import subprocess
from pathlib import Path

import polib
import pytest
from celery import current_app
from django.contrib.staticfiles import finders
from django.core.cache import cache
from django.core.management import call_command
from django.db import connection
from django.template.loader import get_template

from config.services.catalogues import compile_catalogues
from config.staticfiles import VENDOR

ROOT = Path(__file__).resolve().parents[2]
TEMPLATES = sorted(str(path.relative_to(ROOT / "templates")) for path in (ROOT / "templates").rglob("*.html"))
# An address in one of these would tie an install to one registry, or name a place that only one machine has.
LOCKS_AND_CONFIGURATION = [
    "requirements.lock",
    "requirements-production.lock",
    "requirements-node.lock",
    "package-lock.json",
    "package.json",
    "pyproject.toml",
    "Makefile",
    ".ci/run",
    ".pre-commit-config.yaml",
    "deploy/Dockerfile",
    "deploy/compose.yaml",
]


def test_database_when_the_tests_run_then_it_is_postgresql_15_or_later(db):
    assert connection.vendor == "postgresql"
    assert connection.pg_version >= 150000


def test_cache_when_a_value_is_set_then_redis_returns_it():
    cache.set("house", "场记", 10)

    assert cache.get("house") == "场记"


def test_worker_when_it_is_started_then_it_knows_every_task_that_is_registered_here(celery_worker_process):
    (known,) = current_app.control.inspect(timeout=5).registered().values()
    current_app.loader.import_default_modules()

    ours = {name for name in current_app.tasks if not name.startswith("celery.")}
    assert ours == set(known), celery_worker_process()


def test_migrations_when_the_models_are_compared_then_none_is_missing(db):
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


def test_migrations_when_they_are_listed_then_each_is_named_by_its_content():
    named_by_date = [str(path) for path in ROOT.glob("*/migrations/[0-9]*_auto_*.py")]

    assert named_by_date == []


@pytest.mark.parametrize("name", TEMPLATES)
def test_template_when_it_is_compiled_then_it_has_no_error(name):
    get_template(name)


@pytest.mark.parametrize("name", LOCKS_AND_CONFIGURATION)
def test_lock_or_configuration_when_it_is_read_then_it_names_no_registry(name):
    text = (ROOT / name).read_text()

    # Funding pages in package-lock.json are the authors' own; what npm fetches from is named "resolved".
    assert '"resolved"' not in text
    assert not re.search(r"--(extra-)?index-url|--find-links|\bregistry\s*=", text)
    assert not re.search(r"https?://[^\s\"']*(registry|mirror|simple/|pythonhosted|npmjs)", text)


def pins(lock: str) -> list[str]:
    return re.findall(r"^[a-z0-9].*?(?=^[a-z0-9]|\Z)", (ROOT / lock).read_text(), re.MULTILINE | re.DOTALL)


@pytest.mark.parametrize("lock", ["requirements.lock", "requirements-production.lock"])
def test_lock_when_it_is_read_then_every_package_is_pinned_with_hashes(lock):
    assert len(pins(lock)) > 50
    assert [pin.splitlines()[0] for pin in pins(lock) if "==" not in pin or "--hash=sha256:" not in pin] == []


def test_locks_when_they_are_compared_then_tests_run_with_what_production_runs_with():
    versions = {pin.split()[0] for pin in pins("requirements.lock")}
    assert {pin.split()[0] for pin in pins("requirements-production.lock")} <= versions


def test_repository_when_its_files_are_listed_then_no_third_party_code_is_among_them():
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=False).stdout
    if not listed:
        pytest.fail("git lists no file; run the tests in a clone.")

    found = [name for name in listed.splitlines() if re.search(r"node_modules/|(^|/)vendor/|\.min\.(js|css)$", name)]
    assert found == []


@pytest.mark.parametrize("name", VENDOR)
def test_third_party_file_when_a_page_asks_for_it_then_it_comes_from_node_modules(name):
    assert Path(finders.find(name)).is_relative_to(ROOT / "node_modules")


def test_third_party_finder_when_a_file_is_not_listed_then_it_is_not_served():
    assert (ROOT / "node_modules/echarts/package.json").is_file()

    assert finders.find("echarts/package.json") is None
    assert finders.find("vendor/echarts/package.json") is None


def test_catalogues_when_a_source_is_newer_then_it_is_compiled_once(tmp_path):
    source = tmp_path / "zh_Hans" / "LC_MESSAGES" / "django.po"
    source.parent.mkdir(parents=True)
    catalogue = polib.POFile()
    catalogue.metadata = {"Content-Type": "text/plain; charset=utf-8"}
    catalogue.append(polib.POEntry(msgid="Record", msgstr="记一笔"))
    catalogue.save(str(source))

    assert compile_catalogues(tmp_path) == [source.with_suffix(".mo")]
    assert polib.mofile(str(source.with_suffix(".mo"))).find("Record").msgstr == "记一笔"
    assert compile_catalogues(tmp_path) == []
