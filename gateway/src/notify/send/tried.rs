//! What came of one try.

/// What came of a try.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::notify) struct Tried {
    pub(in crate::notify) is_delivered: bool,
    /// What the receiver answered, or why there was no answer.
    pub(in crate::notify) answer: String,
}

impl Tried {
    pub(super) fn delivered(answer: impl Into<String>) -> Self {
        Self {
            is_delivered: true,
            answer: answer.into(),
        }
    }

    pub(super) fn failed(answer: impl Into<String>) -> Self {
        Self {
            is_delivered: false,
            answer: answer.into(),
        }
    }
}
