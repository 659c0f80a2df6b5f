//! A link that was made just now: the one time that it is shown.

use contract::console::share::MadeShare;
use leptos::prelude::*;

use super::badge::BadgeMaker;
use crate::{
    format::time,
    paths::Route,
    widgets::{button::ButtonLink, card::Card, copy::CopyButton},
};

/// The link, as text and as a picture, and its badge.
#[component]
pub(super) fn Made(made: MadeShare) -> impl IntoView {
    let MadeShare {
        share,
        link,
        picture,
    } = made;
    let until = time::local_minute(share.ends_at.instant());
    let size = picture.size;
    let heading = NodeRef::<leptos::html::P>::new();
    Effect::new(move |_| {
        if let Some(heading) = heading.get() {
            // An element with a tabindex takes the focus.
            heading.focus().ok();
        }
    });
    view! {
        <div class="links-made">
            <Card title="The link">
                <p tabindex="-1" node_ref=heading role="status">
                    "This link is shown only once: the console keeps no copy. It works until " {until} "."
                </p>
                <p class="links-link">
                    <code>{link.clone()}</code>
                    <CopyButton text=Signal::stored(link.clone()) what="the link" main=true />
                </p>
                <svg
                    class="links-picture"
                    viewBox=format!("0 0 {size} {size}")
                    role="img"
                    aria-label="The link as a QR code"
                >
                    <rect width=size height=size fill="#fff" />
                    <path d=picture.path fill="#000" />
                </svg>
                {share
                    .has_passphrase
                    .then(|| {
                        view! {
                            <p class="muted">
                                "Send the passphrase separately. It is not part of the link and cannot be shown again."
                            </p>
                        }
                    })}
                <div class="form-actions">
                    <ButtonLink
                        href=Route::Shares.href()
                        label="Done"
                    />
                    <a class="link" href=link target="_blank" rel="noreferrer">"Open the link"</a>
                </div>
            </Card>
            <Card title="Badge">
                <BadgeMaker id=share.id />
            </Card>
        </div>
    }
}
