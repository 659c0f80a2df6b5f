//! Pages, and parts of them, whose code is downloaded when they are first needed.
//!
//! Each is declared beside its component, with the name of the file that it comes in. Few files: code that two of
//! them need becomes a third, three of them can make seven.

use std::pin::Pin;
use std::task::{Context, Poll, Waker};

use leptos::{prelude::*, task::spawn_local};

use crate::widgets::{
    button::Button,
    icon::{Glyph, Icon},
    page::{LastPath, Page},
};

/// Makes the view of a page from what its address says.
pub(crate) type Show<T> = fn(T) -> AnyView;

/// The code of a page did not come; the browser's console has the details.
#[derive(Debug, Clone, Copy)]
pub(crate) struct NotLoaded;

impl From<leptos::wasm_split::SplitLoaderError> for NotLoaded {
    fn from(_: leptos::wasm_split::SplitLoaderError) -> Self {
        Self
    }
}

/// Declares a page that comes in a file: an async function of the page's name, which downloads the file
/// the first time and answers how the page is shown. Without the feature `split` the page is part of
/// the first download and there at once.
macro_rules! chunk {
    ($(#[$doc:meta])* $page:ident in $file:ident: $about:ty => $show:expr) => {
        $(#[$doc])*
        #[cfg(feature = "split")]
        #[::leptos::wasm_split::wasm_split($file, wasm_split_path = ::leptos::wasm_split, fallible)]
        pub(crate) fn $page() -> Result<$crate::lazy::Show<$about>, $crate::lazy::NotLoaded> {
            Ok($show)
        }

        $(#[$doc])*
        #[cfg(not(feature = "split"))]
        pub(crate) async fn $page() -> Result<$crate::lazy::Show<$about>, $crate::lazy::NotLoaded> {
            Ok($show)
        }
    };
}
pub(crate) use chunk;

/// A page of a chunk: its outline until the code is there, and what to do if it does not come.
pub(crate) fn page<T, F>(load: fn() -> F, about: T) -> AnyView
where
    T: Clone + Send + 'static,
    F: Future<Output = Result<Show<T>, NotLoaded>> + 'static,
{
    let outline = || view! { <Outline /> }.into_any();
    let failed = || view! { <FailedPage /> }.into_any();
    show(Box::pin(load()), about, outline, failed)
}

/// A part of a page, such as what is in a dialog.
pub(crate) fn part<T, F>(load: fn() -> F, about: T) -> AnyView
where
    T: Clone + Send + 'static,
    F: Future<Output = Result<Show<T>, NotLoaded>> + 'static,
{
    let waiting = || view! { <p class="dialog-body muted" role="status">"Loading…"</p> }.into_any();
    let failed = || view! { <div class="dialog-body"><Failed /></div> }.into_any();
    show(Box::pin(load()), about, waiting, failed)
}

/// A part that is not to be seen: nobody misses it while its code does not come.
pub(crate) fn unseen<F>(load: fn() -> F) -> AnyView
where
    F: Future<Output = Result<Show<()>, NotLoaded>> + 'static,
{
    let nothing = || ().into_any();
    show(Box::pin(load()), (), nothing, nothing)
}

/// Once for all chunks that are shown from the same: what they are loaded by differs for each.
fn show<T: Clone + Send + 'static>(
    mut loading: Pin<Box<dyn Future<Output = Result<Show<T>, NotLoaded>>>>,
    about: T,
    waiting: fn() -> AnyView,
    failed: fn() -> AnyView,
) -> AnyView {
    let mut context = Context::from_waker(Waker::noop());
    let loaded = RwSignal::new(None);
    match loading.as_mut().poll(&mut context) {
        // There already: no flash of the outline.
        Poll::Ready(Ok(show)) => return show(about),
        Poll::Ready(failed) => loaded.set(Some(failed)),
        // Goes on when the page is left meanwhile: the next visit has use for it.
        Poll::Pending => spawn_local(async move {
            loaded.try_set(Some(loading.await));
        }),
    }
    (move || match loaded.get() {
        None => waiting(),
        Some(Ok(show)) => show(about.clone()),
        Some(Err(NotLoaded)) => failed(),
    })
    .into_any()
}

/// Without a heading, so that the one of the page that comes is the first, and takes the focus.
#[component]
pub(crate) fn Outline() -> impl IntoView {
    expect_context::<LastPath>().leave();
    view! {
        <div class="page" aria-busy="true">
            <p class="visually-hidden" role="status">"Loading the page"</p>
            <div class="card">
                {(0..6).map(|_| view! { <div class="skeleton-row" aria-hidden="true"></div> }).collect_view()}
            </div>
        </div>
    }
}

#[component]
fn FailedPage() -> impl IntoView {
    view! {
        <Page title="Page not loaded">
            <Failed />
        </Page>
    }
}

#[component]
fn Failed() -> impl IntoView {
    // Reloading the page one is on is always allowed.
    let reload = Callback::new(|()| drop(window().location().reload()));
    view! {
        <div class="failure" role="alert">
            <p class="failure-what tone-bad">
                <Glyph icon=Icon::Alert />
                <strong>"This page could not be downloaded"</strong>
            </p>
            <p>"The connection failed, or the server was upgraded since the console was opened."</p>
            <p class="muted">"Reload to get the current version. Your drafts are kept."</p>
            <div>
                <Button label="Reload" on_press=reload />
            </div>
        </div>
    }
}
