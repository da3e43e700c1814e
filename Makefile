# Each target works alone on a fresh clone: it makes .venv when that is missing or out of date.
.PHONY: help run env test check bench drill mutants lock clean

PY := .venv/bin/python
# test: what changes break most. wide: that and the wider matrices, as .ci/run does.
TIER ?= test

help:
	@echo "make run      the demonstration, at http://127.0.0.1:8000 (another port: make run PORT=8001)"
	@echo "make test     the tests, in parallel (more of them: make test TIER=wide)"
	@echo "make check    style, templates, migrations, settings, words"
	@echo "make bench    how fast the pages are, as ratios, on SQLite and PostgreSQL"
	@echo "make drill    the tests that somebody starts by hand: kills, restores, load"
	@echo "make mutants  planted faults, one at a time in a copy; each must turn the tests red"
	@echo "make lock     the lock files, from requirements.in and requirements-dev.in"
	@echo "make clean    forget what was made here: .venv, var/ with the demonstration"

run:
	@sh scripts/env.sh run
	@$(PY) -m scripts.run $(if $(HOST),--host $(HOST)) $(if $(PORT),--port $(PORT))

env:
	@sh scripts/env.sh dev

test: env
	@$(PY) -m scripts.test --tier $(TIER) $(ARGS)

check: env
	@$(PY) -m scripts.check

bench: env
	@$(PY) -m bench $(ARGS)

drill: env
	@$(PY) -m scripts.test --tier drill --numprocesses 0 $(ARGS)

mutants: env
	@$(PY) -m scripts.mutants $(ARGS)

lock: env
	@$(PY) -m scripts.lock

clean:
	rm -rf .venv var .pytest_cache .ruff_cache .hypothesis
