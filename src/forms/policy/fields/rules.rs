//! Network rules as rows: whom, what is left out, which ports (contract-v1 3.7).

use contract::document::{Field, Message};
use leptos::prelude::*;
use serde_json::{Value, json};

use super::{
    line::{Line, Lines, Tenant},
    list::Items,
    object::{Object, label, with},
    ports,
    rule::{self, Peer},
};
use crate::{
    forms::problems::Problems,
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
    let hint_id = StoredValue::new(format!("{}-ports", object.id(field)));
    let has_rows = Memo::new(move |_| !rows.ids().is_empty());
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
                        hint_id
                        id=id.with_value(|id| format!("{id}-{row}"))
                    />
                </For>
            </div>
            <Show when=move || has_rows.get()>
                <p class="field-hint" id=hint_id.get_value()>{ports::HINT}</p>
            </Show>
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
    /// The element that says how ports are written.
    hint_id: StoredValue<String>,
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
    let ports_described_by = hint_id.with_value(|hint_id| format!("{hint_id} {error_id}"));
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
    let of_ports = Lines {
        described_by: StoredValue::new(ports_described_by),
        ..line
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
                line=of_ports
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
