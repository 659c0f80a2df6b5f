//! What is typed about a rule.

use std::collections::BTreeSet;

use contract::console::notify::{HOUR, MINUTE, Quiet, Sketch, When};
use contract::console::share::Selection;
use leptos::prelude::*;

use super::words;
use crate::{
    format::time,
    forms::request::Request,
    widgets::field::{FieldError, SelectField},
};

/// How long something may have to hold, as far as it is offered, in seconds.
const HOLDS: [u32; 7] = [0, 30, MINUTE, 5 * MINUTE, 15 * MINUTE, 30 * MINUTE, HOUR];

/// What is typed.
#[derive(Clone, Copy)]
pub(super) struct Form {
    pub(super) name: RwSignal<String>,
    pub(super) when: RwSignal<When>,
    pub(super) selection: RwSignal<Selection>,
    pub(super) channels: RwSignal<BTreeSet<String>>,
    hold: RwSignal<Option<u32>>,
    quiet: RwSignal<Option<Quiet>>,
    /// The newest try to make or change the rule.
    pub(super) request: Request,
}

impl Form {
    /// Filled with this rule.
    pub(super) fn of(sketch: Sketch) -> Self {
        Self {
            name: RwSignal::new(sketch.name),
            when: RwSignal::new(sketch.when),
            selection: RwSignal::new(sketch.selection),
            channels: RwSignal::new(sketch.channels),
            hold: RwSignal::new(sketch.hold),
            quiet: RwSignal::new(sketch.quiet),
            request: Request::new(),
        }
    }

    /// The rule as it is typed.
    pub(super) fn sketch(self) -> Sketch {
        Sketch {
            name: self.name.get(),
            when: self.when.get(),
            selection: self.selection.get(),
            channels: self.channels.get(),
            hold: self.hold.get(),
            quiet: self.quiet.get(),
        }
    }

    /// Chooses what is told; how long it must hold is the usual time of that.
    pub(super) fn choose(self, when: When) {
        self.hold.set(None);
        self.when.set(when);
    }

    /// What is wrong with a field, once somebody has tried to send it.
    pub(super) fn problem(self, field: &'static str) -> Signal<Option<String>> {
        Signal::derive(move || {
            let refused = self.request.error()?;
            if let Err((wrong, text)) = self.sketch().check() {
                return (wrong == field).then_some(text);
            }
            let mut told = refused.violations.iter();
            let own = told.find(|violation| violation.field.split('.').next() == Some(field));
            own.map(|violation| violation.description.clone())
        })
    }
}

/// How long something must hold, where what is told does not say that itself.
#[component]
pub(super) fn HoldField(form: Form) -> impl IntoView {
    let usual = Memo::new(move |_| {
        let when = form.when.get();
        let is_chosen = form.hold.with(Option::is_some);
        let counts = is_chosen || !when.is_event() && when.lasts() == 0;
        counts.then(|| when.usual_hold())
    });
    move || {
        let usual = usual.get()?;
        let now = form.hold.get_untracked().unwrap_or(usual);
        let mut offered = HOLDS.to_vec();
        if !offered.contains(&now) {
            offered.push(now);
            offered.sort_unstable();
        }
        let options = offered.iter().map(|&hold| {
            let words = match hold {
                0 => "Right away".to_owned(),
                hold => format!("After {}", words::time(hold)),
            };
            view! { <option selected=hold == now>{words}</option> }
        });
        let options = options.collect_view();
        Some(view! {
            <SelectField
                id="rule-hold"
                label="Notify"
                on_choose=move |at| form.hold.set(offered.get(at).copied())
                hint="Nobody is notified if it ends sooner. Heartbeats can lag by 30 seconds."
                error=form.problem("hold")
            >
                {options}
            </SelectField>
        })
    }
}

/// When nothing is told.
#[component]
pub(super) fn QuietField(form: Form) -> impl IntoView {
    let toggle = move |event| {
        let quiet = Quiet {
            from: 22 * 60,
            to: 7 * 60,
            zone: time::zone(),
        };
        form.quiet
            .set(event_target_checked(&event).then_some(quiet));
    };
    let zone = move || {
        form.quiet
            .with(|quiet| quiet.as_ref().map(|quiet| quiet.zone.clone()))
    };
    let input = move |label: &'static str, get: fn(&Quiet) -> u16, set: fn(&mut Quiet, u16)| {
        let value = move || {
            let minutes = form.quiet.with(|quiet| quiet.as_ref().map(get));
            let minutes = minutes.unwrap_or_default();
            format!("{:02}:{:02}", minutes / 60, minutes % 60)
        };
        let change = move |event| {
            if let Some(minutes) = minutes(&event_target_value(&event)) {
                form.quiet.update(|quiet| {
                    if let Some(quiet) = quiet {
                        set(quiet, minutes);
                    }
                });
            }
        };
        view! {
            <label class="notify-time">
                <span>{label}</span>
                <input class="input" type="time" prop:value=value on:change=change />
            </label>
        }
    };
    let is_on = Memo::new(move |_| form.quiet.with(Option::is_some));
    view! {
        <fieldset class="options links-options">
            <legend>"Quiet hours"</legend>
            <label class="option">
                <input type="checkbox" prop:checked=move || is_on.get() on:change=toggle />
                <span class="option-label">
                    <strong>"No notifications at certain hours"</strong>
                    <span class="muted">"If something is still wrong afterwards, you are notified then."</span>
                </span>
            </label>
            <Show when=move || is_on.get()>
                <div class="notify-times">
                    {input("From", |quiet| quiet.from, |quiet, at| quiet.from = at)}
                    {input("To", |quiet| quiet.to, |quiet, at| quiet.to = at)}
                    <span class="muted">{zone}</span>
                </div>
            </Show>
            <FieldError id="rule-quiet-error".to_owned() error=form.problem("quiet") />
        </fieldset>
    }
}

/// The minute of the day of `22:30`.
fn minutes(text: &str) -> Option<u16> {
    let (hours, minutes) = text.split_once(':')?;
    let (hours, minutes): (u16, u16) = (hours.parse().ok()?, minutes.get(..2)?.parse().ok()?);
    (hours < 24 && minutes < 60).then_some(hours * 60 + minutes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_of_day_is_read_as_browsers_write_it() {
        assert_eq!(minutes("22:30"), Some(22 * 60 + 30));
        assert_eq!(minutes("00:00:30"), Some(0));
        assert_eq!(minutes("24:00"), None);
        assert_eq!(minutes(""), None);
    }
}
