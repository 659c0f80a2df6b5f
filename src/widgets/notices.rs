//! The messages of `state::notices` on screen.

use leptos::prelude::*;

use super::button::IconButton;
use super::icon::{Glyph, Icon};
use super::request_id::RequestId;
use crate::state::notices::{Notice, use_notices};

/// The list of messages, read out as they come.
#[component]
pub(crate) fn NoticeList() -> impl IntoView {
    let notices = use_notices();
    view! {
        <div class="notices" role="status" aria-label="Messages">
            <For each=move || notices.shown() key=|(number, _)| *number let((number, notice))>
                <div class="notice">
                    {match notice {
                        Notice::Done(text) => {
                            view! {
                                <span class="tone-ok"><Glyph icon=Icon::Check /></span>
                                <p>{text}</p>
                            }
                                .into_any()
                        }
                        Notice::Failed(what, error) => {
                            view! {
                                <span class="tone-bad"><Glyph icon=Icon::Alert /></span>
                                <div>
                                    <p><strong>{what}</strong></p>
                                    <p>{error.message.clone()}</p>
                                    <p class="muted">{error.next_step()}</p>
                                    <RequestId error=error.clone() />
                                </div>
                            }
                                .into_any()
                        }
                    }}
                    <IconButton
                        icon=Icon::Close
                        label="Dismiss"
                        on_press=Callback::new(move |()| notices.dismiss(number))
                    />
                </div>
            </For>
        </div>
    }
}
