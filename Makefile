# The commands of the portal. `make run` and `make test` are all a newcomer needs.
SHELL := /bin/bash
PY := .venv/bin/python
STAMPS := .venv/.stamps
export PORTAL_BASE_URL ?=
# without kept bytecode each start would compile two thousand files again: three seconds instead of one
unexport PYTHONDONTWRITEBYTECODE
MESSAGES := $(wildcard translations/*/LC_MESSAGES/*.po)

.PHONY: run test test-clocks check bench format clean

run: need-python $(STAMPS)/run $(STAMPS)/messages frontend
	@case "$${PORTAL_BASE_URL:-http://127.0.0.1}" in \
	  http://127.0.0.1|http://127.0.0.1:*|http://localhost|http://localhost:*|"http://[::1]"*) export PORTAL_DEMO="$${PORTAL_DEMO:-1}";; esac; \
	 [ -n "$$PORTAL_BASE_URL" ] || unset PORTAL_BASE_URL; \
	 exec $(PY) -m flask --app wsgi up

test: need-python $(STAMPS)/dev $(STAMPS)/messages frontend
	@$(PY) -m scripts.test_tools
	@unset PORTAL_BASE_URL; PYTHONHASHSEED=0 $(PY) -m pytest -n auto --maxprocesses 4 --dist loadfile --no-loadscope-reorder $(if $(CLOCK),--clock $(CLOCK)) $(ARGS)

# what the day may change, at each of these clocks (tests/clocks.py); `make test CLOCK=sunday` runs everything at one
CLOCKS := midnight,sunday,holiday,new-year,ramadan,leap-day
test-clocks: need-python $(STAMPS)/dev $(STAMPS)/messages frontend
	@$(PY) -m scripts.test_tools
	@unset PORTAL_BASE_URL; PYTHONHASHSEED=0 $(PY) -m pytest $$(grep -rl --include=*.py mark.dated tests) -m dated --clock $(CLOCKS) -n auto --maxprocesses 4 $(ARGS)

check: need-python $(STAMPS)/dev $(STAMPS)/messages
	@$(PY) -m scripts.check

bench: need-python $(STAMPS)/dev $(STAMPS)/messages frontend
	@unset PORTAL_BASE_URL; $(PY) -m bench

format: $(STAMPS)/dev
	@$(PY) -m ruff format . && $(PY) -m ruff check --fix .

.PHONY: need-python frontend
need-python:
	@command -v python3 >/dev/null || { echo "python3 (3.11 or newer) is missing: apt-get install python3 python3-venv"; exit 1; }
	@python3 -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "python3 must be 3.11 or newer, this is $$(python3 -V)"; exit 1; }
	@python3 -c 'import ensurepip, venv' 2>/dev/null || { echo "python3-venv is missing: apt-get install python3-venv"; exit 1; }
	@touch .writable 2>/dev/null && rm -f .writable || { echo "This folder cannot be written: $$PWD"; exit 1; }

.venv/bin/python:
	@echo "Preparing the Python environment …"
	@python3 -m venv .venv
	@$(PY) -m pip install --quiet --disable-pip-version-check uv==0.13.9 || echo "uv could not be installed, using pip"

$(STAMPS)/run: requirements.txt | .venv/bin/python
	@echo "Installing libraries …"
	@$(call install,-r requirements.txt)
	@mkdir -p $(STAMPS) && touch $@

# PostgreSQL and Redis may be named for the first time long after the first start
ifneq ($(strip $(DATABASE_URL)$(REDIS_URL)),)
run: $(STAMPS)/scale
endif

$(STAMPS)/scale: requirements-scale.txt | $(STAMPS)/run
	@echo "Installing libraries for PostgreSQL and Redis …"
	@$(call install,-r requirements.txt)
	@mkdir -p $(STAMPS) && touch $@

$(STAMPS)/dev: requirements.txt requirements-scale.txt requirements-dev.txt | .venv/bin/python
	@echo "Installing libraries for the tests …"
	@$(call install,-r requirements.txt -r requirements-scale.txt -r requirements-dev.txt)
	@mkdir -p $(STAMPS) && touch $@ $(STAMPS)/run $(STAMPS)/scale

$(STAMPS)/messages: $(MESSAGES) | .venv/bin/python
	@$(PY) -m scripts.translate --compile
	@mkdir -p $(STAMPS) && touch $@

frontend: | .venv/bin/python
	@$(PY) -m scripts.frontend

define install
if [ -n "$${DATABASE_URL:-}$${REDIS_URL:-}" ]; then extra="-r requirements-scale.txt"; else extra=""; fi; \
if [ -x .venv/bin/uv ]; then VIRTUAL_ENV=.venv .venv/bin/uv pip install --quiet --compile-bytecode $(1) $$extra; \
else $(PY) -m pip install --quiet --disable-pip-version-check $(1) $$extra; fi
endef

clean:
	rm -rf .venv node_modules portal/static/dist
