//! The HTTP side: one file per resource, one for each thing they share.

mod auth;
mod body;
mod clusters;
mod error;
mod openapi;
mod profiles;
mod query;
mod runners;
pub(crate) mod v1;
mod volumes;
mod whoami;

use std::sync::Arc;

use axum::extract::{FromRequestParts, Path};
use axum::http::StatusCode;
use axum::http::request::Parts;
use axum::routing::{any, delete, get};
use axum::{Json, Router, middleware};
use contract::model::{Code, Status};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::options::Served;
use crate::plane::Plane;
use crate::refusal::invalid;
use error::ApiError;

/// Every path of the API, of the versions that are served.
pub(crate) fn router(plane: Arc<Plane>) -> Router {
    let served = plane.served;
    let mut router = OpenApiRouter::with_openapi(openapi::document())
        .routes(routes!(clusters::list))
        .routes(routes!(clusters::get))
        .routes(routes!(whoami::whoami))
        // Of another host in the product, so not described as part of this API (contract-v1 9.5).
        .route("/v1/volumes", get(volumes::list).post(volumes::create))
        .route("/v1/volumes/{name}", delete(volumes::delete));
    if served != Served::V1 {
        router = router
            .routes(routes!(runners::read::list, runners::create::create))
            .routes(routes!(
                runners::read::get,
                runners::update::update,
                runners::actions::delete
            ))
            .routes(routes!(runners::actions::apply_update))
            .routes(routes!(profiles::list, profiles::create))
            .routes(routes!(profiles::get, profiles::update, profiles::delete));
    }
    router = match served {
        Served::Both | Served::V1 => router
            .routes(routes!(v1::read::list, v1::create::create))
            .routes(routes!(
                v1::read::get,
                v1::update::update,
                v1::actions::delete,
                v1::actions::act
            )),
        Served::PolicyOnly => router
            .routes(routes!(v1::read::list))
            .routes(routes!(v1::read::get, v1::update::update)),
        Served::V1beta2 | Served::Unavailable => router,
    };
    let (mut router, document) = router.split_for_parts();
    if served == Served::Unavailable {
        router = router.route(&format!("{}{{*rest}}", v1::PATHS), any(v1::unavailable));
    }
    let document = openapi::complete(&document, served);
    router
        .fallback(unknown_path)
        .method_not_allowed_fallback(unknown_method)
        .layer(middleware::from_fn_with_state(
            Arc::clone(&plane),
            auth::authorize,
        ))
        // After the layer, so that it needs no token: it describes the API and nothing in it.
        .route("/openapi.json", get(async || Json(document)))
        .method_not_allowed_fallback(unknown_method)
        .with_state(plane)
}

async fn unknown_path() -> ApiError {
    Status::new(Code::NotFound, "no such path").into()
}

async fn unknown_method() -> ApiError {
    ApiError::RefusedAs(
        StatusCode::METHOD_NOT_ALLOWED,
        Status::new(Code::Unimplemented, "the path does not allow this method"),
    )
}

/// The `{id}` of a path.
pub(crate) struct Id(pub(crate) String);

impl<S: Send + Sync> FromRequestParts<S> for Id {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, ApiError> {
        let path = Path::from_request_parts(parts, state).await;
        path.map(|Path(id)| Self(id))
            .map_err(|error| invalid("id", error.body_text()).into())
    }
}
