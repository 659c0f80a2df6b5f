//! Whether the browser at hand shows messages as notifications of its own.

use leptos::{prelude::*, task::spawn_local};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Notification, NotificationOptions, NotificationPermission};

use crate::{
    state::{
        clock::Clock,
        desktop::{choose, permission, use_desktop},
    },
    widgets::{button::Button, card::Card},
};

/// The choice, and how to see whether it works.
#[component]
pub(super) fn ThisBrowser() -> impl IntoView {
    let desktop = use_desktop();
    let allowed = RwSignal::new(permission());
    let is_on = Memo::new(move |_| {
        allowed.get() == Some(NotificationPermission::Granted) && desktop.with(Option::is_some)
    });
    let turn_on = Callback::new(move |()| {
        spawn_local(async move {
            if let Ok(asked) = Notification::request_permission() {
                // Whatever is answered, the browser is asked what it allows now.
                JsFuture::from(asked).await.ok();
            }
            let now = permission();
            allowed.try_set(now);
            if now == Some(NotificationPermission::Granted) {
                choose(desktop, Some(Clock::instant().into()));
            }
        });
    });
    let turn_off = Callback::new(move |()| choose(desktop, None));
    let test = Callback::new(move |()| {
        let options = NotificationOptions::new();
        options.set_body("Messages from this console look like this.");
        options.set_tag("test");
        Notification::new_with_options("Test", &options).ok();
    });
    let content = move || {
        match (allowed.get(), is_on.get()) {
        (None, _) => view! { <p class="muted">"This browser does not support notifications."</p> }.into_any(),
        (Some(NotificationPermission::Denied), _) => view! {
            <p>"Notifications of this site are blocked. Allow them in the browser’s settings for this site, then reload the page."</p>
        }
        .into_any(),
        (_, true) => view! {
            <p role="status">"Messages appear as notifications in this browser while a tab with this console is open."</p>
            <div class="links-actions">
                <Button label="Show a test" on_press=test />
                <Button label="Turn off" on_press=turn_off />
            </div>
        }
        .into_any(),
        (_, false) => view! {
            <p class="muted">
                "Messages from a browser channel can appear as notifications in this browser while a tab with this console is open."
            </p>
            <div class="links-actions"><Button label="Turn on…" on_press=turn_on /></div>
        }
        .into_any(),
    }
    };
    view! { <Card title="This browser">{content}</Card> }
}
