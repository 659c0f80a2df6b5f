//! Components in a real browser: what they show for every state, that text stays text, and that a panic
//! leaves a page that says so.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use std::sync::Arc;

use contract::model::{ConnectionStatus, InstallStatus, ManagementMode, Runner};
use gloo_timers::future::TimeoutFuture;
use jiff::Timestamp;
use leptos::{mount::mount_to, prelude::*};
use wasm_bindgen::JsCast;
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};
use web_sys::HtmlElement;

use crate::{
    panic,
    state::clock::Clock,
    widgets::{
        dialog::Dialog,
        moment::{Moment, When},
        secret::Secret,
        status::{self, StatusBadge, ToneClass as _},
    },
};

wasm_bindgen_test_configure!(run_in_browser);

/// Text that would run if it were taken for markup.
const HOSTILE: &str = "<img src=x onerror=\"document.title='owned'\">";

/// Mounts a view into an element of its own, which stays in the page until the test ends.
fn mounted<V: IntoView + 'static>(view: impl FnOnce() -> V + 'static) -> HtmlElement {
    let element = document()
        .create_element("div")
        .unwrap()
        .unchecked_into::<HtmlElement>();
    document().body().unwrap().append_child(&element).unwrap();
    mount_to(element.clone(), view).forget();
    element
}

/// Lets effects run.
async fn tick() {
    TimeoutFuture::new(20).await;
}

fn text(element: &HtmlElement) -> String {
    element.text_content().unwrap_or_default()
}

fn now() -> Timestamp {
    "2026-11-23T14:00:00Z".parse().unwrap()
}

fn every_install() -> Vec<InstallStatus> {
    let mut all = InstallStatus::KNOWN.to_vec();
    all.push(InstallStatus::Unspecified);
    all.push(InstallStatus::Unknown(HOSTILE.to_owned()));
    all
}

fn every_connection() -> Vec<ConnectionStatus> {
    let mut all = ConnectionStatus::KNOWN.to_vec();
    all.push(ConnectionStatus::Unspecified);
    all.push(ConnectionStatus::Unknown(HOSTILE.to_owned()));
    all
}

#[wasm_bindgen_test]
async fn a_badge_shows_icon_and_word_for_every_combination_and_every_change() {
    let runner = RwSignal::new(Arc::new(Runner::default()));
    let element = mounted(move || {
        let install = Memo::new(move |_| runner.with(|runner| status::install(&**runner)));
        let connection = Memo::new(move |_| runner.with(|r| status::connection(&**r, None, now())));
        view! {
            <StatusBadge badge=install />
            <StatusBadge badge=connection />
        }
    });
    for management_mode in [ManagementMode::Managed, ManagementMode::SelfManaged] {
        for install_status in every_install() {
            for connection_status in every_connection() {
                let next = Runner {
                    management_mode: management_mode.clone(),
                    install_status: install_status.clone(),
                    connection_status,
                    ..Runner::default()
                };
                let expected = [
                    status::install(&next),
                    status::connection(&next, None, now()),
                ];
                runner.set(Arc::new(next));
                tick().await;
                let badges = element.query_selector_all(".badge").unwrap();
                assert_eq!(badges.length(), 2);
                for (index, badge) in (0..).zip(expected) {
                    let shown: HtmlElement = badges.item(index).unwrap().unchecked_into();
                    assert_eq!(text(&shown), badge.word);
                    assert!(!badge.word.is_empty());
                    assert!(shown.class_list().contains(badge.tone.class()));
                    assert!(shown.query_selector("svg[aria-hidden]").unwrap().is_some());
                }
            }
        }
    }
    assert!(element.query_selector("img").unwrap().is_none());
    element.remove();
}

#[wasm_bindgen_test]
async fn text_from_the_api_stays_text() {
    let element = mounted(|| {
        provide_context(Clock::start());
        let odd = contract::model::Timestamp::new(HOSTILE);
        view! {
            <Moment at=Signal::stored(Some(When::from(&odd))) />
            <Secret name=HOSTILE value=HOSTILE.to_owned() />
        }
    });
    tick().await;
    assert!(text(&element).contains(HOSTILE));
    element
        .query_selector("button")
        .unwrap()
        .unwrap()
        .unchecked_into::<HtmlElement>()
        .click();
    tick().await;
    assert_eq!(
        text(&element).matches(HOSTILE).count(),
        2,
        "the secret shows when asked for"
    );
    assert!(element.query_selector("img").unwrap().is_none());
    assert_ne!(document().title(), "owned");
    element.remove();
}

#[wasm_bindgen_test]
async fn a_secret_is_not_in_the_page_before_it_is_asked_for() {
    let element = mounted(|| view! { <Secret name="TOKEN" value="hush".to_owned() /> });
    tick().await;
    assert!(!element.inner_html().contains("hush"));
    element.remove();
}

#[wasm_bindgen_test]
async fn a_dialog_gives_the_focus_back() {
    let open = RwSignal::new(false);
    let element = mounted(move || {
        view! {
            <button on:click=move |_| open.set(true)>"Open"</button>
            <Dialog title="A dialog" open>
                <input aria-label="Inside" />
            </Dialog>
        }
    });
    let button: HtmlElement = element
        .query_selector("button")
        .unwrap()
        .unwrap()
        .unchecked_into();
    button.focus().unwrap();
    button.click();
    tick().await;
    let dialog = element
        .query_selector("dialog[open]")
        .unwrap()
        .expect("it is open");
    assert!(
        dialog.contains(document().active_element().as_deref()),
        "the focus is inside"
    );
    open.set(false);
    tick().await;
    assert!(element.query_selector("dialog").unwrap().is_none());
    assert_eq!(document().active_element().as_ref(), Some(button.as_ref()));
    element.remove();
}

#[wasm_bindgen_test]
fn a_panic_is_told_in_the_page_once_and_as_text() {
    panic::show(&format!("panicked at 'x': {HOSTILE}"));
    panic::show("a second one");
    let overlays = document().query_selector_all("dialog[open]#panic").unwrap();
    assert_eq!(overlays.length(), 1);
    let overlay: HtmlElement = overlays.item(0).unwrap().unchecked_into();
    assert!(text(&overlay).contains(HOSTILE) && !text(&overlay).contains("a second one"));
    assert!(overlay.query_selector("img").unwrap().is_none());
    assert_eq!(
        text(
            &overlay
                .query_selector("button")
                .unwrap()
                .unwrap()
                .unchecked_into()
        ),
        "Reload"
    );
    overlay.remove();
}
