# Deux commandes suffisent : `make run` et `make test`. Elles préparent tout elles-mêmes.
.DEFAULT_GOAL := aide
PYTHON ?= python3
PORT ?= 8501
VENV := .venv
BIN := $(VENV)/bin

.PHONY: aide run test controles captures propre

aide: ## Affiche cette aide
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

# Un fichier témoin par liste de dépendances : l'installation n'est refaite que si la liste change.
$(VENV)/.run-pret: requirements.txt
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements.txt
	touch $@

$(VENV)/.dev-pret: requirements-dev.txt requirements.txt
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements-dev.txt
	touch $@ $(VENV)/.run-pret

run: $(VENV)/.run-pret ## Démarre le tableau de bord (PORT=8501), avec la ville de démonstration si rien n'est publié
	@test -f "$${OBSERVATOIRE_DONNEES:-data}/publie/COURANT" || $(BIN)/python -m observatoire demo
	@$(BIN)/python -m observatoire servir --port $(PORT)

# Les essais de navigateur passent seuls : chacun occupe déjà un serveur, un Chromium et son dessin.
test: $(VENV)/.dev-pret ## Lance tous les tests
	@$(BIN)/python -m pytest -m "not navigateur" --numprocesses auto --maxprocesses 4; autres=$$?; \
	$(BIN)/python -m pytest -m navigateur; test $$? -eq 0 -a $$autres -eq 0

controles: $(VENV)/.dev-pret ## Relit le code : ruff, pyright, couches, et chaque branche des statistiques
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/pyright
	$(BIN)/lint-imports
	$(BIN)/python -m pytest tests/unit/stats --quiet --cov=observatoire/stats --cov-branch --cov-fail-under=100 --cov-report=term:skip-covered

captures: $(VENV)/.dev-pret ## Refait les captures d'écran du guide, sur la ville de démonstration
	$(BIN)/python -m tests.outils.captures

propre: ## Retire l'environnement et les caches, jamais les données
	rm -rf $(VENV) .pytest_cache .ruff_cache .hypothesis .import_linter_cache
