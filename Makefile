# make run    starts the portal with example data; Ctrl-C stops it
# make test   every test               make test ARGS="tests/core -k outbox"
# make check  style, types, layers, migrations, translations
# make bench  measurements             make bench ONLY=groups
# make faults kills what it runs on; make faults ARGS=--plain does so to plain Celery tasks
# make lock   locks requirements/*.in anew (needs uv); make messages  brings the .po files up to date
#
# PORT=8010 make run, PORTAL_DATA=/somewhere make run: see .env.example.

PYTHON ?= python3
ARGS ?=
ONLY ?=
BIN := .venv/bin
APPS := core accounts topics contributions petitions forums consultations moderation insights answers digests \
	notices portal analysis

.PHONY: run test check bench faults lock messages clean

run: .venv/local.lock
	@PORTAL_DEMO="$${PORTAL_DEMO-1}" $(BIN)/python manage.py up

test: .venv/dev.lock
	@$(BIN)/python -m pytest -n 2 --dist worksteal $(ARGS)

check: .venv/dev.lock
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	SECRET_KEY=check $(BIN)/mypy $(APPS) manage.py
	$(BIN)/djlint templates --lint --quiet
	$(BIN)/lint-imports
	SECRET_KEY=check LOG_LEVEL=CRITICAL $(BIN)/python -W ignore manage.py makemigrations --check --dry-run
	SECRET_KEY=check $(BIN)/python manage.py check_translations
	SECRET_KEY=check-check-check-check-check-check-check-check-check-1 PORTAL_URL=https://portal.example \
		$(BIN)/python -W error manage.py check --deploy --fail-level WARNING

bench: .venv/bench.lock
	@OPENBLAS_NUM_THREADS=1 OMP_NUM_THREADS=1 $(BIN)/python -m bench $(ONLY)

faults: .venv/dev.lock
	@$(BIN)/python -m faults $(ARGS)

messages: .venv/dev.lock
	@SECRET_KEY=messages $(BIN)/python manage.py update_translations

lock:
	@for name in base local vectors dev bench; do \
		uv pip compile --quiet --universal --generate-hashes --no-emit-index-url --python-version 3.11 \
			requirements/$$name.in -o requirements/$$name.txt || exit 1; \
	done

clean:
	rm -rf .venv .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis

# A lock is copied into .venv when all of it is installed.
.venv/local.lock: requirements/local.txt | .venv/bin/python
	@echo "Installing what the portal runs on (once) …"
	@$(call install,local)

.venv/dev.lock: requirements/dev.txt | .venv/bin/python
	@echo "Installing what the tests and checks need (once) …"
	@$(call install,dev)
	@cp requirements/local.txt .venv/local.lock

.venv/bench.lock: requirements/bench.txt .venv/dev.lock
	@echo "Installing what measurements compare with (once) …"
	@$(call install,bench)

define install
	if uv --version >/dev/null 2>&1; then \
		uv pip install --quiet --python $(BIN)/python --require-hashes -r requirements/$(1).txt; \
	else \
		$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes \
			-r requirements/$(1).txt; \
	fi && cp requirements/$(1).txt .venv/$(1).lock
endef

.venv/bin/python:
	@command -v $(PYTHON) >/dev/null || { \
		echo "There is no $(PYTHON) here. The portal needs Python 3.11 or newer."; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
		echo "The portal needs Python 3.11 or newer; this is $$($(PYTHON) --version)."; \
		echo "With a newer one beside it: make run PYTHON=python3.12"; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { \
		echo "This Python cannot make a virtual environment. On Debian and Ubuntu, install that part with"; \
		echo "    sudo apt-get install python3-venv"; exit 1; }
	@$(PYTHON) -m venv .venv
