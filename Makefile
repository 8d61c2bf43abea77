# One virtual environment, .venv, made by the first target that needs it; nothing is fetched again until a lock changes.
.DEFAULT_GOAL := help
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready

.PHONY: help demo test test-long check lock released fuzz bench golden mutants torture audit sbom pictures clean

help: ## 列出可用的目标 (list the targets)
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 10

$(READY): requirements/dev.lock pyproject.toml
	$(PYTHON) -c 'import sys; sys.exit(0 if sys.version_info >= (3, 11) else "Python 3.11 or newer is needed; try: make PYTHON=python3.12 demo")'
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/dev.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

demo: $(READY) ## 演练：一次真实检查，从录入到销号，导出 demo/closure.xlsx (the main job, end to end)
	$(BIN)/inspect-engine demo --dir demo

test: $(READY) ## 跑全部测试 (all tests)
	$(BIN)/python -m pytest

test-long: $(READY) ## 跑费时的测试 (the tests that take long)
	$(BIN)/python -m pytest -m long

check: $(READY) ## 全部检查：ruff、mypy（三种系统）、import-linter、检查表、pytest (everything CI checks)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	for system in linux win32 darwin; do $(BIN)/mypy --platform $$system --cache-dir .mypy_cache/$$system || exit 1; done
	$(BIN)/lint-imports
	$(BIN)/inspect-engine packs check
	$(BIN)/python -m pytest

fuzz: $(READY) ## 在真终端上随机按键：KEY_SEQUENCES 组，种子 KEY_SEED (random keys at a real terminal)
	KEY_SEQUENCES=$${KEY_SEQUENCES:-250} $(BIN)/python -m pytest tests/terminal -m "long or not long"

bench: $(READY) ## 性能对照，只报比值 (benchmarks, as ratios)
	$(BIN)/python benchmarks/run.py

released: $(READY) ## 发布前：记下随程序的检查表、文书、惩戒目录的版本 (record what a release ships)
	$(BIN)/python -m tests.definitions.released

mutants: $(READY) ## 规则改错一处，测试察觉得到吗 (kill rates of small wrong changes)
	$(BIN)/python -m tests.mutants

torture: $(READY) ## 中途断掉、断电、磁盘出错、八人同时写、时钟跳变：ROUNDS 轮，种子 TORTURE_SEED (what may happen under every command that writes)
	nice $(BIN)/python -m tests.torture $${ROUNDS:-250}

audit: $(READY) ## 装的就是锁定的吗：逐个文件核对 (installed files against their hashes and the lock)
	$(BIN)/python -m tests.packaging.audit

sbom: $(READY) ## 物料清单：用户装了哪些库、版本、哈希、许可（CycloneDX） (what a user installs, from the lock)
	mkdir -p dist
	$(BIN)/python -m tests.packaging.sbom dist/inspect-engine.cdx.json

golden: $(READY) ## 新的台账格式：用 COMMIT 的程序做一份样本台账 (a golden ledger of a new schema)
	$(BIN)/python -m tests.golden.make $${COMMIT:-HEAD}

lock: ## 重算锁定的依赖 (needs uv)
	uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-emit-index-url --no-annotate \
	  pyproject.toml -o requirements/use.lock
	uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-emit-index-url --no-annotate \
	  pyproject.toml --group dev requirements/build.in -o requirements/dev.lock

pictures: $(READY) ## 重画自述里的各页和终端各屏（dist/screens）（要有 LibreOffice、poppler） (pages and screens)
	$(BIN)/python docs/pictures/pages.py
	$(BIN)/python docs/pictures/screens.py
	$(BIN)/python docs/pictures/screens.py readme

clean: ## 删去演练、环境和缓存 (remove demo, environment, caches)
	rm -rf demo $(VENV) dist .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache
