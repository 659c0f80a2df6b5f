//! The HTTP side: one file per resource, one for each thing they share.

mod auth;
mod body;
mod clusters;
mod error;
mod openapi;
mod profiles;
mod query;
mod runners;
mod templates;
mod whoami;

use std::sync::Arc;

use axum::extract::{FromRequestParts, Path};
use axum::http::StatusCode;
use axum::http::request::Parts;
use axum::routing::get;
use axum::{Json, Router, middleware};
use contract::wire::{Code, Status};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::plane::Plane;
use error::{ApiError, invalid};

pub(crate) use auth::Tokens;
pub(crate) use whoami::ORGANIZATION;

/// Every path of the API.
pub(crate) fn router(plane: Arc<Plane>) -> Router {
    let (router, document) = OpenApiRouter::with_openapi(openapi::document())
        .routes(routes!(runners::read::list, runners::create::create))
        .routes(routes!(
            runners::read::get,
            runners::update::update,
            runners::actions::delete
        ))
        .routes(routes!(runners::actions::apply_update))
        .routes(routes!(profiles::list, profiles::create))
        .routes(routes!(profiles::get, profiles::update, profiles::delete))
        .routes(routes!(clusters::list))
        .routes(routes!(clusters::get))
        .routes(routes!(whoami::whoami))
        .split_for_parts();
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
        Status::new(Code::Unimplemented, "the path does not have this method"),
    )
}

/// The `{id}` of a path.
pub(crate) struct Id(pub(crate) String);

impl<S: Send + Sync> FromRequestParts<S> for Id {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, ApiError> {
        let path = Path::from_request_parts(parts, state).await;
        path.map(|Path(id)| Self(id))
            .map_err(|error| invalid("id", error.body_text()))
    }
}
