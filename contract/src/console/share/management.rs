//! How people manage their links, under `/console/shares`. This needs the right to read runners; opening a link does
//! not.

use serde::{Deserialize, Serialize};

use super::Terms;
use crate::console::Millis;

/// `GET /console/shares`: the caller's links; all of the organization's for an administrator.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct ShareList {
    /// The newest first.
    pub shares: Vec<Share>,
    /// What this console allows.
    pub rules: ShareRules,
}

/// What a console allows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct ShareRules {
    /// Whether links can be made and opened at all.
    pub enabled: bool,
    /// The longest life of a link, in seconds.
    pub longest: u64,
    /// Whether every link needs a passphrase.
    pub passphrase_required: bool,
}

/// A link as its creator sees it. Only those who have the link know its secret.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Share {
    /// Names it among the links; opens nothing.
    pub id: String,
    /// What it shows.
    pub terms: Terms,
    /// Who made it: the principal's `uid` (contract 6.3).
    pub made_by: String,
    /// Whether that is the caller.
    pub mine: bool,
    /// When it was made.
    pub made_at: Millis,
    /// When it ends.
    pub ends_at: Millis,
    /// Why it shows nothing any more, if so.
    pub over: Option<ShareEnd>,
    /// Whether it asks for a passphrase.
    pub has_passphrase: bool,
    /// Whether a badge is out.
    pub has_badge: bool,
    /// How often it was opened.
    pub opened: i64,
    /// When it was last opened.
    pub opened_at: Option<Millis>,
}

/// Why a link shows nothing any more.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum ShareEnd {
    /// Its time is up; it can be extended.
    Expired,
    /// Somebody revoked it, for good.
    Revoked,
    /// The token that it was created with is no longer accepted. Its creator can renew it by editing it.
    RightsEnded,
}

/// `POST /console/shares`.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
pub struct MakeShare {
    /// What it shows.
    pub terms: Terms,
    /// How long it works, in seconds.
    pub lifetime: u64,
    /// Empty for none.
    pub passphrase: String,
}

/// The response, the only one that contains the link.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct MadeShare {
    /// The link's entry.
    pub share: Share,
    /// The link itself.
    pub link: String,
    /// The link as a QR code.
    pub picture: LinkPicture,
}

/// A QR code as a path on a grid, each module one unit wide; the quiet zone is part of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct LinkPicture {
    /// Units in both directions.
    pub size: usize,
    /// SVG path data of the dark modules.
    pub path: String,
}

/// `PATCH /console/shares/{id}`: absent fields stay unchanged.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
pub struct ShareChange {
    /// What it shows from now on.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub terms: Option<Terms>,
    /// How long it works from now on, in seconds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub lifetime: Option<u64>,
    /// Another passphrase; empty for none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub passphrase: Option<String>,
}

/// `POST /console/shares/{id}/badge`: creates a badge, and revokes the one before.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct MadeBadge {
    /// Address of the picture. It tells one word of status to whoever has it.
    pub address: String,
}

/// `POST /console/shares/preview`: what a teammate would see.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
pub struct SharePreview {
    /// What it would show.
    pub terms: Terms,
}
