//! The smallest change to a policy that makes a constraint allow a sandbox.

use serde_json::Value;

use crate::policy::Policy;

/// A change of one field of a policy.
#[derive(Debug, Clone, PartialEq)]
pub struct Change {
    /// The field, such as `constraints.resources.max_cpu`.
    pub path: &'static str,
    /// What is done to it.
    pub edit: Edit,
}

/// What is done to a field.
#[derive(Debug, Clone, PartialEq)]
pub enum Edit {
    /// It gets another value.
    Set(Value),
    /// It goes.
    Remove,
    /// A list gets more items.
    Append(Vec<Value>),
    /// A list loses items.
    Drop(Vec<Value>),
}

impl Change {
    pub(super) fn new(path: &'static str, edit: Edit) -> Self {
        Self { path, edit }
    }

    /// The policy with the change made; everything else in it stays.
    #[must_use]
    pub fn apply(&self, policy: &Policy) -> Policy {
        let list = || {
            let items = policy.get(self.path).and_then(Value::as_array);
            items.cloned().unwrap_or_default()
        };
        let value = match &self.edit {
            Edit::Set(value) => Some(value.clone()),
            Edit::Remove => None,
            Edit::Append(more) => {
                let mut items = list();
                let new = more.iter().filter(|item| !items.contains(item));
                let new: Vec<_> = new.cloned().collect();
                items.extend(new);
                Some(items.into())
            }
            Edit::Drop(less) => {
                let mut items = list();
                items.retain(|item| !less.contains(item));
                Some(items.into())
            }
        };
        policy.with(self.path, value)
    }
}
