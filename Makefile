# Every target can be run again at any time; each does only what is missing.
SWIFT ?= swift
ARGS ?=

.PHONY: setup run test lint bench docs openapi clean

setup: ## Installs the Debian packages that building and testing need.
	@Scripts/setup

run: setup ## Builds a release binary and shows the main job done; ARGS=--once leaves when it is.
	$(SWIFT) build -c release --product sallyport
	@"$$($(SWIFT) build -c release --show-bin-path)/sallyport" demo $(ARGS)

test: setup ## Builds everything and runs every test.
	$(SWIFT) build --build-tests --explicit-target-dependency-import-check error
	$(SWIFT) test --skip-build --disable-xctest

lint: ## Checks the format, and who imports whom.
	$(SWIFT) format lint --strict --parallel --recursive Package.swift Sources Tests
	@Scripts/check-layers

docs: setup ## Runs every command that the documents show, beside a demo.
	$(SWIFT) build --product sallyport
	@Scripts/check-docs

openapi: setup ## Holds the services to docs/openapi, with schemathesis; ARGS=--write writes docs/openapi.
	$(SWIFT) build --product sallyport
	@Scripts/check-openapi $(ARGS)

bench: setup ## Measures, and prints the figures for Benchmarks/README.md.
	@Benchmarks/run $(ARGS)

clean:
	rm -rf .build
