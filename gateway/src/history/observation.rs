//! What one look at a runner brought.

use contract::api::Dialect;
use contract::console::{Happening, Millis};
use contract::model::{InstallStatus, Runner, Timestamp};

use super::Memory;
use super::memory::install;
use super::simulated::Beginning;

/// What one look at a runner brought.
#[derive(Debug)]
pub(crate) struct Observation {
    pub(crate) runner_id: String,
    /// UUID, by which an edit may have named it. Empty if it is gone.
    pub(crate) uuid: String,
    pub(crate) happenings: Vec<Happening>,
    /// What to remember from now on; none if it is gone.
    pub(crate) memory: Option<Memory>,
    /// Whether there is anything to write down.
    pub(crate) is_news: bool,
    /// What the runner tells of its past when it is first seen.
    pub(super) beginning: Beginning,
}

impl Observation {
    /// Of a runner, given what was remembered of it.
    pub(crate) fn of(
        memory: Option<Memory>,
        runner: &Runner,
        dialect: Dialect,
        at: Millis,
    ) -> Self {
        let created = Happening::Created { by: None };
        let mut beginning = Beginning::default();
        let (memory, happenings, is_news) = match memory {
            Some(mut memory) if memory.is_of(runner) => {
                let before = memory.clone();
                let happenings = memory.update(runner, dialect, at);
                let is_news = memory != before;
                (memory, happenings, is_news)
            }
            // Deleted and made again between two looks.
            Some(_) => (
                Memory::new(runner, dialect, at),
                vec![Happening::Deleted, created],
                true,
            ),
            None => {
                let is_failed = runner.install_status == InstallStatus::Failed;
                let millis = |at: &Option<Timestamp>| Some(at.as_ref()?.instant()?.into());
                beginning = Beginning {
                    created_at: millis(&runner.created_at),
                    heard_at: millis(&runner.last_heartbeat_at),
                    failure: is_failed.then(|| install(InstallStatus::Provisioning, runner)),
                };
                (Memory::new(runner, dialect, at), vec![created], true)
            }
        };
        Self {
            runner_id: runner.runner_id().to_owned(),
            uuid: runner.id.clone(),
            happenings,
            memory: Some(memory),
            is_news,
            beginning,
        }
    }

    /// Of a runner that is not there any more.
    pub(crate) fn gone(runner_id: String) -> Self {
        Self {
            runner_id,
            uuid: String::new(),
            happenings: vec![Happening::Deleted],
            memory: None,
            is_news: true,
            beginning: Beginning::default(),
        }
    }
}
