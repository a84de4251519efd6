# `make demo` and `make test` need nothing but git, make and Python 3.11: they set up the rest.
SHELL := /bin/sh
BIN := .venv/bin
.DEFAULT_GOAL := help
.PHONY: help demo test check lint format bench fuzz lock clean setup-demo setup-test

help: ## this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-8s %s\n", $$1, $$2 }' Makefile

demo: setup-demo ## the whole process on invented cases, with letters and mails to open
	@$(BIN)/mediation demo $(or $(ARGS),--keep demo)

test: check ## everything that must hold: style, types, tests (ARGS=tests/case for a part)
	@$(BIN)/pytest -n auto $(ARGS)

check: setup-test ## style and types only
	@$(BIN)/ruff check
	@$(BIN)/ruff format --check
	@$(BIN)/mypy

lint: setup-test ## style only
	@$(BIN)/ruff check

format: setup-test ## put the code into the house's form
	@$(BIN)/ruff check --fix
	@$(BIN)/ruff format

bench: setup-test ## measure: all benchmarks, or one (ARGS=bench/mailbox.py)
	@for each in $(or $(ARGS),$(shell grep -l __main__ bench/*.py)); do \
		echo "== $$each"; PYTHONPATH=. $(BIN)/python $$each || exit 1; \
	done

fuzz: setup-test ## the property tests with 100 times as many examples, new ones each time
	@HYPOTHESIS_PROFILE=fuzz $(BIN)/pytest -m hypothesis --timeout 3600 $(ARGS)

lock: setup-test ## the lock files anew from pyproject.toml (ARGS=--upgrade for newer versions)
	@scripts/lock $(ARGS)

clean: ## remove what can be made again; data in var/ stays
	@rm -rf .venv .make .mypy_cache .ruff_cache .pytest_cache .hypothesis build *.egg-info
	@find . -name __pycache__ -prune -exec rm -rf {} +

setup-demo:
	@scripts/setup demo

setup-test:
	@scripts/setup test
