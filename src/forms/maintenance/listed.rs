//! The lists of the policy as rows: reading, changing, adding, removing, bringing back.

use contract::model::{MaintenanceExclusion, MaintenancePolicy, MaintenanceWindow};
use leptos::prelude::*;

use super::{form::Form, rows::Rows};
use crate::widgets::focus::focus_soon;

/// Where the policy is in a runner, for the errors of its fields.
const AT: &str = contract::part::Part::MaintenancePolicy.place();

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
