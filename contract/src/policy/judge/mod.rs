//! What a policy says to a sandbox: the base first, then each constraint on what comes of it (contract-v1 3.1).
//!
//! This is our reading of the documentation, not the server's code; pages say so.

mod change;
mod limits;
mod network;
mod resolve;
mod resources;
mod security;

use super::{Policy, Sandbox};

pub use change::{Change, Edit};
pub(super) use limits::LONGEST_LIFE;

/// What becomes of a sandbox under a policy.
#[derive(Debug, Clone, PartialEq)]
pub struct Verdict {
    /// The sandbox with base and defaults in it.
    pub resolved: Sandbox,
    /// What each constraint says, group by group in the order of the document.
    pub judgements: Vec<Judgement>,
}

/// What one constraint says.
#[derive(Debug, Clone, PartialEq)]
pub struct Judgement {
    /// The rule's path, such as `constraints.resources.max_cpu`.
    pub constraint: &'static str,
    /// What it comes to.
    pub outcome: Outcome,
    /// Why, in a sentence.
    pub why: String,
    /// The smallest change to the policy that makes it allow the sandbox here; none if no policy would.
    pub change: Option<Change>,
}

/// What a constraint comes to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// It lets the sandbox pass.
    Allowed,
    /// It refuses the sandbox.
    Refused,
    /// It depends on a default of the platform that is not public.
    Unknown,
    /// It refuses nothing, and leaves what the sandbox gets to a default of the platform that is not public.
    Unset,
}

impl Verdict {
    /// Whether no constraint refuses the sandbox.
    pub fn is_allowed(&self) -> bool {
        self.refusals().next().is_none()
    }

    /// The constraints that refuse it.
    pub fn refusals(&self) -> impl Iterator<Item = &Judgement> {
        let refused = |judgement: &&Judgement| judgement.outcome == Outcome::Refused;
        self.judgements.iter().filter(refused)
    }
}

impl Judgement {
    fn allowed(constraint: &'static str, why: impl Into<String>) -> Self {
        Self {
            constraint,
            outcome: Outcome::Allowed,
            why: why.into(),
            change: None,
        }
    }

    fn unset(constraint: &'static str, why: impl Into<String>) -> Self {
        Self {
            outcome: Outcome::Unset,
            ..Self::allowed(constraint, why)
        }
    }

    fn unknown(constraint: &'static str, why: impl Into<String>) -> Self {
        Self {
            outcome: Outcome::Unknown,
            ..Self::allowed(constraint, why)
        }
    }

    fn refused(constraint: &'static str, why: impl Into<String>, edit: Option<Edit>) -> Self {
        Self {
            outcome: Outcome::Refused,
            change: edit.map(|edit| Change::new(constraint, edit)),
            ..Self::allowed(constraint, why)
        }
    }
}

/// Resolves a sandbox against a policy and checks every constraint that is set, and says which defaults of the network
/// are not set, since what a sandbox then gets is the platform's choice.
///
/// An absent group restricts nothing; inside `security`, empty lists are closed; and a caller picks a runtime class
/// only where a list says so, with or without that group (contract-v1 3.1, 9.1).
pub fn judge(policy: &Policy, sandbox: &Sandbox) -> Verdict {
    let resolved = resolve::resolve(policy, sandbox);
    let mut judgements = resources::judge(policy, &resolved);
    judgements.extend(limits::image(policy, &resolved));
    judgements.extend(limits::instance(policy, &resolved));
    judgements.extend(network::judge(policy, &resolved));
    judgements.extend(security::judge(policy, sandbox, &resolved));
    judgements.extend(limits::lifecycle(&resolved));
    judgements.extend(limits::metadata(policy, &resolved));
    judgements.extend(limits::volumes(policy, &resolved));
    Verdict {
        resolved,
        judgements,
    }
}

/// How often a change may have another one in its wake: a group that was absent closes its lists once it is there.
const ROUNDS: usize = 4;

/// The smallest changes that allow a sandbox, in the order to make them; none if no policy would.
pub fn allowing(policy: &Policy, sandbox: &Sandbox) -> Option<Vec<Change>> {
    let mut policy = policy.clone();
    let mut changes = Vec::new();
    for _ in 0..ROUNDS {
        let verdict = judge(&policy, sandbox);
        if verdict.is_allowed() {
            return Some(changes);
        }
        let more: Option<Vec<_>> = verdict
            .refusals()
            .map(|refusal| refusal.change.clone())
            .collect();
        for change in more? {
            policy = change.apply(&policy);
            changes.push(change);
        }
    }
    None
}

/// `a`, `a and b`, `a, b and c`.
pub(super) fn listed<T: AsRef<str>>(items: &[T]) -> String {
    match items {
        [] => String::new(),
        [one] => one.as_ref().to_owned(),
        [first @ .., last] => {
            let first: Vec<_> = first.iter().map(AsRef::as_ref).collect();
            format!("{} and {}", first.join(", "), last.as_ref())
        }
    }
}
