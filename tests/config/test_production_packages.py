"""What `make run` installs is enough to run: the tests' own packages would hide what is missing from it."""

import os
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]

# Refuses what belongs to no package of the list, then loads all that the processes of `manage.py up` load.
LOAD_EVERYTHING = """
import importlib, pkgutil, re, sys
from importlib.metadata import packages_distributions

allowed = set(sys.argv[1].split())

def normal(name):
    return re.sub(r"[-_.]+", "-", name).lower()

class OnlyInstalled:
    owners = {name: {normal(owner) for owner in owners} for name, owners in packages_distributions().items()}

    def find_spec(self, name, path=None, target=None):
        owners = self.owners.get(name.partition(".")[0])
        if owners and not owners & allowed:
            raise ModuleNotFoundError(f"No module named {name!r}: production has none of {sorted(owners)}", name=name)

sys.meta_path.insert(0, OnlyInstalled())

import django
django.setup()
import config.urls
late = ("icalendar", "openpyxl", "py_vapid", "pywebpush", "pyzipper", "rjieba")
early = [name for name in late if name in sys.modules]
assert not early, f"every process would spend a third of its start on loading {early}"

for name in late:
    importlib.import_module(name)
for package in ("config", "accounts", "ledger", "offers", "community"):
    for module in pkgutil.walk_packages(importlib.import_module(package).__path__, package + "."):
        importlib.import_module(module.name)
for name in ("celery.bin.worker", "celery.bin.beat", "celery.concurrency.prefork", "granian.server"):
    importlib.import_module(name)
from config.celery import app
app.connection_for_write().transport
app.loader.import_module(app.conf.beat_scheduler.partition(":")[0])
"""


def test_processes_when_only_the_production_lock_is_installed_then_they_find_what_they_load():
    lock = (ROOT / "requirements-production.lock").read_text()
    names = re.findall(r"^([a-z0-9][a-z0-9._-]*?)(?:\[.*?\])?==", lock, re.MULTILINE)
    loaded = subprocess.run(
        [sys.executable, "-c", LOAD_EVERYTHING, " ".join(names)],
        cwd=ROOT,
        env={**os.environ, "DJANGO_SETTINGS_MODULE": "config.settings"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert loaded.returncode == 0, loaded.stderr[-2000:]
