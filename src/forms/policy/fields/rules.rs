//! Network rules as rows: whom, what is left out, which ports (contract-v1 3.7).

use contract::document::{Field, Message};
use leptos::prelude::*;
use serde_json::{Value, json};

use super::{
    lines::{Line, Lines, Tenant},
    list::Items,
    object::{Object, label, with},
    ports,
    rule::{self, Peer},
};
use crate::{
    forms::{placement::rows_field::RowsField, problems::Problems},
    widgets::{button::IconButton, field::FieldError, icon::Icon},
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
    let hint_id = StoredValue::new(format!("{}-ports", object.id(field)));
    let row = move |row| {
        let id = id.with_value(|id| format!("{id}-{row}"));
        let has_hosts = !field.json.starts_with("default");
        view! { <Rule items row message has_hosts hint_id id /> }.into_any()
    };
    let has_rows = Memo::new(move |_| !rows.ids().is_empty());
    let how = move || {
        let hint = || view! { <p class="field-hint" id=hint_id.get_value()>{ports::HINT}</p> };
        has_rows.get().then(hint)
    };
    view! {
        <RowsField
            label=label(field)
            hint=field.doc
            rows
            row=Callback::new(row)
            below=move || how.into_any()
            send=Callback::new(move |()| items.send())
            said=|_| "A rule".into_any()
            add=format!("Add to {}", label(field).to_lowercase())
            on_add=Callback::new(begin)
        />
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
                read=ports::canonical
                on_input=Callback::new(move |text: String| {
                    change(with(value.get_untracked(), "ports", ports::kept(&text)));
                })
            />
            <IconButton
                icon=Icon::Trash
                label=Signal::derive(move || format!("Remove rule {}", number()))
                on_press=Callback::new(move |()| items.remove(row))
            />
            <FieldError id=error_id error />
        </div>
    }
}
