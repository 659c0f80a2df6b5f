//! Work that ends with the page that began it (style: requests end with their page).

use std::pin::Pin;

use leptos::task::spawn_local_scoped_with_cancellation;

/// Runs until it is done or the present owner goes. Boxed, so that the code exists once.
pub(crate) fn run(work: impl Future<Output = ()> + 'static) {
    let work: Pin<Box<dyn Future<Output = ()>>> = Box::pin(work);
    spawn_local_scoped_with_cancellation(work);
}
