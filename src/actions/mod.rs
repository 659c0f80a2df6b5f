//! What can be done, and where: one table, from which buttons, the command palette and shortcuts are made, for one
//! runner and for several. So none of them can offer what another refuses, or call it something else.

mod button;
pub(crate) mod keys;
mod offer;
mod sheet;
mod table;

pub(crate) use button::ActionButton;
pub(crate) use offer::{Offer, Offers, Scope, use_offers};
pub(crate) use sheet::Sheet;
pub(crate) use table::Action;
