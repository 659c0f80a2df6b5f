//! Which version of the API this page speaks, as the gateway has found out (design D11). No page asks for it: calls are
//! made in it, and what it cannot do says why.

use std::cell::RefCell;

use contract::{
    api::Dialect,
    console::{Finding, ServedApi},
    model::CreateRunner,
};

thread_local! {
    static SERVED: RefCell<ServedApi> = RefCell::default();
}

/// Takes over what the session says.
pub(crate) fn learn(served: &ServedApi) {
    SERVED.with_borrow_mut(|known| known.clone_from(served));
}

/// What this page speaks with the API.
pub(crate) fn dialect() -> Dialect {
    SERVED.with_borrow(|served| served.speaks)
}

/// Whether there are profiles at all: v1 knows none (contract-v1 0).
pub(crate) fn has_profiles() -> bool {
    SERVED.with_borrow(|served| served.v1beta2.finding != Finding::Absent)
}

/// Whether a runner is written with the profiles that it binds.
pub(crate) fn binds_profiles() -> bool {
    dialect() == Dialect::V1beta2
}

/// In which version a runner is created: what has a policy in v1, which alone knows policies.
pub(crate) fn dialect_of(request: &CreateRunner) -> Dialect {
    match request.runner.policy {
        Some(_) => Dialect::V1,
        None => dialect(),
    }
}

/// In which version the spec of a new runner is read: whatever may be in it where v1 can create it. What the version in
/// which it is then sent has not is told at its field.
pub(crate) fn read_in() -> Dialect {
    if creates_with_policy() {
        Dialect::V1
    } else {
        dialect()
    }
}

/// Whether a runner can be created with a policy in the place of profiles (contract-v1 2.1).
pub(crate) fn creates_with_policy() -> bool {
    policies() == Finding::Served
}

/// Whether v1 takes what it alone has of a runner that is written in the other version (design D11).
pub(crate) fn writes_v1_beside() -> bool {
    dialect() != Dialect::V1 && policies() == Finding::Served
}

/// What is known of v1, which alone has policies (contract-v1 3).
pub(crate) fn policies() -> Finding {
    SERVED.with_borrow(|served| served.v1.finding)
}
