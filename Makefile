# Everything a contributor runs. It needs make and Python 3.11 or later with its venv module, nothing else.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.stamp

# ARGS goes to pytest and turns the coverage gate off, as COV=0 does:  make test ARGS="tests/diff -k moved"
ARGS ?=
COV ?= $(if $(strip $(ARGS)),0,1)
JOBS ?= logical
LOCK_HEADER := \
  '\# Made by `make lock`; do not edit. The runtime, the extras aws and postgres, and the group dev.' \
  '\# The SDKs of Azure and Google and distributed are not here, to keep set-up fast: no test needs them yet.'
COVERAGE := $(if $(filter 0,$(COV)),,--cov)

.DEFAULT_GOAL := help
.PHONY: help setup demo test check bench lock docs clean

help:  ## Show what can be made
	@sed -n 's/^\([a-z]*\):.*  ## \(.*\)/  \1\t\2/p' $(MAKEFILE_LIST) | expand -t 12

setup: $(STAMP)  ## Create .venv from requirements.lock

# uv is installed first, from its own pinned and hashed lines of the lock; it then installs the rest.
# The project itself is installed as links to the sources, built by the locked hatchling.
$(STAMP): requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit("Cartographer needs Python 3.11 or later: make PYTHON=python3.12" if sys.version_info < (3, 11) else 0)'
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	awk '/^[^ #]/ { keep = /^uv==/ } keep' requirements.lock > $(VENV)/uv.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r $(VENV)/uv.txt
	VIRTUAL_ENV=$(CURDIR)/$(VENV) $(BIN)/uv pip sync --quiet --compile-bytecode --require-hashes requirements.lock
	VIRTUAL_ENV=$(CURDIR)/$(VENV) $(BIN)/uv pip install --quiet --no-deps --no-build-isolation --editable .
	@touch $@

demo: $(STAMP)  ## Map a sample estate, change it, and show what changed
	$(BIN)/python -m demo

test: $(STAMP)  ## Run every test, with the coverage gate of the core
	$(BIN)/python -m pytest --numprocesses=$(JOBS) $(COVERAGE) $(ARGS)

check: $(STAMP)  ## Format, lint, types, imports, docs, tests
	$(BIN)/ruff format --check
	$(BIN)/ruff check
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(MAKE) docs
	$(MAKE) test

bench: $(STAMP)  ## Measure on synthetic estates and write docs/benchmarks.md
	$(BIN)/python -m benchmarks

# The variable silences a notice about the next major release of MkDocs, which pyproject.toml keeps out.
docs: $(STAMP)  ## Write the generated pages, and build the documentation into build/docs
	$(BIN)/python docs/generate.py
	NO_MKDOCS_2_WARNING=1 $(BIN)/mkdocs build --quiet --strict

# The pins that stand are kept unless UPGRADE=1. No host may come into the file: docs/adr/0001-lock-without-hosts.md.
lock: $(STAMP)  ## Resolve requirements.lock afresh, UPGRADE=1 for newer releases
	@mkdir -p build
	grep -v '^#' requirements.lock > build/requirements.lock
	$(BIN)/uv pip compile --quiet pyproject.toml --extra aws --extra postgres --group dev \
	  --universal --python-version 3.11 --generate-hashes --no-annotate --no-header \
	  $(if $(UPGRADE),--upgrade) --output-file build/requirements.lock
	@if grep -n '://' build/requirements.lock; then echo "requirements.lock must name no host" >&2; exit 1; fi
	{ printf '%s\n' $(LOCK_HEADER); cat build/requirements.lock; } > requirements.lock

clean:  ## Remove what was built, and .venv
	rm -rf $(VENV) build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache .coverage .coverage.* *.egg-info
