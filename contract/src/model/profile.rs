//! Profile templates: what a sandbox on a runner may be (contract section 5).

use serde::{Deserialize, Serialize};

use super::{Resources, TextMap, Timestamp, Unknown, unset};

/// Runtime classes that were seen; a cluster may have others (contract 5.1).
pub const RUNTIME_CLASSES: [&str; 4] = ["gvisor", "kata-qemu", "kata-qemu-nvidia-gpu", "nvidia"];

/// A profile template; people call it a profile.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase", default)]
pub struct ProfileTemplate {
    /// UUID, given by the server.
    #[serde(deserialize_with = "unset")]
    pub id: String,
    /// Organization that owns it, given by the server.
    #[serde(deserialize_with = "unset")]
    pub organization_id: String,
    /// Unique in the organization, fixed; the profile name of bindings that have none.
    #[serde(deserialize_with = "unset")]
    pub display_name: String,
    /// For people.
    #[serde(deserialize_with = "unset")]
    pub description: String,
    /// For people and scripts; no meaning at run time.
    #[serde(deserialize_with = "unset")]
    pub labels: TextMap,
    /// The guardrails; `{}` inherits everything.
    pub spec: Option<ProfileSpec>,
    /// When it was created.
    #[serde(deserialize_with = "super::timestamp::set")]
    pub created_at: Option<Timestamp>,
    /// When it last changed.
    #[serde(deserialize_with = "super::timestamp::set")]
    pub updated_at: Option<Timestamp>,
    /// Fields of newer servers, kept.
    #[serde(flatten)]
    #[cfg_attr(feature = "openapi", schema(ignore))]
    pub unknown: Unknown,
}

/// The guardrails of a profile template (contract 5.1). Replaced as a whole by every update.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase", default)]
pub struct ProfileSpec {
    /// Image of sandboxes that name none.
    #[serde(deserialize_with = "unset")]
    pub container_image: String,
    /// Runtime class; empty means plain containers.
    #[serde(deserialize_with = "unset")]
    pub runtime_class: String,
    /// Requests and limits of sandboxes that declare none.
    pub resource_defaults: Option<Resources>,
    /// Allowed instance types.
    #[serde(deserialize_with = "unset")]
    pub instance_types: Vec<String>,
    /// Labels a node must have.
    #[serde(deserialize_with = "unset")]
    pub node_selector: TextMap,
    /// Tags for access control.
    #[serde(deserialize_with = "unset")]
    pub tags: Vec<String>,
    /// JSON object in a string; structured as `namespace` in spec files.
    #[serde(deserialize_with = "unset")]
    pub namespace_config_json: String,
    /// JSON object in a string; structured as `network` in spec files.
    #[serde(deserialize_with = "unset")]
    pub network_config_json: String,
    /// JSON object in a string; structured as `pod` in spec files.
    #[serde(deserialize_with = "unset")]
    pub pod_template_json: String,
    /// Fields of newer servers, kept.
    #[serde(flatten)]
    #[cfg_attr(feature = "openapi", schema(ignore))]
    pub unknown: Unknown,
}

impl ProfileSpec {
    /// Whether both limits are declared, as `enforce_resource_limits` demands (contract 1.3, I-33).
    pub fn declares_limits(&self) -> bool {
        self.resource_defaults
            .as_ref()
            .is_some_and(|r| !r.cpu_limit.is_empty() && !r.memory_limit.is_empty())
    }
}

/// Body of a profile create call (contract 5.3).
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase", default)]
pub struct CreateProfileTemplate {
    /// The input fields.
    #[serde(deserialize_with = "unset")]
    pub profile_template: ProfileTemplate,
}

/// A page of profile templates (contract 5.3).
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase", default)]
pub struct ProfileTemplatePage {
    /// The templates.
    #[serde(deserialize_with = "unset")]
    pub profile_templates: Vec<ProfileTemplate>,
    /// Empty on the last page.
    #[serde(deserialize_with = "unset")]
    pub next_page_token: String,
}
