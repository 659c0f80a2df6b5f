//! Starts the console in the browser.

fn main() {
    runner_console::start();
}
