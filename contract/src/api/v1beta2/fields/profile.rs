//! A profile template, and the bodies of the calls that write it.

use super::{RESOURCES, field, message};
use crate::document::Access::{Create, Output, Update};
use crate::document::{Field, Kind, Message};

/// Body of a profile create call.
pub static CREATE_PROFILE_TEMPLATE: Message = message(
    "create request",
    &[field(
        "profileTemplate",
        Kind::Message(&PROFILE_TEMPLATE),
        Create,
        "The profile's input fields.",
    )],
);

/// Body of a profile update call.
pub static UPDATE_PROFILE_TEMPLATE: Message = message(
    "update request",
    &[
        field(
            "profileTemplate",
            Kind::Message(&PROFILE_TEMPLATE),
            Update,
            "The new values of the masked fields.",
        ),
        field("updateMask", Kind::Any, Update, "Which fields to replace."),
    ],
);

/// A profile template.
pub static PROFILE_TEMPLATE: Message = message(
    "profile template",
    &[
        field("id", Kind::Text, Output, "UUID, given by the server."),
        field(
            "organizationId",
            Kind::Text,
            Output,
            "Organization that owns it.",
        ),
        field(
            "displayName",
            Kind::Text,
            Create,
            "Unique in the organization. Fixed: to rename it, create a new profile.",
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
            "Labels, for people and scripts.",
        ),
        field(
            "spec",
            Kind::Message(&PROFILE_SPEC),
            Update,
            "The guardrails; {} inherits everything. Replaced as a whole.",
        ),
        field("createdAt", Kind::Time, Output, "When it was created."),
        field("updatedAt", Kind::Time, Output, "When it last changed."),
    ],
);

// Those that a profile has in the API and in a file alike.
pub(crate) const CONTAINER_IMAGE: Field = field(
    "containerImage",
    Kind::Text,
    Update,
    "Image for sandboxes that name none.",
);
pub(crate) const RUNTIME_CLASS: Field = field(
    "runtimeClass",
    Kind::Text,
    Update,
    "Runtime class; empty means plain containers.",
);
pub(crate) const RESOURCE_DEFAULTS: Field = field(
    "resourceDefaults",
    Kind::Message(&RESOURCES),
    Update,
    "Requests and limits for sandboxes that declare none.",
);
pub(crate) const INSTANCE_TYPES: Field = field(
    "instanceTypes",
    Kind::Texts,
    Update,
    "Allowed instance types.",
);
pub(crate) const NODE_SELECTOR: Field = field(
    "nodeSelector",
    Kind::TextMap,
    Update,
    "Labels that a node must have.",
);
pub(crate) const TAGS: Field = field("tags", Kind::Texts, Update, "Tags for access control.");

pub(crate) static PROFILE_SPEC: Message = message(
    "spec",
    &[
        CONTAINER_IMAGE,
        RUNTIME_CLASS,
        RESOURCE_DEFAULTS,
        INSTANCE_TYPES,
        NODE_SELECTOR,
        TAGS,
        field(
            "namespaceConfigJson",
            Kind::EmbeddedJson,
            Update,
            "Where sandboxes live: a JSON object in a string.",
        ),
        field(
            "networkConfigJson",
            Kind::EmbeddedJson,
            Update,
            "What sandboxes may reach: a JSON object in a string.",
        ),
        field(
            "podTemplateJson",
            Kind::EmbeddedJson,
            Update,
            "Fragment of the sandbox pod: a JSON object in a string.",
        ),
    ],
);
