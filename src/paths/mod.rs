//! Every route of the console and every path of the API. Nothing else builds a URL.

pub(crate) mod api;
mod encoding;
mod filter;
mod here;
mod query;
mod route;
mod sides;
mod sign_in;

pub(crate) use encoding::encode;
pub(crate) use filter::filter;
pub(crate) use here::use_route;
pub(crate) use query::{
    create_like, create_on, edit_by_fields, feed_of_same, fleet_view, is_by_fields,
    notify_of_runner, notify_of_view, pairs, query_value, share_runner, share_view, shared_runners,
};
pub(crate) use route::Route;
pub(crate) use sides::{Create, Tab};
pub(crate) use sign_in::{is_sign_in, next, sign_in};
