//! The parts that pages are made of.

pub(crate) mod aside;
pub(crate) mod beacon;
pub(crate) mod button;
pub(crate) mod card;
pub(crate) mod chip;
pub(crate) mod copy;
pub(crate) mod dialog;
pub(crate) mod download;
pub(crate) mod effects;
pub(crate) mod failure;
pub(crate) mod field;
pub(crate) mod focus;
pub(crate) mod icon;
pub(crate) mod menu;
pub(crate) mod moment;
pub(crate) mod notices;
pub(crate) mod option;
pub(crate) mod page;
pub(crate) mod request_id;
pub(crate) mod search;
pub(crate) mod secret;
pub(crate) mod status;
pub(crate) mod table;
pub(crate) mod terminal;
pub(crate) mod tip;
pub(crate) mod week;
