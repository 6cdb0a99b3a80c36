# `make demo` and `make test` need Python 3.11 or newer and nothing else: the rest is installed into .venv.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
DEMO := demo
SUVIAZ := $(BIN)/suviaz

.PHONY: help demo test check sbom audit bench soak frontend clean

help:
	@echo "make demo      load the collection, validate it, answer three questions, draw the ties (into $(DEMO)/)"
	@echo "make test      all tests"
	@echo "make check     style, types, layers, drift of generated files, licences of what is shipped"
	@echo "make sbom      what is shipped, part by part (CycloneDX), and under which licences, into artefacts/"
	@echo "make audit     asks which parts have known weaknesses (OSV=URL: of another service)"
	@echo "make bench     the benchmarks, into artefacts/benchmarks.html (SHORT=1: a sample)"
	@echo "make soak      ten minutes of many visitors, then all hostile files, screens, crashes and damage (SECONDS=60: a minute of visitors)"
	@echo "make frontend  build the viewer's script again"
	@echo "make clean     remove what was built, $(VENV) too"

$(READY): pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
	  || { echo "Suviaz needs Python 3.11 or newer; say for example: make PYTHON=python3.12 $(MAKECMDGOALS)" >&2; exit 1; }
	@echo "Installing into $(VENV) …" >&2
	@$(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[dev]'
	@touch $@

demo: export SUVIAZ_STORE := $(DEMO)/graph
demo: export COLUMNS := $(or $(COLUMNS),$(shell tput cols 2>/dev/null || echo 110))
demo: $(READY)
	@rm -rf $(DEMO)
	@mkdir -p $(DEMO)
	@echo "── Reading data/articles"
	@$(SUVIAZ) load data/articles
	@echo; echo "── What is in the graph"
	@$(SUVIAZ) status
	@echo; echo "── Does it conform?"
	@$(SUVIAZ) validate --severity violation
	@echo; echo "── Which agreements on e-government have Belarus and Korea concluded?"
	@$(SUVIAZ) query agreements a=BY b=KR field=e-government --quiet
	@echo; echo "── Who held which post on 26 April 2017?"
	@$(SUVIAZ) query posts date=2017-04-26 --quiet
	@echo; echo "── What is planned, by whom, and for when?"
	@$(SUVIAZ) query plans --quiet
	@$(SUVIAZ) export --output $(DEMO)/ties.ttl
	@$(SUVIAZ) draw --pair BY KR --output $(DEMO)/ties.html --quiet
	@$(SUVIAZ) draw --pair BY KR --output $(DEMO)/ties.png --quiet
	@echo; echo "── Look at $(DEMO)/ties.html (in a browser), $(DEMO)/ties.png and $(DEMO)/ties.ttl"

test: $(READY)
	$(BIN)/python -m pytest -n auto --dist worksteal $(PYTEST)

check: $(READY)
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache
	$(BIN)/python scripts/parts.py --check
	$(BIN)/python scripts/build_registry.py --check
	$(BIN)/python scripts/calibrate.py --check
	$(BIN)/python scripts/write_history.py BY KR data/articles docs/belarus-korea.md --check

sbom: $(READY)
	$(BIN)/python scripts/parts.py

# Its answers: 0 none, 1 some, 3 not all could be asked about; make tells the number, and ends with its own 2.
audit: $(READY)
	$(BIN)/python scripts/audit.py $(if $(OSV),--osv $(OSV))

# make bench SHORT=1 takes minutes; FULL=1 goes up to 100,000 articles, which takes hours; ONLY="graph reading" takes those alone.
bench: $(READY)
	$(BIN)/python benchmarks/report.py $(if $(SHORT),--short) $(if $(FULL),--full) $(if $(ONLY),--only $(ONLY))

soak: $(READY)
	$(BIN)/python benchmarks/soak.py --seconds $(or $(SECONDS),600)
	$(if $(SECONDS),,SUVIAZ_THOROUGH=1 $(BIN)/python -m pytest -n auto --dist worksteal tests/test_nasty.py tests/test_remote.py tests/test_screen.py \
	  tests/test_chance.py tests/test_validate.py tests/test_who_is_who.py tests/test_killed.py tests/test_reliable.py tests/browser/test_site.py)

frontend: $(READY)
	$(BIN)/python hatch_build.py

clean:
	rm -rf $(VENV) $(DEMO) build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache
	rm -rf frontend/node_modules src/suviaz/draw/static
	find src tests benchmarks -name __pycache__ -type d -prune -exec rm -rf {} +
