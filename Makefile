# make run    install what is needed and start the app
# make test   every test, in a real browser too: the same verdict every time
# make fuzz   search with fresh seeds for what the tests have not met yet, until a failure or Ctrl-C, or MINUTES=10
# make mutants   change the model in 100 places, one after the other, and say which changes no test notices; SEED=2 SAMPLE=30
# make test PYTHON=python3.13 VENV=.venv-3.13   the same on another Python, in an environment of its own
PYTHON ?= python3
PORT ?= 8501
VENV ?= .venv
BIN := $(VENV)/bin

.PHONY: run test fuzz mutants lint format bench docs clean

run: $(VENV)/run.stamp
	@echo "Levers starts at http://localhost:$(PORT)"
	$(BIN)/streamlit run app.py --server.port $(PORT)

test: $(VENV)/dev.stamp browser
	$(BIN)/python -m pytest -n 2 --dist loadfile

fuzz: $(VENV)/dev.stamp
	$(BIN)/python -m tests.fuzz $(if $(MINUTES),--minutes $(MINUTES)) $(TESTS)

mutants: $(VENV)/dev.stamp
	nice $(BIN)/python -m tests.mutants $(if $(SEED),--seed $(SEED)) $(if $(SAMPLE),--sample $(SAMPLE)) $(FILES)

lint: $(VENV)/dev.stamp
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy app.py model actuals charts reports words ui pages bench docs sample_data

format: $(VENV)/dev.stamp
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

bench: $(VENV)/dev.stamp
	$(BIN)/python -m bench

docs: $(VENV)/dev.stamp
	$(BIN)/python docs/generate.py

clean:
	rm -rf $(VENV) .pytest_cache .mypy_cache .ruff_cache .hypothesis

# The browser of the tests is Debian's; on other systems CHROMIUM names one.
.PHONY: browser
browser:
	@command -v "$${CHROMIUM:-chromium}" >/dev/null || { apt-get update -q && apt-get install -y -q --no-install-recommends chromium; }

$(VENV)/python.stamp:
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Levers needs Python 3.11 or newer")'
	$(PYTHON) -m venv $(VENV) || { apt-get update -q && apt-get install -y -q python3-venv && $(PYTHON) -m venv $(VENV); }
	touch $@

$(VENV)/run.stamp: requirements.txt $(VENV)/python.stamp
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements.txt
	touch $@

$(VENV)/dev.stamp: requirements-dev.txt requirements.txt $(VENV)/python.stamp
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements-dev.txt
	touch $@ $(VENV)/run.stamp
