//! The table of fields (contract sections 1 and 5). The model has this shape, so this is also the model's table.

pub(crate) mod both;
mod deployment;
mod profile;
mod runner;
mod spec;

pub(crate) use deployment::DEPLOYMENT_SPEC;
pub(crate) use profile::{
    CONTAINER_IMAGE, INSTANCE_TYPES, NODE_SELECTOR, PROFILE_SPEC, RESOURCE_DEFAULTS, RUNTIME_CLASS,
    TAGS,
};
pub use profile::{CREATE_PROFILE_TEMPLATE, PROFILE_TEMPLATE, UPDATE_PROFILE_TEMPLATE};
pub use runner::{CREATE_RUNNER, RUNNER, UPDATE_RUNNER};
pub(crate) use runner::{INSTALL_ERROR, PROFILE_BINDING};
pub(crate) use spec::{MAINTENANCE_POLICY, MANAGED_SPEC, OVERRIDES, RESOURCES};

use crate::document::{Access, Field, Kind, Message};

pub(crate) const fn field(
    json: &'static str,
    kind: Kind,
    access: Access,
    doc: &'static str,
) -> Field {
    Field {
        json,
        kind,
        access,
        doc,
    }
}

pub(crate) const fn message(name: &'static str, fields: &'static [Field]) -> Message {
    Message::new(name, fields)
}

#[cfg(test)]
mod tests {
    use serde_json::Value;

    use super::runner::IDENTITY;
    use super::spec::{MAINTENANCE_EXCLUSION, MAINTENANCE_WINDOW, SCALING, TOLERATION};
    use super::*;
    use crate::model::{
        DeploymentSpec, InstallError, MaintenanceExclusion, MaintenancePolicy, MaintenanceWindow,
        ManagedSpec, Overrides, ProfileBinding, ProfileSpec, ProfileTemplate, Resources, Runner,
        Scaling, Toleration,
    };

    /// The keys that a type writes are the keys of its table, to the last one.
    fn agree(message: &Message, value: impl serde::Serialize) {
        let Ok(Value::Object(object)) = serde_json::to_value(value) else {
            panic!("an object")
        };
        let mut written: Vec<_> = object.keys().map(String::as_str).collect();
        let mut listed: Vec<_> = message.fields.iter().map(|field| field.json).collect();
        written.sort_unstable();
        listed.sort_unstable();
        assert_eq!(written, listed, "{}", message.name);
    }

    #[test]
    fn table_and_types_agree() {
        agree(&RUNNER, Runner::default());
        agree(&IDENTITY, Runner::default().identity);
        agree(&MANAGED_SPEC, ManagedSpec::default());
        agree(&MAINTENANCE_POLICY, MaintenancePolicy::default());
        agree(&MAINTENANCE_WINDOW, MaintenanceWindow::default());
        agree(&MAINTENANCE_EXCLUSION, MaintenanceExclusion::default());
        agree(&OVERRIDES, Overrides::default());
        agree(&TOLERATION, Toleration::default());
        agree(&RESOURCES, Resources::default());
        agree(&SCALING, Scaling::default());
        agree(&PROFILE_BINDING, ProfileBinding::default());
        agree(&INSTALL_ERROR, InstallError::default());
        agree(&DEPLOYMENT_SPEC, DeploymentSpec::default());
        agree(&PROFILE_TEMPLATE, ProfileTemplate::default());
        agree(&PROFILE_SPEC, ProfileSpec::default());
    }
}
