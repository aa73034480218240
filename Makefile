# Every job of the project; `make help` lists them.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet
LOCKED := $(PIP) install --no-deps --require-hashes --only-binary :all:
SDKS := .cache/dashscope-1/.done .cache/dashscope-2/.done
WORKERS ?= 2
# Every job starts many processes; each would spend seconds on compiling what the one before it compiled.
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := help
.PHONY: help install demo serve test check unit chaos soak bench gallery lock clean

help: ## Show this list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sort | awk -F ':.*## ' '{printf "  make %-10s %s\n", $$1, $$2}'

$(VENV)/.runtime: requirements/runtime.lock pyproject.toml
	@echo "Installing wanbox into $(VENV) (once) …"
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@$(LOCKED) -r requirements/runtime.lock
	@$(PIP) install --no-deps --no-build-isolation --editable .
	@echo "Compiling the drawing kernels (once) …"
	@$(BIN)/wanbox doctor --warm > /dev/null
	@touch $@

$(VENV)/.dev: $(VENV)/.runtime requirements/dev.lock
	@$(LOCKED) -r requirements/dev.lock
	@touch $@

# The official SDK comes in two generations that cannot share an environment; MoviePy wants an older Pillow than ours.
.cache/%/.done: requirements/%.lock
	@rm -rf $(@D) && $(PYTHON) -m venv $(@D)
	@$(@D)/bin/python -m pip --disable-pip-version-check --quiet install --no-deps --require-hashes --only-binary :all: -r $<
	@touch $@

install: $(VENV)/.runtime ## Install wanbox and what it needs into .venv

demo: $(VENV)/.runtime ## Make out/demo.mp4 through the real API (PROMPT="…" for your own words)
	@PROMPT="$$PROMPT" $(BIN)/wanbox demo

serve: $(VENV)/.runtime ## Start the server and leave it running
	@$(BIN)/wanbox serve

test: check unit ## Everything that must be green: linter, types, tests, the official SDKs

check: $(VENV)/.dev ## Linter, formatter and strict types
	@$(BIN)/ruff check --quiet .
	@$(BIN)/ruff format --check --quiet .
	@$(BIN)/mypy

unit: $(VENV)/.dev $(SDKS) ## The tests alone
	@$(BIN)/pytest -n $(WORKERS)

chaos: $(VENV)/.dev ## Kill, freeze and cut off 500 times while clients work (CHAOS_KILLS, CHAOS_SEED)
	@CHAOS_KILLS=$${CHAOS_KILLS:-500} $(BIN)/pytest -s --timeout=3600 tests/acceptance/chaos

soak: $(VENV)/.dev ## 10,000 short tasks: does anything grow or stay behind? (SOAK_TASKS)
	@SOAK_TASKS=$${SOAK_TASKS:-10000} $(BIN)/pytest -s --timeout=3600 tests/acceptance/soak

bench: $(VENV)/.dev .cache/moviepy/.done ## Measure, as ratios to the bare libraries in the same run
	@$(BIN)/python -m bench

gallery: $(VENV)/.runtime ## Draw docs/gallery.md anew from docs/gallery/gallery.toml
	@$(BIN)/python tools/gallery.py

lock: ## Rewrite the lock files from pyproject.toml and requirements/*.in
	@test -x .cache/lock/bin/uv || ($(PYTHON) -m venv .cache/lock && .cache/lock/bin/python -m pip --quiet install uv)
	@PATH="$(CURDIR)/.cache/lock/bin:$$PATH" sh tools/lock.sh

clean: ## Remove what was built and installed
	rm -rf $(VENV) .cache build dist out .mypy_cache .pytest_cache .ruff_cache .hypothesis
