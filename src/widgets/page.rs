//! The frame of a page: document title, heading, focus.

use leptos::{html, prelude::*};

/// The product's name in document titles.
const PRODUCT: &str = "runner-console";

/// Counts the pages shown, so that only a navigation moves the focus and the first load does not.
#[derive(Clone, Copy)]
pub(crate) struct PagesShown(StoredValue<u32>);

impl PagesShown {
    /// None yet.
    pub(crate) fn none() -> Self {
        Self(StoredValue::new(0))
    }

    fn is_first(self) -> bool {
        let before = self.0.get_value();
        self.0.set_value(before.saturating_add(1));
        before == 0
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
    let is_first = use_context::<PagesShown>().is_none_or(PagesShown::is_first);

    Effect::new(move |_| {
        let title = document_title.unwrap_or(title).get();
        document().set_title(&format!("{title} · {PRODUCT}"));
    });
    Effect::new(move |_| {
        if let Some(heading) = heading.get()
            && !is_first
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
