//! Every route of the console and every path of the API. Nothing else builds a URL.

pub(crate) mod api;
mod encoding;
mod query;
mod route;
mod sides;
mod sign_in;

pub(crate) use encoding::{decode, encode};
pub(crate) use query::{
    CHOSEN, create_like, create_on, edit_by_fields, is_by_fields, query_value, share_runner,
    share_view, shared_runners,
};
pub(crate) use route::Route;
pub(crate) use sides::{Create, Tab};
pub(crate) use sign_in::{is_sign_in, next, sign_in};
