//! Sign-in, who am I, sign-out (design D1), the accounts and sessions of a person, and who sent a request.

mod access;
mod access_watch;
mod account;
mod browser;
mod code;
mod cookie;
mod creator_rights;
mod keys;
mod limits;
mod routes;
mod seal;
mod sessions_of;
mod sign_ins;
mod store;

pub(crate) use access::{Access, Caller, Credential, SHARE_SCHEME, SignedIn, missing_token};
pub(crate) use access_watch::AccessWatch;
pub(crate) use code::OneTimeCode;
pub(crate) use cookie::Cookie;
pub(crate) use creator_rights::CreatorRights;
pub use keys::SessionKeys;
pub(crate) use keys::key as parse_key;
pub use limits::SessionLimits;
pub(crate) use routes::{SessionRoutes, router};
pub(crate) use seal::Seal;
pub(crate) use sign_ins::SignIns;
pub(crate) use store::Sessions;

use crate::http::Refusal;

fn unreadable(error: sqlx::Error) -> Refusal {
    Refusal::fault("the gateway's session database failed", &error)
}
