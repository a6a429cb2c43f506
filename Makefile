# Everything a person does with the project; `make help` lists it.
.DEFAULT_GOAL := help
PYTHON ?= python3
BIN := .venv/bin
# What was installed last: what serves, and what tests, checks and measurements need besides.
RUNTIME := .venv/.runtime
DEVELOPMENT := .venv/.development
SCRIPT_TESTS := node --test --test-reporter=dot tests/js/*.test.mjs

.PHONY: browser help setup run test test-quick bench soak lint format check pictures lock clean audit

help: ## Show this list
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

setup: $(RUNTIME) ## Make .venv from requirements.lock, compiled (every target makes what it needs)
	@$(PYTHON) tools/install.py compiled

$(RUNTIME): requirements.lock package-lock.json tools/install.py
	@$(PYTHON) tools/install.py runtime
	@touch $@

$(DEVELOPMENT): requirements-dev.lock $(RUNTIME)
	@$(PYTHON) tools/install.py development
	@touch $@

run: $(RUNTIME) ## Serve the portal at http://127.0.0.1:8050 (first start makes and fills var/portal.db)
	@$(PYTHON) tools/install.py filled
	@$(BIN)/portal serve

test: $(DEVELOPMENT) browser ## Run all tests: JavaScript, SQLite, PostgreSQL, browser
	$(SCRIPT_TESTS)
	$(BIN)/python -m pytest -n 3 --dist loadgroup --no-loadscope-reorder

test-quick: $(DEVELOPMENT) ## Run the tests that need no browser
	$(SCRIPT_TESTS)
	$(BIN)/python -m pytest -n 3 --dist loadgroup --no-loadscope-reorder -m "not browser"

# What the tests need that pip cannot bring: Chromium, LibreOffice (to open packs), poppler, PgBouncer.
browser:
	@missing=""; \
	command -v chromium-headless-shell >/dev/null || missing="chromium-headless-shell fonts-dejavu-core"; \
	command -v soffice >/dev/null && command -v pdftotext >/dev/null || \
	  missing="$$missing libreoffice-impress-nogui libreoffice-writer-nogui libreoffice-calc-nogui poppler-utils fonts-liberation"; \
	command -v pgbouncer >/dev/null || test -x /usr/sbin/pgbouncer || missing="$$missing pgbouncer"; \
	for more in $(MORE); do command -v $$more >/dev/null || missing="$$missing $$more"; done; \
	if [ -n "$$missing" ]; then \
	  echo "Installing from Debian's packages: $$missing"; \
	  root=""; [ "$$(id -u)" = 0 ] || root="sudo -n"; \
	  $$root apt-get update -qq && \
	  $$root apt-get install -y -qq --no-install-recommends $$missing || \
	  { echo "The tests need these packages; install them and try again: $$missing"; exit 1; }; \
	fi

bench: $(DEVELOPMENT) browser ## Measure imports, pages, a browser's visits and query plans at national scale
	$(BIN)/python -m tools.bench $(if $(LAIT),--lait $(LAIT) --dictionary $(DICTIONARY))

# As root, since a disk that fills up is a disk of its own. wrk makes the load at saturation.
soak: MORE = wrk gcc
soak: $(DEVELOPMENT) browser ## Prove load and faults: many readers, killed processes and servers (ten minutes, as root)
	$(BIN)/python -m tools.soak $(if $(LAIT),--lait $(LAIT) --dictionary $(DICTIONARY))

lint: $(DEVELOPMENT) ## Check style and types
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	node_modules/.bin/eslint .
	node_modules/.bin/tsc

audit: $(DEVELOPMENT) ## Ask for known vulnerabilities of the dependencies (COMPLETE=1 fails where not all can be asked)
	$(BIN)/python -m tools.audit $(if $(COMPLETE),--complete)

format: $(DEVELOPMENT) ## Put the code into the project's style
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .
	node_modules/.bin/eslint --fix .

check: $(RUNTIME) ## Check the catalogue, the settings and the database
	$(BIN)/portal check db/catalogue
	$(BIN)/portal check db/inspections
	$(BIN)/portal check

pictures: $(DEVELOPMENT) browser ## Make the pictures of README from the running portal
	$(BIN)/python -m tools.pictures

LOCK := pip-compile --quiet --generate-hashes --no-header --no-emit-index-url --no-emit-trusted-host \
	--no-emit-find-links --allow-unsafe --strip-extras

lock: $(DEVELOPMENT) ## Renew the lock files from pyproject.toml and package.json (versions and hashes, no hosts)
	$(BIN)/python -m pip install --quiet pip-tools
	$(BIN)/$(LOCK) -o requirements.lock pyproject.toml
	$(BIN)/$(LOCK) --extra dev -o requirements-dev.lock pyproject.toml
	npm update --package-lock-only --omit-lockfile-registry-resolved --no-audit --no-fund

clean: ## Remove what was made: .venv, node_modules, the SQLite database
	rm -rf .venv node_modules var *.egg-info
