//! Where in a document something is.

use std::fmt;

/// One step into a document.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Segment {
    /// Into an object, by its `snake_case` key (or the key of a map, as it is).
    Key(String),
    /// Into a list, counted from zero.
    Index(usize),
}

/// A place in a document, printed as the API prints it: `managed_spec.overrides.tolerations[0].key`.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Path(pub Vec<Segment>);

impl Path {
    /// The place one key below this one.
    #[must_use]
    pub fn key(&self, key: impl Into<String>) -> Self {
        self.with(Segment::Key(key.into()))
    }

    /// The place of one list item below this one.
    #[must_use]
    pub fn index(&self, index: usize) -> Self {
        self.with(Segment::Index(index))
    }

    /// Reads a place as it is printed. A key of a map that has dots in it becomes several steps.
    pub fn of_printed(text: &str) -> Self {
        let mut path = Self::default();
        for part in text.split('.') {
            let (key, rest) = part.split_once('[').unwrap_or((part, ""));
            path = path.key(key);
            for index in rest.split('[') {
                if let Some(index) = index.strip_suffix(']').and_then(|n| n.parse().ok()) {
                    path = path.index(index);
                }
            }
        }
        path
    }

    fn with(&self, segment: Segment) -> Self {
        let mut segments = self.0.clone();
        segments.push(segment);
        Self(segments)
    }

    /// The place that holds this one; none for the document itself.
    pub fn parent(&self) -> Option<Self> {
        self.0.split_last().map(|(_, rest)| Self(rest.to_vec()))
    }
}

impl fmt::Display for Path {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (position, segment) in self.0.iter().enumerate() {
            match segment {
                Segment::Key(key) if position == 0 => f.write_str(key)?,
                Segment::Key(key) => write!(f, ".{key}")?,
                Segment::Index(index) => write!(f, "[{index}]")?,
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn prints_as_the_api_does() {
        let path = Path::default()
            .key("profile_bindings")
            .index(1)
            .key("is_default");
        assert_eq!(path.to_string(), "profile_bindings[1].is_default");
        assert_eq!(Path::of_printed(&path.to_string()), path);
        assert_eq!(
            path.parent().map(|p| p.to_string()).as_deref(),
            Some("profile_bindings[1]")
        );
    }
}
