//! The frame of a page: document title, heading, focus.

use leptos::{html, prelude::*};
use leptos_router::hooks::use_location;

/// The product's name in document titles.
const PRODUCT: &str = "runner-console";

/// The path of the page shown last, so that a navigation moves the focus, and neither the first load nor
/// a page that goes from loading to loaded does.
#[derive(Clone, Copy)]
pub(crate) struct LastPath(StoredValue<Option<String>>);

impl LastPath {
    /// No page was shown yet.
    pub(crate) fn none() -> Self {
        Self(StoredValue::new(None))
    }

    /// The last page is gone and the next not there yet: that it comes is a navigation, wherever to.
    pub(crate) fn leave(self) {
        self.0.update_value(|last| {
            if let Some(last) = last {
                last.clear();
            }
        });
    }

    /// Notes the path that is shown now; answers whether it was navigated to.
    fn moves_to(self, path: String) -> bool {
        let moved = self
            .0
            .with_value(|last| last.as_ref().is_some_and(|last| *last != path));
        self.0.set_value(Some(path));
        moved
    }
}

/// A page with its heading. After a navigation the heading takes the focus, so that screen readers read
/// it and the keyboard goes on from there.
#[component]
pub(crate) fn Page(
    /// The heading.
    #[prop(into)]
    title: Signal<String>,
    /// The document's title where it says more than the heading.
    #[prop(optional, into)]
    document_title: Option<Signal<String>>,
    /// What stands beside the heading.
    #[prop(optional, into)]
    beside: ViewFn,
    /// Actions at the right.
    #[prop(optional, into)]
    actions: ViewFn,
    children: Children,
) -> impl IntoView {
    let heading = NodeRef::<html::H1>::new();
    let path = use_location().pathname.get_untracked();
    let navigated = expect_context::<LastPath>().moves_to(path);

    Effect::new(move |_| {
        let title = document_title.unwrap_or(title).get();
        document().set_title(&format!("{title} · {PRODUCT}"));
    });
    Effect::new(move |_| {
        if let Some(heading) = heading.get()
            && navigated
        {
            // A heading with a tabindex takes the focus.
            heading.focus().ok();
        }
    });

    view! {
        <div class="page">
            <header class="page-head">
                <div class="page-title">
                    <h1 tabindex="-1" node_ref=heading>{move || title.get()}</h1>
                    {beside.run()}
                </div>
                <div class="page-actions">{actions.run()}</div>
            </header>
            {children()}
        </div>
    }
}
