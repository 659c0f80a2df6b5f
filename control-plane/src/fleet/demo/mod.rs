//! A small fleet in which every state of the contract can be seen, each with a cause and, where something
//! is wrong, with a remedy that helps.

mod motion;
mod parts;
mod teams;
mod trouble;
mod well;

use contract::model::MaintenanceExclusion;
use jiff::Timestamp;
use jiff::tz::TimeZone;

use super::draft::Draft;
use super::places::{plain, running};
use crate::simulation::cluster::SimulatedCluster;
use crate::simulation::record::Record;
use crate::simulation::site::Site;
use crate::simulation::timing::{Instant, Timing, instant, timestamp};

pub(crate) const MINUTE: Instant = 60_000;
pub(crate) const DAY: Instant = 24 * 60 * MINUTE;

/// The clusters and the runners of the demo fleet, with all times relative to `now`.
pub(crate) fn fleet(now: Timestamp, timing: &Timing) -> (Vec<SimulatedCluster>, Vec<Record>) {
    let mut demo = Demo {
        now,
        timing,
        clusters: Vec::new(),
        records: Vec::new(),
    };
    demo.production();
    demo.teams();
    demo.research();
    demo.in_trouble();
    demo.in_motion();
    demo.others();
    demo.free_clusters();
    (demo.clusters, demo.records)
}

/// The fleet in the making.
struct Demo<'a> {
    now: Timestamp,
    timing: &'a Timing,
    clusters: Vec<SimulatedCluster>,
    records: Vec<Record>,
}

impl<'a> Demo<'a> {
    fn place(&self, name: &str, zone: &str, site: Site) -> SimulatedCluster {
        running(name, zone, site, self.now)
    }

    /// A runner that is well, on an ordinary cluster; `age` in days.
    fn ready(
        &mut self,
        runner_id: &str,
        zone: &str,
        cluster: &str,
        age: i64,
        change: impl FnOnce(Draft<'a>) -> Draft<'a>,
    ) {
        self.runner(runner_id, zone, cluster, plain(), age * DAY, |draft, _| {
            change(draft)
        });
    }

    fn runner(
        &mut self,
        runner_id: &str,
        zone: &str,
        cluster: &str,
        site: Site,
        age: Instant,
        change: impl FnOnce(Draft<'a>, &SimulatedCluster) -> Draft<'a>,
    ) {
        let place = self.place(cluster, zone, site);
        self.add(runner_id, place, age, change);
    }

    fn add(
        &mut self,
        runner_id: &str,
        place: SimulatedCluster,
        age: Instant,
        change: impl FnOnce(Draft<'a>, &SimulatedCluster) -> Draft<'a>,
    ) {
        let draft = Draft::new(runner_id, &place, age, instant(self.now), self.timing);
        self.records.push(change(draft, &place).done());
        self.clusters.push(place);
    }

    /// No updates from yesterday until next week.
    fn freeze(&self, reason: &str) -> MaintenanceExclusion {
        let day = |days: i64| {
            let midnight = instant(self.now) / DAY * DAY;
            Some(timestamp(midnight + days * DAY).into())
        };
        MaintenanceExclusion {
            start_time: day(-1),
            end_time: day(8),
            reason: reason.to_owned(),
            ..MaintenanceExclusion::default()
        }
    }

    /// Weekly, next in so many days: never now.
    fn weekly(&self, days: i64) -> String {
        let weekday = self.date(days).weekday();
        format!("0 9 * * {}", weekday.to_sunday_zero_offset())
    }

    /// Monthly, next in so many days or somewhat more: never now.
    fn monthly(&self, days: i64) -> String {
        format!("0 4 {} * *", self.date(days).day().min(28))
    }

    fn date(&self, days: i64) -> jiff::civil::Date {
        let then = timestamp(instant(self.now) + days * DAY);
        TimeZone::UTC.to_datetime(then).date()
    }
}
