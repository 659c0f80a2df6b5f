//! Values as people read them.

pub(crate) mod age;
pub(crate) mod count;
pub(crate) mod guardrails;
pub(crate) mod loss;
pub(crate) mod overrides;
pub(crate) mod remedy;
pub(crate) mod schedule;
pub(crate) mod shell;
pub(crate) mod spec;
pub(crate) mod time;
pub(crate) mod toleration;
pub(crate) mod word;
pub(crate) mod zone;
