# `make run` and `make test` set up all they need; everything else expects them to have run once.

PYTHON ?= $(shell python3.11 -c "" 2>/dev/null && echo python3.11 || echo python3)
VENV ?= .venv
BIN = $(VENV)/bin
ARGS ?=
export VENV

.PHONY: run test check fmt wall bench bench-fanout bench-video bench-screening bench-queue \
	bench-revocation soak-video train dev help clean

help:  ## this list
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 18

run:  ## set everything up, fill a demo community, serve it (PORT, HOST, DATA_DIR)
	@$(PYTHON) tools/run.py

test:  ## everything, on SQLite and on PostgreSQL with Redis, and in a browser (ARGS="tests/forums -k wall")
	@$(PYTHON) tools/test.py $(ARGS)

dev:  ## the environment with the tools of tests and checks
	@$(PYTHON) tools/setup.py --dev >/dev/null

check: dev  ## style, layers, migrations, deployment settings
	@$(PYTHON) tools/check.py

wall: dev  ## does anything cross between age bands? every channel, and a planted leak in each
	@$(BIN)/python -m tests.wall

fmt: dev  ## put imports and layout in order
	$(BIN)/ruff check --fix --exit-zero .
	$(BIN)/ruff format .

bench: bench-fanout bench-video bench-screening bench-queue bench-revocation  ## all benchmarks

bench-fanout: dev  ## a reply reaching every open page
	$(BIN)/python -m tests.bench.fanout

bench-video: dev  ## rooms of twelve at our node, at Janus, and at a relay that re-encodes
	$(BIN)/python -m tests.bench.video $(ARGS)

soak-video: dev  ## a room of twelve for ten minutes, people coming and going (MINUTES=10)
	$(BIN)/python -m tests.bench.soak --minutes $(or $(MINUTES),10)

bench-screening: dev  ## scoring a text, against the checkpoint in torch
	$(BIN)/python -m tests.bench.screening

bench-queue: dev  ## the moderators' queue with ten thousand and with a million posts
	$(BIN)/python -m tests.bench.queue

bench-revocation: dev  ## rights end: how long until a thousand sockets are closed
	$(BIN)/python -m tests.bench.revocation

train:  ## a new checkpoint from the research data (DATA=folder; about an hour)
	@test -n "$(DATA)" || { echo "Say where the research data is: make train DATA=folder"; exit 1; }
	@$(PYTHON) tools/setup.py --train >/dev/null
	$(BIN)/python -m moderation.screening.train --data "$(DATA)"

clean:  ## caches, never data
	rm -rf .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis .test-output
