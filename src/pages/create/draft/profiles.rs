//! The profiles that the runner is to offer.

use contract::model::ProfileBinding;

use super::Draft;
use crate::forms::binding::bound;

impl Draft {
    /// Binds a profile, or lets it go.
    pub(in crate::pages::create) fn toggle_profile(&mut self, id: &str) {
        bound::toggle(&mut self.runner.profile_bindings, id);
        self.profiles_chosen = true;
    }

    /// Where in the list a profile is bound.
    pub(in crate::pages::create) fn binding_at(&self, id: &str) -> Option<usize> {
        let mut bindings = self.runner.profile_bindings.iter();
        bindings.position(|binding| binding.profile_template_id == id)
    }

    /// Whether a profile is bound.
    pub(in crate::pages::create) fn binds(&self, id: &str) -> bool {
        self.binding_at(id).is_some()
    }

    /// Whether a profile is the default.
    pub(in crate::pages::create) fn is_default(&self, id: &str) -> bool {
        self.binding_of(id)
            .is_some_and(|binding| binding.is_default)
    }

    /// The binding of a profile, if it is bound.
    pub(in crate::pages::create) fn binding_of(&self, id: &str) -> Option<&ProfileBinding> {
        self.runner.profile_bindings.get(self.binding_at(id)?)
    }

    /// A binding, to be changed.
    pub(in crate::pages::create) fn binding(&mut self, id: &str) -> Option<&mut ProfileBinding> {
        let at = self.binding_at(id)?;
        self.profiles_chosen = true;
        self.runner.profile_bindings.get_mut(at)
    }

    /// Makes a bound profile the default.
    pub(in crate::pages::create) fn make_default(&mut self, id: &str) {
        bound::make_default(&mut self.runner.profile_bindings, id);
        self.profiles_chosen = true;
    }
}
