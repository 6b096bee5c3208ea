# The two commands are `make run` and `make test`; `make help` lists the others.

PYTHON ?= python3
PORT ?= 8000
# How many processes share the tests, one more than cores since many tests wait; each has its own database.
TEST_PROCESSES ?= 3
ARGS ?=

export PORT
# Containers often set it, and then each of our processes compiles every module anew when it starts.
unexport PYTHONDONTWRITEBYTECODE

PY := .venv/bin/python
# A lock names every package that is needed, so nothing is left to resolve.
PIP := --quiet --disable-pip-version-check --require-hashes --no-deps
NPM = $(shell command -v npm || echo .venv/bin/npm)
CHROMIUM ?= $(shell command -v chromium || command -v chromium-browser || command -v google-chrome)
export CHROMIUM

.PHONY: help install tools run test lint format shots bench lock clean

help:
	@echo "make run      start everything and say where to open it (PORT=8000)"
	@echo "make test     run every test, browser tests included (ARGS='tests/ledger -k transfer')"
	@echo "make lint     check style, types, templates and the layers"
	@echo "make format   put the code into the house's format"
	@echo "make shots    take pictures of every page with the demo's data, into var/shots (ARGS='--only overview')"
	@echo "make bench    measure, and print a table (ARGS='--help')"
	@echo "make install  only install what running needs; make tools, what the others need besides"
	@echo "make lock     make requirements.lock anew from pyproject.toml"
	@echo "make clean    remove what was installed and compiled; var/ with its data stays"

install: .venv/installed node_modules/installed
tools: install .venv/tools

.venv/installed: requirements-production.lock
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || { \
	  echo "场记 needs Python 3.11 or newer as $(PYTHON); name another with PYTHON=python3.12, for example."; exit 1; }
	@$(PYTHON) -m venv .venv || { \
	  echo "Python can't make a virtual environment; on Debian, install the package python3-venv."; exit 1; }
	@echo "Installing the Python packages of requirements-production.lock ..."
	@$(PY) -m pip install $(PIP) -r requirements-production.lock
	@touch $@

# What tests and checks need besides is as much again, and nobody who only wants to look waits for it. Python compiles
# the half of it that is ever loaded when it is.
.venv/tools: requirements.lock | .venv/installed
	@echo "Installing the tests' and checks' own packages of requirements.lock ..."
	@$(PY) -m pip install $(PIP) --no-compile -r requirements.lock
	@touch $@

# Nothing is built, so no package has a script to run. Where there is no npm, a wheel brings Node with it.
node_modules/installed: package-lock.json requirements-node.lock | .venv/installed
	@command -v npm >/dev/null || \
	  $(PY) -m pip install $(PIP) -r requirements-node.lock || { \
	  echo "npm is not found, and its Python package can't be had; install Node 20 or newer."; exit 1; }
	@echo "Installing the scripts and styles of package-lock.json ..."
	@PATH="$$PATH:$(CURDIR)/.venv/bin" $(NPM) ci --ignore-scripts --no-audit --no-fund --no-update-notifier --loglevel=error
	@touch $@

run: install
	@$(PY) manage.py up

test: tools
	@test -n "$(CHROMIUM)" || { \
	  echo "The browser tests need Chromium: install it, or name its program with CHROMIUM=/path/to/it."; exit 1; }
	@$(PY) -m pytest -n $(TEST_PROCESSES) --dist worksteal -q $(ARGS)

lint: tools
	@.venv/bin/ruff check .
	@.venv/bin/ruff format --check .
	@.venv/bin/djlint --lint --quiet templates
	@.venv/bin/lint-imports --no-cache
	@$(PY) -m mypy

format: tools
	@.venv/bin/ruff check --fix .
	@.venv/bin/ruff format .

shots: tools
	@$(PY) manage.py shots $(ARGS)

bench: install
	@$(PY) manage.py with_servers -- $(PY) -m bench $(ARGS)

lock:
	@$(PYTHON) -m venv var/lock
	@var/lock/bin/python -m pip install --quiet --disable-pip-version-check --upgrade uv
	@var/lock/bin/uv pip compile --quiet pyproject.toml --extra dev --universal --generate-hashes \
	  --python-version 3.11 --custom-compile-command "make lock" -o requirements.lock
	@var/lock/bin/uv pip compile --quiet pyproject.toml --constraint requirements.lock --universal \
	  --generate-hashes --python-version 3.11 --custom-compile-command "make lock" -o requirements-production.lock
	@var/lock/bin/uv pip compile --quiet requirements-node.in --universal --generate-hashes \
	  --python-version 3.11 --custom-compile-command "make lock" -o requirements-node.lock

clean:
	@rm -rf .venv node_modules .mypy_cache .pytest_cache .ruff_cache .hypothesis
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +
	@rm -f locale/*/LC_MESSAGES/*.mo
