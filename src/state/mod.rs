//! What the pages share: who is signed in, the fleet, the clock, drafts, theme.

pub(crate) mod catalog;
pub(crate) mod clock;
pub(crate) mod draft;
pub(crate) mod feed;
pub(crate) mod fleet;
pub(crate) mod held;
pub(crate) mod link;
pub(crate) mod notices;
pub(crate) mod past;
pub(crate) mod profile_names;
pub(crate) mod remote;
pub(crate) mod sending;
pub(crate) mod session;
pub(crate) mod storage;
pub(crate) mod subject;
pub(crate) mod task;
pub(crate) mod theme;
pub(crate) mod viewport;
pub(crate) mod visibility;

pub(crate) use contract::console::{facts, lifecycle};
