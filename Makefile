# `make site` and `make test` alone are enough on a machine with Python 3.11 or later.
PYTHON ?= python3
VENV := .venv
RUN := $(VENV)/bin/python
SITE := $(VENV)/.site
DEV := $(VENV)/.dev

.PHONY: bench font help site serve check test test-long loading lint format docs pictures messages lock clean

help:
	@echo "make site      build the website into output/"
	@echo "make serve     preview it on this machine, rebuilt while you write"
	@echo "make check     find every mistake, write nothing"
	@echo "make test      run the tests        make test-long  run all of them"
	@echo "make loading   print how fast and heavy each kind of page is on a slow phone"
	@echo "make lint      style and types      make format     mend the style"
	@echo "make docs      print docs/content.md and docs/problems.md anew"
	@echo "make pictures  take the pictures of docs/ anew"
	@echo "make font      cut the typeface of headings anew"
	@echo "make bench     measure the engine beside others"
	@echo "make messages  gather the texts to translate"
	@echo "make lock      pin the packages anew"
	@echo "make clean     delete what was made"

site: $(SITE)
	@$(RUN) build.py build

serve: $(SITE)
	@$(RUN) build.py serve

check: $(SITE)
	@$(RUN) build.py check

test: $(DEV)
	@$(RUN) -m pytest -rs -n auto --dist loadgroup -m "not long"

test-long: $(DEV)
	@$(RUN) -m pytest -rs -n auto --dist loadgroup

loading: $(DEV)
	@$(RUN) -m tests.loading

lint: $(DEV)
	@$(RUN) -m ruff check
	@$(RUN) -m ruff format --check
	@$(RUN) -m mypy

format: $(DEV)
	@$(RUN) -m ruff check --fix
	@$(RUN) -m ruff format

docs: $(SITE)
	@$(RUN) -m agora.docs

pictures: $(DEV)
	@$(RUN) -m tests.pictures

font: $(DEV)
	@$(RUN) -m agora.cut_font

bench: $(DEV)
	@$(RUN) -m bench

messages: $(SITE)
	@$(RUN) -m agora.catalogues

lock: $(DEV)
	@$(RUN) -m pip install --quiet uv
	@$(VENV)/bin/uv pip compile --quiet --universal --generate-hashes --no-header --no-annotate \
		--all-extras pyproject.toml -o requirements-dev.lock
	@$(VENV)/bin/uv pip compile --quiet --universal --generate-hashes --no-header --no-annotate \
		--extra search -c requirements-dev.lock pyproject.toml -o requirements.lock

clean:
	rm -rf $(VENV) output .cache .mypy_cache .ruff_cache .pytest_cache .hypothesis

# The environment is made anew when a lock file has changed.
$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
		|| { echo "Agora needs Python 3.11 or later; name it: make PYTHON=python3.12 $(MAKECMDGOALS)"; exit 3; }
	@echo "Setting up $(VENV), once ..."
	@$(PYTHON) -m venv $(VENV)

$(SITE): requirements.lock | $(VENV)/bin/python
	@$(RUN) -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	@touch $@

$(DEV): requirements-dev.lock | $(VENV)/bin/python
	@$(RUN) -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.lock
	@touch $@ $(SITE)
