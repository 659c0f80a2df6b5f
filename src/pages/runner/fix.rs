//! A change that something on the page prepares for the person to look at and send: a hint's remedy, an
//! earlier state. It goes into the text of the edit, so that there is one place where a runner is changed.

use std::sync::Arc;

use contract::model::Runner;
use leptos::prelude::*;
use leptos_router::{NavigateOptions, hooks::use_navigate};

use crate::paths::{Route, Tab};

/// A prepared change.
#[derive(Clone)]
pub(super) struct Prepared {
    /// What it is for, in a line.
    pub(super) why: String,
    pub(super) what: Change,
}

/// What is prepared.
#[derive(Clone)]
pub(super) enum Change {
    /// Something is done to what is wanted.
    Do(Arc<dyn Fn(&mut Runner) + Send + Sync>),
    /// From an earlier state to another, as if the edit had begun then: what others changed since is met as
    /// at any edit (design D6).
    Since {
        base: Arc<Runner>,
        wanted: Arc<Runner>,
        now: Arc<Runner>,
    },
}

/// The change that waits for the editor to take it.
#[derive(Clone, Copy)]
pub(super) struct Fix(RwSignal<Option<Prepared>>);

impl Fix {
    /// Nothing waits.
    pub(super) fn new() -> Self {
        Self(RwSignal::new(None))
    }

    /// That of the page.
    pub(super) fn context() -> Self {
        expect_context()
    }

    /// What waits, once.
    pub(super) fn take(self) -> Option<Prepared> {
        self.0.track();
        self.0.try_update_untracked(Option::take).flatten()
    }
}

/// Hands a change to the editor and goes there.
pub(super) fn use_fix(runner_id: String) -> impl Fn(Prepared) + Clone + Send + Sync + 'static {
    let fix = Fix::context();
    let navigate = use_navigate();
    move |prepared| {
        fix.0.set(Some(prepared));
        let edit = Route::Runner(runner_id.clone(), Tab::Edit);
        navigate(&edit.href(), NavigateOptions::default());
    }
}
