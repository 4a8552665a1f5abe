# make            set up .venv where it is missing, then build and publish datapackage/<version>/
# make help       all there is

# Needs Python 3.11 or newer, its venv module, and make. Another Python: make PYTHON=python3.12
PYTHON ?= python3

# Your own reports: make REPORTS=folder-or-file OUT=folder
REPORTS ?=
OUT ?=

VENV := .venv
BIN := $(VENV)/bin
RUN := $(BIN)/python -m pipeline
INSTALLED := $(VENV)/.installed
# A build can be given its date, as other repeatable builds are; else a release has that of its entry in the changelog,
# and any other build that of its newest report.
CREATED := $(if $(SOURCE_DATE_EPOCH),--created @$(SOURCE_DATE_EPOCH))

.DEFAULT_GOAL := publish
.PHONY: publish diff draft release verify upload deposit test check lint types layers package page explain clean help

publish: $(INSTALLED) ## build from reports/ and publish datapackage/<version>/; with REPORTS=… OUT=… your own
ifneq ($(OUT),)
	@$(RUN) build --reports "$(or $(REPORTS),reports)" --out "$(OUT)" $(CREATED)
else ifneq ($(REPORTS),)
	@echo 'OUT is missing: say where your package goes, e.g. make REPORTS="$(REPORTS)" OUT=out' >&2; exit 2
else
	@$(RUN) publish --reports reports --metadata datapackage/metadata.yml --out datapackage $(CREATED)
endif

diff: $(INSTALLED) ## what changed since the last release, and which version that demands; OUT=… for it as files
	@$(RUN) diff $(CREATED) $(if $(OUT),--out "$(OUT)")

draft: $(INSTALLED) ## put a draft of this version's entry into datapackage/CHANGELOG.md
	@$(RUN) diff $(CREATED) --draft

release: $(INSTALLED) ## freeze the version of datapackage/metadata.yml: its folder, one zip, versions.json, latest.json
	@$(RUN) release $(CREATED)

verify: $(INSTALLED) ## check a package that was downloaded, without a network: PACKAGE=its zip or folder, REPORTS=its texts
	@$(RUN) verify "$(or $(PACKAGE),$(error say PACKAGE=its zip or folder))" $(if $(REPORTS),--reports "$(REPORTS)")

upload: $(INSTALLED) ## put a release where people get it: VERSION=1.0.0 TO=s3://my-bucket/my-data
	@$(RUN) upload --version "$(or $(VERSION),$(error say VERSION=…))" --to "$(or $(TO),$(error say TO=…))"

deposit: $(INSTALLED) ## a draft at Zenodo: VERSION=1.0.0, SANDBOX=yes to try it out, PUBLISH=yes to publish it
	@$(RUN) deposit --version "$(or $(VERSION),$(error say VERSION=…))" $(if $(SANDBOX),--sandbox) $(if $(PUBLISH),--publish)

test: $(INSTALLED) ## run the tests
	@echo 'test         cases, whole reports, properties, the contract, the command line'
	@$(BIN)/python -m pytest -q -n auto --dist loadfile

check: lint types layers package test ## what CI runs: lint, types, layers, the built package, tests

lint: $(INSTALLED) ## style (ruff)
	@echo 'lint         ruff check, ruff format --check'
	@$(BIN)/ruff check --quiet .
	@$(BIN)/ruff format --quiet --check .

types: $(INSTALLED) ## types (mypy --strict)
	@echo 'types        mypy --strict on pipeline/'
	@$(BIN)/mypy --no-error-summary

layers: $(INSTALLED) ## who may import whom (import-linter)
	@echo 'layers       stages never import each other'
	@$(BIN)/lint-imports --no-logo

package: publish ## the published packages, read by a stranger (frictionless)
	@echo 'package      frictionless validate'
	@for package in datapackage/[0-9]*/datapackage.json; do $(BIN)/frictionless validate "$$package" || exit 1; done

page: $(INSTALLED) ## show a package as a page: PACKAGE=its folder, TEXT=its reports for their full text, OUT=file
	@$(RUN) page "$(or $(PACKAGE),$(error say PACKAGE=its folder))" \
		$(if $(TEXT),--with-text "$(TEXT)") $(if $(OUT),--out "$(OUT)")

explain: $(INSTALLED) ## print the reports with their mentions drawn in; REPORTS=… for your own
	@$(RUN) explain "$(or $(REPORTS),reports)"

clean: ## remove the environment and all caches; what is published stays
	rm -rf $(VENV) build dist *.egg-info .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache
	find pipeline tests benchmarks -name __pycache__ -type d -prune -exec rm -rf {} +

help: ## this list
	@sed -n 's/^\([a-z]*\):.*## /\1	/p' Makefile | while IFS='	' read -r target what; do printf 'make %-9s %s\n' "$$target" "$$what"; done

# An environment that is missing, half made, or whose Python has gone is made anew; else only the packages are renewed.
$(INSTALLED): requirements.txt pyproject.toml
	@command -v "$(PYTHON)" >/dev/null || { echo '$(PYTHON): not found; install Python 3.11 or newer, or say make PYTHON=…' >&2; exit 1; }
	@"$(PYTHON)" -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "$(PYTHON): is $$("$(PYTHON)" --version 2>&1), and Python 3.11 or newer is needed; say make PYTHON=…" >&2; exit 1; }
	@"$(PYTHON)" -c 'import venv, ensurepip' 2>/dev/null || \
		{ echo '$(PYTHON): has no venv module; on Debian and Ubuntu: apt install python3-venv, then make again' >&2; exit 1; }
	@$(BIN)/python -m pip --version >/dev/null 2>&1 || \
		{ echo "environment  making $(VENV) with $$("$(PYTHON)" --version)"; "$(PYTHON)" -m venv --clear $(VENV); }
	@echo 'environment  installing the packages of requirements.txt (a minute or two, once)'
	@$(BIN)/python -m pip install -qq --disable-pip-version-check -r requirements.txt
	@touch $@
