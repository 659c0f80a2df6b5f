//! Tools that later stages need are built while the first ones compile, which leaves cores idle.

use std::thread::{self, JoinHandle};

use crate::tools::cargo_tool::CargoTool;

/// The building of tools, under way or over.
pub(super) struct Ahead(Option<JoinHandle<()>>);

impl Ahead {
    /// Builds what is missing of these, one after the other.
    pub(super) fn start(tools: Vec<CargoTool>) -> Self {
        Self(Some(thread::spawn(move || {
            for tool in tools {
                // The stage that needs it tries again, and says what is wrong.
                let _ = tool.ensure();
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
