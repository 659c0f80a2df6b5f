//! What the pages share: who is signed in, the fleet, the clock, drafts, theme.

pub(crate) mod catalog;
pub(crate) mod clock;
pub(crate) mod cluster_occupancy;
pub(crate) mod density;
pub(crate) mod desktop;
pub(crate) mod draft;
pub(crate) mod fleet;
pub(crate) mod following;
pub(crate) mod frame;
pub(crate) mod handover;
pub(crate) mod link;
pub(crate) mod named_views;
pub(crate) mod notices;
pub(crate) mod open_runner;
pub(crate) mod past;
pub(crate) mod printing;
pub(crate) mod profile_names;
pub(crate) mod remote;
pub(crate) mod sending;
pub(crate) mod session;
pub(crate) mod shortcuts;
pub(crate) mod storage;
pub(crate) mod task;
pub(crate) mod theme;
pub(crate) mod viewport;
pub(crate) mod visibility;
