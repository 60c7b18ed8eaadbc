# The one list of commands, for people and for CI alike. `make` alone shows it.

VENV := .venv
PY := $(VENV)/bin/python
RUN_STAMP := $(VENV)/.run-installed
DEV_STAMP := $(VENV)/.dev-installed
ARGS ?=
ONLY ?=

# Python writes its compiled files, else every start would compile everything anew.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: help run test check format bench bench-stats eval train screenshot lock clean
.DEFAULT_GOAL := help

help: ## Show this list
	@awk 'BEGIN {FS = ":.*## "} /^[a-z-]+:.*## / {printf "  make %-12s %s\n", $$1, $$2}' Makefile

run: $(RUN_STAMP) ## Start everything: site, worker and schedule (PORT=8000)
	@exec $(PY) manage.py up

test: $(DEV_STAMP) ## Run all tests (ARGS="tests/lib -k name" goes to pytest)
	@exec $(PY) -m tests.run $(ARGS)

check: $(DEV_STAMP) ## Format, lint, types, import rules, templates, migrations, deployment settings
	$(PY) -m ruff format --check .
	$(PY) -m ruff check .
	$(PY) -m mypy .
	$(VENV)/bin/lint-imports
	$(PY) -m djlint templates --check --quiet
	$(PY) -m djlint templates --lint --quiet
	$(PY) manage.py makemigrations --check --dry-run
	@echo "manage.py check --deploy (as in production)"
	@SECRET_KEY=0123456789-only-to-check-the-settings-abcdefghijklmnopqrstuvwxyz BEHIND_TLS=1 ALLOWED_HOSTS=example.org \
	  DATABASE_URL=postgres://nobody@127.0.0.1/none REDIS_URL=redis://127.0.0.1/0 DEBUG=0 \
	  $(PY) manage.py check --deploy --fail-level WARNING

format: $(DEV_STAMP) ## Put code and templates into shape
	$(PY) -m ruff check --fix .
	$(PY) -m ruff format .
	$(PY) -m djlint templates --reformat --quiet

bench: $(DEV_STAMP) ## Measure, one JSON object a line (ONLY=ops measures those whose names start so)
	@exec $(PY) -m bench $(ONLY)

bench-stats: $(DEV_STAMP) ## Measure how often the tests of the event study find something where there is nothing
	@exec $(PY) -m bench.stats

eval: $(DEV_STAMP) ## Score the reader on the development articles, on those written to check it, and on unlearnt ones
	@mkdir -p var
	@for set in articles_dev held_out not_learnt; do \
		echo "$$set"; \
		$(PY) manage.py extract --jsonl < tests/eval/$$set.jsonl > var/read-$$set.jsonl && \
		$(PY) tests/eval/score.py tests/eval/$$set.jsonl var/read-$$set.jsonl || exit 1; \
	done

train: $(DEV_STAMP) ## Learn the reader's weights anew, after a change of rules, tables or labelled items (training/)
	@exec $(PY) -m training.learn

screenshot: $(DEV_STAMP) ## Take docs/clsk.png from the running program
	@exec $(PY) -m tests.screenshot docs/clsk.png

lock: $(DEV_STAMP) ## Compile requirements*.in to the pinned files
	$(VENV)/bin/uv pip compile -q --universal --python-version 3.11 --no-header --no-emit-index-url requirements.in -o requirements.txt
	$(VENV)/bin/uv pip compile -q --universal --python-version 3.11 --no-header --no-emit-index-url requirements-dev.in -o requirements-dev.txt

clean: ## Remove caches; the environment (.venv) and the data (var) stay
	rm -rf .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache .coverage
	find . -name __pycache__ -type d -not -path './.venv/*' -prune -exec rm -rf {} +

$(PY):
	@.ci/venv $(VENV)

$(RUN_STAMP): requirements.txt | $(PY)
	@echo "Installing what the program needs (about a minute, once) ..."
	@$(PY) -m pip install --quiet --disable-pip-version-check -r requirements.txt
	@touch $@

$(DEV_STAMP): requirements-dev.txt $(RUN_STAMP)
	@echo "Installing what checks and tests need ..."
	@$(PY) -m pip install --quiet --disable-pip-version-check -r requirements-dev.txt
	@touch $@
