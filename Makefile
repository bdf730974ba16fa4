# Needs Python 3.11 to 3.13 with pip, and make. Everything else is brought into .venv.

VENV ?= .venv
PY := $(VENV)/bin/python
UV := $(PY) -m uv
COMPILE := $(UV) pip compile pyproject.toml --universal --python-version 3.11 --generate-hashes \
	--fork-strategy fewest --no-emit-index-url --no-emit-find-links --no-annotate --no-header --quiet
SUPPORTED := import sys, venv, ensurepip; raise SystemExit(not (3, 11) <= sys.version_info[:2] <= (3, 13))

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help setup demo test check bench bless lock clean

help: ## show this list · 显示本列表
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-8s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

setup: $(VENV)/.installed ## make .venv and install what is locked (PYTHON=... chooses the Python) · 建立环境

demo: setup ## run a month of a frozen-food plant and explain what happened · 演示：冷冻食品厂的一个月
	@$(PY) -m designer.demo

test: setup ## run all tests · 运行全部测试
	$(PY) -m pytest -n auto

check: setup ## lint, format, types, import contracts, packs · 静态检查
	$(PY) -m ruff check .
	$(PY) -m ruff format --check .
	$(PY) -m mypy
	$(VENV)/bin/lint-imports
	$(VENV)/bin/bincard check packs

bench: setup ## measure speed · 性能测试
	$(PY) -m tests.benchmarks.run

bless: setup ## rewrite the expected output of golden tests; read the diff · 重写预期输出，请检查差异
	$(PY) -m pytest -n auto --bless

lock: $(VENV)/.made ## choose versions anew for the lock files · 重新锁定依赖版本
	$(COMPILE) --upgrade --output-file requirements.lock
	$(COMPILE) --upgrade --group dev --constraints requirements.lock --output-file requirements-dev.lock

clean: ## remove all that was made, .venv too · 清除所有生成物
	rm -rf .venv .venv-* build dist htmlcov .coverage .hypothesis
	rm -rf .import_linter_cache .mypy_cache .pytest_cache .ruff_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# The first Python that is new enough and can make environments; PYTHON=... is taken or refused, never replaced.
$(VENV)/.made:
	@for python in $(or $(PYTHON),python3 python3.13 python3.12 python3.11 python); do \
		if "$$python" -c '$(SUPPORTED)' 2>/dev/null; then \
			echo "$$python -m venv $(VENV)"; \
			"$$python" -m venv --clear $(VENV) && $(PY) -m pip install --quiet 'uv>=0.9,<1' && touch $@; \
			exit; \
		fi; \
	done; \
	echo 'Bincard needs Python 3.11, 3.12 or 3.13 with the venv module (Debian: python3-venv); none was found$(if $(PYTHON), as $(PYTHON)).' >&2; \
	echo 'Bincard 需要 Python 3.11、3.12 或 3.13，并带有 venv 模块（Debian：python3-venv）；$(if $(PYTHON),$(PYTHON) 不符合要求,没有找到)。' >&2; \
	echo 'Install one, or name it: make setup PYTHON=/path/to/python3.12 · 请安装，或指定其位置。' >&2; \
	exit 1

# uv does not read pip's settings, so a mirror that pip is told to use is handed on to it.
$(VENV)/.installed: $(VENV)/.made pyproject.toml requirements-dev.lock
	@index="$${PIP_INDEX_URL:-$$($(PY) -m pip config get global.index-url 2>/dev/null)}"; \
	if [ -n "$$index" ]; then export UV_DEFAULT_INDEX="$$index"; fi; \
	$(UV) pip sync --quiet --python $(PY) --require-hashes requirements-dev.lock
	@$(PY) -m uv pip install --quiet --python $(PY) --no-deps --no-build-isolation --editable .
	@touch $@
