//! A policy as a text: the bare document in `snake_case`, as the CLI's policy commands take it (contract-v1 J-30), and
//! the description of a sandbox to try on it. Absent, `{}` and a value stay three things (contract-v1 3.1).

mod told;

pub use told::{Told, told};

use serde_json::{Map, Value};

use super::merge::{Conflict, Empty, both};
use crate::document::{Path, Problem, ProblemKind, check, long, snake, snake_keys};
use crate::policy::{POLICY, Policy, SANDBOX, Sandbox, violations};
use crate::spec_file::{Diagnostic, Document, emit_yaml, head, parse, revise_document};

/// Most problems told of one text.
const MOST: usize = 100;

/// The one integer of a policy that travels as a text (contract-v1 J-01).
const TEXT_NUMBER: &str = "constraints.resources.max_gpu_count";

/// The text of a policy.
pub fn write(policy: &Policy) -> String {
    emit_yaml(&fields(policy))
}

/// The policy that a text asks for. What the policy that it replaces has and this build does not know may stay.
///
/// # Errors
/// Everything that is wrong with it, each at its place.
pub fn read(text: &str, loaded: Option<&Policy>) -> Result<Policy, Vec<Diagnostic>> {
    let (document, policy) = object(text)?;
    sound(&document, &policy.shown(), loaded)
}

/// The policy that a text says, sound or not; an empty one where it says nothing yet.
///
/// # Errors
/// Why it cannot be read at all.
pub fn typed(text: &str) -> Result<Policy, Vec<Diagnostic>> {
    if head(text).trim_end() == text.trim_end() {
        return Ok(Policy::default());
    }
    object(text).map(|(_, policy)| policy.shown())
}

/// The policy that a text makes of another one, or of none: what it names takes the place of what was there, null takes
/// it away, the rest stays (RFC 7396). Lists are replaced whole.
///
/// # Errors
/// Everything that would be wrong with it, each at its place.
pub fn patched(text: &str, loaded: Option<&Policy>) -> Result<Policy, Vec<Diagnostic>> {
    let (document, patch) = object(text)?;
    let mut merged = loaded.cloned().unwrap_or_default().shown().document();
    patch_into(&mut merged, &patch.shown().document());
    let merged = Policy::of(merged).unwrap_or_default();
    sound(&document, &merged, loaded)
}

/// Whether a text is a policy rather than a runner, judged by its top-level keys.
pub fn is_policy(text: &str) -> bool {
    let of_policies = ["constraints", "base", "control_plane_access"];
    let of_runners = ["runner_id", "identity", "policy"];
    let Ok((document, _)) = object(text) else {
        return false;
    };
    let Value::Object(fields) = &document.value else {
        return false;
    };
    let has = |names: &[&str]| {
        fields
            .keys()
            .any(|key| names.contains(&snake(key).as_ref()))
    };
    has(&of_policies) && !has(&of_runners)
}

/// RFC 7396.
fn patch_into(target: &mut Value, patch: &Value) {
    let Value::Object(patch) = patch else {
        *target = patch.clone();
        return;
    };
    if !target.is_object() {
        *target = Value::Object(Map::new());
    }
    let Value::Object(target) = target else {
        return;
    };
    for (key, value) in patch {
        if value.is_null() {
            target.remove(key);
        } else {
            patch_into(target.entry(key.clone()).or_insert(Value::Null), value);
        }
    }
}

fn object(text: &str) -> Result<(Document, Policy), Vec<Diagnostic>> {
    let document = only(text, "policy")?;
    let Some(policy) = Policy::of(document.value.clone()) else {
        let object = "a policy must be an object; {} sets no limits of your own";
        return Err(vec![document.says(&Path::default(), object)]);
    };
    Ok((document, policy))
}

/// The policy, if nothing is wrong with it; what is stands in the document.
fn sound(
    document: &Document,
    shown: &Policy,
    loaded: Option<&Policy>,
) -> Result<Policy, Vec<Diagnostic>> {
    let is_new = |path: &Path| loaded.is_none_or(|policy| policy.get(&path.to_string()).is_none());
    let unknown = check(&shown.document(), &POLICY);
    let unknown = unknown.iter().filter(|problem| {
        matches!(problem.kind, ProblemKind::UnknownKey { .. }) && is_new(&problem.path)
    });
    let unknown = unknown.map(|problem| document.says(&problem.path, problem.message()));
    let wrong = violations(shown)
        .into_iter()
        .map(|violation| document.says(&Path::of_printed(&violation.field), violation.description));
    let mut found: Vec<_> = unknown.chain(wrong).take(MOST).collect();
    if !found.is_empty() {
        found.sort_by_key(|problem| (problem.line, problem.column));
        return Err(found);
    }
    Ok(match shown.get(TEXT_NUMBER).and_then(long) {
        Some(count) => shown.with(TEXT_NUMBER, Some(count.to_string().into())),
        None => shown.clone(),
    })
}

/// The text changed so that it asks for another policy: comments and everything not affected stay.
pub fn retell(text: &str, wanted: &Policy) -> String {
    let fields = fields(wanted);
    revise_document(text, &fields, &POLICY)
        .unwrap_or_else(|| head(text).to_owned() + &emit_yaml(&fields))
}

/// The policy with both changes, and the fields in conflict; those of `theirs_at` get their value. No
/// policy yet is null.
pub fn merge(
    base: Option<&Policy>,
    theirs: &Policy,
    mine: &Policy,
    theirs_at: &[Path],
) -> (Policy, Vec<Conflict>) {
    let value = |policy: &Policy| Value::Object(fields(policy));
    let mut conflicts = Vec::new();
    let merged = both(
        &base.map_or(Value::Null, value),
        &value(theirs),
        &value(mine),
        &Path::default(),
        theirs_at,
        Empty::IsSet,
        &mut conflicts,
    );
    let merged = Policy::of(merged).unwrap_or_else(|| mine.clone());
    (merged.shown(), conflicts)
}

/// A sandbox as JSON or YAML, with the document that describes it.
///
/// # Errors
/// Everything that is wrong with its shape, each at its place.
pub fn read_sandbox(text: &str) -> Result<(Value, Sandbox), Vec<Diagnostic>> {
    let document = only(text, "sandbox")?;
    let told = |problems: Vec<Problem>| {
        let told = problems.iter().take(MOST);
        told.map(|problem| document.says(&problem.path, problem.message()))
            .collect::<Vec<_>>()
    };
    if !document.value.is_object() {
        let object = format!("a {} must be an object", SANDBOX.name);
        return Err(vec![document.says(&Path::default(), object)]);
    }
    let sandbox = Sandbox::read(&document.value).map_err(told)?;
    Ok((document.value, sandbox))
}

fn only(text: &str, what: &str) -> Result<Document, Vec<Diagnostic>> {
    let mut documents = parse(text).map_err(|problem| vec![problem])?;
    if let Some(second) = documents.get(1) {
        let message = format!("only one {what} can be described here: remove the other documents");
        return Err(vec![second.says(&Path::default(), message)]);
    }
    Ok(documents.remove(0))
}

fn fields(policy: &Policy) -> Map<String, Value> {
    match snake_keys(policy.shown().document(), &POLICY) {
        Value::Object(fields) => fields,
        _ => Map::new(),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn policy(document: Value) -> Policy {
        Policy::of(document).unwrap()
    }

    /// The six rows of contract-v1 3.1, and what stands around them.
    fn rows() -> Vec<Policy> {
        [
            json!({}),
            json!({ "base": {} }),
            json!({ "constraints": {} }),
            json!({ "constraints": { "resources": {} } }),
            json!({ "constraints": { "resources": { "maxGpuCount": "0" } } }),
            json!({ "controlPlaneAccess": {} }),
            json!({ "controlPlaneAccess": { "sourceIpAllowlist": {} } }),
        ]
        .map(policy)
        .into()
    }

    #[test]
    fn presence_survives_text_retelling_and_merging() {
        for one in rows() {
            let text = write(&one);
            assert_eq!(read(&text, None), Ok(one.clone()), "{text}");
            for other in rows() {
                let told = retell(&format!("# why\n{text}"), &other);
                assert_eq!(read(&told, None), Ok(other.clone()), "{told}");
                assert!(told.starts_with("# why\n"), "{told}");
                for base in rows() {
                    assert_eq!(merge(Some(&base), &base, &one, &[]).0, one);
                    assert_eq!(merge(Some(&base), &one, &base, &[]).0, one);
                }
                assert_eq!(merge(None, &one, &one, &[]), (one.clone(), vec![]));
            }
        }
    }

    #[test]
    fn what_is_wrong_stands_where_it_is() {
        let wrong = |text: &str| {
            let found = read(text, None).unwrap_err();
            found.iter().map(ToString::to_string).collect::<Vec<_>>()
        };
        let found =
            wrong("display_name: x\nconstraints:\n  resources:\n    max_cpu: lots\n  imag: {}\n");
        assert!(
            found[0].starts_with("line 4, column 5: constraints.resources.max_cpu"),
            "{found:?}"
        );
        assert!(
            found[1].contains("line 5") && found[1].contains("did you mean image?"),
            "{found:?}"
        );
        for text in [
            "",
            "# nothing\n",
            "null",
            "[]",
            "text",
            "a: 1\na: 2",
            "{}\n---\n{}",
        ] {
            assert!(!wrong(text).is_empty(), "{text}");
        }
    }

    #[test]
    fn what_is_typed_is_read_whatever_is_wrong_with_it() {
        for text in ["", " \n", "# nothing yet\n"] {
            assert_eq!(typed(text), Ok(Policy::default()), "{text}");
        }
        let half = "constraints: {resources: {max_cpu: lots}}";
        let wanted = policy(json!({ "constraints": { "resources": { "maxCpu": "lots" } } }));
        assert_eq!(typed(half), Ok(wanted));
        for text in ["[]", "a: 1\na: 2", "{", "{}\n---\n{}"] {
            assert!(typed(text).is_err(), "{text}");
        }
    }

    #[test]
    fn a_policy_and_a_runner_are_told_apart() {
        for text in [
            "constraints: {}",
            "display_name: a\nbase: {}\n",
            r#"{"controlPlaneAccess": {"sourceIpAllowlist": {}}}"#,
            "constraints:\n  resources: {max_cpu: lots}\n",
        ] {
            assert!(is_policy(text), "{text}");
        }
        for text in [
            "",
            "{}",
            "display_name: a",
            "identity: {zone: z}\nconstraints: {}",
            "policy: {constraints: {}}",
            "constraints: {}\n---\nconstraints: {}",
            "constraints: [",
        ] {
            assert!(!is_policy(text), "{text}");
        }
    }

    #[test]
    fn a_patch_leaves_what_it_does_not_name() {
        let loaded = policy(json!({
            "displayName": "Agents",
            "constraints": {
                "resources": { "maxCpu": "8", "maxGpuCount": "0" },
                "network": { "allowedEgress": [{ "cidr": { "cidr": "192.0.2.0/24" } }] },
                "laterGroup": { "on": true },
            },
        }));
        let of = |text| patched(text, Some(&loaded)).map(|policy| policy.document());
        assert_eq!(of("{}").unwrap(), loaded.document());
        let text =
            "display_name: Evals\nconstraints:\n  resources: {max_cpu: '4', max_gpu_count: null}\n";
        let expected = json!({
            "displayName": "Evals",
            "constraints": {
                "resources": { "maxCpu": "4" },
                "network": { "allowedEgress": [{ "cidr": { "cidr": "192.0.2.0/24" } }] },
                "laterGroup": { "on": true },
            },
        });
        assert_eq!(of(text).unwrap(), expected);
        // An empty group that is named is there, and an empty list is one.
        let text = "constraints: {image: {}, network: {allowed_egress: []}}";
        let patched_doc = of(text).unwrap();
        assert_eq!(patched_doc["constraints"]["image"], json!({}));
        assert_eq!(
            patched_doc["constraints"]["network"],
            json!({ "allowedEgress": [] })
        );
        let wrong = patched(
            "constraints:\n  resources:\n    max_cpu: lots\n",
            Some(&loaded),
        );
        assert_eq!(wrong.unwrap_err()[0].line, 3);
        assert_eq!(
            patched("display_name: a", None).unwrap().display_name(),
            "a"
        );
    }

    #[test]
    fn what_a_newer_server_knows_stays_and_a_number_becomes_a_text() {
        let loaded = policy(json!({ "constraints": { "laterGroup": { "on": true } } }));
        assert_eq!(read(&write(&loaded), Some(&loaded)), Ok(loaded.clone()));
        assert!(read(&write(&loaded), None).is_err());
        let text = "constraints:\n  resources:\n    max_gpu_count: 0\n";
        let expected = policy(json!({ "constraints": { "resources": { "maxGpuCount": "0" } } }));
        assert_eq!(read(text, None), Ok(expected));
    }

    #[test]
    fn comments_stay() {
        let text = "# ours\nconstraints:\n  resources: # sizes\n    max_cpu: \"8\" # enough\n";
        let wanted = read(text, None)
            .unwrap()
            .with("constraints.resources.maxCpu", Some(json!("16")));
        let told = retell(text, &wanted);
        assert_eq!(told, text.replace("\"8\"", "\"16\""));
    }

    #[test]
    fn two_changes_of_one_field_are_a_conflict_and_others_are_not() {
        let base = policy(
            json!({ "constraints": { "resources": { "maxCpu": "8", "maxMemory": "1Gi" } } }),
        );
        let theirs = base.with("constraints.resources.maxCpu", Some(json!("16")));
        let mine = base
            .with("constraints.resources.maxCpu", Some(json!("4")))
            .with("constraints.resources.maxMemory", Some(json!("2Gi")));
        let (merged, conflicts) = merge(Some(&base), &theirs, &mine, &[]);
        assert_eq!(merged, mine);
        assert_eq!(
            conflicts[0].path.to_string(),
            "constraints.resources.max_cpu"
        );
        let (merged, _) = merge(Some(&base), &theirs, &mine, &[conflicts[0].path.clone()]);
        assert_eq!(
            merged,
            theirs.with("constraints.resources.maxMemory", Some(json!("2Gi")))
        );
    }

    #[test]
    fn a_sandbox_is_read_with_its_faults_at_their_places() {
        let (_, sandbox) =
            read_sandbox(r#"{"containers": [{"image": "a", "gpuCount": 1}]}"#).unwrap();
        assert!(sandbox.has_gpu());
        let found = read_sandbox("containers:\n  - imag: a\n").unwrap_err();
        assert_eq!(found[0].line, 2);
        assert!(read_sandbox("[]").is_err() && read_sandbox("").is_err());
    }
}
