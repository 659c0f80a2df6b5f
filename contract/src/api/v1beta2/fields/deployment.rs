//! What the server resolves for a runner's pod.

use super::spec::{RESOURCES, SCALING, TOLERATION};
use super::{field, message};
use crate::document::Access::Output;
use crate::document::{Kind, Message};

pub(crate) static DEPLOYMENT_SPEC: Message = message(
    "deployment_spec",
    &[
        field("image", Kind::Text, Output, "Container image."),
        field(
            "imagePullPolicy",
            Kind::Text,
            Output,
            "When the image is pulled.",
        ),
        field(
            "serviceAccount",
            Kind::Text,
            Output,
            "Kubernetes service account.",
        ),
        field(
            "gatewayServer",
            Kind::Text,
            Output,
            "Host and port that the runner connects to.",
        ),
        field("args", Kind::Texts, Output, "Arguments."),
        field(
            "env",
            Kind::TextMap,
            Output,
            "Environment; values may be secrets.",
        ),
        field("annotations", Kind::TextMap, Output, "Pod annotations."),
        field("labels", Kind::TextMap, Output, "Pod labels."),
        field(
            "nodeSelector",
            Kind::TextMap,
            Output,
            "Labels that a node must have.",
        ),
        field(
            "tolerations",
            Kind::Messages(&TOLERATION),
            Output,
            "Taints that the pod tolerates.",
        ),
        field(
            "resources",
            Kind::Message(&RESOURCES),
            Output,
            "Requests and limits of the runner's container.",
        ),
        field(
            "initResources",
            Kind::Message(&RESOURCES),
            Output,
            "Requests and limits of its init container.",
        ),
        field("scaling", Kind::Message(&SCALING), Output, "Replicas."),
        field(
            "cpuRuntimeClass",
            Kind::Text,
            Output,
            "Runtime class for CPU pods.",
        ),
        field(
            "gpuRuntimeClass",
            Kind::Text,
            Output,
            "Runtime class for GPU pods.",
        ),
    ],
);
