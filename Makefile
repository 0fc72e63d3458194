# Millrace. `make help` lists what there is; the work is in .ci/, so that it can be read.

PROGRAMS := millraced millrace millrace-worker-libav millrace-worker-synthetic
BENCHMARKS := bench-store bench-dispatch bench-http bench-media-path bench-end-to-end
# One program for each call: SwiftPM takes one --product at a time.
BUILD := swift build -c release --static-swift-stdlib

export INPUT OUTPUT

.DEFAULT_GOAL := help
.PHONY: help run build programs test lint format sanitize bench kill-loop fidelity escape clean

help: ## this list
	@echo "make TARGET, where TARGET is one of:"
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  %-10s %s\n", $$1, $$2 }' Makefile

run: build ## build, start a coordinator, transcode a fixture and INPUT="FILES" into OUTPUT=DIR (./out)
	@.ci/demo

build: ## install what is missing and build the programs into .build/release
	@.ci/prepare build
	@$(MAKE) --no-print-directory programs

programs:
	@for program in $(PROGRAMS); do $(BUILD) --product $$program || exit 1; done
	@.ci/manifests .build/release
	@echo "The programs are in .build/release."

test: ## install what is missing; lint, build, and run all tests in debug and in release
	@.ci/prepare test
	@.ci/test

lint: ## check the format of all sources
	@.ci/lint

format: ## bring all sources into the format
	swift format -i --parallel --recursive Package.swift Sources Tests Benchmarks

sanitize: ## run the tests under the address and the thread sanitizer
	@.ci/prepare test
	@.ci/sanitize address
	@.ci/sanitize thread

bench: ## build and run every benchmark (QUICK=1: a tenth of the work)
	@.ci/prepare build
	@$(MAKE) --no-print-directory programs
	@for bench in $(BENCHMARKS); do $(BUILD) --product $$bench || exit 1; done
	@for bench in $(BENCHMARKS); do .build/release/$$bench $(if $(QUICK),--quick) || exit 1; done

kill-loop: ## kill coordinators and workers at random, KILLS=200 times, and count what is lost
	@.ci/prepare test
	@swift build --build-tests && .ci/manifests .build/debug
	@MILLRACE_KILLS=$${KILLS:-200} swift test --skip-build --disable-xctest --filter SystemTests.KillLoopTests

fidelity: ## hold conversions of the files in MILLRACE_MEDIA against ffmpeg's
	@.ci/prepare test
	@test -n "$$MILLRACE_MEDIA" || { echo "fidelity: set MILLRACE_MEDIA to a folder of media files." >&2; exit 64; }
	@$(MAKE) --no-print-directory programs
	@swift build --build-tests
	@MILLRACE_FIDELITY=all MILLRACE_PROGRAMS="$$PWD/.build/release" swift test --skip-build --disable-xctest --filter Fidelity

escape: ## try to break out of the sandbox, in every setting
	@swift build --build-tests && swift test --skip-build --disable-xctest --filter Escape

clean: ## remove everything that was built
	rm -rf .build out
