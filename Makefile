# Everything here works on a machine that has only python3 (3.11 or newer), pip and make.
#   make demo    plans a real-looking week and checks it
#   make test    runs every check

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet
DEMO_BOOK := examples/data/darkhan.xlsx
DEMO_OUT := out/demo

.DEFAULT_GOAL := help
.PHONY: help install demo test lint clean

help:
	@echo "make demo   plan the Darkhan week into $(DEMO_OUT) and verify it"
	@echo "make test   run every check: ruff, mypy, import contracts, pytest"
	@echo "make lint   run the checks that need no test run"
	@echo "make clean  remove $(VENV), out and all caches"

install: $(VENV)/.installed

demo: $(VENV)/.installed
	@echo "demo: planning week 2026-W15 of $(DEMO_BOOK) (the very first run also compiles the search)"
	@$(BIN)/agecare plan $(DEMO_BOOK) --week 2026-W15 --out $(DEMO_OUT) --time-limit 20 --seed 1
	@echo "demo: verifying $(DEMO_OUT)/schedule.json without a solver"
	@$(BIN)/agecare verify $(DEMO_BOOK) $(DEMO_OUT)/schedule.json
	@echo "demo: done; open $(DEMO_OUT)/board.html in a browser"

# Two test processes that both find no compiled search would both compile it. With worksteal neighbours stay together,
# and what a module's tests share is made once.
test: $(VENV)/.installed-dev
	@echo "test: compiling the search (once) while the code is checked"
	@$(BIN)/python -c "from agecare.visits.solve import prepare; prepare()" & \
	  $(MAKE) --no-print-directory lint; checked=$$?; wait; exit $$checked
	@echo "test: pytest (examples, documents and the whole chain included: some minutes)"
	@$(BIN)/python -m pytest -q -n 2 --dist worksteal
	@echo "test: every check passed"

lint: $(VENV)/.installed-dev
	@echo "lint: ruff check"
	@$(BIN)/ruff check .
	@echo "lint: ruff format --check"
	@$(BIN)/ruff format --check .
	@echo "lint: mypy --strict"
	@$(BIN)/mypy
	@echo "lint: import contracts"
	@$(BIN)/lint-imports --no-logo

clean:
	@echo "clean: removing $(VENV), out and all caches"
	@rm -rf $(VENV) out build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +

# Debian's python3 comes without ensurepip, so venv may fail there; virtualenv brings its own pip.
$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
	  || { echo "setup: agecare needs Python 3.11 or newer; try: make PYTHON=python3.12"; exit 1; }
	@echo "setup: creating $(VENV) with $$($(PYTHON) --version)"
	@$(PYTHON) -m venv $(VENV) >/dev/null 2>&1 || { \
	  echo "setup: the venv module is incomplete here, using virtualenv from pip"; \
	  rm -rf $(VENV) .virtualenv && \
	  $(PYTHON) -m pip --disable-pip-version-check --quiet install -c constraints.txt --target .virtualenv virtualenv && \
	  PYTHONPATH=.virtualenv $(PYTHON) -m virtualenv --quiet --no-periodic-update $(VENV) && \
	  rm -rf .virtualenv; }

# The build backend is pinned like everything else, hence no isolated build.
$(VENV)/.installed: pyproject.toml constraints.txt | $(BIN)/python
	@echo "setup: installing agecare and its dependencies into $(VENV) (a minute or two the first time)"
	@$(PIP) install -c constraints.txt hatchling editables
	@$(PIP) install -c constraints.txt --no-build-isolation -e .
	@touch $@

$(VENV)/.installed-dev: $(VENV)/.installed
	@echo "setup: installing the tools for the checks"
	@$(PIP) install -c constraints.txt --no-build-isolation -e ".[dev]"
	@touch $@
