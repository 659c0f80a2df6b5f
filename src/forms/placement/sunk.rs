//! Placing the runner's pod through Slurm (SUNK, contract 1.5).

use contract::model::{Overrides, Toleration};
use leptos::prelude::*;

use super::Placement;
use crate::widgets::{
    button::Button,
    icon::{Glyph, Icon},
};

/// The scheduler of most installs, `<namespace>-<release>`.
const SCHEDULER: &str = "tenant-slurm-slurm-scheduler";
/// Taint of the nodes that Slurm holds.
const TAINT: &str = "sunk.coreweave.com/lock";

/// Fills in what Slurm needs. What is set already stays; answers what was filled in.
fn fill(overrides: &mut Overrides) -> Vec<String> {
    let mut filled = Vec::new();
    let mut put = |field: &mut String, name: &str, text: &str| {
        if field.is_empty() {
            text.clone_into(field);
            filled.push(format!("{name}: {text}"));
        }
    };
    put(&mut overrides.scheduler_name, "scheduler_name", SCHEDULER);
    let resources = overrides.resources.get_or_insert_default();
    put(&mut resources.cpu_request, "resources.cpu_request", "1");
    put(
        &mut resources.memory_request,
        "resources.memory_request",
        "2Gi",
    );
    let is_tolerated = overrides.tolerations.iter().any(|toleration| {
        [TAINT, ""].contains(&toleration.key.as_str())
            && ["NoExecute", ""].contains(&toleration.effect.as_str())
    });
    if !is_tolerated {
        overrides.tolerations.push(Toleration {
            key: TAINT.to_owned(),
            operator: "Exists".to_owned(),
            effect: "NoExecute".to_owned(),
            ..Toleration::default()
        });
        filled.push(format!("tolerations: {TAINT}:NoExecute"));
    }
    filled
}

/// Says what it would fill in, fills it in, and takes it back.
#[component]
pub(super) fn SunkPreset() -> impl IntoView {
    let placement = Placement::context();
    let before = RwSignal::new(None::<Overrides>);
    let would = Memo::new(move |_| {
        let mut overrides = placement.overrides.get();
        fill(&mut overrides)
    });
    let has_all = Memo::new(move |_| would.with(Vec::is_empty));
    let apply = Callback::new(move |()| {
        before.set(Some(placement.overrides.get_untracked()));
        placement.change(|overrides| drop(fill(overrides)));
    });
    let undo = move |_| {
        if let Some(former) = before.get_untracked() {
            before.set(None);
            placement.on_change.run(former);
        }
    };
    let list = move || {
        let would = would.get().into_iter();
        would
            .map(|line| view! { <li><code>{line}</code></li> })
            .collect_view()
    };
    view! {
        <details class="part">
            <summary>
                <span class="part-title">"Schedule through Slurm (SUNK)"</span>
                <span class="muted">
                    {move || if has_all.get() { "everything it needs is set" } else { "a preset" }}
                </span>
            </summary>
            <div class="part-body">
                <Show
                    when=move || has_all.get()
                    fallback=move || {
                        view! {
                            <p>"Fills in these fields, if they are still empty:"</p>
                            <ul class="bullets">{list}</ul>
                            <div><Button label="Fill in" on_press=apply /></div>
                        }
                    }
                >
                    <p class="badge-line">
                        <span class="tone-ok"><Glyph icon=Icon::Check /></span>
                        "Scheduler, requests and toleration are set."
                        {move || {
                            before
                                .with(Option::is_some)
                                .then(|| {
                                    view! {
                                        <button type="button" class="link-button" on:click=undo>"Undo"</button>
                                    }
                                })
                        }}
                    </p>
                </Show>
                <ul class="bullets muted">
                    <li>
                        "Job settings are passed as annotations: " <code>"sunk.coreweave.com/account"</code>
                        ", " <code>"partition"</code> ", " <code>"exclusive"</code> ", " <code>"comment"</code> "."
                    </li>
                    <li>"The pod must request some CPU and some memory."</li>
                    <li>
                        "Its termination grace period must be below Slurm's kill wait minus 5 s: under 25 s by default."
                    </li>
                    <li>
                        "The scheduler is called " <code>"<namespace>-<release>"</code>
                        "; check yours. The field for it is not documented in this API."
                    </li>
                </ul>
            </div>
        </details>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_set_stays_and_twice_is_once() {
        let mut overrides = Overrides {
            scheduler_name: "mine".into(),
            ..Overrides::default()
        };
        assert_eq!(fill(&mut overrides).len(), 3);
        assert_eq!(overrides.scheduler_name, "mine");
        let after = overrides.clone();
        assert_eq!(fill(&mut overrides), Vec::<String>::new());
        assert_eq!(overrides, after);
    }
}
