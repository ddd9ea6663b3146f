# The commands of this repository; `make` lists them. They make .venv themselves and touch nothing outside
# this folder. PYTHON names another Python (3.11 or newer), ARGS more arguments for the command behind a
# target, SMSDOCS_TODAY another day to judge by.

PYTHON ?= python3
ARGS ?=

VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check
# The stamps carry the name of the Python: another PYTHON makes another .venv, not a mixture.
WITH := with-$(notdir $(PYTHON))
MADE := $(VENV)/made-$(WITH)
SITE := $(VENV)/site-$(WITH)
DEV := $(VENV)/dev-$(WITH)

.DEFAULT_GOAL := help
.NOTPARALLEL:
.PHONY: help site serve check test lint format bench screenshots clean

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "make %-11s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

site: $(SITE) ## build the site into ./site, strictly; the old one stays until the new one is whole
	$(BIN)/smsdocs build --strict $(ARGS)

serve: $(SITE) ## serve the site on this machine and rebuild it at every change
	$(BIN)/smsdocs serve $(ARGS)

check: $(SITE) ## say what is wrong with the documents
	$(BIN)/smsdocs check $(ARGS)

test: $(DEV) ## run all tests
	$(BIN)/pytest --numprocesses=auto --dist=loadgroup $(ARGS)

lint: $(DEV) ## check style, format, types and the direction of imports
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

format: $(DEV) ## put the code into its format
	$(BIN)/ruff check --fix-only .
	$(BIN)/ruff format .

bench: $(DEV) ## measure the speed as ratios (minutes; ARGS=--quick for less)
	$(BIN)/python tests/benchmarks/run.py $(ARGS)

screenshots: $(DEV) ## take the pictures of the README anew, of the sample on a fixed day (needs Chromium)
	$(BIN)/python tests/pictures.py

clean: ## delete what these commands have made, .venv too
	rm -rf $(VENV) site build dist .coverage .pytest_cache .mypy_cache .ruff_cache .import_linter_cache
	find plugins tests -name __pycache__ -type d -prune -exec rm -rf {} +

$(MADE):
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "Python 3.11 or newer is needed; name one with PYTHON=python3.12" >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || \
		{ echo "This Python cannot make virtual environments: apt-get install python3-venv" >&2; exit 1; }
	@echo "Making $(VENV); the first time this takes a minute."
	@$(PYTHON) -m venv --clear $(VENV)
	@touch $@

# Editable: the site and the checks use the code and the schema of this checkout as they are.
$(SITE): $(MADE) pyproject.toml
	$(PIP) --editable '.[site,diagrams,calendar]'
	@touch $@

$(DEV): $(MADE) pyproject.toml
	$(PIP) --editable '.[dev]'
	@touch $(SITE) $@
