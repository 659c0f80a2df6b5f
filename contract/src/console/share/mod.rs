//! Links that show a teammate how runners are, and nothing else (design D8).
//!
//! Whoever has such a link has no right of their own to read runners, so what leaves the gateway through
//! it is built field by field, in `page`, from what the link's terms name. Nothing is ever "the runner
//! minus some fields".

#[cfg(test)]
mod canary;
mod hidden;
mod management;
mod page;
mod runner;
mod terms;
mod update;

pub use crate::condition::{Overall, SharedState};
pub use hidden::{Place, Revealed};
pub use management::{
    LinkPicture, MadeBadge, MadeShare, MakeShare, Share, ShareChange, ShareEnd, ShareList,
    SharePreview, ShareRules,
};
pub use page::{Known, SharedPage};
pub use runner::{Pseudonym, SharedRunner, SharedVersions};
pub use terms::{DAY, HOUR, LONGEST, SHORTEST, Selection, Shows, Terms, USUAL, check_passphrase};
pub use update::SharedUpdate;

/// Event `page` of a shared stream: the complete page. Data: [`SharedPage`].
pub const PAGE: &str = "page";
/// Event `update` of a shared stream: what changed since the event before. Data: [`SharedUpdate`].
pub const UPDATE: &str = "update";
/// Event `ended` of a shared stream, its last: the link shows nothing any more. Without data that means
/// anything.
pub const ENDED: &str = "ended";
