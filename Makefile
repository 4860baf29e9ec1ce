# DEBUG=1 makes the keys of a trial installation; one with a SECRET_KEY sets its own.
ifndef SECRET_KEY
export DEBUG ?= 1
endif
# The embedded PostgreSQL takes its sort order from here.
export LC_ALL = C.UTF-8

BIN = .venv/bin
MANAGE = $(BIN)/python manage.py

.PHONY: install messages catalogue run lint types check test coverage bench drill load

install: .venv/.installed

.venv/.installed: requirements-dev.txt deploy/packages.txt
	sh deploy/install.sh

messages: install
	$(MANAGE) compilemessages -v0 --ignore .venv

catalogue: install
	$(MANAGE) makemessages -l zh_Hans --no-location --no-obsolete --ignore .venv --ignore var --ignore tests -v0

run: messages
	$(MANAGE) check_schema || sh deploy/start-anew.sh $$?
	$(MANAGE) migrate -v0
	$(MANAGE) createcachetable
	$(MANAGE) load_demo
	$(MANAGE) run_site 127.0.0.1:8000

lint: install
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/djlint templates --lint --quiet
	$(BIN)/lint-imports --no-cache

types: install
	$(BIN)/mypy redcross donations relief training campaigns reports

check: messages
	$(MANAGE) check --fail-level WARNING
	$(MANAGE) makemigrations --check --dry-run

test: install
	$(MAKE) -j2 lint types check
	$(BIN)/pytest -n 2 --dist worksteal

coverage: messages
	$(BIN)/pytest -n 2 --dist worksteal --cov --cov-report=term --cov-report=html

bench: messages
	sh deploy/install.sh libreoffice-writer-nogui
	$(BIN)/pytest -o addopts= tests/bench -p no:cacheprovider -s -q

drill: messages
	HYPOTHESIS_PROFILE=drill $(BIN)/pytest -n 2 -m "alike or deep"
	sh deploy/install.sh libreoffice-writer-nogui libfaketime postgresql
	$(BIN)/pytest -o addopts= tests/drill

# Fifty users for ten minutes on ten million records, which it makes once, below var/load.
load: messages
	$(BIN)/python -m pip install --quiet --no-deps --require-hashes -r requirements-load.txt
	$(BIN)/python -m tests.load
