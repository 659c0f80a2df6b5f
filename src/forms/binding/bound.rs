//! Which profiles a runner binds, of which exactly one is the default (contract 1.6).

use contract::model::ProfileBinding;

/// Binds a profile, or lets it go. The default is the first, until another is chosen.
pub(crate) fn toggle(bindings: &mut Vec<ProfileBinding>, id: &str) {
    let bound = bindings.len();
    bindings.retain(|binding| binding.profile_template_id != id);
    if bindings.len() == bound {
        bindings.push(ProfileBinding {
            profile_template_id: id.to_owned(),
            ..ProfileBinding::default()
        });
    }
    if !bindings.iter().any(|binding| binding.is_default)
        && let Some(first) = bindings.first_mut()
    {
        first.is_default = true;
    }
}

/// Makes a bound profile the default.
pub(crate) fn make_default(bindings: &mut [ProfileBinding], id: &str) {
    for binding in bindings {
        binding.is_default = binding.profile_template_id == id;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn exactly_one_default_whatever_is_toggled() {
        let mut bindings = Vec::new();
        let default = |bindings: &[ProfileBinding]| {
            let ids: Vec<_> = bindings
                .iter()
                .filter(|b| b.is_default)
                .map(|b| b.profile_template_id.clone())
                .collect();
            ids.join(",")
        };
        toggle(&mut bindings, "a");
        toggle(&mut bindings, "b");
        assert_eq!(default(&bindings), "a");
        make_default(&mut bindings, "b");
        assert_eq!(default(&bindings), "b");
        toggle(&mut bindings, "b");
        assert_eq!(default(&bindings), "a");
        toggle(&mut bindings, "a");
        assert_eq!(bindings, []);
    }
}
