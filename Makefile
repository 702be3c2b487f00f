# `make run` starts everything, `make test` shows that it works. Both install what they need into .venv first.

PORT ?= 8000
PYTHON ?= $(shell for p in python3.13 python3.12 python3.11 python3; do \
  command -v $$p >/dev/null 2>&1 && $$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && break; done)
BIN := .venv/bin
PIP := $(BIN)/python -m pip install -qq --disable-pip-version-check
# uv installs in seconds what takes pip minutes. Where it is not to be had, or a registry is set up for pip alone, pip does.
INSTALL = $(BIN)/uv pip install -q --system-certs --python $(BIN)/python $(1) || $(PIP) $(1)
WORKERS ?= 3

.PHONY: run test lint types tests database-tests browser-tests hostile bench requirements knowledge pins assets demo clean help

help:  ## this list
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 18

run: .venv/.run assets  ## install, set up, load the demo, and start the site
	@CONSILIUM_DEMO=$${CONSILIUM_DEMO-1} $(BIN)/python manage.py serve --port $(PORT)

test: .venv/.dev assets  ## everything that must hold
	@$(MAKE) -j2 lint types
	@$(MAKE) tests
	@$(MAKE) database-tests

lint: .venv/.dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/lint-imports

types: .venv/.dev
	$(BIN)/mypy

tests: .venv/.dev assets
	$(BIN)/pytest -n $(WORKERS) --dist worksteal

database-tests: .venv/.dev  ## the tests that use the database, again on PostgreSQL
	$(BIN)/python tools/postgresql.py $(BIN)/pytest -n $(WORKERS) --dist worksteal tests/integration

browser-tests: .venv/.dev assets  ## only the tests that drive a browser
	$(BIN)/pytest tests/browser

hostile: .venv/.dev  ## files that were made to harm
	MUTANTS=5000 $(BIN)/pytest tests/hostile

bench: .venv/.dev  ## the figures of docs/performance.md
	@for file in bench/*.py; do echo "== $$file"; $(BIN)/python $$file || exit 1; done

requirements: .venv/.dev  ## docs/requirements.md, from the marks on the tests
	$(BIN)/python tools/requirements.py

knowledge: .venv/.dev  ## docs/knowledge/tables/, from the clinical tables
	$(BIN)/python tools/knowledge.py

pins: .venv/.dev  ## requirements*.txt and package-lock.json, from pyproject.toml and package.json
	$(BIN)/python tools/pins.py

assets: src/consilium_web/static/vendor/nhsuk.css

src/consilium_web/static/vendor/nhsuk.css: node_modules/.package-lock.json tools/assets.py tools/palette.toml | .venv/.run
	$(BIN)/python tools/assets.py

node_modules/.package-lock.json: package-lock.json .npmrc | .venv/.run
	$(BIN)/python tools/npm.py ci
	@touch $@

.venv/.run: requirements.txt pyproject.toml | .venv/bin/python
	-$(PIP) --only-binary :all: --require-hashes -r requirements-uv.txt
	$(call INSTALL,--require-hashes -r requirements.txt)
	$(call INSTALL,--no-deps --no-build-isolation -e .)
	@touch $@

.venv/.dev: requirements-dev.txt .venv/.run
	$(call INSTALL,--require-hashes -r requirements-dev.txt)
	@touch $@

.venv/bin/python:
	@test -n "$(PYTHON)" || { echo "Python 3.11 or newer is needed. On Debian or Ubuntu: sudo apt-get install -y python3 python3-venv"; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { echo "Python's venv module is needed: sudo apt-get install -y python3-venv"; exit 1; }
	$(PYTHON) -m venv .venv

clean:  ## what was built; your data in ./var stays
	rm -rf .venv node_modules src/consilium_web/static/vendor .mypy_cache .ruff_cache .pytest_cache .import_linter_cache
