//! Lines that were pasted, as they will be stored: shown before values that may be secrets are hidden.

use contract::{dotenv::Lines, invisible::shown};
use leptos::prelude::*;

use super::{entries::Entry, rows::Rows};
use crate::{
    format::count,
    widgets::button::{Button, Kind},
};

/// What was read, and the choice to take it.
#[component]
pub(super) fn Pasted(
    /// What one entry is called.
    one: &'static str,
    rows: Rows<Entry>,
    pasted: RwSignal<Option<Lines>>,
    send: Callback<()>,
) -> impl IntoView {
    let take = Callback::new(move |()| {
        if let Some(lines) = pasted.try_update(Option::take).flatten() {
            let now = taken(untrack(|| rows.values()), lines.entries);
            rows.replace(now);
            send.run(());
        }
    });
    let shown_lines = move |lines: Lines| {
        let label = format!("Add {}", count::of(lines.entries.len(), one));
        let entries = lines.entries.iter().map(|(key, value)| {
            view! { <li><code>{key.clone()}</code> " = " <code>{shown(value)}</code></li> }
        });
        let entries = entries.collect_view();
        let skipped = (!lines.skipped.is_empty()).then(|| left_out(&lines.skipped, one));
        view! {
            <div class="callout" role="group" aria-label="What was pasted">
                <p role="status">"This is how it is read and will be stored:"</p>
                <ul class="stack">{entries}</ul>
                {skipped.map(|text| view! { <p class="muted">{text}</p> })}
                <div class="form-actions">
                    <Button kind=Kind::Primary label on_press=take />
                    <Button
                        kind=Kind::Quiet
                        label="Discard"
                        on_press=Callback::new(move |()| pasted.set(None))
                    />
                </div>
            </div>
        }
    };
    move || pasted.get().map(shown_lines)
}

/// Which lines are not taken.
fn left_out(lines: &[usize], one: &str) -> String {
    let numbers: Vec<_> = lines.iter().map(usize::to_string).collect();
    match numbers.as_slice() {
        [line] => format!("Line {line} contains no {one} and is left out."),
        _ => format!(
            "Lines {} contain no {one} and are left out.",
            numbers.join(", ")
        ),
    }
}

/// The rows with what was pasted: a key that is there gets the new value, an empty row is filled first.
fn taken(mut rows: Vec<Entry>, entries: Vec<Entry>) -> Vec<Entry> {
    rows.retain(|(key, value)| !key.is_empty() || !value.is_empty());
    for (key, value) in entries {
        match rows.iter_mut().find(|(known, _)| *known == key) {
            Some(known) => known.1 = value,
            None => rows.push((key, value)),
        }
    }
    rows
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(key: &str, value: &str) -> Entry {
        (key.to_owned(), value.to_owned())
    }

    #[test]
    fn what_is_pasted_comes_in_place_of_what_was() {
        let rows = vec![entry("A", "1"), entry("", ""), entry("", "half")];
        let pasted = vec![entry("B", "2"), entry("A", "3")];
        assert_eq!(
            taken(rows, pasted),
            [entry("A", "3"), entry("", "half"), entry("B", "2")]
        );
    }

    #[test]
    fn what_is_left_out_is_named() {
        assert_eq!(
            left_out(&[4], "variable"),
            "Line 4 contains no variable and is left out."
        );
        assert_eq!(
            left_out(&[4, 7], "variable"),
            "Lines 4, 7 contain no variable and are left out."
        );
    }
}
