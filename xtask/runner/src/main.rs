//! Cargo's runner for the client's wasm tests: hands each test file to a headless browser.
//!
//! It is the library half of `wasm-bindgen-cli`, so its version is held by `Cargo.lock` and nobody installs a tool.
//! It is a package of its own because `cargo xtask serve` should not wait for the web server, the WebDriver client
//! and the rest that only these tests need.

use std::process::ExitCode;

/// Runs one test file; cargo gives its path and the test arguments.
///
/// The failed test has been printed by then, so the error is one line: where in the runner it arose interests nobody.
fn main() -> ExitCode {
    match wasm_bindgen_cli::wasm_bindgen_test_runner::run_cli_with_args(std::env::args_os()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("wasm-test-runner: {error:#}");
            ExitCode::FAILURE
        }
    }
}
