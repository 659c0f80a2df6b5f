//! The policy in hand: what its parts read, and how they change it.

use contract::{
    maintenance::{Days, WeekWindow},
    model::{MaintenanceExclusion, MaintenancePolicy, MaintenanceWindow},
};
use leptos::prelude::*;

use super::rows::Rows;
use crate::{
    format::zone::{self, Year},
    state::clock::Clock,
    widgets::week::shifted,
};

/// What the parts of the form share.
#[derive(Clone, Copy)]
pub(super) struct Form {
    pub(super) policy: Memo<MaintenancePolicy>,
    on_change: Callback<MaintenancePolicy>,
    /// Whether hours are those of the person's zone; else they are in UTC, as stored.
    pub(super) is_local: RwSignal<bool>,
    /// The person's zone over the next year.
    pub(super) year: StoredValue<Year>,
    pub(super) city: StoredValue<String>,
    pub(super) windows: RwSignal<Rows<MaintenanceWindow>>,
    pub(super) exclusions: RwSignal<Rows<MaintenanceExclusion>>,
    /// The window that has the focus, in the picture or in its fields.
    pub(super) focused: RwSignal<Option<u32>>,
    /// What the last action did, read out.
    pub(super) said: RwSignal<String>,
}

impl Form {
    pub(super) fn new(
        policy: Signal<MaintenancePolicy>,
        on_change: Callback<MaintenancePolicy>,
    ) -> Self {
        Self {
            policy: Memo::new(move |_| policy.get()),
            on_change,
            is_local: RwSignal::new(false),
            year: StoredValue::new(Year::after(Clock::instant(), zone::east)),
            city: StoredValue::new(zone::city()),
            windows: RwSignal::default(),
            exclusions: RwSignal::default(),
            focused: RwSignal::new(None),
            said: RwSignal::default(),
        }
    }

    /// Minutes east of UTC of the hours on screen.
    pub(super) fn east(self) -> i64 {
        if self.is_local.get() {
            self.year.with_value(|year| year.now)
        } else {
            0
        }
    }

    /// The zone of the hours on screen.
    pub(super) fn zone(self) -> String {
        if self.is_local.get() {
            self.city.get_value()
        } else {
            "UTC".to_owned()
        }
    }

    /// The zone's name in full, as a choice.
    pub(super) fn zone_name() -> String {
        zone::full()
    }

    /// A window as the screen shows it.
    pub(super) fn shown(self, window: WeekWindow) -> WeekWindow {
        shifted(window, minutes(self.east()))
    }

    /// A window of the screen as it is stored.
    pub(super) fn stored(self, window: WeekWindow) -> WeekWindow {
        shifted(window, -minutes(untrack(|| self.east())))
    }

    /// Changes the policy. What it does not touch stays, fields of newer servers among it.
    pub(super) fn change(self, change: impl FnOnce(&mut MaintenancePolicy)) {
        let mut policy = self.policy.get_untracked();
        change(&mut policy);
        self.on_change.run(policy);
    }
}

fn minutes(east: i64) -> i32 {
    i32::try_from(east).unwrap_or_default()
}

/// A window as days, start and length. One whose days are all taken out has no weekday in its cron
/// expression, which is an error, and still a start.
pub(super) fn week(window: &MaintenanceWindow) -> Option<WeekWindow> {
    WeekWindow::of(window).or_else(|| {
        let mut dayless = window.clone();
        dayless.cron.push_str(" MON");
        let week = WeekWindow::of(&dayless)?;
        Some(WeekWindow {
            days: Days::default(),
            ..week
        })
    })
}

/// Writes days, start and length into a window.
pub(super) fn write(window: &mut MaintenanceWindow, week: WeekWindow) {
    window.cron = week
        .cron()
        .unwrap_or_else(|| format!("{} {} * *", week.start % 60, week.start / 60));
    window.duration_seconds = week.seconds;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_window_without_days_keeps_its_start() {
        let mut window = MaintenanceWindow {
            cron: "30 9 * * SAT".into(),
            duration_seconds: 60,
            ..MaintenanceWindow::default()
        };
        window.unknown.insert("newer".into(), 1.into());
        let saturday = week(&window).unwrap();
        write(
            &mut window,
            WeekWindow {
                days: saturday.days.toggled(5),
                ..saturday
            },
        );
        assert_eq!(window.cron, "30 9 * *");
        assert!(contract::maintenance::cron(&window.cron).is_err());
        let dayless = week(&window).unwrap();
        assert!(dayless.days.is_empty());
        assert_eq!((dayless.start, dayless.seconds), (570, 60));
        write(
            &mut window,
            WeekWindow {
                days: dayless.days.toggled(6),
                ..dayless
            },
        );
        assert_eq!(window.cron, "30 9 * * SUN");
        assert_eq!(window.unknown.len(), 1);
    }

    #[test]
    fn what_a_week_cannot_show_has_no_fields() {
        for cron in ["*/5 3 * * *", "0 3 1 * *", "", "x", "0 9 *"] {
            let window = MaintenanceWindow {
                cron: cron.into(),
                ..MaintenanceWindow::default()
            };
            assert_eq!(week(&window), None, "{cron}");
        }
    }
}
