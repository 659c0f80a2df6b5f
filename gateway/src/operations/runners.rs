//! The runner metrics of `/metrics`: for runners that the watch token may read, without any free text that people
//! wrote about them.

use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::AtomicU64;

use contract::condition::Group;
use contract::console::{Maintenance, Millis, RunnerSummary};
use contract::model::{ConnectionStatus, InstallStatus};
use jiff::Timestamp;
use prometheus_client::encoding::EncodeLabelSet;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::registry::Registry;
use tokio::sync::Mutex;

use crate::live::{Hub, Live, Subscription};
use crate::settings::metrics::PREFIX;

/// The most runners that are told of, of all organizations together; the others are counted.
const MOST: usize = 5_000;

/// The most characters of a label's value.
const LABEL: usize = 128;

/// Whether runners are told of, and the watch that keeps them read for whoever asks.
#[derive(Clone)]
pub(crate) struct RunnerFigures {
    is_on: bool,
    watched: Arc<Mutex<Option<(String, Subscription)>>>,
}

impl RunnerFigures {
    pub(crate) fn new(is_on: bool) -> Self {
        Self {
            is_on,
            watched: Arc::default(),
        }
    }

    /// The figures now. From the first time on, the organization of the watch token is read for them.
    pub(crate) async fn registry(&self, live: &Live) -> Registry {
        if !self.is_on {
            return Registry::default();
        }
        let hubs = match live.simulated() {
            Some(all) => all,
            None => self.watched(live).await.into_iter().collect(),
        };
        let fleets = hubs.into_iter().map(|(organization, hub)| {
            let known = hub.snapshot();
            Fleet {
                organization,
                runners: known.runners,
                as_of: known.as_of,
            }
        });
        figures(&fleets.collect::<Vec<_>>(), Timestamp::now())
    }

    /// The organization of the watch token, if there is one.
    async fn watched(&self, live: &Live) -> Option<(String, Arc<Hub>)> {
        let mut watched = self.watched.lock().await;
        let before = watched
            .as_ref()
            .map(|(organization, _)| organization.clone());
        // While nobody can say whose the token is, what it watched last goes on; with its right it ends.
        if let Ok(now) = live.organization_of_token().await
            && now != before
        {
            *watched = now.map(|organization| {
                let begun = live.subscribe(&organization);
                (organization, begun)
            });
        }
        let watched = watched.as_ref();
        watched.map(|(organization, subscription)| {
            (organization.clone(), Arc::clone(&subscription.hub))
        })
    }
}

/// The runners of an organization.
struct Fleet {
    organization: String,
    runners: Vec<RunnerSummary>,
    /// When the API was asked; none before the first reading.
    as_of: Option<Millis>,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Of {
    organization: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct InGroup {
    organization: String,
    group: &'static str,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Named {
    organization: String,
    runner: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct WithStatus {
    organization: String,
    runner: String,
    status: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Described {
    organization: String,
    runner: String,
    zone: String,
    cluster: String,
    channel: String,
    management: String,
}

/// A value for each set of labels.
type Values<L> = Family<L, Gauge<f64, AtomicU64>>;

#[derive(Default)]
struct Series {
    age: Values<Of>,
    groups: Values<InGroup>,
    info: Values<Described>,
    install: Values<WithStatus>,
    connected: Values<Named>,
    heartbeat_age: Values<Named>,
    active: Values<Named>,
    target: Values<Named>,
    update_waiting: Values<Named>,
    next_opening: Values<Named>,
}

fn figures(fleets: &[Fleet], now: Timestamp) -> Registry {
    let series = Series::default();
    let mut room = MOST;
    let mut left_out = 0;
    for fleet in fleets {
        series.count(fleet, now);
        let told = fleet.runners.len().min(room);
        room -= told;
        left_out += fleet.runners.len() - told;
        for runner in &fleet.runners[..told] {
            series.tell(&fleet.organization, runner, now);
        }
    }
    series.registered(left_out)
}

impl Series {
    /// What of an organization is told as a whole.
    fn count(&self, fleet: &Fleet, now: Timestamp) {
        let organization = label(&fleet.organization);
        if let Some(as_of) = fleet.as_of {
            let of = Of {
                organization: organization.clone(),
            };
            set(&self.age, of, seconds_since(as_of, now));
        }
        let mut counts = HashMap::from(Group::ALL.map(|group| (group.key(), 0)));
        for runner in &fleet.runners {
            for group in Group::ALL
                .into_iter()
                .filter(|group| group.holds(runner, now))
            {
                *counts.entry(group.key()).or_default() += 1;
            }
        }
        counts.insert("all", fleet.runners.len());
        for (group, count) in counts {
            let in_group = InGroup {
                organization: organization.clone(),
                group,
            };
            set(&self.groups, in_group, number(count));
        }
    }

    fn tell(&self, organization: &str, runner: &RunnerSummary, now: Timestamp) {
        let named = Named {
            organization: label(organization),
            runner: label(&runner.runner_id),
        };
        let word = |word: &str| label(&word.to_ascii_lowercase());
        let described = Described {
            organization: named.organization.clone(),
            runner: named.runner.clone(),
            zone: word(&runner.zone),
            cluster: label(runner.cluster()),
            channel: word(runner.release_channel.word()),
            management: word(runner.management_mode.word()),
        };
        set(&self.info, described, 1.0);
        let status = WithStatus {
            organization: named.organization.clone(),
            runner: named.runner.clone(),
            status: word(runner.install_status.word()),
        };
        set(&self.install, status, 1.0);
        let flag = |is_so| if is_so { 1.0 } else { 0.0 };
        let is_connected = runner.connection_status == ConnectionStatus::Connected;
        if runner.install_status == InstallStatus::Ready {
            set(&self.connected, named.clone(), flag(is_connected));
        }
        if let Some(heard) = runner.last_heartbeat_at {
            set(
                &self.heartbeat_age,
                named.clone(),
                seconds_since(heard, now),
            );
        }
        set(&self.active, named.clone(), runner.active_revision.into());
        set(&self.target, named.clone(), runner.target_revision.into());
        let waits = flag(runner.update_available);
        set(&self.update_waiting, named.clone(), waits);
        if let Maintenance::Next(at) = runner.maintenance {
            set(&self.next_opening, named, seconds(at));
        }
    }

    fn registered(self, left_out: usize) -> Registry {
        let mut all = Registry::with_prefix(PREFIX);
        let left: Gauge<f64, AtomicU64> = Gauge::default();
        left.set(number(left_out));
        all.register(
            "runner_left_out",
            "Runners beyond the limit of these metrics",
            left,
        );
        all.register(
            "fleet_age_seconds",
            "Age of the last complete reading of an organization's runners",
            self.age,
        );
        all.register("runners", "Runners by group; groups overlap", self.groups);
        all.register("runner_info", "A runner and where it is", self.info);
        all.register(
            "runner_install_status",
            "1 for the status that a runner has",
            self.install,
        );
        all.register(
            "runner_connected",
            "Whether heartbeats of a ready runner arrive",
            self.connected,
        );
        all.register(
            "runner_heartbeat_age_seconds",
            "Age of a runner's newest heartbeat",
            self.heartbeat_age,
        );
        all.register("runner_active_revision", "Revision that runs", self.active);
        all.register(
            "runner_target_revision",
            "Revision that should run",
            self.target,
        );
        all.register(
            "runner_update_waiting",
            "Whether a newer version is available on a runner's channel",
            self.update_waiting,
        );
        all.register(
            "runner_next_opening_timestamp_seconds",
            "When the next maintenance window opens",
            self.next_opening,
        );
        all
    }
}

fn set<L: Clone + std::hash::Hash + Eq>(values: &Values<L>, labels: L, value: f64) {
    values.get_or_create_owned(&labels).set(value);
}

/// A value of a label, so long at most.
fn label(text: &str) -> String {
    text.chars().take(LABEL).collect()
}

fn number(count: usize) -> f64 {
    u32::try_from(count).unwrap_or(u32::MAX).into()
}

fn seconds(at: Millis) -> f64 {
    std::time::Duration::from_millis(u64::try_from(at.0).unwrap_or_default()).as_secs_f64()
}

/// None are negative: the API's clock may be ahead.
fn seconds_since(then: Millis, now: Timestamp) -> f64 {
    now.duration_since(then.instant()).as_secs_f64().max(0.0)
}

#[cfg(test)]
mod tests {
    use prometheus_client::encoding::text::encode;

    use super::*;

    fn text(fleets: &[Fleet]) -> String {
        let mut text = String::new();
        encode(
            &mut text,
            &figures(fleets, "2026-11-29T12:00:00Z".parse().unwrap()),
        )
        .unwrap();
        text
    }

    fn fleet(runners: Vec<RunnerSummary>) -> Fleet {
        Fleet {
            organization: "acme".to_owned(),
            runners,
            as_of: Some(Millis::from(
                "2026-11-29T11:59:50Z".parse::<Timestamp>().unwrap(),
            )),
        }
    }

    #[test]
    fn what_somebody_wrote_is_never_told_and_quotes_are_escaped() {
        let canary = || "canary".to_owned();
        let all = text(&[fleet(vec![RunnerSummary {
            runner_id: "a\"b\n".to_owned(),
            zone: "US-EAST".to_owned(),
            cluster_name: "x".repeat(500),
            display_name: canary(),
            failure: canary(),
            runner_group_id: canary(),
            labels: [(canary(), canary())].into(),
            profiles: vec![canary()],
            install_status: InstallStatus::Failed,
            last_heartbeat_at: Some(Millis::from(
                "2026-11-29T13:00:00Z".parse::<Timestamp>().unwrap(),
            )),
            ..RunnerSummary::default()
        }])]);
        assert!(!all.contains("canary"), "{all}");
        assert!(all.contains(r#"runner="a\"b\n",zone="us-east""#), "{all}");
        assert!(all.contains(r#"status="failed"} 1.0"#), "{all}");
        assert!(
            all.contains(r#"runners{organization="acme",group="failed"} 1.0"#),
            "{all}"
        );
        assert!(
            all.contains("fleet_age_seconds{organization=\"acme\"} 10.0"),
            "{all}"
        );
        assert!(
            all.lines().all(|line| line.len() < 400),
            "labels have an end"
        );
        let heard = all
            .lines()
            .find(|line| line.starts_with("runner_console_runner_heartbeat_age_seconds{"));
        assert!(
            heard.unwrap().ends_with(" 0.0"),
            "a clock that is ahead is no negative age"
        );
    }

    #[test]
    fn alert_rules_and_dashboard_are_about_what_there_is() {
        let ready = RunnerSummary {
            install_status: InstallStatus::Ready,
            last_heartbeat_at: Some(Millis(1)),
            maintenance: Maintenance::Next(Millis(2)),
            ..RunnerSummary::default()
        };
        let all = text(&[fleet(vec![ready])]);
        let rules = include_str!("../../../deploy/alerts.yaml");
        let dashboard = include_str!("../../../deploy/dashboard.json");
        serde_json::from_str::<serde_json::Value>(dashboard).expect("Grafana reads JSON");
        let is_name = |c: char| c.is_ascii_lowercase() || c == '_';
        for file in [rules, dashboard] {
            let named = file.match_indices(PREFIX).map(|(at, _)| {
                let rest = &file[at..];
                &rest[..rest.find(|c| !is_name(c)).unwrap_or(rest.len())]
            });
            let named: Vec<_> = named.filter(|name| name.len() > PREFIX.len()).collect();
            assert!(named.len() >= 4, "{named:?}");
            for name in named {
                assert!(all.contains(&format!("# TYPE {name} ")), "{name}");
            }
        }
    }

    #[test]
    fn a_large_fleet_is_told_up_to_the_limit() {
        let runners = (0..MOST + 7).map(|number| RunnerSummary {
            runner_id: format!("r{number}"),
            ..RunnerSummary::default()
        });
        let all = text(&[
            fleet(runners.collect()),
            fleet(vec![RunnerSummary::default()]),
        ]);
        let told = all
            .lines()
            .filter(|line| line.starts_with("runner_console_runner_info{"));
        assert_eq!(told.count(), MOST);
        assert!(
            all.contains("runner_left_out 8.0"),
            "the others are counted"
        );
    }
}
