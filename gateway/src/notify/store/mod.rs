//! The tables of notifications: all of their SQL is here.

mod channels;
mod messages;
mod rules;
mod states;

pub(super) use channels::StoredChannel;
pub(super) use messages::{Due, NewMessage};
pub(super) use rules::StoredRule;

use crate::database::Database;

/// Rules, channels and messages of all organizations.
#[derive(Clone)]
pub(super) struct Store {
    pub(super) database: Database,
}
