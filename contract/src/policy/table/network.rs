//! The network part of the table (contract-v1 3.7, 9.3).

use super::{field, message};
use crate::document::{Kind, Message};

/// Who shares a network with a sandbox.
pub(in crate::policy) const TENANT_SCOPES: &[&str] = &[
    "TENANT_SCOPE_SAME_USER",
    "TENANT_SCOPE_SAME_ORG",
    "TENANT_SCOPE_SANDBOX_NETWORK",
];

/// Of ports.
pub(in crate::policy) const PROTOCOLS: &[&str] = &["TCP", "UDP", "SCTP"];

/// Of port 53.
pub(in crate::policy) const DNS_MODES: &[&str] = &["DNS_EGRESS_MODE_ALLOW", "DNS_EGRESS_MODE_DENY"];

pub(super) static NETWORK: Message = message(
    "network",
    &[
        field(
            "allowedEgress",
            Kind::Messages(&EGRESS_RULE),
            "The envelope: each rule that a sandbox states must lie inside it. Empty restricts nothing.",
        ),
        field(
            "defaultEgress",
            Kind::Messages(&EGRESS_RULE),
            "The rules of a sandbox that states none. No hostnames here.",
        ),
        field(
            "allowedIngress",
            Kind::Messages(&INGRESS_RULE),
            "The envelope for ports with custom visibility. Empty restricts nothing.",
        ),
        field(
            "defaultIngress",
            Kind::Messages(&INGRESS_RULE),
            "The rules of a sandbox that states none.",
        ),
        field(
            "denyHttpsHostnameRules",
            Kind::Flag,
            "Rules that name a host are refused. DNS itself is not affected.",
        ),
        field(
            "dnsEgress",
            Kind::Choice(DNS_MODES),
            "DENY requires each sandbox to block port 53 itself; clients from before autumn 2026 cannot, so all of their sandboxes are refused.",
        ),
    ],
);

pub(in crate::policy) static EGRESS_RULE: Message = message(
    "egress rule",
    &[
        field(
            "any",
            Kind::Flag,
            "If true, every address except the platform's own. Covers addresses and tenants, but never selectors or hostnames.",
        ),
        field(
            "cidr",
            Kind::Message(&CIDR),
            "A network prefix. 0.0.0.0/0 includes the platform's own ranges; usually you want any instead.",
        ),
        field(
            "tenant",
            Kind::Choice(TENANT_SCOPES),
            "Other sandboxes of the same user, organization or sandbox network.",
        ),
        field(
            "httpsHostname",
            Kind::Text,
            "A host by name, over HTTPS: an exact name, or *. in place of the first label. * alone is for allowed_egress only.",
        ),
        field(
            "httpsHostnameExcept",
            Kind::Texts,
            "Names excluded from https_hostname; in allowed_egress only.",
        ),
        field("selector", Kind::Message(&SELECTOR), "Pods by label."),
        field(
            "ports",
            Kind::Messages(&PORT),
            "If empty, all ports; for a hostname, TCP 443.",
        ),
    ],
);

pub(in crate::policy) static INGRESS_RULE: Message = message(
    "ingress rule",
    &[
        field("any", Kind::Flag, "If true, from every address."),
        field("cidr", Kind::Message(&CIDR), "From a network prefix."),
        field(
            "tenant",
            Kind::Choice(TENANT_SCOPES),
            "From other sandboxes of the same user or organization. The sandbox network is refused here today.",
        ),
        field("ports", Kind::Messages(&PORT), "If empty, all ports."),
    ],
);

static CIDR: Message = message(
    "cidr",
    &[
        field(
            "cidr",
            Kind::Text,
            "A canonical network prefix such as 203.0.113.0/24.",
        ),
        field(
            "except",
            Kind::Texts,
            "Prefixes inside it that are excluded.",
        ),
    ],
);

static SELECTOR: Message = message(
    "selector",
    &[
        field("podLabels", Kind::TextMap, "At least one label."),
        field(
            "namespaceLabels",
            Kind::TextMap,
            "If absent, the sandbox's own namespace.",
        ),
    ],
);

static PORT: Message = message(
    "port",
    &[
        field("protocol", Kind::Choice(PROTOCOLS), "TCP if unset."),
        field("port", Kind::Long, "1 to 65535."),
        field("endPort", Kind::Long, "Last port of a range; 0 means none."),
    ],
);
