# The commands people type. Each sets up what it needs in .venv, needs no root and asks nothing.
# PORT=8000 make run   PYTEST_ARGS="-k places" make test   SIZE=5000 make bench

PYTHON ?= python3
VENV := .venv
PORT ?= 8000
PYTEST_ARGS ?=
SIZE ?=
BIN := $(VENV)/bin
export PIP_DISABLE_PIP_VERSION_CHECK := 1

.PHONY: run test attacks judges bench relevance fuzz damage lint demo messages clean help

help:  ## Say what can be typed
	@grep -E '^[a-z-]+:.*##' Makefile | sed -E 's/:.*## /\t/' | expand -t 16

$(BIN)/.run: setup.cfg pyproject.toml .ci/requirements.txt portal/web/translations/fr/LC_MESSAGES/messages.po
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@echo "Installing the packages the site needs (about a minute) ..."
	@$(BIN)/pip install --quiet --require-hashes -r .ci/requirements.txt
	@$(BIN)/pip install --quiet --no-deps --no-build-isolation -e .
	@touch $@

$(BIN)/.test: $(BIN)/.run .ci/requirements-dev.txt
	@echo "Installing the packages the tests need ..."
	@$(BIN)/pip install --quiet --require-hashes -r .ci/requirements-dev.txt
	@touch $@

run: $(BIN)/.run  ## Set everything up and serve the site at http://127.0.0.1:8000 (PORT=...)
	@$(BIN)/portal setup
	@exec $(BIN)/portal run --port $(PORT)

demo: $(BIN)/.run  ## Serve a registry of invented listings from a state folder of its own
	@PORTAL_STATE_DIR=instance/demo $(BIN)/portal demo
	@PORTAL_STATE_DIR=instance/demo exec $(BIN)/portal run --port $(PORT)

test: $(BIN)/.test  ## Run every test (PYTEST_ARGS=... passes options on)
	@.ci/browser-check $(BIN)/python
	@$(BIN)/python -m pytest $(PYTEST_ARGS)

attacks: $(BIN)/.test  ## Every attack in full and every broken build, where there is root on a network of its own
	@.ci/browser-check $(BIN)/python
	@ATTACKS=full $(BIN)/python -m tests.attacks.alone $(BIN)/python -m pytest $(PYTEST_ARGS)

judges: $(BIN)/.test  ## Other people's tools look at the site, each in its own environment (root, openssl, node, npm)
	@$(BIN)/python -m tests.judges.judges

fuzz: $(BIN)/.test  ## Ask a hundred thousand strange questions; compare nearest with brute force as often
	@$(BIN)/python -m bench.fuzz

damage: $(BIN)/.test  ## Damage the word index a thousand times; kill its rebuild a hundred times
	@$(BIN)/python -m bench.damage && $(BIN)/python -m bench.killed

lint: $(BIN)/.test  ## Check style and types
	@$(BIN)/ruff check . && $(BIN)/ruff format --check . && $(BIN)/mypy

bench: $(BIN)/.test  ## Measure beside named peers; prints a table, writes bench/results/latest.json (SIZE=...)
	@$(BIN)/python -m bench.run $(if $(SIZE),--size $(SIZE))

relevance: $(BIN)/.test  ## Ask the judged questions and print how good the answers are, beside FTS5
	@$(BIN)/python -m tests.relevance.measure

messages: $(BIN)/.test  ## Collect the texts of the pages, merge them into the French, and compile it
	@$(BIN)/python -m portal.packaging

clean:  ## Remove .venv and caches; the state folder instance/ stays
	@rm -rf $(VENV) build *.egg-info .pytest_cache .mypy_cache .ruff_cache
