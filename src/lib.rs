//! A web console for CoreWeave sandbox managed runners: a single-page app in WebAssembly.
//!
//! Pages are made of widgets, read their data from `state`, and `state` speaks to the server through
//! `api` with the types of the `contract` crate. Everything that is text from the server goes into the
//! page as text.

#![allow(unreachable_pub, reason = "the component macro makes everything pub")]

mod actions;
mod api;
mod app;
mod can;
mod format;
mod forms;
mod lazy;
mod pages;
mod panic;
mod paths;
mod run;
mod shared;
mod shell;
mod state;
mod widgets;

#[cfg(all(test, target_arch = "wasm32"))]
mod browser_tests;
#[cfg(all(test, not(target_arch = "wasm32")))]
mod source_tests;

/// Mounts the console into the page.
pub fn start() {
    panic::report_in_page();
    state::link::take_code();
    leptos::mount::mount_to_body(app::App);
}

/// Mounts a teammate's page into the page.
pub fn start_shared() {
    panic::report_in_page();
    leptos::mount::mount_to_body(shared::SharedApp);
}
