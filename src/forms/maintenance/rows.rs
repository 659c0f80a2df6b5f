//! Rows of a list that is edited: each keeps its identity, and with it the focus, while others come and go,
//! and the one that was removed last can come back to its place.

/// A row on screen.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Row<T> {
    /// Its identity.
    pub(super) id: u32,
    /// Its value, if it was removed and only says so.
    pub(super) gone: Option<T>,
}

/// The rows of a list, in order. Those that are not gone stand for the list's values one by one.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Rows<T> {
    rows: Vec<Row<T>>,
    next: u32,
}

impl<T> Default for Rows<T> {
    fn default() -> Self {
        Self {
            rows: Vec::new(),
            next: 0,
        }
    }
}

impl<T> Rows<T> {
    /// All of them.
    pub(super) fn all(&self) -> &[Row<T>] {
        &self.rows
    }

    /// As many rows as the list has values: values that came or went elsewhere did so at the end.
    #[must_use]
    pub(super) fn fitted(mut self, values: usize) -> Self {
        let live = self.rows.iter().filter(|row| row.gone.is_none()).count();
        for _ in live..values {
            self.add();
        }
        for _ in values..live {
            if let Some(last) = self.rows.iter().rposition(|row| row.gone.is_none()) {
                self.rows.remove(last);
            }
        }
        self
    }

    /// Where in the list the value of a row is, or would be.
    pub(super) fn index(&self, id: u32) -> usize {
        self.rows
            .iter()
            .take_while(|row| row.id != id)
            .filter(|row| row.gone.is_none())
            .count()
    }

    /// A row at the end; its identity.
    pub(super) fn add(&mut self) -> u32 {
        let id = self.next;
        self.next += 1;
        self.rows.push(Row { id, gone: None });
        id
    }

    /// Marks a row as removed. The one removed before is forgotten.
    pub(super) fn remove(&mut self, id: u32, value: T) {
        self.rows.retain(|row| row.gone.is_none());
        if let Some(row) = self.rows.iter_mut().find(|row| row.id == id) {
            row.gone = Some(value);
        }
    }

    /// Takes a removed row back: its value, and where it belongs.
    pub(super) fn restore(&mut self, id: u32) -> Option<(usize, T)> {
        let index = self.index(id);
        let row = self.rows.iter_mut().find(|row| row.id == id)?;
        Some((index, row.gone.take()?))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ids(rows: &Rows<char>) -> Vec<u32> {
        rows.all().iter().map(|row| row.id).collect()
    }

    #[test]
    fn the_last_removed_comes_back_to_its_place() {
        let mut rows = Rows::default().fitted(3);
        assert_eq!(ids(&rows), [0, 1, 2]);
        rows.remove(0, 'a');
        assert_eq!(rows.index(2), 1);
        rows.remove(1, 'b');
        assert_eq!(ids(&rows), [1, 2], "what was removed before is forgotten");
        let added = rows.add();
        assert_eq!((added, rows.index(added)), (3, 1));
        assert_eq!(rows.restore(1), Some((0, 'b')));
        assert_eq!(rows.restore(1), None);
        assert_eq!(rows.index(added), 2);
    }

    #[test]
    fn values_that_come_and_go_elsewhere() {
        let mut rows = Rows::default().fitted(2);
        rows.remove(1, 'b');
        let rows = rows.fitted(2);
        assert_eq!(ids(&rows), [0, 1, 2]);
        assert_eq!(ids(&rows.clone().fitted(0)), [1]);
        assert_eq!(rows.clone().fitted(2), rows);
    }
}
