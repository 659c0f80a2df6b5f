//! A profile as a file, for completion and explanations. Three settings that are JSON in a string in the API are
//! blocks here, with the keys that are known (contract 5.1). Other keys in these blocks are allowed, so these tables
//! are not used for validation.

use super::fields::{
    CONTAINER_IMAGE, INSTANCE_TYPES, NODE_SELECTOR, PROFILE_SPEC, RESOURCE_DEFAULTS, RUNTIME_CLASS,
    TAGS, field, message,
};
use crate::document::Access::{Create, Update};
use crate::document::{Kind, Message};

/// What a profile's file can hold.
pub static PROFILE_FILE: Message = message(
    "profile",
    &[
        field(
            "displayName",
            Kind::Text,
            Create,
            "Unique in the organization; the name that callers use. Fixed: to rename it, create a new profile.",
        ),
        field(
            "description",
            Kind::Text,
            Update,
            "Description, for people.",
        ),
        field(
            "labels",
            Kind::TextMap,
            Update,
            "Labels, for people and scripts; no effect at run time.",
        ),
        field(
            "spec",
            Kind::Message(&SPEC),
            Update,
            "The guardrails; {} inherits everything. Replaced as a whole.",
        ),
    ],
);

/// The overrides of a binding: part of a profile's spec, as the API has it in JSON (contract 1.6).
pub static PROFILE_OVERRIDES: Message = message("overrides", PROFILE_SPEC.fields).in_json();

static SPEC: Message = message(
    "spec",
    &[
        CONTAINER_IMAGE,
        RUNTIME_CLASS,
        RESOURCE_DEFAULTS,
        INSTANCE_TYPES,
        NODE_SELECTOR,
        TAGS,
        field(
            "namespace",
            Kind::Message(&NAMESPACE),
            Update,
            "Where sandboxes live. Sent as namespaceConfigJson.",
        ),
        field(
            "network",
            Kind::Message(&NETWORK),
            Update,
            "What sandboxes may reach, and who may reach them. Sent as networkConfigJson.",
        ),
        field(
            "pod",
            Kind::Message(&POD),
            Update,
            "Fragment of the sandbox pod. Sent as podTemplateJson.",
        ),
    ],
);

static NAMESPACE: Message = message(
    "namespace",
    &[
        field(
            "strategy",
            Kind::Choice(&["per-org", "per-user", "per-profile", "static"]),
            Update,
            "Which sandboxes share a namespace.",
        ),
        field(
            "namespacePrefix",
            Kind::Text,
            Update,
            "Prefix of the namespace names.",
        ),
        field(
            "staticNamespace",
            Kind::Text,
            Update,
            "The namespace; for the strategy static.",
        ),
    ],
)
.in_json();

static NETWORK: Message = message(
    "network",
    &[
        field(
            "egress",
            Kind::Message(&EGRESS),
            Update,
            "What sandboxes may reach.",
        ),
        field(
            "ingress",
            Kind::Message(&INGRESS),
            Update,
            "Ways to reach sandboxes, each with a name.",
        ),
    ],
)
.in_json();

static EGRESS: Message = message(
    "egress",
    &[
        field(
            "default",
            Kind::Text,
            Update,
            "Mode for sandboxes that ask for none: a name from modes.",
        ),
        field(
            "modes",
            Kind::Message(&MODES),
            Update,
            "What a sandbox can choose from, each with a name.",
        ),
    ],
);

static MODES: Message = message("modes", &[]).with_others(&MODE);

static MODE: Message = message(
    "mode",
    &[
        field(
            "type",
            Kind::Choice(&["none", "internet", "allowlist"]),
            Update,
            "Nothing, the internet, or only the networks in cidrs.",
        ),
        field(
            "cidrs",
            Kind::Texts,
            Update,
            "Networks that may be reached, for the type allowlist.",
        ),
    ],
);

static INGRESS: Message = message("ingress", &[]).with_others(&WAY_IN);

static WAY_IN: Message = message(
    "ingress",
    &[
        field("scope", Kind::Text, Update, "Where it can be reached from."),
        field(
            "expectsExternalAddress",
            Kind::Flag,
            Update,
            "Whether it gets an address outside the cluster.",
        ),
        field(
            "service",
            Kind::Message(&SERVICE),
            Update,
            "The Kubernetes service.",
        ),
        field(
            "ingress",
            Kind::Message(&CONTROLLER),
            Update,
            "The Kubernetes ingress.",
        ),
    ],
);

static SERVICE: Message = message(
    "service",
    &[field(
        "serviceType",
        Kind::Text,
        Update,
        "Type of the service, such as ClusterIP.",
    )],
);

static CONTROLLER: Message = message(
    "ingress",
    &[
        field(
            "controllerName",
            Kind::Text,
            Update,
            "Ingress controller that serves it.",
        ),
        field(
            "template",
            Kind::Text,
            Update,
            "Template for the host name. There are no fields for TLS.",
        ),
    ],
);

static POD: Message = message(
    "pod",
    &[
        field(
            "spec",
            Kind::Opaque,
            Update,
            "Fragment of a PodSpec with Kubernetes' own keys. A container with an empty name patches the main one.",
        ),
        field(
            "placement",
            Kind::Message(&PLACEMENT),
            Update,
            "Where the pod may run.",
        ),
    ],
)
.in_json();

static PLACEMENT: Message = message(
    "placement",
    &[field(
        "instanceTypes",
        Kind::Texts,
        Update,
        "Instance types that the pod may run on.",
    )],
);

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::{Access, PROFILE_TEMPLATE, snake};
    use crate::spec_file::BLOCKS;

    /// A field of the file for each that a caller sets, a block in the place of JSON in a string.
    #[test]
    fn the_file_has_what_the_api_takes() {
        fn names(message: &Message) -> Vec<&'static str> {
            let writable = message.fields.iter();
            let writable = writable.filter(|field| field.access != Access::Output);
            writable.map(|field| field.json).collect()
        }
        assert_eq!(names(&PROFILE_FILE), names(&PROFILE_TEMPLATE));
        let block = |field: &&'static str| BLOCKS.iter().find(|(_, json)| json == field);
        let expected: Vec<_> = PROFILE_SPEC
            .fields
            .iter()
            .map(|field| block(&field.json).map_or(field.json, |(block, _)| block))
            .collect();
        assert_eq!(names(&SPEC), expected);
        assert_eq!(snake("networkConfigJson"), "network_config_json");
    }
}
