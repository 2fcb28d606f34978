# Thin front to CMake and the test run. `make help` lists the targets.
JOBS ?= $(shell nproc)
DESTDIR ?=
PREFIX ?= /usr/local

.PHONY: all build demo test bench fuzz install clean help setup-build setup-demo setup-test

all: build

help: ## This list
	@awk -F':.*## ' '/^[a-z-]+:.*## /{printf "  make %-9s %s\n", $$1, $$2}' Makefile

build: setup-build ## Build build/et-intel (the default)
	@cmake --preset release >build.log 2>&1 || { cat build.log; exit 1; }
	@cmake --build --preset release -j $(JOBS)
	@rm -f build.log

demo: setup-demo build ## Import the samples and write the brief
	@tools/demo build/et-intel

test: setup-test ## Every test, with sanitizers
	@tools/run-tests

bench: setup-demo build ## Benchmarks beside their rivals, as a table
	@tests/bench/run build/et-intel

fuzz: setup-test ## Fuzz each reader for a minute (SECONDS_EACH=60)
	@tests/fuzz/run

install: build ## Install program and C library under PREFIX (default /usr/local)
	@tools/install-files build/et-intel "$(DESTDIR)" "$(PREFIX)"

clean: ## Remove the build folders
	rm -rf build build-*

setup-build:
	@tools/setup build
setup-demo:
	@tools/setup build demo
setup-test:
	@tools/setup build demo test
