//! The icon of the browser's tab, which tells in the background what the page tells in front.

use leptos::prelude::*;

use super::status::Tone;

/// Shows the worst of the page in the tab's icon while the page is there. The mark differs in shape, not
/// in colour alone, and the document's title says the same in words.
#[component]
pub(crate) fn Beacon(#[prop(into)] worst: Signal<Option<Tone>>) -> impl IntoView {
    let plain = StoredValue::new(icon());
    Effect::new(move |_| {
        let marked = match worst.get() {
            Some(Tone::Bad) => Some("/icon-bad.svg"),
            Some(Tone::Warn) => Some("/icon-warn.svg"),
            Some(Tone::Busy) => Some("/icon-busy.svg"),
            Some(Tone::Ok | Tone::Off) | None => None,
        };
        match marked {
            Some(marked) => show(marked),
            None => plain.with_value(|plain| plain.as_deref().map(show).unwrap_or_default()),
        }
    });
    on_cleanup(move || {
        plain.try_with_value(|plain| plain.as_deref().map(show));
    });
}

/// The icon that the page came with: another page's mark is none.
fn icon() -> Option<String> {
    let href = document()
        .query_selector("link[rel=icon]")
        .ok()
        .flatten()?
        .get_attribute("href")?;
    (!href.starts_with("/icon-bad")
        && !href.starts_with("/icon-warn")
        && !href.starts_with("/icon-busy"))
    .then_some(href)
}

fn show(href: &str) {
    if let Some(link) = document().query_selector("link[rel=icon]").ok().flatten()
        && link.get_attribute("href").as_deref() != Some(href)
    {
        // An attribute of a link cannot be refused.
        link.set_attribute("href", href).ok();
    }
}
