//! What is wanted beside what the server made of it (contract 1.3, 1.5, 1.8).

use contract::model::{DeploymentSpec, Overrides, Runner};
use leptos::prelude::*;

use super::{Live, identity::SpecCard, only_v1::OnlyV1Card};
use crate::{
    can,
    format::overrides::{Line, lines, resources},
    paths,
    state::session::use_person,
    widgets::{
        button::{Button, ButtonLink},
        card::Card,
        icon::{Glyph, Icon},
        secret::Secret,
        status::{Tone, ToneClass as _},
    },
};

/// How a setting that is wanted stands to what is in force.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Standing {
    InForce,
    /// Wanted otherwise than it is in force.
    Differs,
    /// Wanted and not in force.
    NotYet,
    /// In force without being wanted here: from the platform, the version or the organization.
    Default,
}

impl Standing {
    fn told(self) -> (Tone, Icon, &'static str) {
        match self {
            Self::InForce => (Tone::Ok, Icon::Check, "set here, in effect"),
            Self::Differs => (Tone::Warn, Icon::Alert, "differs"),
            Self::NotYet => (Tone::Busy, Icon::Clock, "set here, not in effect"),
            Self::Default => (Tone::Off, Icon::Minus, "default"),
        }
    }
}

/// A setting: as wanted and as in force.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Setting {
    wanted: Option<Line>,
    in_force: Option<Line>,
}

impl Setting {
    fn standing(&self) -> Standing {
        match (&self.wanted, &self.in_force) {
            (Some(wanted), Some(in_force)) if wanted.value == in_force.value => Standing::InForce,
            (Some(_), Some(_)) => Standing::Differs,
            (Some(_), None) => Standing::NotYet,
            (None, _) => Standing::Default,
        }
    }

    fn line(&self) -> Option<&Line> {
        self.wanted.as_ref().or(self.in_force.as_ref())
    }
}

/// Pairs what is wanted with what is in force: by name, and by value where there are no names.
fn settings(wanted: Vec<Line>, in_force: Vec<Line>) -> Vec<Setting> {
    let mut rest = in_force;
    let mut settings: Vec<Setting> = wanted
        .into_iter()
        .map(|wanted| {
            let is_list = matches!(wanted.group, "Tolerations" | "Arguments");
            let found = rest.iter().position(|line| {
                line.group == wanted.group
                    && line.name == wanted.name
                    && (!is_list || line.value == wanted.value)
            });
            Setting {
                in_force: found.map(|at| rest.remove(at)),
                wanted: Some(wanted),
            }
        })
        .collect();
    settings.extend(rest.into_iter().map(|line| Setting {
        wanted: None,
        in_force: Some(line),
    }));
    // Groups stay together, in the order in which they first come.
    let mut groups: Vec<&str> = Vec::new();
    for line in settings.iter().filter_map(Setting::line) {
        if !groups.contains(&line.group) {
            groups.push(line.group);
        }
    }
    let groups: Vec<String> = groups.into_iter().map(str::to_owned).collect();
    settings.sort_by_key(|setting| {
        let group = setting.line().map_or("", |line| line.group);
        groups.iter().position(|other| other == group)
    });
    settings
}

fn of(runner: &Runner) -> Vec<Setting> {
    let wanted = runner
        .managed_spec
        .as_ref()
        .and_then(|spec| spec.overrides.as_ref())
        .map(lines)
        .unwrap_or_default();
    let in_force = runner.deployment_spec.clone().map(resolved);
    settings(wanted, in_force.unwrap_or_default())
}

/// What the server resolved for the runner's pod.
fn resolved(spec: DeploymentSpec) -> Vec<Line> {
    let mut out: Vec<Line> = [
        ("Image", &spec.image),
        ("Image pull policy", &spec.image_pull_policy),
        ("Service account", &spec.service_account),
        ("Gateway", &spec.gateway_server),
    ]
    .into_iter()
    .filter(|(_, value)| !value.is_empty())
    .map(|(group, value)| Line::new(group, "", value))
    .collect();
    let init = spec
        .init_resources
        .as_ref()
        .map(|r| resources("Init resources", r));
    out.extend(lines(&Overrides {
        node_selector: spec.node_selector,
        tolerations: spec.tolerations,
        resources: spec.resources,
        annotations: spec.annotations,
        labels: spec.labels,
        env: spec.env,
        args: spec.args,
        scaling: spec.scaling,
        cpu_runtime_class: spec.cpu_runtime_class,
        gpu_runtime_class: spec.gpu_runtime_class,
        unknown: spec.unknown,
        ..Overrides::default()
    }));
    out.extend(init.unwrap_or_default());
    out
}

/// Channel and flags, then every setting of the pod.
#[component]
pub(super) fn ConfigurationTab(runner: Live) -> impl IntoView {
    let person = use_person();
    let settings = Memo::new(move |_| runner.with(|runner| of(runner)));
    let has_resolved = Memo::new(move |_| runner.with(|r| r.deployment_spec.is_some()));
    let refused = move || {
        runner
            .with(|r| can::change(person.rights(), &**r))
            .err()
            .map(|reason| reason.to_string())
    };
    let edit = move || {
        if let Some(reason) = refused() {
            return view! { <Button label="Edit…" refused=Some(reason) /> }.into_any();
        }
        let href = runner.with(|runner| paths::edit_by_fields(runner.runner_id()));
        view! { <ButtonLink href label="Edit…" /> }.into_any()
    };
    let rows = move || {
        let settings = settings.get();
        let groups = settings
            .chunk_by(|a, b| a.line().map(|line| line.group) == b.line().map(|line| line.group));
        groups
            .flat_map(|group| {
                group.iter().enumerate().map(|(at, setting)| {
                    view! { <SettingRow setting=setting.clone() is_first=at == 0 /> }
                })
            })
            .collect_view()
    };
    view! {
        <SpecCard runner />
        <OnlyV1Card runner />
        <Card title="The runner's pod" aside=edit>
            <p class="muted">
                {move || {
                    if has_resolved.get() {
                        "What is set here, and what the server resolved from the version, organization policy and overrides."
                    } else {
                        "What is set here. The server has not resolved anything yet."
                    }
                }}
            </p>
            <div class="settings-frame">
                <table class="settings">
                    <thead>
                        <tr>
                            <th scope="col">"Setting"</th>
                            <th scope="col">"Set here"</th>
                            <th scope="col">"In effect"</th>
                            <th scope="col">"State"</th>
                        </tr>
                    </thead>
                    <tbody>{rows}</tbody>
                </table>
            </div>
        </Card>
    }
}

#[component]
fn SettingRow(setting: Setting, is_first: bool) -> impl IntoView {
    let (tone, icon, word) = setting.standing().told();
    let line = setting.line().cloned();
    let group = line.as_ref().map_or("", |line| line.group);
    let name = line.map(|line| line.name).unwrap_or_default();
    let head = match (is_first, name.is_empty()) {
        (_, true) => group.to_owned(),
        (_, false) => format!("{group}: {name}"),
    };
    view! {
        <tr class:settings-first=is_first>
            <th scope="row">{head}</th>
            <td><Value line=setting.wanted /></td>
            <td><Value line=setting.in_force /></td>
            <td><span class=format!("badge {}", tone.class())><Glyph icon />{word}</span></td>
        </tr>
    }
}

#[component]
fn Value(line: Option<Line>) -> impl IntoView {
    line.map(|line| {
        if line.secret {
            view! { <Secret name=line.name value=line.value /> }.into_any()
        } else {
            view! { <code>{line.value}</code> }.into_any()
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_wanted_stands_beside_what_is_in_force() {
        let line = |group, name: &str, value: &str| Line::new(group, name, value);
        let settings = settings(
            vec![
                line("Node selector", "pool", "infra"),
                line("Tolerations", "", "a:NoSchedule"),
                line("Labels", "team", "x"),
            ],
            vec![
                line("Image", "", "runner:1"),
                line("Node selector", "pool", "infra"),
                line("Node selector", "arch", "amd64"),
                line("Tolerations", "", "b:NoSchedule"),
                line("Labels", "team", "y"),
            ],
        );
        let told: Vec<_> = settings
            .iter()
            .map(|s| (s.line().unwrap().group, s.standing()))
            .collect();
        assert_eq!(
            told,
            [
                ("Node selector", Standing::InForce),
                ("Node selector", Standing::Default),
                ("Tolerations", Standing::NotYet),
                ("Tolerations", Standing::Default),
                ("Labels", Standing::Differs),
                ("Image", Standing::Default),
            ]
        );
    }
}
