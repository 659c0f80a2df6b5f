//! The description of the API, completed by the handlers' own.

use utoipa::Modify;
use utoipa::OpenApi;
use utoipa::openapi::security::{HttpAuthScheme, HttpBuilder, SecurityScheme};

/// The document without paths and schemas; those come from the handlers.
pub(crate) fn document() -> utoipa::openapi::OpenApi {
    Frame::openapi()
}

#[derive(OpenApi)]
#[openapi(
    info(
        title = "Sandbox managed runners, simulated",
        description = "A local implementation of the v1beta2 control plane over simulated clusters. \
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
