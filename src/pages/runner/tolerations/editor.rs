//! The list of tolerations with what is added and removed.

use contract::wire::{Runner, Toleration};
use leptos::prelude::*;

use super::{describe, new::NewToleration, tolerations};
use crate::{
    format::toleration::text,
    pages::runner::{
        Live,
        save::{Edit, Save, SaveForm},
    },
};

/// What the person did to the list: differences rather than a new list, so that they can be made to a
/// list that somebody else has changed meanwhile.
#[derive(Clone, Default, PartialEq)]
struct Changes {
    added: Vec<Toleration>,
    removed: Vec<Toleration>,
}

impl Changes {
    fn make(&self, runner: &mut Runner) {
        let before = tolerations(runner);
        let mut after = before.to_vec();
        after.retain(|toleration| !self.removed.contains(toleration));
        after.extend(
            self.added
                .iter()
                .filter(|added| !before.contains(added))
                .cloned(),
        );
        if after != before {
            let spec = runner.managed_spec.get_or_insert_default();
            spec.overrides.get_or_insert_default().tolerations = after;
        }
    }

    fn add(&mut self, toleration: Toleration) {
        self.removed.retain(|removed| *removed != toleration);
        if !self.added.contains(&toleration) {
            self.added.push(toleration);
        }
    }

    fn toggle_removed(&mut self, toleration: &Toleration) {
        if self.removed.contains(toleration) {
            self.removed.retain(|removed| removed != toleration);
        } else {
            self.removed.push(toleration.clone());
        }
    }
}

/// The list, a form for one more, and the preview of what is saved.
#[component]
pub(super) fn Editor(
    runner: Live,
    open: RwSignal<bool>,
    locked: RwSignal<bool>,
    prepared: Option<Toleration>,
) -> impl IntoView {
    let save = Save::of(runner.get_untracked());
    Effect::new(move |_| locked.set(save.is_sending()));
    let changes = RwSignal::new(Changes {
        added: prepared.into_iter().collect(),
        removed: Vec::new(),
    });
    let edit = move || {
        let changes = changes.get();
        Edit::new(move |runner| changes.make(runner))
    };
    let close = Callback::new(move |()| open.set(false));
    let present = move || {
        let base = save.base();
        let list = tolerations(&base).to_vec();
        list.into_iter()
            .map(|toleration| view! { <Present toleration changes /> })
            .collect_view()
    };
    let added = move || {
        let base = save.base();
        let mut list = changes.get().added;
        list.retain(|toleration| !tolerations(&base).contains(toleration));
        list.into_iter()
            .map(|toleration| view! { <Added toleration changes /> })
            .collect_view()
    };
    let none = move || tolerations(&save.base()).is_empty() && changes.with(|c| c.added.is_empty());
    view! {
        <div class="dialog-body">
            <ul class="rows" aria-label="Tolerations">{present}{added}</ul>
            <Show when=none>
                <p class="muted">"No taint is tolerated yet."</p>
            </Show>
            <NewToleration on_add=Callback::new(move |t| changes.update(|changes| changes.add(t))) />
        </div>
        <SaveForm save edit=Signal::derive(edit) describe on_cancel=close on_done=close />
    }
}

#[component]
fn Present(toleration: Toleration, changes: RwSignal<Changes>) -> impl IntoView {
    let name = text(&toleration);
    let toleration = StoredValue::new(toleration);
    let is_removed =
        Memo::new(move |_| toleration.with_value(|t| changes.with(|c| c.removed.contains(t))));
    let verb = move || if is_removed.get() { "Keep" } else { "Remove" };
    let label = {
        let name = name.clone();
        move || format!("{} {name}", verb())
    };
    view! {
        <li class="row">
            <code class:struck=move || is_removed.get()>{name}</code>
            <button
                type="button"
                class="link-button"
                aria-label=label
                on:click=move |_| changes.update(|c| toleration.with_value(|t| c.toggle_removed(t)))
            >
                {verb}
            </button>
        </li>
    }
}

#[component]
fn Added(toleration: Toleration, changes: RwSignal<Changes>) -> impl IntoView {
    let name = text(&toleration);
    let label = format!("Remove {name}");
    view! {
        <li class="row">
            <span><code>{name}</code>" "<span class="pill tone-ok">"new"</span></span>
            <button
                type="button"
                class="link-button"
                aria-label=label
                on:click=move |_| changes.update(|c| c.added.retain(|added| *added != toleration))
            >
                "Remove"
            </button>
        </li>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn toleration(key: &str) -> Toleration {
        Toleration {
            key: key.into(),
            operator: "Exists".into(),
            ..Toleration::default()
        }
    }

    fn runner(keys: &[&str]) -> Runner {
        let mut runner = Runner::default();
        let overrides = runner
            .managed_spec
            .get_or_insert_default()
            .overrides
            .get_or_insert_default();
        overrides.env.insert("KEPT".into(), "yes".into());
        overrides.tolerations = keys.iter().map(|key| toleration(key)).collect();
        runner
    }

    #[test]
    fn what_somebody_else_added_stays() {
        let mut changes = Changes::default();
        changes.add(toleration("mine"));
        changes.toggle_removed(&toleration("old"));
        let mut newer = runner(&["old", "theirs"]);
        changes.make(&mut newer);
        assert_eq!(newer, runner(&["theirs", "mine"]));
    }

    #[test]
    fn adding_what_is_there_changes_nothing() {
        let mut changes = Changes::default();
        changes.add(toleration("a"));
        let mut same = runner(&["a"]);
        changes.make(&mut same);
        assert_eq!(same, runner(&["a"]));
        let mut bare = Runner::default();
        Changes::default().make(&mut bare);
        assert_eq!(bare, Runner::default());
    }

    #[test]
    fn removing_twice_keeps() {
        let mut changes = Changes::default();
        changes.toggle_removed(&toleration("a"));
        changes.toggle_removed(&toleration("a"));
        assert!(changes == Changes::default());
    }
}
