//! Starts a teammate's page in the browser.

fn main() {
    runner_console::start_shared();
}
