//! Tables of records.

use leptos::prelude::*;

/// A table; its children are the rows.
#[component]
pub(crate) fn Table(
    /// What it lists, for screen readers.
    caption: &'static str,
    /// The heads of its columns.
    columns: &'static [&'static str],
    children: Children,
) -> impl IntoView {
    let heads = columns
        .iter()
        .map(|name| view! { <th scope="col" role="columnheader">{*name}</th> })
        .collect_view();
    view! {
        <div class="table-frame">
            <table class="table" role="table">
                <caption class="visually-hidden">{caption}</caption>
                <thead role="rowgroup">
                    <tr role="row">{heads}</tr>
                </thead>
                <tbody role="rowgroup">{children()}</tbody>
            </table>
        </div>
    }
}
