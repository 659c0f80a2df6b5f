//! The policy in hand: what its parts read, and how they change it.

use contract::{
    maintenance::{Days, WeekWindow},
    wire::{MaintenanceExclusion, MaintenancePolicy, MaintenanceWindow},
};
use leptos::prelude::*;

use super::rows::Rows;
use crate::{
    format::{
        time,
        zone::{self, Year},
    },
    state::clock::Clock,
    widgets::{focus::focus_soon, week::shifted},
};

/// Where the policy is in a runner, for the errors of its fields.
const AT: &str = "managed_spec.maintenance_policy";

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
    windows: RwSignal<Rows<MaintenanceWindow>>,
    exclusions: RwSignal<Rows<MaintenanceExclusion>>,
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
        time::zone()
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

/// A list of the policy as rows on screen.
pub(super) trait Listed: Clone + PartialEq + Send + Sync + 'static {
    /// Its name in paths and IDs.
    const NAME: &'static str;
    fn rows(form: Form) -> RwSignal<Rows<Self>>;
    fn of(policy: &MaintenancePolicy) -> &Vec<Self>;
    fn of_mut(policy: &mut MaintenancePolicy) -> &mut Vec<Self>;
}

impl Listed for MaintenanceWindow {
    const NAME: &'static str = "windows";

    fn rows(form: Form) -> RwSignal<Rows<Self>> {
        form.windows
    }

    fn of(policy: &MaintenancePolicy) -> &Vec<Self> {
        &policy.windows
    }

    fn of_mut(policy: &mut MaintenancePolicy) -> &mut Vec<Self> {
        &mut policy.windows
    }
}

impl Listed for MaintenanceExclusion {
    const NAME: &'static str = "exclusions";

    fn rows(form: Form) -> RwSignal<Rows<Self>> {
        form.exclusions
    }

    fn of(policy: &MaintenancePolicy) -> &Vec<Self> {
        &policy.exclusions
    }

    fn of_mut(policy: &mut MaintenancePolicy) -> &mut Vec<Self> {
        &mut policy.exclusions
    }
}

/// The ID of a part of a row in the page.
pub(super) fn part_id<T: Listed>(id: u32, part: &str) -> String {
    format!("{}-{id}-{part}", T::NAME)
}

impl Form {
    /// The rows of a list as they are now.
    pub(super) fn rows<T: Listed>(self) -> Rows<T> {
        let values = self.policy.with(|policy| T::of(policy).len());
        T::rows(self).get().fitted(values)
    }

    /// The path of a row for [`crate::forms::problems::Problems`].
    pub(super) fn path<T: Listed>(self, id: u32) -> String {
        format!("{AT}.{}[{}]", T::NAME, self.rows::<T>().index(id))
    }

    /// The value of a row; none once it is gone.
    pub(super) fn value<T: Listed>(self, id: u32) -> Option<T> {
        let index = self.rows::<T>().index(id);
        self.policy.with(|policy| T::of(policy).get(index).cloned())
    }

    /// Changes the value of a row.
    pub(super) fn edit<T: Listed>(self, id: u32, edit: impl FnOnce(&mut T)) {
        let index = untrack(|| self.rows::<T>()).index(id);
        self.change(|policy| {
            if let Some(value) = T::of_mut(policy).get_mut(index) {
                edit(value);
            }
        });
    }

    fn change_rows<T: Listed, R>(self, change: impl FnOnce(&mut Rows<T>) -> R) -> R {
        let mut rows = untrack(|| self.rows::<T>());
        let result = change(&mut rows);
        T::rows(self).set(rows);
        result
    }

    /// Adds a value at the end; the identity of its row.
    pub(super) fn add<T: Listed>(self, value: T) -> u32 {
        let id = self.change_rows(|rows: &mut Rows<T>| rows.add());
        self.change(|policy| T::of_mut(policy).push(value));
        id
    }

    /// Removes a row, which from then on offers to come back.
    pub(super) fn remove<T: Listed>(self, id: u32) {
        let Some(value) = untrack(|| self.value::<T>(id)) else {
            return;
        };
        let index = untrack(|| self.rows::<T>()).index(id);
        self.change_rows(|rows: &mut Rows<T>| rows.remove(id, value));
        self.change(|policy| {
            T::of_mut(policy).remove(index);
        });
        focus_soon(part_id::<T>(id, "undo"));
    }

    /// Brings a removed row back to its place.
    pub(super) fn restore<T: Listed>(self, id: u32) {
        if let Some((index, value)) = self.change_rows(|rows: &mut Rows<T>| rows.restore(id)) {
            self.change(|policy| {
                let values = T::of_mut(policy);
                values.insert(index.min(values.len()), value);
            });
            focus_soon(part_id::<T>(id, "first"));
        }
    }
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
