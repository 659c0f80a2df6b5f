//! The enums of v1beta2: full constant names on the wire, exact words in Rust.
//!
//! A constant that this build does not know is kept as it came and written back (contract 0.3).
//! Words are compared whole: `DISCONNECTED` contains `CONNECTED` (contract 4.5).

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// Defines an enum whose wire form is `PREFIX` + word, with a place for words we do not know.
macro_rules! wire_enum {
    (
        $(#[$meta:meta])*
        $name:ident, prefix $prefix:literal, also $also:expr;
        $( $(#[$vmeta:meta])* $variant:ident = $word:literal ),+ $(,)?
    ) => {
        $(#[$meta])*
        #[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
        pub enum $name {
            /// No value was given.
            #[default]
            Unspecified,
            $( $(#[$vmeta])* $variant, )+
            /// A value that this build does not know, as received.
            Unknown(String),
        }

        impl $name {
            /// Every value that has a name, in the order of the contract.
            pub const KNOWN: &'static [Self] = &[$(Self::$variant),+];

            /// Every constant as it is written on the wire, without the unspecified one.
            pub const CONSTANTS: &'static [&'static str] = &[$(concat!($prefix, $word)),+];

            /// Reads a wire constant. Never fails: an unknown one is kept.
            pub fn parse(text: &str) -> Self {
                let also: &[&str] = $also;
                let word = std::iter::once(&$prefix)
                    .chain(also)
                    .find_map(|prefix| text.strip_prefix(prefix));
                match word {
                    _ if text.is_empty() => Self::Unspecified,
                    Some("UNSPECIFIED") => Self::Unspecified,
                    $( Some($word) => Self::$variant, )+
                    _ => Self::Unknown(text.to_owned()),
                }
            }

            /// The constant as it is written on the wire.
            pub fn constant(&self) -> &str {
                match self {
                    Self::Unspecified => concat!($prefix, "UNSPECIFIED"),
                    $( Self::$variant => concat!($prefix, $word), )+
                    Self::Unknown(text) => text,
                }
            }

            /// The constant without its prefix, as people read it: `READY`, `RAPID`.
            pub fn word(&self) -> &str {
                self.constant().strip_prefix($prefix).unwrap_or(self.constant())
            }
        }

        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(self.constant())
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let text = Option::<std::borrow::Cow<'de, str>>::deserialize(deserializer)?;
                Ok(Self::parse(text.as_deref().unwrap_or_default()))
            }
        }

        #[cfg(feature = "openapi")]
        impl utoipa::PartialSchema for $name {
            fn schema() -> utoipa::openapi::RefOr<utoipa::openapi::schema::Schema> {
                utoipa::openapi::ObjectBuilder::new()
                    .schema_type(utoipa::openapi::schema::Type::String)
                    .enum_values(Some(
                        std::iter::once(concat!($prefix, "UNSPECIFIED"))
                            .chain(Self::CONSTANTS.iter().copied()),
                    ))
                    .into()
            }
        }

        #[cfg(feature = "openapi")]
        impl utoipa::ToSchema for $name {}
    };
}

wire_enum! {
    /// Where the install of a runner stands (contract 7.1).
    InstallStatus, prefix "RUNNER_INSTALL_STATUS_", also &[];
    /// Accepted, nothing done yet.
    Pending = "PENDING",
    /// The controller is installing it.
    Provisioning = "PROVISIONING",
    /// Installed.
    Ready = "READY",
    /// The install failed; `install_error` says why. Not final.
    Failed = "FAILED",
    /// Being torn down; the next state is absence.
    Deleting = "DELETING",
}

wire_enum! {
    /// Whether heartbeats of the runner arrive (contract 7.2), up to 30 s behind.
    ConnectionStatus, prefix "RUNNER_CONNECTION_STATUS_", also &["CONNECTION_STATUS_", ""];
    /// Heartbeats arrive.
    Connected = "CONNECTED",
    /// No heartbeat for 30 s, or none yet.
    Disconnected = "DISCONNECTED",
}

wire_enum! {
    /// Which versions a runner gets (contract 1.3). Unspecified means stable.
    ReleaseChannel, prefix "RELEASE_CHANNEL_", also &[];
    /// Versions that have been proven on other runners.
    Stable = "STABLE",
    /// The newest versions.
    Rapid = "RAPID",
}

impl ReleaseChannel {
    /// The channel that is in force: an unspecified one is stable (contract 1.3).
    #[must_use]
    pub fn effective(&self) -> Self {
        match self {
            Self::Unspecified => Self::Stable,
            other => other.clone(),
        }
    }
}

wire_enum! {
    /// Who looks after the runner (contract 1.1).
    ManagementMode, prefix "MANAGEMENT_MODE_", also &[];
    /// CoreWeave installs and updates it.
    Managed = "MANAGED",
    /// Its owner does; read-only here.
    SelfManaged = "SELF_MANAGED",
}

wire_enum! {
    /// Why an install failed (contract 1.7). The values are unpublished: opaque to the client.
    InstallErrorReason, prefix "RUNNER_INSTALL_ERROR_REASON_", also &[];
    /// No node accepts the runner pod.
    Unschedulable = "UNSCHEDULABLE",
    /// The image could not be pulled.
    ImagePullFailed = "IMAGE_PULL_FAILED",
    /// The nodes or a quota lack room.
    InsufficientResources = "INSUFFICIENT_RESOURCES",
    /// The cluster does not answer.
    ClusterUnreachable = "CLUSTER_UNREACHABLE",
    /// The cluster refuses the installer.
    PermissionDenied = "PERMISSION_DENIED",
    /// It took too long.
    Timeout = "TIMEOUT",
    /// Something else.
    Internal = "INTERNAL",
}

wire_enum! {
    /// State of a CKS cluster (contract 6.1). Only a running one can take a runner.
    ClusterStatus, prefix "STATUS_", also &[];
    /// Being made.
    Creating = "CREATING",
    /// Usable.
    Running = "RUNNING",
    /// Its settings change.
    Updating = "UPDATING",
    /// Its Kubernetes version changes.
    Upgrading = "UPGRADING",
    /// Being deleted.
    Deleting = "DELETING",
    /// Gone.
    Deleted = "DELETED",
    /// Broken.
    Failed = "FAILED",
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn disconnected_is_not_connected() {
        for text in [
            "DISCONNECTED",
            "CONNECTION_STATUS_DISCONNECTED",
            "RUNNER_CONNECTION_STATUS_DISCONNECTED",
        ] {
            assert_eq!(
                ConnectionStatus::parse(text),
                ConnectionStatus::Disconnected,
                "{text}"
            );
        }
        for text in [
            "CONNECTED",
            "CONNECTION_STATUS_CONNECTED",
            "RUNNER_CONNECTION_STATUS_CONNECTED",
        ] {
            assert_eq!(
                ConnectionStatus::parse(text),
                ConnectionStatus::Connected,
                "{text}"
            );
        }
        for text in [
            "RECONNECTED",
            "connected",
            "RUNNER_CONNECTION_STATUS_",
            "XCONNECTED",
        ] {
            assert!(
                matches!(ConnectionStatus::parse(text), ConnectionStatus::Unknown(_)),
                "{text}"
            );
        }
    }

    #[test]
    fn unknown_values_are_kept() {
        let text = "\"RUNNER_INSTALL_STATUS_HIBERNATING\"";
        let status: InstallStatus = serde_json::from_str(text).unwrap();
        assert_eq!(
            status,
            InstallStatus::Unknown("RUNNER_INSTALL_STATUS_HIBERNATING".into())
        );
        assert_eq!(status.word(), "HIBERNATING");
        assert_eq!(serde_json::to_string(&status).unwrap(), text);
    }

    #[test]
    fn absent_null_and_empty_are_unspecified() {
        for text in ["null", "\"\"", "\"RELEASE_CHANNEL_UNSPECIFIED\""] {
            let channel: ReleaseChannel = serde_json::from_str(text).unwrap();
            assert_eq!(channel, ReleaseChannel::Unspecified);
            assert_eq!(channel.effective(), ReleaseChannel::Stable);
        }
    }

    #[test]
    fn every_known_value_reads_back() {
        for status in InstallStatus::KNOWN {
            assert_eq!(&InstallStatus::parse(status.constant()), status);
        }
    }
}
