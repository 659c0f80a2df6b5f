//! The profile templates that a list of bindings names, for validation.

use std::collections::HashMap;

use contract::model::{ProfileBinding, ProfileSpec, ProfileTemplate};
use contract::rules::{TemplateFacts, Templates};

use crate::store::{StoreError, Write, profiles};

/// Those of the bound templates that exist, as they are within a write.
pub(crate) struct BoundTemplates(HashMap<String, ProfileTemplate>);

impl BoundTemplates {
    pub(crate) async fn load(
        write: &mut Write,
        bindings: &[ProfileBinding],
    ) -> Result<Self, StoreError> {
        let ids = bindings.iter().map(|b| b.profile_template_id.as_str());
        Ok(Self(profiles::find_all(write, ids).await?))
    }
}

impl Templates for BoundTemplates {
    fn template(&self, id: &str) -> Option<TemplateFacts> {
        let template = self.0.get(id)?;
        Some(TemplateFacts {
            declares_limits: template
                .spec
                .as_ref()
                .is_some_and(ProfileSpec::declares_limits),
        })
    }
}
