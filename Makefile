# make serve   build the graph from seeds/ and serve it at http://localhost:8000/
# make test    run every check and every test
PYTHON ?= python3
PORT ?= 8000
BIN := .venv/bin

.PHONY: help install install-dev serve check test bench bench-scale clean

help:
	@sed -n 's/^# //p' Makefile

install: .venv/installed
install-dev: .venv/installed-dev

.venv/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(0 if sys.version_info >= (3, 11) else "Python 3.11 or newer is needed; this is " + sys.version.split()[0] + "; say which one with make PYTHON=...")'
	$(PYTHON) -m venv .venv

NEEDS := .venv/bin/python pyproject.toml constraints.txt $(wildcard src/kg/web/frontend/*.* src/kg/web/frontend/src/*)
PIP := $(BIN)/pip install --quiet --disable-pip-version-check --constraint constraints.txt

.venv/installed: $(NEEDS)
	$(PIP) --editable .
	@touch $@

.venv/installed-dev: $(NEEDS)
	$(PIP) --editable '.[dev]'
	@touch .venv/installed $@

serve: .venv/installed
	$(BIN)/kg build
	@$(BIN)/kg evaluate tests/gold/seeds_prose.tsv >/dev/null
	$(BIN)/kg serve --port $(PORT)

check: .venv/installed-dev
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo
	$(BIN)/kg check

test: check
	$(BIN)/pytest

bench: .venv/installed-dev
	$(BIN)/python -m bench

bench-scale: .venv/installed-dev
	$(BIN)/python -m bench scale

clean:
	rm -rf .venv data build dist .mypy_cache .pytest_cache .ruff_cache .hypothesis .import_linter_cache
