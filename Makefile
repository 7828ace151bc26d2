# What people run. CI runs `make check`.

.PHONY: run test check fmt bench soak deps

run:
	cargo run --release -p posthouse -- demo

test: deps
	cargo test --workspace
	tests/interop/run
	tests/crash/run 20

check:
	cargo fmt --all --check
	cargo clippy --workspace --all-targets -- -D warnings
	cargo run -q -p xtask -- tidy
	cargo check --locked --manifest-path fuzz/Cargo.toml
	$(MAKE) test

fmt:
	cargo fmt --all

bench:
	bench/run

soak: deps
	tests/crash/soak
	fuzz/run 60

deps:
	tests/deps
