//! The runners, those first that are to come over first.

use std::sync::Arc;

use contract::console::{Guardrails, RunnerSummary, filter::Search, natural};
use leptos::prelude::*;

use crate::{
    can,
    format::count,
    paths::{Route, Tab},
    state::{catalog::use_catalog, fleet::use_fleet},
    widgets::{
        card::Card,
        chip::Chip,
        page::Page,
        search::{SearchField, is_in},
        table::Table,
    },
};

/// The most runners that are listed at once.
const SHOWN: usize = 200;

/// A runner as it is listed.
#[derive(Debug, Clone, PartialEq)]
struct Line {
    runner: Arc<RunnerSummary>,
    guardrails: Guardrails,
    /// Template IDs.
    profiles: Vec<String>,
    policy: String,
}

#[component]
pub(super) fn PoliciesPage() -> impl IntoView {
    let content = match can::see_policies() {
        Ok(()) => view! { <Runners /> }.into_any(),
        Err(reason) => {
            view! { <Card title="Policies"><p>{reason.to_string()}</p></Card> }.into_any()
        }
    };
    view! { <Page title="Policies">{content}</Page> }
}

#[component]
fn Runners() -> impl IntoView {
    let catalog = use_catalog();
    catalog.load_profiles();
    let fleet = use_fleet();
    let all = Memo::new(move |_| {
        fleet.with(|rows| {
            let summaries = rows.values().map(|row| row.summary.get_untracked());
            lines(summaries)
        })
    });
    let text = RwSignal::new(String::new());
    let wanted = RwSignal::new(None::<Guardrails>);
    let shown = Memo::new(move |_| {
        let (text, wanted) = (text.get(), wanted.get());
        let all = all.get().into_iter();
        let search = Search::new(&text);
        let shown = all.filter(|line| {
            wanted.is_none_or(|wanted| line.guardrails == wanted)
                && (search.finds(&line.runner)
                    || is_in(&text, [&line.policy, line.guardrails.word()]))
        });
        shown.collect::<Vec<_>>()
    });
    let chips = Guardrails::ALL.map(|guardrails| {
        let label = move || {
            let of = |lines: &Vec<Line>| {
                let same = lines.iter().filter(|line| line.guardrails == guardrails);
                same.count()
            };
            let number = all.with(of);
            format!("{} {number}", guardrails.word())
        };
        let press = move || {
            wanted.update(|wanted| {
                *wanted = (*wanted != Some(guardrails)).then_some(guardrails);
            });
        };
        move || view! { <Chip label=label() on=move || wanted.get() == Some(guardrails) press /> }
    });
    let is_read = move || {
        catalog.profiles.with(|profiles| profiles.is_some()) || catalog.profiles.error().is_some()
    };
    let profile = move |id: &String| catalog.profile_name(id).unwrap_or_else(|| id.clone());
    let row = move |line: Line| {
        let Line {
            runner,
            guardrails,
            profiles,
            policy,
        } = line;
        let runner_id = runner.runner_id.clone();
        let next = next_step(guardrails, profiles.len());
        let names = move || {
            if profiles.is_empty() {
                return String::new();
            }
            if !is_read() {
                return "…".to_owned();
            }
            let names: Vec<_> = profiles.iter().map(profile).collect();
            names.join(", ")
        };
        let editor = Route::Runner(runner_id.clone(), Tab::PolicyEdit).href();
        let way = next.map(|next| view! { <a class="link" href=editor>{next}</a> });
        let href = Route::Runner(runner_id.clone(), Tab::Policy).href();
        view! {
            <tr role="row">
                <th scope="row" role="rowheader"><a class="link" href=href>{runner_id}</a></th>
                <td role="cell" data-label="Depends on">{guardrails.word()}</td>
                <td role="cell" data-label="Profiles">{names}</td>
                <td role="cell" data-label="Policy">{policy}</td>
                <td role="cell" data-label="Next step">{way}</td>
            </tr>
        }
    };
    let table = move || {
        let shown = shown.get();
        if fleet.len() == 0 {
            return view! { <p class="empty">"There are no runners yet."</p> }.into_any();
        }
        if all.with(Vec::is_empty) {
            return view! {
                <p class="muted" role="status">
                    "The policies are not known yet. They are read once a minute."
                </p>
            }
            .into_any();
        }
        if shown.is_empty() {
            return view! { <p class="empty">"No runner matches."</p> }.into_any();
        }
        let more = shown.len().saturating_sub(SHOWN);
        let rows = shown.into_iter().take(SHOWN).map(row).collect_view();
        view! {
                <Table caption="Runners" columns=&["Runner", "Depends on", "Profiles", "Policy", "Next step"]>
                    {rows}
                </Table>
                {(more > 0).then(|| view! {
                    <p class="muted">"and " {count::of(more, "more runner")} ": narrow the list by name."</p>
                })}
            }
            .into_any()
    };
    view! {
        <p class="muted">
            "In v1 of the API, a policy replaces profiles: it sets the limits for a runner's sandboxes. Which of the two wins if a runner has both is not documented. Start with runners that bind one profile, and have someone try a sandbox before you go on to the next. Where a runner binds several, callers can no longer choose one by name."
        </p>
        <div class="filters" role="search" aria-label="Filter the runners">
            <SearchField label="Filter by runner or policy" placeholder="Filter by runner or policy" text />
            <div class="chips" role="group" aria-label="Depends on">{chips}</div>
        </div>
        {table}
    }
}

/// What is to be done about a runner; nothing about one that has come over.
fn next_step(guardrails: Guardrails, profiles: usize) -> Option<&'static str> {
    match guardrails {
        Guardrails::Profiles if profiles == 1 => Some("Draft a policy from its profile"),
        Guardrails::Profiles => Some("Draft a policy from its profiles"),
        Guardrails::Both => Some("Compare the two"),
        Guardrails::Neither => Some("Write a policy"),
        Guardrails::Policy => None,
    }
}

/// Those whose policy is known, in the order in which to come over: of those that depend on profiles, those with the
/// fewest first.
fn lines(runners: impl Iterator<Item = Arc<RunnerSummary>>) -> Vec<Line> {
    let line = |runner: Arc<RunnerSummary>| {
        Some(Line {
            guardrails: Guardrails::of(&runner)?,
            profiles: runner.profiles.clone(),
            policy: runner.policy.as_ref()?.word().to_owned(),
            runner,
        })
    };
    let mut lines: Vec<Line> = runners.filter_map(line).collect();
    lines.sort_by(|a, b| {
        let order = |line: &Line| (line.guardrails, line.profiles.len());
        order(a)
            .cmp(&order(b))
            .then_with(|| natural(&a.runner.runner_id, &b.runner.runner_id))
    });
    lines
}

#[cfg(test)]
mod tests {
    use contract::console::ListedPolicy;

    use super::*;

    #[test]
    fn the_simplest_comes_first() {
        let runner = |(id, profiles, policy): (&str, usize, ListedPolicy)| {
            Arc::new(RunnerSummary {
                runner_id: id.to_owned(),
                profiles: vec!["p".to_owned(); profiles],
                policy: Some(policy),
                ..RunnerSummary::default()
            })
        };
        let known = [
            ("c", 1, ListedPolicy::Unset),
            ("b", 2, ListedPolicy::Unset),
            ("a", 0, ListedPolicy::Empty),
            ("d10", 1, ListedPolicy::Unset),
            ("d9", 1, ListedPolicy::Unset),
        ];
        let lines = lines(known.map(runner).into_iter().chain([Arc::default()]));
        let ids: Vec<_> = lines
            .iter()
            .map(|line| line.runner.runner_id.as_str())
            .collect();
        assert_eq!(ids, ["c", "d9", "d10", "b", "a"]);
        assert_eq!(lines[4].policy, "No limits of your own");
    }
}
