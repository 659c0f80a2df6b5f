//! The session with the gateway: sign-in, who am I, sign-out (design D1).

use serde::{Deserialize, Serialize};

use super::{
    ApiError, Intent,
    client::{attempt, decode},
    fetch::Method,
};
use crate::paths::api;

/// What the token may do (contract 2).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) enum Rights {
    /// `SANDBOX_ADMIN`: read and write.
    Admin,
    /// `SANDBOX_USER`: read.
    User,
}

impl Rights {
    /// The right's name in CoreWeave's access policies.
    pub(crate) fn role(self) -> &'static str {
        match self {
            Self::Admin => "Sandbox Admin",
            Self::User => "Sandbox User",
        }
    }
}

/// Who is signed in, and to what.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Me {
    pub(crate) rights: Rights,
    #[serde(default)]
    pub(crate) principal: String,
    #[serde(default)]
    pub(crate) organization: String,
    /// The control plane is the local, simulated one (design D10).
    #[serde(default)]
    pub(crate) simulated: bool,
    /// Version of the gateway.
    #[serde(default)]
    pub(crate) build: String,
}

/// How a person proves who they are.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) enum Proof {
    /// The one-time code of a printed link.
    Code(String),
    /// An API token.
    Token(String),
}

/// Who is signed in; a 401 is the error of nobody.
pub(crate) async fn get() -> Result<Me, ApiError> {
    let answer = attempt(Method::Get, api::SESSION, None)
        .await
        .map_err(|refusal| refusal.error)?;
    decode(Intent::Read, &answer)
}

/// Signs in; the answer sets the cookie.
pub(crate) async fn sign_in(proof: &Proof) -> Result<Me, ApiError> {
    let body = serde_json::to_string(proof).unwrap_or_default();
    attempt(Method::Post, api::SESSION, Some(&body))
        .await
        .map_err(|refusal| refusal.error)?;
    get().await
}

/// Signs out; the cookie is void afterwards.
pub(crate) async fn sign_out() -> Result<(), ApiError> {
    attempt(Method::Delete, api::SESSION, None)
        .await
        .map(|_| ())
        .map_err(|refusal| refusal.error)
}
