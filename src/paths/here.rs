//! Where one is.

use leptos::prelude::*;
use leptos_router::hooks::use_location;

use super::Route;

/// The page that the address bar names, as far as it is one of ours.
pub(crate) fn use_route() -> Memo<Option<Route>> {
    let path = use_location().pathname;
    Memo::new(move |_| path.with(|path| Route::parse(path)))
}
