//! Forms over parts of a runner, each a view of one value and a way to change it. The wizard and the edit
//! page show the same forms; a form keeps nothing that its value can hold.

pub(crate) mod binding;
pub(crate) mod channel;
pub(crate) mod code;
pub(crate) mod conflict;
pub(crate) mod constant;
pub(crate) mod kept_change;
pub(crate) mod losses;
pub(crate) mod maintenance;
pub(crate) mod only_v1;
pub(crate) mod other_zone;
pub(crate) mod outcome;
pub(crate) mod placement;
pub(crate) mod policy;
pub(crate) mod problems;
pub(crate) mod profile;
pub(crate) mod request;
pub(crate) mod selection;
pub(crate) mod sent;
pub(crate) mod sign_in;
pub(crate) mod spec_text;
