//! Values as people read them.

pub(crate) mod age;
pub(crate) mod commands;
pub(crate) mod count;
pub(crate) mod day;
pub(crate) mod effect;
pub(crate) mod guardrails;
pub(crate) mod loss;
pub(crate) mod overrides;
pub(crate) mod schedule;
pub(crate) mod selection;
pub(crate) mod spec;
pub(crate) mod time;
pub(crate) mod toleration;
pub(crate) mod unreadable;
pub(crate) mod word;
pub(crate) mod zone;
