# make pack     set up, and make a meeting's reports: make pack MEETING=2018-04-18
# make test     set up, and run every check
# make quick    set up, and run style, types, contracts and the tests that start no process: in a minute or so, while you work
# make style    set up, and run style, types and contracts only
# make soak     set up, and prove at length what a run promises: half an hour of kills, full disks and runs that meet, and every page of the site
# make records  set up what makes indicators from records as well: Ibis and DuckDB
# make peers    set up, and run papermill's and nbclient's own tests with our kernels: ten minutes, and packages that are fetched for it
# make calls    set up, and make docs/calls.md from what the calls of a report say of themselves
# make lock     resolve the dependencies again, with hashes (needs uv)
# Without make (Windows): see docs/set-up.md.

MEETING ?= 2014-12-11
PYTHON ?= python3
ifeq ($(OS),Windows_NT)
BIN := .venv/Scripts
else
BIN := .venv/bin
endif

.PHONY: pack test quick style soak records peers lab check calls lock clean

pack: .venv/run.stamp
	$(BIN)/ccpi run $(MEETING)

lab: .venv/run.stamp
	$(BIN)/ccpi lab

check: .venv/run.stamp
	$(BIN)/ccpi check

calls: .venv/run.stamp
	$(BIN)/python -m ccpi_nb.reports.calls_page

# The tests start the package some hundred times: its bytecode is there for them also where PYTHONDONTWRITEBYTECODE is set.
test: style
	$(BIN)/python -m compileall -q ccpi_nb
	$(BIN)/ccpi check
	$(BIN)/pytest -n 2 --dist worksteal tests
	$(BIN)/pytest -n 2 --dist loadfile --nbval --nbval-current-env notebooks

quick: style
	$(BIN)/pytest -n 2 --dist worksteal -m "not slow and not soak" tests

style: .venv/test.stamp
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports

soak: .venv/test.stamp
	$(BIN)/pytest -n 2 -m soak tests/soak tests/site

peers: .venv/test.stamp
	$(BIN)/pytest -m peers tests/peers

.venv/run.stamp: requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "The workbook needs Python 3.11 or later; make PYTHON=python3.12 names another one.")'
	test -d .venv || $(PYTHON) -m venv .venv
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/pip install --quiet --disable-pip-version-check --no-build-isolation --no-deps -e .
	touch $@

records: .venv/records.stamp

.venv/records.stamp: .venv/run.stamp requirements-records.lock
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements-records.lock
	touch $@

.venv/test.stamp: .venv/run.stamp requirements-test.lock
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements-test.lock
	touch $@

lock:
	uv pip compile pyproject.toml --universal --python-version 3.11 --generate-hashes --no-header --no-annotate -o requirements.lock
	for extra in records spark test; do \
	    uv pip compile pyproject.toml --extra $$extra -c requirements.lock --universal --python-version 3.11 --generate-hashes --no-header --no-annotate -o requirements-$$extra.lock; \
	done

clean:
	rm -rf .venv outputs/[0-9]*
