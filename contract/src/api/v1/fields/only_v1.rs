//! The parts of a runner that v1 alone has (contract-v1 2.3).

use crate::api::v1beta2::fields::{field, message};
use crate::document::Access::Update;
use crate::document::{Kind, Message};

pub(super) static VOLUMES: Message = message(
    "volumes",
    &[
        field(
            "enabled",
            Kind::Flag,
            Update,
            "Sandboxes may use registered volumes, if the runner is allowed to create volume claims.",
        ),
        field(
            "csiDriverAllowlist",
            Kind::Texts,
            Update,
            "CSI drivers; the platform's default, csi.vastdata.com, when empty.",
        ),
    ],
);

pub(super) static TENANT_METRICS: Message = message(
    "tenant_metrics",
    &[
        field(
            "enabled",
            Kind::Flag,
            Update,
            "A usage collector runs alongside each sandbox.",
        ),
        field(
            "image",
            Kind::Text,
            Update,
            "Its image; the deployment's default when empty.",
        ),
    ],
);

const PULLS: &[&str] = &[
    "SANDBOX_IMAGE_PULL_POLICY_IF_NOT_PRESENT",
    "SANDBOX_IMAGE_PULL_POLICY_ALWAYS",
];

pub(super) static IMAGE_PULL: Message = message(
    "image_pull",
    &[field(
        "policy",
        Kind::Choice(PULLS),
        Update,
        "ALWAYS checks pull credentials at each start; IF_NOT_PRESENT is the default.",
    )],
);

pub(super) static DATA_PLANE: Message = message(
    "data_plane",
    &[
        field(
            "disabled",
            Kind::Message(&DISABLED),
            Update,
            "No direct endpoint: sandboxes are reached through the gateway.",
        ),
        field(
            "clusterIp",
            Kind::Message(&CLUSTER_IP),
            Update,
            "A service that can be reached only from within the cluster.",
        ),
        field(
            "loadBalancer",
            Kind::Message(&LOAD_BALANCER),
            Update,
            "A service behind a load balancer.",
        ),
        field(
            "custom",
            Kind::Message(&CUSTOM),
            Update,
            "An address that you advertise yourself.",
        ),
    ],
);

static DISABLED: Message = message("disabled", &[]);

static CLUSTER_IP: Message = message(
    "cluster_ip",
    &[field(
        "annotations",
        Kind::TextMap,
        Update,
        "Annotations of the service.",
    )],
);

const SCOPES: &[&str] = &[
    "RUNNER_DATA_PLANE_SERVICE_SCOPE_PUBLIC",
    "RUNNER_DATA_PLANE_SERVICE_SCOPE_PRIVATE",
];
const TRAFFIC: &[&str] = &[
    "RUNNER_DATA_PLANE_EXTERNAL_TRAFFIC_POLICY_CLUSTER",
    "RUNNER_DATA_PLANE_EXTERNAL_TRAFFIC_POLICY_LOCAL",
];

static LOAD_BALANCER: Message = message(
    "load_balancer",
    &[
        field(
            "scope",
            Kind::Choice(SCOPES),
            Update,
            "Whether it can be reached from outside.",
        ),
        field(
            "loadBalancerClass",
            Kind::Text,
            Update,
            "Class of the load balancer.",
        ),
        field(
            "annotations",
            Kind::TextMap,
            Update,
            "Annotations of the service.",
        ),
        field(
            "sourceRanges",
            Kind::Texts,
            Update,
            "Networks that may connect, as CIDR.",
        ),
        field(
            "externalTrafficPolicy",
            Kind::Choice(TRAFFIC),
            Update,
            "Which nodes receive traffic from outside.",
        ),
        field(
            "hostname",
            Kind::Text,
            Update,
            "Host name in the certificate; may be assigned when empty.",
        ),
    ],
);

static CUSTOM: Message = message(
    "custom",
    &[
        field(
            "advertisedUri",
            Kind::Text,
            Update,
            "Absolute, stable URI given to clients.",
        ),
        field(
            "serviceAnnotations",
            Kind::TextMap,
            Update,
            "Annotations of the service.",
        ),
    ],
);
