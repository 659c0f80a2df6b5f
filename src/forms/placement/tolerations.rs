//! The taints that the pod tolerates, as rows.

use contract::{invisible::trimmed, model::Toleration, rules::taint};
use leptos::prelude::*;

use super::{
    AT, Placement,
    part::{Part, counted},
    place_of,
    rows::Rows,
};
use crate::{
    format::toleration::{EFFECTS, text},
    forms::problems::Problems,
    widgets::{
        button::{Button, IconButton},
        field::FieldError,
        icon::Icon,
    },
};

/// The part.
#[component]
pub(super) fn TolerationsPart() -> impl IntoView {
    let placement = Placement::context();
    let value = Memo::new(move |_| placement.with(|overrides| overrides.tolerations.clone()));
    let summary = Signal::derive(move || counted(value.with(Vec::len), "toleration"));
    let rows = Rows::following(value.into(), <[_]>::to_vec);
    let send = Callback::new(move |()| {
        let now = untrack(|| rows.values());
        placement.change(|overrides| overrides.tolerations = now);
    });
    let add = Callback::new(move |()| {
        rows.begin(Toleration {
            operator: "Exists".to_owned(),
            effect: EFFECTS[0].to_owned(),
            ..Toleration::default()
        });
        send.run(());
    });
    let removed = rows.undo(send, |gone| view! { <code>{text(&gone)}</code> }.into_any());
    view! {
        <Part place=place_of("tolerations") title="Tolerations" summary>
            <p class="muted">"Taints that the runner's pod tolerates."</p>
            <div class="map-rows">
                <For each=move || rows.ids() key=|id| *id let(id)>
                    <TolerationRow rows id send />
                </For>
            </div>
            {removed}
            <div><Button icon=Icon::Plus label="Add a toleration" on_press=add /></div>
        </Part>
    }
}

#[component]
fn TolerationRow(rows: Rows<Toleration>, id: u32, send: Callback<()>) -> impl IntoView {
    let problems = Problems::context();
    let toleration = Memo::new(move |_| rows.value(id).unwrap_or_default());
    let number = move || rows.index(id).map_or(0, |at| at + 1);
    let exists = Memo::new(move |_| toleration.with(|toleration| toleration.operator == "Exists"));
    let first = NodeRef::new();
    rows.focus(id, first);
    // `Exists` takes no value (contract 1.5); what was typed comes back with `Equal`.
    let aside = StoredValue::new(String::new());
    let error_id = format!("toleration-{id}-error");
    let error = Memo::new(move |_| {
        let at = rows.index(id)?;
        let found = problems
            .under(&format!("{AT}.tolerations[{at}]"))
            .into_iter();
        let texts: Vec<String> = found
            .map(|problem| {
                let part = problem.field.rsplit('.').next().unwrap_or_default();
                format!("{part} {}", problem.text)
            })
            .collect();
        (!texts.is_empty()).then(|| texts.join("; "))
    });
    let label = move |what: &str| format!("{what} of toleration {}", number());
    let change = move |edit: &dyn Fn(&mut Toleration)| {
        rows.edit(id, edit);
        send.run(());
    };
    let whole = Memo::new(move |_| toleration.with(|toleration| taint(&toleration.key)));
    let take_apart = move || {
        let parts = whole.get()?;
        let label = format!("Split toleration {}", number());
        let apart = move |_| {
            change(&|toleration| {
                toleration.key.clone_from(&parts.key);
                toleration.operator.clone_from(&parts.operator);
                toleration.value.clone_from(&parts.value);
                if !parts.effect.is_empty() {
                    toleration.effect.clone_from(&parts.effect);
                }
            });
        };
        Some(view! {
            <button type="button" class="link-button" aria-label=label on:click=apart>
                "Split it"
            </button>
        })
    };
    view! {
        <div class="map-row toleration-row">
            <input
                node_ref=first
                class="input code"
                placeholder=move || if exists.get() { "key; empty for every taint" } else { "key" }
                autocomplete="off"
                autocapitalize="none"
                spellcheck="false"
                aria-label=move || label("Key")
                aria-describedby=error_id.clone()
                prop:value=move || toleration.with(|toleration| toleration.key.clone())
                on:input=move |event| {
                    let text = event_target_value(&event);
                    change(&|toleration| trimmed(&text).clone_into(&mut toleration.key));
                }
            />
            <select
                class="input"
                aria-label=move || label("Operator")
                prop:value=move || if exists.get() { "Exists" } else { "Equal" }
                on:change=move |event| {
                    let to_exists = event_target_value(&event) == "Exists";
                    if to_exists {
                        aside.set_value(toleration.with_untracked(|t| t.value.clone()));
                    }
                    change(&|toleration| {
                        let (operator, value) =
                            if to_exists { ("Exists", String::new()) } else { ("Equal", aside.get_value()) };
                        operator.clone_into(&mut toleration.operator);
                        toleration.value = value;
                    });
                }
            >
                <option value="Equal">"Equal"</option>
                <option value="Exists">"Exists"</option>
            </select>
            <Show when=move || !exists.get()>
                <input
                    class="input code"
                    placeholder="value"
                    autocomplete="off"
                    autocapitalize="none"
                    spellcheck="false"
                    aria-label=move || label("Value")
                    prop:value=move || toleration.with(|toleration| toleration.value.clone())
                    on:input=move |event| {
                        let text = event_target_value(&event);
                        change(&|toleration| trimmed(&text).clone_into(&mut toleration.value));
                    }
                />
            </Show>
            <select
                class="input"
                aria-label=move || label("Effect")
                prop:value=move || toleration.with(|toleration| toleration.effect.clone())
                on:change=move |event| {
                    let effect = event_target_value(&event);
                    change(&|toleration| toleration.effect.clone_from(&effect));
                }
            >
                {EFFECTS
                    .map(|effect| {
                        let word = if effect.is_empty() { "Every effect" } else { effect };
                        view! { <option value=effect>{word}</option> }
                    })}
            </select>
            <IconButton
                icon=Icon::Trash
                label=Signal::derive(move || format!("Remove toleration {}", number()))
                on_press=Callback::new(move |()| {
                    rows.remove(id);
                    send.run(());
                })
            />
            <FieldError id=error_id.clone() error />
            {take_apart}
        </div>
    }
}
