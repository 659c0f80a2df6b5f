//! Edits the taints that the runner's pod tolerates. The rest of the overrides travels along, since they
//! are replaced as a whole (contract 3.1).

mod editor;
mod new;

use contract::wire::{Runner, Toleration};
use leptos::prelude::*;

use super::Live;
use crate::{
    format::overrides::{Line, lines},
    widgets::dialog::Dialog,
};
use editor::Editor;

/// Opens the dialog, perhaps with a toleration added already.
#[derive(Clone, Copy)]
pub(super) struct Fix {
    open: RwSignal<bool>,
    prepared: RwSignal<Option<Toleration>>,
}

impl Fix {
    /// Closed.
    pub(super) fn new() -> Self {
        Self {
            open: RwSignal::new(false),
            prepared: RwSignal::new(None),
        }
    }

    /// That of the page.
    pub(super) fn context() -> Self {
        expect_context()
    }

    /// Opens the list as it is.
    pub(super) fn open(self) {
        self.prepared.set(None);
        self.open.set(true);
    }

    /// Opens the list with one more.
    pub(super) fn open_with(self, toleration: Toleration) {
        self.prepared.set(Some(toleration));
        self.open.set(true);
    }
}

/// The dialog of the tolerations.
#[component]
pub(super) fn TolerationsDialog(runner: Live) -> impl IntoView {
    let Fix { open, prepared } = Fix::context();
    let locked = RwSignal::new(false);
    view! {
        <Dialog title="Edit tolerations" open locked>
            <Editor runner open locked prepared=prepared.get_untracked() />
        </Dialog>
    }
}

fn tolerations(runner: &Runner) -> &[Toleration] {
    let overrides = runner
        .managed_spec
        .as_ref()
        .and_then(|spec| spec.overrides.as_ref());
    overrides.map_or(&[], |overrides| &overrides.tolerations)
}

/// All overrides, since all are replaced.
fn describe(runner: &Runner) -> Vec<Line> {
    let overrides = runner
        .managed_spec
        .as_ref()
        .and_then(|spec| spec.overrides.as_ref());
    overrides.map(lines).unwrap_or_default()
}
