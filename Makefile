# Each target works on a fresh machine with Python 3.11, git and make: it makes .venv first.
PYTHON ?= python3
BIN := .venv/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check -q
.DEFAULT_GOAL := help
.PHONY: help demo test check bench clean

help: ## this list
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## /\t/'

.venv/.made:
	@$(PYTHON) -c 'import sys; sys.exit("StoreOps needs Python 3.11 or later; say: make PYTHON=python3.11 ...") if sys.version_info < (3, 11) else None'
	@$(PYTHON) -m venv .venv
	@touch $@

.venv/.base: .venv/.made pyproject.toml constraints.txt
	@echo "Installing StoreOps into .venv (once) ..."
	@$(PIP) install -c constraints.txt -e .
	@touch $@

.venv/.dev: .venv/.base
	@echo "Installing what the tests need (once) ..."
	@$(PIP) install -c constraints.txt -e '.[dev]'
	@touch $@

demo: .venv/.base ## open the till on a sample shop with a few weeks of history
	@$(BIN)/python -m storeops demo

check: .venv/.dev ## lint, types, import contracts
	@$(BIN)/ruff check -q src tests
	@$(BIN)/ruff format -q --check src tests
	@$(BIN)/mypy
	@$(BIN)/lint-imports --no-logo > .venv/lint-imports.log || { cat .venv/lint-imports.log; exit 1; }

test: check ## lint, types, import contracts and all tests
	@$(BIN)/python -m pytest -q -n 2

bench: .venv/.dev ## every speed budget beside its reference from the same run
	@$(BIN)/python -m tests.bench

clean: ## remove what make made
	@rm -rf .venv build dist .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis
