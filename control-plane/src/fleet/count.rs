//! Any number of runners, for benchmarks. Their states are distributed as in a mostly healthy fleet.

use contract::model::{ClusterStatus, MaintenanceExclusion, MaintenancePolicy, MaintenanceWindow};
use jiff::Timestamp;

use super::draft::Draft;
use super::places::{ZONES, gpu, plain, running, tainted, with_status};
use super::seeded::Random;
use crate::simulation::cluster::SimulatedCluster;
use crate::simulation::record::{Phase, Record};
use crate::simulation::timing::{Instant, Timing, instant, timestamp};

const DAY: Instant = 86_400_000;

/// Runners that are made and written together.
const BATCH: u32 = 1_000;

const GROUPS: [&str; 5] = ["", "", "evals", "agents", "prod"];
const NAMES: [&str; 4] = ["", "", "Production", "Research"];
const BINDINGS: [&[&str]; 4] = [
    &["default"],
    &["code-exec", "browser"],
    &["locked-down", "big-mem"],
    &["ci", "internet", "default"],
];
const CRONS: [&str; 3] = ["30 3 * * TUE", "0 9 * * SAT", "0 2 * * SUN"];

/// Some of the runners, and the clusters that they are on.
pub(crate) struct Batch {
    pub(crate) clusters: Vec<SimulatedCluster>,
    pub(crate) records: Vec<Record>,
}

/// So many runners, a batch at a time.
pub(crate) fn batches(count: u32, now: Timestamp, timing: &Timing) -> impl Iterator<Item = Batch> {
    (0..count.div_ceil(BATCH)).map(move |batch| {
        let first = batch * BATCH;
        let numbers = first..count.min(first.saturating_add(BATCH));
        let (clusters, records) = numbers.map(|n| runner(n + 1, now, timing)).unzip();
        Batch { clusters, records }
    })
}

fn runner(number: u32, now: Timestamp, timing: &Timing) -> (SimulatedCluster, Record) {
    let mut random = Random::new(u64::from(number));
    let zone = random.pick(&ZONES);
    let state = random.below(1_000);
    let name = format!("cluster-{number:06}");
    let place = match state {
        0..20 => running(&name, zone, tainted(&gpu()), now),
        20..25 => with_status(running(&name, zone, plain(), now), ClusterStatus::Upgrading),
        _ => running(&name, zone, plain(), now),
    };
    let age = DAY + i64::from(random.below(300)) * DAY + i64::from(random.below(86_400)) * 1_000;
    let mut draft = Draft::new(
        &format!("runner-{number:06}"),
        &place,
        age,
        instant(now),
        timing,
    )
    .group(random.pick(&GROUPS))
    .named(random.pick(&NAMES))
    .revision(1 + i32::try_from(random.below(60)).unwrap_or(0))
    .binds(random.pick(&BINDINGS));
    if random.below(4) == 0 {
        draft = draft.rapid();
    }
    // Behind, but excluded from updates: the fleet stays as it is.
    if (200..300).contains(&state) {
        draft = draft.behind(1).policy(policy(random.pick(&CRONS), now));
    }
    let ago = 60_000 + i64::from(random.below(86_400)) * 1_000;
    let draft = match state {
        0..25 => draft.failed(&place, ago),
        25..30 => draft.installing(|until| Phase::Pending { until }),
        30..40 => draft.installing(|until| Phase::Provisioning { until }),
        40..45 => draft.deleting(),
        45..60 => draft.rolling_out(),
        60..80 => draft.self_managed(),
        80..110 => draft.silent(ago),
        _ => draft,
    };
    (place, draft.done())
}

fn policy(cron: &str, now: Timestamp) -> MaintenancePolicy {
    let midnight = instant(now) / DAY * DAY;
    MaintenancePolicy {
        windows: vec![MaintenanceWindow {
            cron: cron.to_owned(),
            duration_seconds: 7_200,
            ..MaintenanceWindow::default()
        }],
        exclusions: vec![MaintenanceExclusion {
            start_time: Some(timestamp(midnight - 7 * DAY).into()),
            end_time: Some(timestamp(midnight + 120 * DAY).into()),
            reason: "change freeze".to_owned(),
            ..MaintenanceExclusion::default()
        }],
        ..MaintenancePolicy::default()
    }
}
