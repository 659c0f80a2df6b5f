//! `/console/changes` and `/console/changes/{id}`.

use axum::extract::{FromRef, Path, RawQuery, State};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use axum::{Json, Router};
use contract::console;
use contract::model::Code;
use serde_json::Value;

use super::Changes;
use super::write::document;
use crate::http::{Query, RawBody, Refusal};
use crate::session::{Access, Caller};
use crate::upstream::Upstream;

/// What these paths are answered from.
#[derive(Clone)]
pub(crate) struct ChangeRoutes {
    pub(crate) access: Access,
    pub(crate) upstream: Upstream,
    pub(crate) changes: Changes,
}

impl FromRef<ChangeRoutes> for Access {
    fn from_ref(routes: &ChangeRoutes) -> Self {
        routes.access.clone()
    }
}

/// The paths of what writes replaced.
pub(crate) fn router(routes: ChangeRoutes) -> Router {
    Router::new()
        .route("/console/changes", get(of_profile))
        .route("/console/changes/{id}", get(one))
        .with_state(routes)
}

/// The changes of a profile, without what they replaced.
async fn of_profile(
    State(routes): State<ChangeRoutes>,
    caller: Caller,
    RawQuery(query): RawQuery,
    _: RawBody,
) -> Result<Json<console::Changes>, Refusal> {
    let query = Query::parse(query.as_deref(), &["profile"])?;
    let profile = query.required("profile")?;
    let found = routes.changes.of_profile(&caller.organization, profile);
    let mut changes = found.await.map_err(unreadable)?;
    for change in &mut changes {
        (change.before, change.after) = (Value::Null, Value::Null);
    }
    Ok(Json(console::Changes { changes }))
}

/// A change with what it replaced.
async fn one(
    State(routes): State<ChangeRoutes>,
    caller: Caller,
    Path(id): Path<String>,
    _: RawBody,
) -> Result<Response, Refusal> {
    let found = match id.parse() {
        Ok(id) => {
            let found = routes.changes.find(&caller.organization, id);
            found.await.map_err(unreadable)?
        }
        Err(_) => None,
    };
    let found = found.ok_or_else(|| {
        let message = "there is no such change; previous values are kept for 30 days";
        Refusal::new(Code::NotFound, message)
    })?;
    let now = routes.upstream.get(&found.address, &caller.token).await?;
    if !now.status.is_success() {
        return Ok(now.into_response());
    }
    let now = document(&found.address, &now.body).unwrap_or_default();
    Ok(Json(found.beside(&now)).into_response())
}

fn unreadable(error: sqlx::Error) -> Refusal {
    Refusal::fault("the previous values cannot be read", &error)
}
