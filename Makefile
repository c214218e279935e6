# Every target can be run again at any time; each does only what is missing.
SWIFT ?= swift
ARGS ?=
# Hundreds of clients at once take both cores for as long as they run: the rest is tested without them.
CROWDS = '(ConcurrencyTests|BrokenStoreTests)'
# Faults take their time, and are a target of their own.
CHAOS = '\.ChaosTests/'
# All at once, those with a deadline would wait for their turn until it is over.
WIDTH = --experimental-maximum-parallelization-width 8

.PHONY: setup run test chaos fuzz examples lint bench deploy docs openapi clean

setup: ## Installs the Debian packages that building and testing need.
	@Scripts/setup

run: setup ## Builds a release binary and shows the main job done; ARGS=--once leaves when it is.
	@binary=$$(SWIFT=$(SWIFT) Scripts/build-release sallyport) && "$$binary" demo $(ARGS)

test: setup ## Builds everything and runs every test.
	$(SWIFT) build --build-tests --explicit-target-dependency-import-check error
	@SWIFT=$(SWIFT) Scripts/test $(WIDTH) --skip $(CROWDS) --skip $(CHAOS)
	@SWIFT=$(SWIFT) Scripts/test $(WIDTH) --filter $(CROWDS)

chaos: setup ## Kills, pauses, cuts off and fills up parts of three configstores over one etcd; ARGS="--seconds 3600" for longer.
	@Scripts/setup iproute2
	$(SWIFT) build --build-tests --explicit-target-dependency-import-check error
	@SWIFT=$(SWIFT) Scripts/chaos $(ARGS)

fuzz: setup ## Gives damaged payloads to every reader of the drivers, for a minute; ARGS="--seconds 600" for longer.
	$(SWIFT) build --product DriverFuzzer
	@"$$($(SWIFT) build --show-bin-path)/DriverFuzzer" $(ARGS)

examples: setup ## Builds examples/client, which needs no server, and a new driver in Swift, which its test holds to the contract.
	@SWIFT=$(SWIFT) Scripts/check-examples

lint: ## Checks the format, and who imports whom.
	$(SWIFT) format lint --strict --parallel --recursive Package.swift Sources Tests examples \
	    Benchmarks/Package.swift Benchmarks/Sources
	@Scripts/check-layers

docs: setup ## Runs every command that the documents show, beside a demo.
	@Scripts/setup python3
	$(SWIFT) build --product sallyport
	@Scripts/check-docs

deploy: setup ## Holds examples/deploy to Prometheus' check of rules and to Kubernetes' schemas.
	@Scripts/setup python3-venv
	@Scripts/check-deploy

openapi: setup ## Holds the services to docs/openapi, with schemathesis; ARGS=--write writes docs/openapi.
	@Scripts/setup python3-venv
	$(SWIFT) build --product sallyport
	@Scripts/check-openapi $(ARGS)

bench: ## Measures, prints the figures, and fails when a goal in Benchmarks/thresholds.json is missed.
	@Scripts/setup python3 wrk nginx-light nghttp2-client
	@Benchmarks/run $(ARGS)

clean:
	rm -rf .build Benchmarks/.build
