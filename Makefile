# `make run` starts the club, `make test` checks everything. Both need Python 3.11 or newer and nothing else.
# Arguments go into ARGS: make run ARGS="--demo", make bench ARGS="pages".

ENV := .venv
TEST_ENV := .venv-test
TEST := $(TEST_ENV)/bin
WORKERS ?= 2

export PLAYWRIGHT_BROWSERS_PATH := $(CURDIR)/$(TEST_ENV)/browsers

.PHONY: help run test check bench soak lock environment test-environment

help:
	@echo "make run     install and start the club        make run ARGS=--demo   a sample club to look around in"
	@echo "make test    every check, as the project's CI  make bench, make soak  the long measurements"
	@echo "make lock    renew the lock files from pyproject.toml"

run: environment
	@exec $(ENV)/bin/journalclub run $(ARGS)

test: test-environment check
	$(TEST)/python -m pytest -n $(WORKERS) --dist worksteal -m "not slow" $(ARGS)

check: test-environment
	$(TEST)/python -m ruff check .
	$(TEST)/python -m ruff format --check .
	$(TEST)/python -m mypy
	$(TEST)/lint-imports

bench: test-environment
	$(TEST)/python -m tests.bench $(ARGS)

soak: test-environment
	$(TEST)/python -m pytest -m slow -s $(ARGS)

# Hashes for every platform and Python that the project supports, and no registry's address.
COMPILE := .venv-lock/bin/python -m uv pip compile pyproject.toml --universal --generate-hashes \
	--no-header --no-annotate --no-emit-index-url --no-emit-find-links --quiet --upgrade

lock:
	tools/environment --empty .venv-lock
	.venv-lock/bin/python -m pip install --quiet uv
	$(COMPILE) --extra build --extra postgres --output-file requirements.lock
	$(COMPILE) --extra build --extra postgres --extra test --constraint requirements.lock \
		--output-file requirements-test.lock

environment:
	@tools/environment $(ENV) requirements.lock

test-environment:
	@tools/environment $(TEST_ENV) requirements-test.lock
	@tools/browser $(TEST_ENV)
