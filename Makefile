# `make help` says what there is. Only Python 3.11 or newer, make and git are needed; tools/environment does the rest.
# Another interpreter than the first suitable one: make clean test PYTHON=python3.13

.DEFAULT_GOAL := help
.NOTPARALLEL:
.PHONY: help demo test check fmt bench refresh docs site clean

BIN := .venv/bin
unexport PYTHONHOME PYTHONPATH

help: ## Say what the targets do
	@sed -n 's/^\([a-z][a-z-]*\):.*## \(.*\)/  make \1|\2/p' Makefile | awk -F'|' '{ printf "%-16s%s\n", $$1, $$2 }'

demo: ## Scan the example shop (makes its own environment in .venv)
	@tools/environment runtime
	@echo "Scanning examples/corner-shop: a small SAM application that is weak on purpose."
	@echo
	@$(BIN)/leastwise scan examples/corner-shop --fail-on never
	@echo
	@echo "The command is $(BIN)/leastwise. Repairs, as a diff: $(BIN)/leastwise fix examples/corner-shop. Your own application: $(BIN)/leastwise scan FOLDER. Five minutes more: docs/tutorial.md"

test: check ## Run every gate, then all tests (makes its own environment in .venv)
	$(BIN)/python -m pytest -n auto

check: ## Run the gates: linter, format, types, layers
	@tools/environment dev
	$(BIN)/python -m ruff check
	$(BIN)/python -m ruff format --check
	$(BIN)/python -m mypy
	$(BIN)/lint-imports --no-logo

fmt: ## Format the code and apply the linter's safe fixes
	@tools/environment dev
	$(BIN)/python -m ruff check --fix-only
	$(BIN)/python -m ruff format

bench: ## Measure speed, beside the peers where they are installed
	@tools/environment dev
	$(BIN)/python bench/run.py

refresh: ## Rebuild the tables of facts that AWS changes from the packages that publish them
	@tools/environment dev
	@$(BIN)/python -m pip install --quiet --no-deps --upgrade moto
	@for script in tools/refresh_*.py; do echo "$$script"; $(BIN)/python "$$script" || exit 1; done

docs: ## Write the documentation pages that are generated from the rules
	@tools/environment dev
	$(BIN)/python tools/rule_docs.py

site: docs ## Build the documentation site in build/site
	$(BIN)/zensical build --strict

clean: ## Remove everything that was made, the environment too
	rm -rf .venv .cache .hypothesis .import_linter_cache .mypy_cache .pytest_cache .ruff_cache build dist
	find src tests tools -name __pycache__ -type d -prune -exec rm -rf {} +
