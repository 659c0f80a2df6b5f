//! What later stages need is built while the first ones compile, which leaves cores idle: tools, and the site, whose
//! linking and compressing keep one core busy for minutes.

use std::thread::{self, JoinHandle};

use crate::site::{self, Effort};
use crate::tools::cargo_tool::CargoTool;

/// The building of tools and of the site, under way or over.
pub(super) struct Ahead(Option<JoinHandle<()>>);

impl Ahead {
    /// Builds what is missing of these, one after the other, then the site if a stage wants it.
    pub(super) fn start(tools: Vec<CargoTool>, with_site: bool) -> Self {
        Self(Some(thread::spawn(move || {
            // The stage that needs it tries again, and says what is wrong.
            for tool in tools {
                let _ = tool.ensure();
            }
            if with_site {
                let _ = site::build(Effort::Optimal, || Ok(()));
            }
        })))
    }

    /// Waits until it is over: what tests watch happens in moments, which must not pass in waiting for a core.
    pub(super) fn finish(&mut self) {
        if let Some(thread) = self.0.take() {
            let _ = thread.join();
        }
    }
}
