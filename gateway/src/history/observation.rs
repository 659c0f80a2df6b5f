//! What one look at a runner brought.

use contract::console::{Happening, Millis};
use contract::wire::Runner;

use super::Memory;

/// What one look at a runner brought.
#[derive(Debug)]
pub(crate) struct Observation {
    pub(crate) runner_id: String,
    /// UUID, by which an edit may have named it. Empty if it is gone.
    pub(crate) uuid: String,
    pub(crate) happenings: Vec<Happening>,
    /// What to remember from now on; none if it is gone.
    pub(crate) memory: Option<Memory>,
}

impl Observation {
    /// Of a runner, given what was remembered of it.
    pub(crate) fn of(memory: Option<Memory>, runner: &Runner, at: Millis) -> Self {
        let created = Happening::Created { by: None };
        let (memory, happenings) = match memory {
            Some(mut memory) if memory.is_of(runner) => {
                let happenings = memory.update(runner, at);
                (memory, happenings)
            }
            // Deleted and made again between two looks.
            Some(_) => (Memory::new(runner, at), vec![Happening::Deleted, created]),
            None => (Memory::new(runner, at), vec![created]),
        };
        Self {
            runner_id: runner.runner_id().to_owned(),
            uuid: runner.id.clone(),
            happenings,
            memory: Some(memory),
        }
    }

    /// Of a runner that is not there any more.
    pub(crate) fn gone(runner_id: String) -> Self {
        Self {
            runner_id,
            uuid: String::new(),
            happenings: vec![Happening::Deleted],
            memory: None,
        }
    }
}
