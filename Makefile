# Deux commandes suffisent : « make demo » pour voir, « make test » pour éprouver.
PYTHON ?= python3
PORT ?= 8000
export PORT PYTEST_ARGS

.PHONY: help demo test lint bench format lock

help: ## Dit ce que chaque commande fait
	@sed -n 's/^\([a-z]*\):.*## /  make \1\t/p' $(MAKEFILE_LIST)

demo: ## Lance la démonstration (PORT=8000), sans rien d’autre que Python
	@$(PYTHON) outils/preparer.py demo
	@.venv/bin/python outils/demo.py

test: ## Joue tous les essais (PYTEST_ARGS="-k depot" pour en choisir)
	@$(PYTHON) outils/preparer.py dev
	@.venv/bin/python outils/essais.py

lint: ## Vérifie l’écriture, les imports, les migrations, le déploiement, les verrous
	@$(PYTHON) outils/preparer.py dev
	@.venv/bin/python outils/verifier.py

bench: ## Mesure les pages d’un pays fictif (BENCH_ARGS="--court", "--tailles 1000,10000,100000")
	@$(PYTHON) outils/preparer.py dev
	@.venv/bin/python -m outils.banc $(BENCH_ARGS)

format: ## Remet le code en forme
	@$(PYTHON) outils/preparer.py dev
	@.venv/bin/ruff check --quiet --fix . ; .venv/bin/ruff format --quiet .

lock: ## Recalcule les verrous (UV_ARGS=--upgrade pour prendre les dernières versions)
	@$(PYTHON) outils/preparer.py dev
	@.venv/bin/python outils/verrouiller.py $(UV_ARGS)
