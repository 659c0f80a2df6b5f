//! Notifications: which conditions of which runners are reported where, and what was sent (`/console/notifications`).

mod channel;
mod content;
mod message;
mod rule;

pub use channel::{Channel, ChannelKind, ChannelTest, MadeChannel, NewChannel, Target};
pub use content::{Cause, Content, ContentRunner, Dimension, Kind};
pub use message::{Attempt, Delivery, Message, Messages, Reason};
pub use rule::{
    HOUR, MINUTE, Notifications, Pause, Quiet, Rule, RuleEnd, RulePreview, RulePreviewed, Sketch,
    When, steady,
};
pub(super) use rule::{check_line, check_selection};
