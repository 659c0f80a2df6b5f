//! Which runners of the organization still depend on profiles, which have a policy, and in which order to come over
//! (contract-v1 6.1, 6.2).

mod list;

use leptos::prelude::*;

use crate::lazy::chunk;
use list::PoliciesPage;

chunk! {
    /// All runners between profiles and policies.
    policies in others: () => |()| view! { <PoliciesPage /> }.into_any()
}
