//! Rows that stand for a map or a list while it is edited. Each keeps its identity, and with it the focus;
//! rows that cannot be in the value yet (without a key, or with one that is there twice) stay as typed.

use leptos::{html, prelude::*};

/// A row with its identity.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Row<T> {
    pub(super) id: u32,
    pub(super) value: T,
}

/// The rows of one value.
pub(in crate::forms) struct Rows<T: Send + Sync + 'static> {
    all: RwSignal<Vec<Row<T>>>,
    /// What was removed last, and where it was.
    removed: RwSignal<Option<(usize, T)>>,
    next: StoredValue<u32>,
    /// The row that was added last: it takes the focus when it is there.
    fresh: StoredValue<Option<u32>>,
}

impl<T: Send + Sync + 'static> Clone for Rows<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T: Send + Sync + 'static> Copy for Rows<T> {}

impl<T: Clone + PartialEq + Send + Sync + 'static> Rows<T> {
    /// Rows of these values.
    pub(in crate::forms) fn of(values: Vec<T>) -> Self {
        let rows = Self {
            all: RwSignal::new(Vec::new()),
            removed: RwSignal::new(None),
            next: StoredValue::new(0),
            fresh: StoredValue::new(None),
        };
        rows.replace(values);
        rows
    }

    /// Rows of a value, whoever changes it; `meant` says for which one rows stand.
    pub(in crate::forms) fn following(value: Signal<Vec<T>>, meant: fn(&[T]) -> Vec<T>) -> Self {
        let rows = Self::of(value.get_untracked());
        Effect::new(move |_| {
            let value = value.get();
            if meant(&untrack(|| rows.values())) != value {
                rows.replace(value);
            }
        });
        rows
    }

    /// Other values; a row whose value stays keeps its identity.
    pub(in crate::forms) fn replace(self, values: Vec<T>) {
        let mut before = self.all.get_untracked();
        let rows = values.into_iter().map(|value| {
            match before.iter().position(|row| row.value == value) {
                Some(at) => before.remove(at),
                None => self.row(value),
            }
        });
        let rows = rows.collect();
        self.all.set(rows);
    }

    fn row(self, value: T) -> Row<T> {
        let id = self.next.get_value();
        self.next.set_value(id + 1);
        Row { id, value }
    }

    /// The identities, in order.
    pub(in crate::forms) fn ids(self) -> Vec<u32> {
        self.all
            .with(|rows| rows.iter().map(|row| row.id).collect())
    }

    /// The values, in order.
    pub(in crate::forms) fn values(self) -> Vec<T> {
        self.all
            .with(|rows| rows.iter().map(|row| row.value.clone()).collect())
    }

    /// Where a row is.
    pub(in crate::forms) fn index(self, id: u32) -> Option<usize> {
        self.all
            .with(|rows| rows.iter().position(|row| row.id == id))
    }

    /// The value of a row; none once it is gone.
    pub(in crate::forms) fn value(self, id: u32) -> Option<T> {
        self.all.with(|rows| {
            let row = rows.iter().find(|row| row.id == id)?;
            Some(row.value.clone())
        })
    }

    /// Changes the value of a row.
    pub(in crate::forms) fn edit(self, id: u32, edit: impl FnOnce(&mut T)) {
        self.all.update(|rows| {
            if let Some(row) = rows.iter_mut().find(|row| row.id == id) {
                edit(&mut row.value);
            }
        });
    }

    /// An empty row at the end, which takes the focus.
    pub(in crate::forms) fn begin(self, value: T) {
        let row = self.row(value);
        self.fresh.set_value(Some(row.id));
        self.all.update(|rows| rows.push(row));
    }

    /// Gives the focus to the first input of a row that was begun just now.
    pub(in crate::forms) fn focus(self, id: u32, input: NodeRef<html::Input>) {
        if self.fresh.get_value() == Some(id) {
            self.fresh.set_value(None);
            // An input in the page takes the focus.
            input.on_load(|input| drop(input.focus()));
        }
    }

    /// Takes a row out; it can come back until the next one goes.
    pub(in crate::forms) fn remove(self, id: u32) {
        let mut removed = None;
        self.all.update(|rows| {
            if let Some(at) = rows.iter().position(|row| row.id == id) {
                removed = Some((at, rows.remove(at).value));
            }
        });
        self.removed.set(removed);
    }

    /// What was removed last, if it has not come back.
    fn removed(self) -> Option<T> {
        self.removed
            .with(|removed| removed.as_ref().map(|(_, value)| value.clone()))
    }

    /// Says what was removed last, and brings it back.
    pub(in crate::forms) fn undo(
        self,
        send: Callback<()>,
        said: fn(T) -> AnyView,
    ) -> impl Fn() -> Option<AnyView> + Copy {
        move || {
            let gone = said(self.removed()?);
            let restore = move |_| {
                self.restore();
                send.run(());
            };
            let view = view! {
                <p class="muted" role="status">
                    {gone} " was removed. "
                    <button type="button" class="link-button" on:click=restore>"Undo"</button>
                </p>
            };
            Some(view.into_any())
        }
    }

    /// Brings back what was removed last.
    fn restore(self) {
        if let Some((at, value)) = self.removed.get_untracked() {
            let row = self.row(value);
            self.all.update(|rows| rows.insert(at.min(rows.len()), row));
            self.removed.set(None);
        }
    }

    /// Moves a row one place up or down, as far as there is one.
    pub(in crate::forms) fn shift(self, id: u32, by: isize) {
        self.all.update(|rows| {
            let at = rows.iter().position(|row| row.id == id);
            let to = at.and_then(|at| at.checked_add_signed(by));
            if let (Some(at), Some(to)) = (at, to)
                && to < rows.len()
            {
                rows.swap(at, to);
            }
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_keep_their_identity() {
        Owner::new().with(|| {
            untrack(|| {
                let rows = Rows::of(vec!['a', 'b', 'c']);
                assert_eq!(rows.ids(), [0, 1, 2]);
                rows.replace(vec!['b', 'x', 'c']);
                assert_eq!(rows.ids(), [1, 3, 2]);
                rows.remove(3);
                assert_eq!(rows.values(), ['b', 'c']);
                assert_eq!(rows.removed(), Some('x'));
                rows.restore();
                assert_eq!(rows.values(), ['b', 'x', 'c']);
                rows.shift(2, -1);
                assert_eq!(rows.values(), ['b', 'c', 'x']);
                rows.shift(1, -1);
                assert_eq!(rows.values(), ['b', 'c', 'x'], "the first stays the first");
            });
        });
    }
}
