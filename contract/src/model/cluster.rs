//! CKS clusters and the caller: the fields that the console needs (contract section 6).

use serde::{Deserialize, Serialize};

use super::{ClusterStatus, Timestamp, Unknown, unset};

/// A CKS cluster.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase", default)]
pub struct Cluster {
    /// UUID.
    #[serde(deserialize_with = "unset")]
    pub id: String,
    /// Name, unique in the organization.
    #[serde(deserialize_with = "unset")]
    pub name: String,
    /// Zone, in upper case on this API.
    #[serde(deserialize_with = "unset")]
    pub zone: String,
    /// Whether it can take a runner.
    pub status: ClusterStatus,
    /// Kubernetes minor version, like `v1.35`.
    #[serde(deserialize_with = "unset")]
    pub version: String,
    /// Whether its API server is public.
    #[serde(deserialize_with = "unset")]
    pub public: bool,
    /// When it was created.
    #[serde(deserialize_with = "super::timestamp::set")]
    pub created_at: Option<Timestamp>,
    /// When it last changed.
    #[serde(deserialize_with = "super::timestamp::set")]
    pub updated_at: Option<Timestamp>,
    /// Everything else that CKS says, kept.
    #[serde(flatten)]
    #[cfg_attr(feature = "openapi", schema(ignore))]
    pub unknown: Unknown,
}

/// Every cluster that the caller may read (contract 6.1); no paging is documented.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase", default)]
pub struct ClusterList {
    /// The clusters.
    #[serde(deserialize_with = "unset")]
    pub items: Vec<Cluster>,
}

/// Who the caller is (contract 6.3).
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase", default)]
pub struct WhoAmI {
    /// The user behind the token.
    #[serde(deserialize_with = "unset")]
    pub principal: Principal,
    /// IAM actions: `SANDBOX_ADMIN`, `SANDBOX_USER`.
    #[serde(deserialize_with = "unset")]
    pub permissions: Vec<String>,
    /// Fields of newer servers, kept.
    #[serde(flatten)]
    #[cfg_attr(feature = "openapi", schema(ignore))]
    pub unknown: Unknown,
}

/// A user of an organization.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase", default)]
pub struct Principal {
    /// The user.
    #[serde(deserialize_with = "unset")]
    pub uid: String,
    /// The organization.
    #[serde(deserialize_with = "unset")]
    pub org_uid: String,
    /// Fields of newer servers, kept.
    #[serde(flatten)]
    #[cfg_attr(feature = "openapi", schema(ignore))]
    pub unknown: Unknown,
}
