.DEFAULT_GOAL := help
.NOTPARALLEL:
.PHONY: help run test build lint format docs bench bench-peers bench-http bench-server bench-scale bench-migrate fuzz sanitize soak chaos dist deb mission clean

help: ## print this
	@echo 'make <target> [ARGS="…"]'
	@echo
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  %-14s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: ## build and serve; ARGS go to "latchkey serve": make run ARGS="--listen 127.0.0.1:18080"
	@Scripts/run $(ARGS)

test: ## build everything and run every test
	@Scripts/test

build: ## build for debugging, tests included
	@Scripts/bootstrap
	@Scripts/swift-build --build-tests $(ARGS)

lint: ## check format, shape and scripts
	@Scripts/bootstrap test
	@Scripts/lint

format: ## format the Swift files, then lint
	@Scripts/bootstrap test
	@Scripts/lint --fix

docs: ## the documentation of every library that has a catalog, .build/docs; a warning is an error
	@Scripts/bootstrap
	@Scripts/docs $(ARGS)

bench: ## measure signing and verifying
	@Scripts/bootstrap test
	@Scripts/bench-jose $(ARGS)

bench-peers: ## measure beside PyJWT, joserfc, golang-jwt and Rust's jsonwebtoken
	@Scripts/bench-peers $(ARGS)

bench-http: ## measure guarded routes beside a bare one
	@Scripts/bench-http $(ARGS)

bench-server: ## measure the running server
	@Scripts/bench-server $(ARGS)

bench-scale: ## measure one, two and three nodes over a private PostgreSQL server
	@Scripts/bench-scale $(ARGS)

bench-migrate: ## copy a million accounts from SQLite to PostgreSQL, killed twice on the way
	@Scripts/bench-scale --only migration --output .build/bench/bench-migrate.json --limit 60 $(ARGS)

fuzz: ## feed hostile input to the token core, FUZZ_SECONDS (60) for each target
	@Scripts/bootstrap
	@Scripts/fuzz $(ARGS)

sanitize: ## run the unit tests under the thread and the address sanitizer, LATCHKEY_SANITIZERS
	@Scripts/bootstrap test
	@Scripts/sanitize $(ARGS)

soak: ## refresh a million times, steal 100,000 refresh tokens, walk two million steps beside a model
	@Scripts/bootstrap
	@Scripts/soak $(ARGS)

chaos: ## kill the server at random moments under load, LATCHKEY_CHAOS_KILLS (300) times
	@Scripts/bootstrap
	@Scripts/chaos

dist: ## one stripped binary, dist/latchkey, that needs no Swift where it runs
	@Scripts/dist

deb: ## a Debian package of dist/latchkey, with user, unit and configuration file
	@Scripts/deb

mission: ## what was asked for, row by row, with the tests that show it
	@Scripts/mission $(ARGS)

clean: ## remove everything that was built; ./data stays
	@rm -rf .build dist
