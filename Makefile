# Needs Python 3.11+ and make; everything else is installed into .venv, pinned by hash.
PYTHON ?= python3
UPGRADE ?=
AT_ONCE ?= 3# tests: one more than the two cores they are made for, for many wait for a process
BENCH ?= # options: --smoke, --only NAME, --rounds N, --entries N

VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
PIP := -m pip -qq --disable-pip-version-check
COMPILE = pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	--no-header --no-emit-index-url $(if $(UPGRADE),--upgrade)
MADE := .hypothesis .import_linter_cache .mypy_cache .pytest_cache .ruff_cache build dist

.NOTPARALLEL:
.PHONY: help install demo test lint check format soak bench docs lock clean

help: ## show this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-8s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

install: $(READY) ## install into .venv, and say how to begin
	@echo "installed. In each terminal:  . $(BIN)/activate  and then  sitroom --help"

demo: $(READY) ## a real New Year's night, live, in this terminal
	@$(BIN)/sitroom demo

test: $(READY) ## run the tests
	@$(BIN)/python -m pytest -n $(AT_ONCE) --dist loadfile --no-loadscope-reorder

lint: $(READY) ## check layout, style, types and imports
	@$(BIN)/ruff format --check --quiet . || { echo "layout differs: make format"; exit 1; }
	@$(BIN)/ruff check --quiet .
	@$(BIN)/mypy --strict --no-error-summary
	@$(BIN)/lint-imports --no-logo

check: lint test ## everything a change must pass

format: $(READY) ## settle the layout and order of imports
	@$(BIN)/ruff check --quiet --select I --fix .
	@$(BIN)/ruff format --quiet .

soak: $(READY) ## the same code with the big counts; takes long
	@SITROOM_SOAK=1 $(BIN)/python -m pytest -m soak -s --timeout 0

bench: $(READY) ## measure hub and console beside the bare libraries; about a quarter of an hour
	@$(BIN)/python -m bench $(BENCH)

docs: $(READY) ## write docs/PROTOCOL.md and docs/COMMANDS.md from the code
	@$(BIN)/python docs/generate.py

lock: ## write the lock files again; UPGRADE=1 moves every pin
	@set -e; tools=$$(mktemp -d); trap 'rm -rf "$$tools"' EXIT; \
	$(PYTHON) -m venv "$$tools"; "$$tools/bin/python" $(PIP) install uv; uv="$$tools/bin/uv"; \
	"$$uv" $(COMPILE) pyproject.toml -o requirements.lock; \
	"$$uv" $(COMPILE) pyproject.toml --group dev -c requirements.lock -o requirements-dev.lock

clean: ## remove the environment and everything made
	@rm -rf $(VENV) $(MADE)
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +

# The stamp is newer than what it was made from, so this runs only when one of them changed.
$(READY): requirements-dev.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "needs Python 3.11 or newer")'
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@echo "installing into $(VENV): one or two minutes, once"
	@$(BIN)/python $(PIP) install --require-hashes -r requirements-dev.lock
	@$(BIN)/python $(PIP) install --no-deps --no-build-isolation --editable .
	@touch $@
