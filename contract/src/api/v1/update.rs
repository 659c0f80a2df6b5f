//! Updates in v1: the policy separately from everything else, and first (contract-v1 4).

use serde_json::{Value, json};

use super::calls::runner_path;
use super::places::set;
use super::{PARTS, spelled};
use crate::api::call::{Call, Method};
use crate::mask::{
    FieldMask, MaskError, NoUpdate, Update, known, listed, loses_nothing, normal, smallest_of,
};
use crate::model::Runner;
use crate::part::Part;

/// Reads a mask of a query, in either spelling.
pub(crate) fn mask(text: &str) -> Result<FieldMask, MaskError> {
    let read = |path: &str| {
        let path = crate::document::snake(path);
        PARTS.into_iter().find(|part| spelled(*part) == path)
    };
    let paths = known(listed(Some(&json!(text)))?, read)?;
    Ok(paths.into_iter().collect())
}

/// The update that turns `loaded` into `wanted`. The policy goes first and alone, with the etag of the read that
/// the edit began from: a refused one must not hide the rest, nor the rest hide it.
pub(crate) fn update(loaded: &Runner, wanted: &Runner) -> Result<Option<Update>, NoUpdate> {
    let mask = smallest_of(&PARTS, loaded, wanted);
    let fixed = fixed(loaded, wanted);
    if !fixed.is_empty() {
        return Err(NoUpdate::Immutable(fixed));
    }
    loses_nothing(&mask, loaded)?;
    if mask.paths().any(|part| part == Part::Policy) {
        // Neither can be cleared, and an unguarded write could undo a colleague's (contract-v1 J-15, 9.1).
        if wanted.policy.is_none() {
            return Err(NoUpdate::Immutable(vec![Part::Policy.place()]));
        }
        if loaded.etag.as_ref().and_then(Value::as_str).is_none() && loaded.policy.is_some() {
            return Err(NoUpdate::Unguarded(Part::Policy.place()));
        }
    }
    let (policy, rest): (Vec<Part>, Vec<Part>) =
        mask.paths().partition(|part| *part == Part::Policy);
    let groups = [policy, rest].into_iter().filter(|group| !group.is_empty());
    let calls = groups.map(|group| call(loaded, wanted, &group)).collect();
    Ok((!mask.is_empty()).then_some(Update { mask, calls }))
}

fn call(loaded: &Runner, wanted: &Runner, parts: &[Part]) -> Call {
    let mut body = json!({});
    for part in parts {
        *slot(&mut body, *part) = part.get(wanted);
    }
    let mut body = set(body);
    if parts.contains(&Part::Policy) {
        // `{}` is a policy: nothing of it is pruned.
        body["policy"] = json!(wanted.policy);
        if let Some(etag) = &loaded.etag {
            body["etag"] = etag.clone();
        }
    }
    let paths: Vec<_> = parts.iter().map(|part| spelled(*part)).collect();
    Call::new(Method::Patch, runner_path(loaded.runner_id()))
        .with("updateMask", paths.join(","))
        .sending(body)
}

fn slot(document: &mut Value, part: Part) -> &mut Value {
    part.keys().fold(document, |at, key| &mut at[&key])
}

/// What differs and no mask of v1 can name.
fn fixed(loaded: &Runner, wanted: &Runner) -> Vec<&'static str> {
    let (mut a, mut b) = (normal(loaded), normal(wanted));
    for part in PARTS {
        let blank = Runner::default();
        part.put(&mut a, &blank);
        part.put(&mut b, &blank);
    }
    let (one, other) = (&a.identity, &b.identity);
    [
        ("identity.runner_id", one.runner_id == other.runner_id),
        ("identity.zone", one.zone == other.zone),
        ("identity.cluster_id", one.cluster_id == other.cluster_id),
        ("identity", one.unknown == other.unknown),
        ("spec", a.managed_spec == b.managed_spec),
        ("profile_bindings", a.profile_bindings == b.profile_bindings),
    ]
    .into_iter()
    .filter_map(|(path, same)| (!same).then_some(path))
    .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::api::Dialect;

    fn loaded() -> Runner {
        let answer = json!({
            "identity": { "runnerId": "r", "zone": "eu", "clusterId": "c" },
            "spec": { "overrides": { "env": { "A": "1" } }, "volumes": { "enabled": true } },
            "policy": { "displayName": "p" }, "etag": "W/1",
        });
        super::super::runner(answer).unwrap()
    }

    #[test]
    fn the_policy_goes_first_alone_and_with_its_etag() {
        let mut wanted = loaded();
        wanted.policy = Some(json!({}));
        wanted.display_name = "new".into();
        let spec = wanted.managed_spec.get_or_insert_default();
        spec.volumes = None;
        spec.enforce_resource_limits = true;
        let update = update(&loaded(), &wanted).unwrap().unwrap();
        let targets: Vec<_> = update
            .calls
            .iter()
            .map(|call| call.query[0].1.as_str())
            .collect();
        assert_eq!(
            targets,
            [
                "policy",
                "display_name,spec.enforce_resource_limits,spec.volumes"
            ]
        );
        let bodies: Vec<_> = update
            .calls
            .iter()
            .map(|call| call.body.clone().unwrap())
            .collect();
        assert_eq!(bodies[0], json!({ "policy": {}, "etag": "W/1" }));
        // What is named and absent is cleared (contract-v1 1.4).
        let rest = json!({ "displayName": "new", "spec": { "enforceResourceLimits": true } });
        assert_eq!(bodies[1], rest);
    }

    #[test]
    fn a_file_clears_by_name_what_the_mask_names_and_leaves_out() {
        let mut wanted = loaded();
        wanted.display_name = "new".into();
        let spec = wanted.managed_spec.get_or_insert_default();
        spec.volumes = None;
        spec.data_plane = Some(json!({ "clusterIp": { "annotations": { "aB": "c" } } }));
        let command = |loaded: &Runner, wanted: &Runner| {
            let update = update(loaded, wanted).unwrap().unwrap();
            Dialect::V1.cwic_edit(&update, wanted).unwrap()
        };
        assert_eq!(
            command(&loaded(), &wanted),
            "cwic sandbox runner edit r -f - <<'EOF'\ndisplay_name: new\nspec:\n  data_plane:\n    \
             cluster_ip:\n      annotations:\n        aB: c\n  volumes: null\nEOF"
        );
        let back = command(&wanted, &loaded());
        for line in [
            "display_name: \"\"\n",
            "  data_plane: null\n",
            "    enabled: true\n",
        ] {
            assert!(back.contains(line), "{line} in {back}");
        }
        let mut limits = loaded();
        let spec = limits.managed_spec.get_or_insert_default();
        spec.enforce_resource_limits = true;
        assert!(command(&limits, &loaded()).contains("enforce_resource_limits: false\n"));
    }

    #[test]
    fn what_v1_cannot_change_is_refused_by_name() {
        let refused = |change: fn(&mut Runner)| {
            let mut wanted = loaded();
            change(&mut wanted);
            update(&loaded(), &wanted).unwrap_err()
        };
        let fixed = |path| NoUpdate::Immutable(vec![path]);
        assert_eq!(
            refused(|r| r.identity.zone = "us".into()),
            fixed("identity.zone")
        );
        assert_eq!(refused(|r| r.policy = None), fixed("policy"));
        let flag = |r: &mut Runner| {
            r.managed_spec
                .get_or_insert_default()
                .allow_privileged_profile_annotations = true;
        };
        assert_eq!(refused(flag), fixed("spec"));
        let mut unguarded = loaded();
        unguarded.etag = None;
        let mut wanted = unguarded.clone();
        wanted.policy = Some(json!({ "displayName": "q" }));
        assert_eq!(
            update(&unguarded, &wanted),
            Err(NoUpdate::Unguarded("policy"))
        );
    }

    #[test]
    fn masks_are_the_eleven_paths_and_nothing_else() {
        for part in PARTS {
            assert_eq!(
                mask(&spelled(part)).unwrap().paths().collect::<Vec<_>>(),
                [part]
            );
        }
        assert!(mask("spec.dataPlane, spec.data_plane").is_ok());
        for text in [
            "",
            "*",
            "spec",
            "identity.zone",
            "managed_spec.overrides",
            "spec.overrides.env",
            "etag",
        ] {
            assert!(mask(text).is_err(), "{text}");
        }
    }
}
