//! The description of the API, completed by the handlers' own.

mod requests;

use serde_json::Value;
use utoipa::Modify;
use utoipa::OpenApi;
use utoipa::openapi::security::{HttpAuthScheme, HttpBuilder, SecurityScheme};

use super::v1;
use crate::options::Served;

/// The whole description, once the handlers have added their paths and schemas.
pub(crate) fn complete(document: &utoipa::openapi::OpenApi, served: Served) -> Value {
    // A description that cannot be written down would not have been built either.
    let mut document = serde_json::to_value(document).unwrap_or_default();
    if served != Served::V1 {
        requests::complete(&mut document);
    }
    if !matches!(served, Served::V1beta2 | Served::Unavailable) {
        v1::schema::complete(&mut document);
    }
    document
}

/// The document without paths and schemas; those come from the handlers.
pub(crate) fn document() -> utoipa::openapi::OpenApi {
    Frame::openapi()
}

#[derive(OpenApi)]
#[openapi(
    info(
        title = "Sandbox managed runners, simulated",
        description = "A local implementation of the v1beta2 and v1 control planes over simulated clusters. \
            Every error is a google.rpc.Status.",
    ),
    modifiers(&BearerToken),
    security(("token" = [])),
    tags(
        (name = "runners", description = "Managed runners"),
        (name = "profiles", description = "Profile templates"),
        (name = "clusters", description = "CKS clusters and the caller"),
    ),
)]
struct Frame;

struct BearerToken;

impl Modify for BearerToken {
    fn modify(&self, document: &mut utoipa::openapi::OpenApi) {
        let scheme = HttpBuilder::new().scheme(HttpAuthScheme::Bearer).build();
        document
            .components
            .get_or_insert_default()
            .add_security_scheme("token", SecurityScheme::Http(scheme));
    }
}
