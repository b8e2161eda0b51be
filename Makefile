# Everything needs only Python 3.11 or newer and make; each target sets up what it needs in .venv.

SHELL := /bin/sh
# A Python of your choice: make run PYTHON=/path/to/python3
PYTHON ?=
# What pytest is told beside the usual: make test ARGS="-k queue"
ARGS ?=
RUN := .venv/.ready-to-run
DEV := .venv/.ready-to-test
VENV := .venv/bin/python

.PHONY: help run test check bench setup clean-env

help: ## This list
	@printf 'Amends answers public complaints and follows them until they are put right.\n\n'
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  make \1	\2/p' Makefile | expand -t 22
	@printf '\nStart with "make run"; another port: PORT=8001 make run\n'

run: $(RUN) ## Try Amends: everything on this machine, with a stand-in for Slack
	@exec $(VENV) -m bot up --sandbox

test: $(DEV) ## Run the tests
	@$(VENV) -m pytest -n auto --maxprocesses 6 --dist worksteal -q $(ARGS)

check: $(DEV) ## Lint, format, types, import rules, then the tests
	@$(VENV) -m ruff check .
	@$(VENV) -m ruff format --check .
	@$(VENV) -m mypy
	@.venv/bin/lint-imports
	@$(VENV) -m pytest -n auto --maxprocesses 6 --dist worksteal -q $(ARGS)

bench: $(DEV) ## Measure speed and memory (minutes; on a quiet machine)
	@$(VENV) -m tests.benchmarks

setup: $(DEV) ## Only set up .venv, with what the tests need
	@:

clean-env: ## Remove .venv; data is kept
	@rm -rf .venv

$(RUN): pyproject.toml constraints.txt
	@$(call install,.)

$(DEV): pyproject.toml constraints.txt
	@$(call install,.[dev])
	@touch $(RUN)

# Finds a Python that is new enough (a name on PATH proves nothing: ask it) and can make environments.
define find_python
for candidate in $(if $(PYTHON),"$(PYTHON)") python3 python3.14 python3.13 python3.12 python3.11 python; do \
  if "$$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; then \
    found="$$candidate"; break; \
  fi; \
done; \
if [ -z "$$found" ]; then \
  echo 'Amends needs Python 3.11 or newer, and none was found. Install one (https://www.python.org/downloads/)' >&2; \
  echo 'or name it: make run PYTHON=/path/to/python3' >&2; exit 1; \
fi; \
if ! "$$found" -c 'import venv, ensurepip' >/dev/null 2>&1; then \
  echo "$$found cannot make environments: its venv or ensurepip module is missing." >&2; \
  echo 'Install it (Debian and Ubuntu: apt-get install python3-venv), then try again.' >&2; exit 1; \
fi
endef

# $(1): what to install. pip's many lines go to a log; people see how far it is. An environment that was left half
# made (no pip in it) is made anew. The last command of the pipeline passes pip's exit code on.
define install
set -e; \
if ! $(VENV) -m pip --version >/dev/null 2>&1; then \
  $(find_python); \
  echo "Setting up (once, about a minute)… with $$("$$found" --version)"; \
  rm -rf .venv; "$$found" -m venv .venv; \
else \
  echo 'Setting up: bringing .venv up to date…'; \
fi; \
if [ -t 1 ]; then live=1; else live=; fi; \
{ code=0; PYTHONUNBUFFERED=1 PIP_DISABLE_PIP_VERSION_CHECK=1 $(VENV) -m pip install --no-input \
    --progress-bar off -c constraints.txt -e '$(1)' 2>&1 || code=$$?; echo "exit=$$code"; } \
| { count=0; code=1; : > .venv/setup.log; while IFS= read -r line; do \
    case "$$line" in \
      exit=*) code="$${line#exit=}"; continue;; \
      Collecting*|Processing*) count=$$((count + 1)); \
        if [ "$$live" ]; then printf '\r  %s packages fetched' "$$count"; \
        elif [ $$((count % 20)) -eq 0 ]; then echo "  $$count packages fetched"; fi;; \
      'Installing collected'*) \
        if [ "$$live" ]; then printf '\r  %s packages fetched, installing…' "$$count"; else echo '  installing…'; fi;; \
    esac; \
    printf '%s\n' "$$line" >> .venv/setup.log; \
  done; \
  if [ "$$live" ] && [ "$$count" -gt 0 ]; then echo; fi; \
  if [ "$$code" -ne 0 ]; then \
    tail -n 12 .venv/setup.log | cut -c 1-200 >&2; \
    echo 'Setting up failed; the whole log is .venv/setup.log. Mend what it names, then try again.' >&2; \
  fi; \
  exit "$$code"; }; \
touch $@
endef
