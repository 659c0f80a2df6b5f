//! The runners, those first that are to come over first.

use std::collections::HashMap;

use contract::{console::natural, model::Runner, policy::Policy};
use leptos::prelude::*;

use super::standing::{Standing, name};
use crate::{
    api::{self, Client},
    can,
    format::count,
    paths::{Route, Tab},
    state::{catalog::use_catalog, fleet::use_fleet, remote::Remote},
    widgets::{
        card::Card,
        chip::Chip,
        failure::Failure,
        page::Page,
        search::{SearchField, is_in},
        table::Table,
    },
};

/// How often the policies are read again, in milliseconds: nothing tells of them.
const FRESH: u32 = 60_000;

/// The most runners that are listed at once.
const SHOWN: usize = 200;

/// A runner as it is listed.
#[derive(Debug, Clone, PartialEq)]
struct Line {
    runner_id: String,
    standing: Standing,
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
    let client: Client = expect_context();
    let catalog = use_catalog();
    catalog.load_profiles();
    let fleet = use_fleet();
    let read = Remote::<HashMap<String, Option<Policy>>>::new();
    let reload = read.keep_reading(FRESH, move || async move {
        let runners = api::policies::all(&client).await?;
        Ok(runners.into_iter().map(policy_of).collect())
    });
    let lines = Memo::new(move |_| {
        let bound = fleet.with(|rows| {
            let summaries = rows.values().map(|row| row.summary.get_untracked());
            let bound = summaries.map(|runner| (runner.runner_id.clone(), runner.profiles.clone()));
            bound.collect::<HashMap<_, _>>()
        });
        read.with(|policies| policies.map(|policies| lines(policies, &bound)))
    });
    let text = RwSignal::new(String::new());
    let wanted = RwSignal::new(None::<Standing>);
    let shown = Memo::new(move |_| {
        let (text, wanted) = (text.get(), wanted.get());
        let all = lines.get()?.into_iter();
        let shown = all.filter(|line| {
            wanted.is_none_or(|wanted| line.standing == wanted)
                && is_in(&text, [&line.runner_id, &line.policy, line.standing.word()])
        });
        Some(shown.collect::<Vec<_>>())
    });
    let chips = Standing::ALL.map(|standing| {
        let label = move || {
            let of = |lines: &Vec<Line>| {
                let same = lines.iter().filter(|line| line.standing == standing);
                same.count()
            };
            let number = lines.with(|lines| lines.as_ref().map_or(0, of));
            format!("{} {number}", standing.word())
        };
        let press = move || {
            wanted.update(|wanted| {
                *wanted = (*wanted != Some(standing)).then_some(standing);
            });
        };
        move || view! { <Chip label=label() on=move || wanted.get() == Some(standing) press /> }
    });
    let profile = move |id: &String| catalog.profile_name(id).unwrap_or_else(|| id.clone());
    let row = move |line: Line| {
        let Line {
            runner_id,
            standing,
            profiles,
            policy,
        } = line;
        let next = standing.next(profiles.len());
        let names = move || {
            let names: Vec<_> = profiles.iter().map(profile).collect();
            names.join(", ")
        };
        let editor = Route::Runner(runner_id.clone(), Tab::PolicyEdit).href();
        let way = next.map(|next| view! { <a class="link" href=editor>{next}</a> });
        let href = Route::Runner(runner_id.clone(), Tab::Policy).href();
        view! {
            <tr role="row">
                <th scope="row" role="rowheader"><a class="link" href=href>{runner_id}</a></th>
                <td role="cell" data-label="Depends on">{standing.word()}</td>
                <td role="cell" data-label="Profiles">{names}</td>
                <td role="cell" data-label="Policy">{policy}</td>
                <td role="cell" data-label="Next step">{way}</td>
            </tr>
        }
    };
    let table = move || {
        let shown = shown.get()?;
        if shown.is_empty() {
            return Some(view! { <p class="empty">"No runner matches."</p> }.into_any());
        }
        let more = shown.len().saturating_sub(SHOWN);
        let rows = shown.into_iter().take(SHOWN).map(row).collect_view();
        Some(
            view! {
                <Table caption="Runners" columns=&["Runner", "Depends on", "Profiles", "Policy", "Next step"]>
                    {rows}
                </Table>
                {(more > 0).then(|| view! {
                    <p class="muted">"and " {count::of(more, "more runner")} ": narrow the list by name."</p>
                })}
            }
            .into_any(),
        )
    };
    let is_waiting = Memo::new(move |_| lines.with(Option::is_none) && read.error().is_none());
    view! {
        <p class="muted">
            "In v1 of the API a policy takes the place of profiles: it says what the sandboxes of a runner may be. Which of them wins where a runner has both is not documented. Start with runners that bind one profile, and let somebody try a sandbox before the next. Where a runner binds several, callers can no longer choose one by its name."
        </p>
        <div class="filters" role="search" aria-label="Filter the runners">
            <SearchField label="Filter by runner or policy" placeholder="Filter by runner or policy" text />
            <div class="chips" role="group" aria-label="Depends on">{chips}</div>
        </div>
        {move || read.error().map(|error| view! {
            <Failure what="The policies could not be read" error on_retry=reload />
        })}
        <Show when=move || is_waiting.get()>
            <p class="muted" role="status">"Reading the policies…"</p>
        </Show>
        {table}
    }
}

fn policy_of(runner: Runner) -> (String, Option<Policy>) {
    let id = runner.runner_id().to_owned();
    (id, runner.policy.and_then(Policy::of))
}

/// The runners in the order in which to come over: of those that depend on profiles, those with the fewest first.
fn lines(
    policies: &HashMap<String, Option<Policy>>,
    bound: &HashMap<String, Vec<String>>,
) -> Vec<Line> {
    let mut lines: Vec<Line> = policies
        .iter()
        .map(|(runner_id, policy)| {
            let profiles = bound.get(runner_id).cloned().unwrap_or_default();
            Line {
                runner_id: runner_id.clone(),
                standing: Standing::of(profiles.len(), policy.is_some()),
                profiles,
                policy: name(policy.as_ref()),
            }
        })
        .collect();
    lines.sort_by(|a, b| {
        let order = |line: &Line| (line.standing, line.profiles.len());
        order(a)
            .cmp(&order(b))
            .then_with(|| natural(&a.runner_id, &b.runner_id))
    });
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_simplest_comes_first() {
        let none = || None;
        let policies = [
            ("c", none()),
            ("b", none()),
            ("a", Some(Policy::default())),
            ("d10", none()),
            ("d9", none()),
        ];
        let policies = policies.map(|(id, policy)| (id.to_owned(), policy)).into();
        let bound = [("c", 1), ("b", 2), ("d10", 1), ("d9", 1)];
        let bound = bound.map(|(id, count)| (id.to_owned(), vec!["p".to_owned(); count]));
        let lines = lines(&policies, &bound.into());
        let ids: Vec<_> = lines.iter().map(|line| line.runner_id.as_str()).collect();
        assert_eq!(ids, ["c", "d9", "d10", "b", "a"]);
        assert_eq!(lines[4].policy, "No limits of your own");
    }
}
