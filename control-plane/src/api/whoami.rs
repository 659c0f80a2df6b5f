//! Who the caller is (contract 6.3).

use axum::{Extension, Json};
use contract::model::{Principal, Status, WhoAmI};

use crate::caller::{Caller, ORGANIZATION};

/// The caller and what the caller may do.
#[utoipa::path(
    get,
    path = "/v1beta1/auth/whoami",
    tag = "clusters",
    responses(
        (status = 200, description = "The caller", body = WhoAmI),
        (status = "4XX", description = "Refused", body = Status),
    ),
)]
pub(crate) async fn whoami(Extension(caller): Extension<Caller>) -> Json<WhoAmI> {
    let (uid, permissions) = match caller {
        Caller::Admin => ("local-admin", &["SANDBOX_ADMIN", "SANDBOX_USER"][..]),
        Caller::User => ("local-user", &["SANDBOX_USER"][..]),
    };
    Json(WhoAmI {
        principal: Principal {
            uid: uid.to_owned(),
            org_uid: ORGANIZATION.to_owned(),
            ..Principal::default()
        },
        permissions: permissions.iter().map(|&p| p.to_owned()).collect(),
        ..WhoAmI::default()
    })
}
