//! What a remedy changes in a runner. It never raises anything, and is never offered if the rules would refuse the
//! result.

use super::{Amount, Pair, Remedy};
use crate::{
    model::{DeploymentSpec, Overrides, Resources, Runner},
    quantity,
    rules::{self, Step, TemplateFacts, Templates},
};

/// A label of nodes to select by; none selects any node.
pub type Label = Option<Pair>;

impl Remedy {
    /// The labels to choose from, each of which can be sent; empty if there is no choice. The
    /// first that has a key that is selected by now comes first.
    pub fn choices(&self, runner: &Runner) -> Vec<Label> {
        let Self::Select { labels, .. } = self else {
            return Vec::new();
        };
        let selected = |label: &Label| {
            let selector = overrides(runner).map(|overrides| &overrides.node_selector);
            let key = label.as_ref().map(|(key, _)| key);
            selector
                .zip(key)
                .is_some_and(|(selector, key)| selector.contains_key(key))
        };
        let all = labels.iter().cloned().map(Some).chain([None]);
        let mut all: Vec<_> = all
            .filter(|label| self.dry_run(label, runner).is_some())
            .collect();
        // Where no key is selected by now, any node will do.
        let begin = all.iter().position(selected).or(all.len().checked_sub(1));
        if let Some(begin) = begin {
            all[..=begin].rotate_right(1);
        }
        all
    }

    /// The runner after the remedy; none if it would change nothing, cannot be fixed in the runner, or breaks
    /// the rules. `label` is the chosen one, if there is a choice.
    pub fn dry_run(&self, label: &Label, runner: &Runner) -> Option<Runner> {
        let mut changed = runner.clone();
        self.apply(label, &mut changed);
        let is_refused = rules::runner(&changed, &AnyTemplate)
            .iter()
            .any(|violation| violation.step == Step::ManagedSpec);
        (changed != *runner && !is_refused).then_some(changed)
    }

    /// Makes the change.
    pub fn apply(&self, label: &Label, runner: &mut Runner) {
        match self {
            Self::Tolerate { key, value, effect } => {
                let toleration = Self::toleration(key, value, effect);
                let tolerations = &mut overrides_mut(runner).tolerations;
                if !tolerations.contains(&toleration) {
                    tolerations.push(toleration);
                }
            }
            Self::Select { .. } => {
                overrides_mut(runner).node_selector = label.clone().into_iter().collect();
            }
            Self::Request { asked, most } => lower(runner, Some(asked), most),
            Self::StayWithin { quota } => stay_within(runner, quota),
            Self::EnlargeQuota { .. } | Self::AddNode { .. } | Self::Wait { .. } => {}
        }
    }
}

/// Bindings are no matter of remedies.
struct AnyTemplate;

impl Templates for AnyTemplate {
    fn template(&self, _: &str) -> Option<TemplateFacts> {
        Some(TemplateFacts {
            declares_limits: true,
        })
    }
}

fn overrides(runner: &Runner) -> Option<&Overrides> {
    runner.managed_spec.as_ref()?.overrides.as_ref()
}

fn overrides_mut(runner: &mut Runner) -> &mut Overrides {
    let spec = runner.managed_spec.get_or_insert_default();
    spec.overrides.get_or_insert_default()
}

type Field = fn(&Resources) -> &String;
type FieldMut = fn(&mut Resources) -> &mut String;

/// A value that is set, or what the server resolved in its place (contract 1.8).
fn in_force(runner: &Runner, field: Field) -> Option<String> {
    let set = overrides(runner).and_then(|overrides| overrides.resources.as_ref());
    let resolved = runner.deployment_spec.as_ref();
    let resolved = resolved.and_then(|spec: &DeploymentSpec| spec.resources.as_ref());
    let mut texts = [set, resolved].into_iter().flatten().map(field);
    texts.find(|text| !text.is_empty()).cloned()
}

/// Lowers each request that is above what there is, and nothing else. `asked` is what was asked for, where neither
/// the overrides nor the server say.
fn lower(runner: &mut Runner, asked: Option<&Amount>, most: &Amount) {
    let rows: [(Field, FieldMut, Field, Option<&String>, &String); 2] = [
        (
            |set| &set.cpu_request,
            |set| &mut set.cpu_request,
            |set| &set.cpu_limit,
            asked.map(|asked| &asked.cpu),
            &most.cpu,
        ),
        (
            |set| &set.memory_request,
            |set| &mut set.memory_request,
            |set| &set.memory_limit,
            asked.map(|asked| &asked.memory),
            &most.memory,
        ),
    ];
    for (field, field_mut, limit, asked, most) in rows {
        let now = in_force(runner, field).or_else(|| asked.cloned());
        let now = now.and_then(|now| quantity::parse(&now));
        let is_above = quantity::parse(most)
            .is_some_and(|most| most > 0.0 && now.is_none_or(|now| now > most));
        if is_above {
            let resources = overrides_mut(runner).resources.get_or_insert_default();
            let limit = limit(resources);
            let is_lower = quantity::parse(limit) < quantity::parse(most) && !limit.is_empty();
            let value = if is_lower { limit } else { most }.clone();
            *field_mut(resources) = value;
        }
    }
}

/// Runs as many replicas as the quota has room for; where it has none for one, that one asks for less.
fn stay_within(runner: &mut Runner, quota: &Amount) {
    let room = |field: Field, quota: &str| {
        let asked = quantity::parse(&in_force(runner, field)?)?;
        (asked > 0.0).then(|| quantity::parse(quota).map(|quota| (quota / asked).floor()))?
    };
    let rooms = [
        room(|set| &set.cpu_request, &quota.cpu),
        room(|set| &set.memory_request, &quota.memory),
    ];
    let room = rooms.into_iter().flatten().fold(f64::INFINITY, f64::min);
    if room < 1.0 || !room.is_finite() {
        lower(runner, None, quota);
    }
    let scaling = overrides(runner).and_then(|overrides| overrides.scaling.as_ref());
    let resolved = runner.deployment_spec.as_ref();
    let in_force = scaling.or(resolved.and_then(|spec| spec.scaling.as_ref()));
    let (now, automatic) = in_force.map_or((1, false), |scaling| {
        if scaling.autoscaling_enabled {
            (scaling.min_replicas, true)
        } else {
            (scaling.replicas, false)
        }
    });
    let room = if room.is_finite() { room.max(1.0) } else { 1.0 };
    if f64::from(now) > room {
        let mut scaling = in_force.cloned().unwrap_or_default();
        let replicas = if automatic {
            &mut scaling.min_replicas
        } else {
            &mut scaling.replicas
        };
        // Below a number of replicas, which is an `i32`.
        #[expect(clippy::cast_possible_truncation, reason = "it is below `now`")]
        let fewer = room as i32;
        *replicas = fewer;
        overrides_mut(runner).scaling = Some(scaling);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{ManagedSpec, Scaling};

    fn runner(overrides: Overrides) -> Runner {
        Runner {
            managed_spec: Some(ManagedSpec {
                overrides: Some(overrides),
                ..ManagedSpec::default()
            }),
            ..Runner::default()
        }
    }

    #[expect(clippy::unnecessary_wraps, reason = "as overrides hold it")]
    fn resources(cpu: &str, memory: &str, limits: (&str, &str)) -> Option<Resources> {
        Some(Resources {
            cpu_request: cpu.into(),
            memory_request: memory.into(),
            cpu_limit: limits.0.into(),
            memory_limit: limits.1.into(),
            ..Resources::default()
        })
    }

    fn amount(cpu: &str, memory: &str) -> Amount {
        Amount {
            cpu: cpu.into(),
            memory: memory.into(),
        }
    }

    fn pair(key: &str, value: &str) -> Pair {
        (key.to_owned(), value.to_owned())
    }

    #[test]
    fn a_quota_that_has_room_for_fewer_lowers_the_replicas_and_raises_nothing() {
        let runner = runner(Overrides {
            labels: [pair("a", "b")].into(),
            resources: resources("6", "12Gi", ("6", "12Gi")),
            scaling: Some(Scaling {
                replicas: 3,
                ..Scaling::default()
            }),
            ..Overrides::default()
        });
        let remedy = Remedy::StayWithin {
            quota: amount("12", "96Gi"),
        };
        let changed = remedy.dry_run(&None, &runner).expect("it can be sent");
        let expected = Overrides {
            scaling: Some(Scaling {
                replicas: 2,
                ..Scaling::default()
            }),
            ..overrides(&runner).unwrap().clone()
        };
        assert_eq!(overrides(&changed), Some(&expected));
        assert_eq!(
            remedy.dry_run(&None, &changed),
            None,
            "nothing is left to do"
        );
    }

    #[test]
    fn a_quota_that_has_no_room_for_one_lowers_its_requests() {
        let runner = runner(Overrides {
            resources: resources("6", "2Gi", ("6", "12Gi")),
            scaling: Some(Scaling {
                autoscaling_enabled: true,
                min_replicas: 2,
                max_replicas: 9,
                ..Scaling::default()
            }),
            ..Overrides::default()
        });
        let remedy = Remedy::StayWithin {
            quota: amount("4", "8Gi"),
        };
        let changed = remedy.dry_run(&None, &runner).unwrap();
        let changed = overrides(&changed).unwrap();
        assert_eq!(changed.resources, resources("4", "2Gi", ("6", "12Gi")));
        let scaling = changed.scaling.as_ref().unwrap();
        assert_eq!((scaling.min_replicas, scaling.max_replicas), (1, 9));
    }

    #[test]
    fn a_request_is_lowered_only_where_it_is_above() {
        let remedy = Remedy::Request {
            asked: amount("1", "65Gi"),
            most: amount("7.5", "64Gi"),
        };
        let changed = remedy.dry_run(&None, &Runner::default()).unwrap();
        let changed = overrides(&changed).unwrap().resources.clone();
        assert_eq!(changed, resources("", "64Gi", ("", "")));
        let none = Remedy::Request {
            asked: amount("1", "65Gi"),
            most: amount("0", "0"),
        };
        assert_eq!(
            none.dry_run(&None, &Runner::default()),
            None,
            "no node has room"
        );
    }

    #[test]
    fn a_request_stays_within_its_limit() {
        let limited = runner(Overrides {
            resources: resources("8", "", ("2", "")),
            ..Overrides::default()
        });
        let remedy = Remedy::Request {
            asked: amount("8", "1Gi"),
            most: amount("4", "8Gi"),
        };
        let changed = remedy.dry_run(&None, &limited).unwrap();
        let changed = overrides(&changed).unwrap().resources.clone();
        assert_eq!(changed, resources("2", "", ("2", "")));
    }

    #[test]
    fn what_the_rules_refuse_is_not_offered() {
        let select = Remedy::Select {
            selector: vec![pair("pool", "x")],
            labels: vec![pair("-", "odd"), pair("pool", "infra")],
        };
        let selecting = runner(Overrides {
            node_selector: [pair("pool", "x")].into(),
            ..Overrides::default()
        });
        let choices = select.choices(&selecting);
        assert_eq!(choices, [Some(pair("pool", "infra")), None]);
        let elsewhere = Remedy::AddNode {
            cluster: "a".into(),
        };
        assert_eq!(elsewhere.dry_run(&None, &selecting), None);
    }

    #[test]
    fn the_label_of_the_key_in_use_comes_first() {
        let remedy = Remedy::Select {
            selector: Vec::new(),
            labels: vec![pair("pool", "infra"), pair("arch", "amd64")],
        };
        let on = |key: &str| {
            runner(Overrides {
                node_selector: [pair(key, "x")].into(),
                ..Overrides::default()
            })
        };
        assert_eq!(remedy.choices(&on("arch"))[0], Some(pair("arch", "amd64")));
        let other = remedy.choices(&on("other"));
        assert_eq!((other.len(), &other[0]), (3, &None));
        let changed = remedy.dry_run(&other[1], &on("other")).unwrap();
        let selector = &overrides(&changed).unwrap().node_selector;
        assert_eq!(*selector, [pair("pool", "infra")].into());
    }

    #[test]
    fn a_taint_is_tolerated_once() {
        let remedy = Remedy::Tolerate {
            key: "gpu".into(),
            value: String::new(),
            effect: "NoSchedule".into(),
        };
        let once = remedy.dry_run(&None, &Runner::default()).unwrap();
        assert_eq!(overrides(&once).unwrap().tolerations[0].operator, "Exists");
        assert_eq!(remedy.dry_run(&None, &once), None);
    }
}
