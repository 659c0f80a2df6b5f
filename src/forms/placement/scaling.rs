//! How many pods: a fixed number, or within bounds. The fixed number counts only while autoscaling is off
//! (contract 1.5).

use contract::model::{Overrides, Scaling};
use leptos::prelude::*;

use super::{AT, Placement, part::Part, place_of};
use crate::{format::count, forms::problems::Problems, widgets::field::TextField};

/// Changes the scaling; one in which nothing is set is none.
fn put(overrides: &mut Overrides, change: impl FnOnce(&mut Scaling)) {
    change(overrides.scaling.get_or_insert_default());
    if overrides.scaling == Some(Scaling::default()) {
        overrides.scaling = None;
    }
}

fn words(overrides: &Overrides) -> String {
    match &overrides.scaling {
        None => String::new(),
        Some(scaling) if scaling.autoscaling_enabled => match scaling.max_replicas {
            0 => format!("{} or more replicas", scaling.min_replicas),
            most => format!("{} to {most} replicas", scaling.min_replicas),
        },
        Some(scaling) => count::of(scaling.replicas, "replica"),
    }
}

/// The part.
#[component]
pub(super) fn ScalingPart() -> impl IntoView {
    let placement = Placement::context();
    let scaling = Memo::new(move |_| {
        placement.with(|overrides| overrides.scaling.clone().unwrap_or_default())
    });
    let is_auto = Memo::new(move |_| scaling.with(|scaling| scaling.autoscaling_enabled));
    let summary = Signal::derive(move || placement.with(words));
    view! {
        <Part place=place_of("scaling") title="Scaling" summary>
            <label class="choice">
                <input
                    type="checkbox"
                    prop:checked=move || is_auto.get()
                    on:change=move |event| {
                        let on = event_target_checked(&event);
                        placement.change(|overrides| put(overrides, |s| s.autoscaling_enabled = on));
                    }
                />
                "Autoscaling"
            </label>
            <div class="form-grid">
                <Show
                    when=move || is_auto.get()
                    fallback=|| {
                        view! {
                            <Number
                                id="replicas"
                                label="Replicas"
                                hint="Leave empty for the platform’s default."
                                field="replicas"
                                of=|scaling| &mut scaling.replicas
                            />
                        }
                    }
                >
                    <Number
                        id="min-replicas"
                        label="At least"
                        hint="Replicas."
                        field="min_replicas"
                        of=|scaling| &mut scaling.min_replicas
                    />
                    <Number
                        id="max-replicas"
                        label="At most"
                        hint="Replicas; leave empty for no limit."
                        field="max_replicas"
                        of=|scaling| &mut scaling.max_replicas
                    />
                </Show>
            </div>
        </Part>
    }
}

/// A number; what is typed and is none stays as typed.
#[component]
fn Number(
    id: &'static str,
    label: &'static str,
    hint: &'static str,
    field: &'static str,
    of: fn(&mut Scaling) -> &mut i32,
) -> impl IntoView {
    let placement = Placement::context();
    let problems = Problems::context();
    let number = Memo::new(move |_| {
        placement.with(|overrides| *of(&mut overrides.scaling.clone().unwrap_or_default()))
    });
    let text = RwSignal::new(shown(number.get_untracked()));
    Effect::new(move |_| {
        let number = number.get();
        if text.with_untracked(|text| read(text).is_ok_and(|read| read != number)) {
            text.set(shown(number));
        }
    });
    let error = move || {
        let own = text.with(|text| read(text).err());
        own.map(str::to_owned)
            .or_else(|| problems.at(&format!("{AT}.scaling.{field}")))
    };
    view! {
        <TextField
            id=id
            label=label
            hint=hint
            value=text
            on_input=move |typed: String| {
                if let Ok(number) = read(&typed) {
                    placement.change(|overrides| put(overrides, |scaling| *of(scaling) = number));
                }
                text.set(typed);
            }
            error=Signal::derive(error)
        />
    }
}

fn shown(number: i32) -> String {
    if number == 0 {
        String::new()
    } else {
        number.to_string()
    }
}

fn read(text: &str) -> Result<i32, &'static str> {
    match text.trim() {
        "" => Ok(0),
        text => text
            .parse()
            .map_err(|_| "This is not a whole number, so the previous one is kept."),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_set_is_none() {
        let mut overrides = Overrides::default();
        put(&mut overrides, |scaling| scaling.autoscaling_enabled = true);
        put(&mut overrides, |scaling| scaling.max_replicas = 3);
        assert_eq!(words(&overrides), "0 to 3 replicas");
        put(&mut overrides, |scaling| scaling.max_replicas = 0);
        put(&mut overrides, |scaling| {
            scaling.autoscaling_enabled = false;
        });
        assert_eq!(overrides, Overrides::default());
        assert_eq!(read(" 4 "), Ok(4));
        assert_eq!(read(""), Ok(0));
        assert!(read("four").is_err());
    }
}
