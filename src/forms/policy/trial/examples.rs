//! The sandboxes that somebody tries on policies, kept in the browser and tried on every change.

use leptos::prelude::*;
use serde::{Deserialize, Serialize};

use crate::state::draft;

/// Where they are kept.
const NAME: &str = "policy-examples";

/// What an example begins with.
const FIRST: &str = r#"{
  "containers": [
    {
      "image": "registry.example/sandboxes/python:3.13",
      "cpuRequest": "1",
      "cpuLimit": "1",
      "memoryRequest": "2Gi",
      "memoryLimit": "2Gi"
    }
  ]
}
"#;

/// A described sandbox.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Example {
    name: String,
    text: String,
}

/// What is kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Kept {
    all: Vec<Example>,
    chosen: usize,
}

impl Default for Kept {
    fn default() -> Self {
        Self {
            all: vec![numbered(1)],
            chosen: 0,
        }
    }
}

impl Kept {
    /// One that this build can show: there is at least one example, and one is in hand.
    fn sound(mut self) -> Self {
        if self.all.is_empty() {
            return Self::default();
        }
        self.chosen = self.chosen.min(self.all.len() - 1);
        self
    }

    fn add(&mut self) {
        let mut numbers = 1..=self.all.len() + 1;
        let free = numbers.find(|number| self.all.iter().all(|one| one.name != named(*number)));
        self.all.push(numbered(free.unwrap_or(1)));
        self.chosen = self.all.len() - 1;
    }

    fn remove(&mut self) {
        if self.all.len() > 1 {
            self.all.remove(self.chosen);
            self.chosen = self.chosen.min(self.all.len() - 1);
        }
    }
}

fn named(number: usize) -> String {
    format!("Example {number}")
}

fn numbered(number: usize) -> Example {
    Example {
        name: named(number),
        text: FIRST.to_owned(),
    }
}

/// The examples of the page.
#[derive(Clone, Copy)]
pub(crate) struct Examples(RwSignal<Kept>);

impl Examples {
    /// Those that this browser keeps.
    pub(crate) fn restore() -> Self {
        let kept = draft::restore::<Kept>(NAME).map(|(kept, _)| kept.sound());
        let kept = RwSignal::new(kept.unwrap_or_default());
        draft::keep_changes(NAME, kept, Kept::default());
        Self(kept)
    }

    /// Names and texts of all.
    pub(super) fn all(self) -> Vec<(String, String)> {
        self.0.with(|kept| {
            let all = kept.all.iter();
            all.map(|one| (one.name.clone(), one.text.clone()))
                .collect()
        })
    }

    pub(super) fn names(self) -> Vec<String> {
        self.all().into_iter().map(|(name, _)| name).collect()
    }

    pub(super) fn chosen(self) -> usize {
        self.0.with(|kept| kept.chosen)
    }

    pub(super) fn name(self) -> String {
        self.0.with(|kept| kept.all[kept.chosen].name.clone())
    }

    pub(super) fn text(self) -> String {
        self.0.with(|kept| kept.all[kept.chosen].text.clone())
    }

    pub(super) fn choose(self, at: usize) {
        self.0.update(|kept| kept.chosen = at);
    }

    pub(super) fn rename(self, name: String) {
        self.0.update(|kept| kept.all[kept.chosen].name = name);
    }

    pub(super) fn write(self, text: String) {
        self.0.update(|kept| kept.all[kept.chosen].text = text);
    }

    pub(super) fn add(self) {
        self.0.update(Kept::add);
    }

    pub(super) fn remove(self) {
        self.0.update(Kept::remove);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_is_always_in_hand() {
        let mut kept = Kept::default();
        kept.remove();
        assert_eq!(kept, Kept::default());
        kept.add();
        kept.add();
        kept.remove();
        assert_eq!((kept.all.len(), kept.chosen), (2, 1));
        kept.chosen = 0;
        kept.remove();
        assert_eq!((kept.all[0].name.as_str(), kept.chosen), ("Example 2", 0));
        kept.add();
        assert_eq!(kept.all[1].name, "Example 1");
        let odd = Kept {
            all: Vec::new(),
            chosen: 7,
        };
        assert_eq!(odd.sound(), Kept::default());
    }
}
