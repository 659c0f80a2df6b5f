//! Whether a rule watches, and its pause.

use contract::console::Millis;
use contract::console::notify::{HOUR, Pause, Rule, RuleEnd};
use leptos::{ev::SubmitEvent, prelude::*};

use super::words;
use crate::{
    api::{self, Client},
    format::time,
    forms::request::Request,
    state::{
        clock::{Clock, use_clock},
        session::use_person,
    },
    widgets::{
        button::{Button, Kind},
        dialog::{Dialog, DialogFoot},
        field::{SelectField, TextField},
        icon::{Glyph, Icon},
    },
};

/// How long, as far as it is offered, in seconds.
const LENGTHS: [u32; 5] = [HOUR, 4 * HOUR, 24 * HOUR, 3 * 24 * HOUR, 7 * 24 * HOUR];

fn is_paused(rule: Memo<Rule>) -> Memo<bool> {
    let clock = use_clock();
    Memo::new(move |_| {
        let until = rule.with(|rule| rule.pause.as_ref().map(|pause| pause.until));
        until.is_some_and(|until| until.instant() > clock.now())
    })
}

/// Whether it watches, and why not.
#[component]
pub(super) fn RuleState(rule: Memo<Rule>) -> impl IntoView {
    let is_paused = is_paused(rule);
    let clock = use_clock();
    move || {
        let (over, pause) = rule.with(|rule| (rule.over, rule.pause.clone()));
        let (class, icon, word, detail) = match (over, pause.filter(|_| is_paused.get())) {
            (Some(RuleEnd::RightsEnded), _) => (
                "badge tone-bad",
                Icon::Alert,
                "Ended",
                "The token it was created with can no longer read runners. Whoever created it can save it again to renew it."
                    .to_owned(),
            ),
            (None, Some(pause)) => {
                let until = time::brief(pause.until.instant(), clock.today());
                let detail = format!("until {until}: {}", pause.reason);
                ("badge tone-off", Icon::Minus, "Paused", detail)
            }
            (None, None) => ("badge tone-ok", Icon::Check, "Watching", String::new()),
        };
        view! {
            <span class="two-lines notify-text">
                <span><span class=class><Glyph icon />{word}</span></span>
                <span class="muted">{detail}</span>
            </span>
        }
    }
}

/// The button that pauses a rule, or lets it go on.
#[component]
pub(super) fn PauseButton(rule: Memo<Rule>, changed: Callback<Rule>) -> impl IntoView {
    let client: Client = expect_context();
    let person = use_person();
    let is_paused = is_paused(rule);
    let open = RwSignal::new(false);
    let request = Request::new();
    let id = Memo::new(move |_| rule.with(|rule| rule.id.clone()));
    let sending = request.refused();
    let refused = Signal::derive(move || {
        words::kept_from(person, rule.with(|rule| rule.mine)).or_else(|| sending.get())
    });
    let press = Callback::new(move |()| {
        if !is_paused.get_untracked() {
            return open.set(true);
        }
        let id = id.get_untracked();
        request.send(
            async move { api::notifications::pause(&client, &id, None).await },
            move |rule| {
                changed.try_run(rule);
            },
        );
    });
    let label = move || {
        if is_paused.get() {
            "Resume"
        } else {
            "Pause…"
        }
    };
    view! {
        <Button label=Signal::derive(move || label().to_owned()) refused on_press=press />
        {request.failure("The rule was not resumed")}
        <Dialog title="Pause the rule" open>
            <Pausing id open changed />
        </Dialog>
    }
}

#[component]
fn Pausing(id: Memo<String>, open: RwSignal<bool>, changed: Callback<Rule>) -> impl IntoView {
    let client: Client = expect_context();
    let length = RwSignal::new(LENGTHS[0]);
    let reason = RwSignal::new(String::new());
    let request = Request::new();
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        let id = id.get_untracked();
        let pause = untrack(|| Pause {
            until: Millis(Millis::from(Clock::instant()).0 + i64::from(length.get()) * 1000),
            reason: reason.get(),
        });
        request.send(
            async move { api::notifications::pause(&client, &id, Some(&pause)).await },
            move |rule| {
                changed.try_run(rule);
                open.try_set(false);
            },
        );
    };
    let lengths = LENGTHS.map(|length| {
        view! { <option>{words::time(length)}</option> }
    });
    view! {
        <form novalidate on:submit=submit>
            <div class="dialog-body">
                <p>"Nobody is notified meanwhile. If something is still wrong afterwards, you are notified then."</p>
                <SelectField id="pause-length" label="For" on_choose=move |at| length.set(LENGTHS[at])>
                    {lengths}
                </SelectField>
                <TextField
                    id="pause-reason"
                    label="Reason"
                    value=reason
                    on_input=move |text| reason.set(text)
                    hint="Shown beside the rule."
                    error=words::violation(request, "reason")
                />
                {request.failure("The rule was not paused")}
            </div>
            <DialogFoot open>
                <Button label="Pause" kind=Kind::Primary r#type="submit" refused=request.refused() />
            </DialogFoot>
        </form>
    }
}
