//! Network rules as rows: whom, what is left out, which ports (contract-v1 3.7).

use contract::document::{Field, Kind, Message};
use leptos::prelude::*;
use serde_json::{Value, json};

use super::{
    list::Items,
    object::{Object, label, with},
    ports,
    rule::{self, Peer},
};
use crate::{
    forms::{constant::word, problems::Problems},
    widgets::{
        button::Button,
        field::FieldError,
        icon::{Glyph, Icon},
    },
};

/// Whether objects of that kind are network rules.
pub(super) fn is_rule(message: &Message) -> bool {
    message.field("any").is_some() && message.field("ports").is_some()
}

/// The rows, and a button for one more.
#[component]
pub(super) fn Rules(
    object: Object,
    field: &'static Field,
    message: &'static Message,
) -> impl IntoView {
    let items = Items::new(object, field);
    let rows = items.rows;
    let id = StoredValue::new(object.id(field));
    let begin = move |()| rows.begin(rule::about(json!({}), Peer::Cidr));
    let removed = items.undo(|_| "A rule".into_any());
    view! {
        <fieldset class="choices">
            <legend>{label(field)}</legend>
            <p class="field-hint">{field.doc}</p>
            <div class="map-rows">
                <For each=move || rows.ids() key=|id| *id let(row)>
                    <Rule
                        items
                        row
                        message
                        has_hosts=!field.json.starts_with("default")
                        id=id.with_value(|id| format!("{id}-{row}"))
                    />
                </For>
            </div>
            {removed}
            <div>
                <Button
                    icon=Icon::Plus
                    label=format!("Add to {}", label(field).to_lowercase())
                    on_press=Callback::new(begin)
                />
            </div>
        </fieldset>
    }
}

#[component]
fn Rule(
    items: Items,
    row: u32,
    message: &'static Message,
    /// A host can be allowed; nobody is given one unasked (contract-v1 3.7).
    has_hosts: bool,
    id: String,
) -> impl IntoView {
    let rows = items.rows;
    let problems = Problems::context();
    let value = Memo::new(move |_| rows.value(row).unwrap_or_default());
    let change = move |changed: Value| items.change(row, changed);
    let peer = Memo::new(move |_| value.with(Peer::of));
    let number = move || rows.index(row).map_or(0, |at| at + 1);
    let place = items.place(row);
    let error_id = format!("{id}-error");
    let described_by = StoredValue::new(error_id.clone());
    let error = Signal::derive(move || {
        let found = problems.under(&place.read());
        let typed = value.with(|rule| rule.get("ports").is_some_and(Value::is_string));
        let mut texts: Vec<String> = found.into_iter().map(|problem| problem.text).collect();
        if typed {
            texts = vec![ports::WRONG.to_owned()];
        }
        (!texts.is_empty()).then(|| texts.join("; "))
    });
    let is_wrong = Memo::new(move |_| error.with(Option::is_some));
    let offered = |one: &Peer| {
        let is_there = untrack(|| peer.get()) == Some(*one);
        has_hosts || is_there || *one != Peer::Hostname
    };
    let peers: Vec<Peer> = Peer::of_message(message).filter(offered).collect();
    let peers = StoredValue::new(peers);
    let choose = move |event| {
        let at = event_target::<web_sys::HtmlSelectElement>(&event).selected_index();
        let chosen = usize::try_from(at).ok();
        let chosen = peers.with_value(|peers| peers.get(chosen?).copied());
        if let Some(chosen) = chosen {
            change(rule::about(value.get_untracked(), chosen));
        }
    };
    let options = peers.get_value().into_iter().map(|one| {
        view! { <option selected=move || peer.get() == Some(one)>{one.label()}</option> }
    });
    // A rule that says nobody: it is refused until somebody is chosen.
    let nobody = move || {
        peer.get()
            .is_none()
            .then(|| view! { <option selected=true>"Nobody yet"</option> })
    };
    let line = Lines {
        number: Signal::derive(number),
        is_wrong,
        described_by,
    };
    let whom = move || match peer.get() {
        Some(peer @ (Peer::Cidr | Peer::Hostname)) => {
            let except_label = if peer == Peer::Cidr {
                "Prefixes left out"
            } else {
                "Hosts left out"
            };
            view! {
                <Line
                    line
                    label=peer.label()
                    placeholder=peer.example().unwrap_or_default()
                    value=Signal::derive(move || value.with(rule::text))
                    read=|text| contract::invisible::trimmed(text).to_owned()
                    on_input=Callback::new(move |text: String| {
                        let text = contract::invisible::trimmed(&text).to_owned();
                        change(rule::with_text(value.get_untracked(), &text));
                    })
                />
                <Line
                    line
                    label=except_label
                    placeholder="except"
                    value=Signal::derive(move || value.with(rule::except).join(", "))
                    read=|text| rule::words(text).join(", ")
                    on_input=Callback::new(move |text: String| {
                        change(rule::without(value.get_untracked(), &rule::words(&text)));
                    })
                />
            }
            .into_any()
        }
        Some(Peer::Tenant) => {
            view! { <Tenant line message value on_change=Callback::new(change) /> }.into_any()
        }
        Some(Peer::Selector) => {
            view! { <span class="muted">"Write its labels in the text."</span> }.into_any()
        }
        Some(Peer::Any) | None => ().into_any(),
    };
    view! {
        <div class="map-row">
            <select
                class="input"
                aria-label=move || format!("Rule {}: whom", number())
                aria-describedby=described_by.get_value()
                on:change=choose
            >
                {options.collect_view()}
                {nobody}
            </select>
            {whom}
            <Line
                line
                label="Ports"
                placeholder="all ports"
                value=Signal::derive(move || {
                    value.with(|rule| ports::write(rule.get("ports").unwrap_or(&Value::Null)))
                })
                read=canonical
                on_input=Callback::new(move |text: String| {
                    change(with(value.get_untracked(), "ports", ports_of(&text)));
                })
            />
            <button
                type="button"
                class="icon-button"
                aria-label=move || format!("Remove rule {}", number())
                on:click=move |_| items.remove(row)
            >
                <Glyph icon=Icon::Trash />
            </button>
            <FieldError id=error_id error />
        </div>
    }
}

/// What a rule has for a line of ports. One that cannot be read is kept as typed, and refused.
fn ports_of(line: &str) -> Option<Value> {
    match ports::read(line) {
        Some(ports) => (!ports.is_empty()).then(|| ports.into()),
        None => Some(line.into()),
    }
}

/// A line of ports as it is written back.
fn canonical(line: &str) -> String {
    ports::write(&ports_of(line).unwrap_or_default())
}

/// What the lines of one rule share.
#[derive(Clone, Copy)]
struct Lines {
    number: Signal<usize>,
    is_wrong: Memo<bool>,
    described_by: StoredValue<String>,
}

/// A line of a rule. It stays as typed while it means the same.
#[component]
fn Line(
    line: Lines,
    label: &'static str,
    placeholder: &'static str,
    value: Signal<String>,
    /// What a text means, as `value` would have it.
    read: fn(&str) -> String,
    on_input: Callback<String>,
) -> impl IntoView {
    let typed = RwSignal::new(value.get_untracked());
    Effect::new(move |_| {
        let value = value.get();
        if read(&typed.read_untracked()) != value {
            typed.set(value);
        }
    });
    view! {
        <input
            class="input code"
            placeholder=placeholder
            autocomplete="off"
            autocapitalize="none"
            spellcheck="false"
            aria-label=move || format!("Rule {}: {}", line.number.get(), label.to_lowercase())
            aria-describedby=line.described_by.get_value()
            aria-invalid=move || line.is_wrong.get().then_some("true")
            prop:value=move || typed.get()
            on:input=move |event| {
                let text = event_target_value(&event);
                typed.set(text.clone());
                on_input.run(text);
            }
        />
    }
}

/// Which other sandboxes.
#[component]
fn Tenant(
    line: Lines,
    message: &'static Message,
    value: Memo<Value>,
    on_change: Callback<Value>,
) -> impl IntoView {
    let scopes = match message.field("tenant").map(|field| field.kind) {
        Some(Kind::Choice(scopes)) => scopes,
        _ => &[],
    };
    let is_chosen = move |scope: &str| value.with(|rule| rule.get("tenant") == Some(&json!(scope)));
    let option = move |scope: &'static str| {
        view! { <option selected=move || is_chosen(scope)>{word(scope, scopes)}</option> }
    };
    let choose = move |event| {
        let at = event_target::<web_sys::HtmlSelectElement>(&event).selected_index();
        if let Some(scope) = usize::try_from(at).ok().and_then(|at| scopes.get(at)) {
            on_change.run(with(value.get_untracked(), "tenant", Some(json!(scope))));
        }
    };
    view! {
        <select
            class="input"
            aria-label=move || format!("Rule {}: which sandboxes", line.number.get())
            aria-describedby=line.described_by.get_value()
            on:change=choose
        >
            {scopes.iter().copied().map(option).collect_view()}
        </select>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_of_ports_is_kept_whatever_it_is() {
        assert_eq!(ports_of(" "), None);
        assert_eq!(ports_of("443,"), Some(json!([{ "port": 443 }])));
        assert_eq!(ports_of("http"), Some(json!("http")));
        for (typed, written) in [("443,", "443"), ("http ", "http "), ("53/udp", "UDP 53")] {
            assert_eq!(canonical(typed), written);
        }
    }
}
