//! Who is behind a token, and what they may do.

use contract::model::WhoAmI;
use serde::{Deserialize, Serialize};

/// What a token may do (contract 2). An administrator may read too.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Rights {
    /// `SANDBOX_ADMIN`: read and write.
    Admin,
    /// `SANDBOX_USER`: read.
    User,
}

impl Rights {
    /// Of the permissions that the API lists for a token; none if it may not even read.
    fn of(permissions: &[String]) -> Option<Self> {
        let has = |action: &str| permissions.iter().any(|permission| permission == action);
        if has("SANDBOX_ADMIN") {
            Some(Self::Admin)
        } else if has("SANDBOX_USER") {
            Some(Self::User)
        } else {
            None
        }
    }
}

/// A user of an organization.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Person {
    pub(crate) principal: String,
    pub(crate) organization: String,
    pub(crate) rights: Rights,
}

impl Person {
    /// Whose runners the person sees. Where the API names no organization, those of the person alone: two
    /// organizations without a name are not one. None if it names neither.
    pub(crate) fn organization_key(&self) -> Option<String> {
        match (self.organization.as_str(), self.principal.as_str()) {
            ("", "") => None,
            ("", principal) => Some(format!("principal/{principal}")),
            (organization, _) => Some(organization.to_owned()),
        }
    }

    /// Of the API's own answer (contract 6.3); none if the token has no right to sandboxes.
    pub(crate) fn of(who: WhoAmI) -> Option<Self> {
        Some(Self {
            rights: Rights::of(&who.permissions)?,
            principal: who.principal.uid,
            organization: who.principal.org_uid,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn admin_includes_user_and_other_actions_give_nothing() {
        let of = |names: &[&str]| {
            Rights::of(
                &names
                    .iter()
                    .map(|name| (*name).to_owned())
                    .collect::<Vec<_>>(),
            )
        };
        assert_eq!(of(&["SANDBOX_USER", "SANDBOX_ADMIN"]), Some(Rights::Admin));
        assert_eq!(of(&["SANDBOX_ADMIN"]), Some(Rights::Admin));
        assert_eq!(of(&["SANDBOX_USER"]), Some(Rights::User));
        assert_eq!(of(&["SANDBOX_ADMINISTRATOR", "CKS_ADMIN"]), None);
    }
}
