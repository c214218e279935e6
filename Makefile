# Every target can be run again at any time; each does only what is missing.
SWIFT ?= swift

.PHONY: setup test lint clean

setup: ## Installs the Debian packages that building and testing need.
	@Scripts/setup

test: setup ## Builds everything and runs every test.
	$(SWIFT) build --build-tests --explicit-target-dependency-import-check error
	$(SWIFT) test --skip-build --disable-xctest

lint: ## Checks the format, and who imports whom.
	$(SWIFT) format lint --strict --parallel --recursive Package.swift Sources Tests
	@Scripts/check-layers

clean:
	rm -rf .build
