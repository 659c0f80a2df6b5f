//! A runner's file written for another version of the API, and what that loses.

use serde_json::{Map, Value};

use super::several::{COMMAND, id_in};
use super::{Diagnostic, Document, Position, emit_yaml, head, parse};
use crate::api::Dialect;
use crate::document::known;
use crate::edit::{Loss, lost};
use crate::model::{CreateRunner, Runner};

/// A file in another form.
#[derive(Debug, Clone, PartialEq)]
pub struct OtherForm {
    /// The file. Comments at its head are kept, others are not.
    pub text: String,
    /// What the other form cannot express, by its places in the file.
    pub lost: Vec<Loss>,
}

/// Which version of the API a document is for, by the names at its top.
pub fn form_of(document: &Document) -> Dialect {
    let has = |dialect: Dialect| {
        let others = Dialect::ALL.into_iter().filter(|other| *other != dialect);
        let mut own = dialect.fields().fields.iter().filter(|field| {
            let key = field.json;
            others
                .clone()
                .all(|other| other.fields().field(key).is_none())
        });
        own.any(|field| {
            let keys = [field.json.to_owned(), field.yaml()];
            keys.iter().any(|key| document.value.get(key).is_some())
        })
    };
    // What names parts of both is told by the older form, as it always was.
    if has(Dialect::V1) && !has(Dialect::V1beta2) {
        Dialect::V1
    } else {
        Dialect::V1beta2
    }
}

/// The file of one runner in the form of another version. `cluster_id` finds the UUID of a cluster by its name, since
/// v1 takes no name (contract-v1 2.1).
///
/// # Errors
/// Everything that cannot be read, each at its place.
pub fn other_form(
    text: &str,
    to: Dialect,
    cluster_id: impl Fn(&str) -> Option<String>,
) -> Result<OtherForm, Vec<Diagnostic>> {
    let documents = parse(text).map_err(|problem| vec![problem])?;
    let [document] = documents.as_slice() else {
        return Err(vec![Position::START.says("expected one runner")]);
    };
    let from = form_of(document);
    let mut request = from.read_file(document)?;
    if let Some(id) = text.lines().find_map(id_in)
        && request.runner_id.is_empty()
    {
        id.clone_into(&mut request.runner_id);
    }
    let before = request.clone();
    let identity = &mut request.runner.identity;
    if identity.cluster_id.is_empty()
        && let Some(id) = cluster_id(&identity.cluster_name)
    {
        identity.cluster_id = id;
    }
    let text = format!("{}{}", comments(text), write(to, &request));
    let after = read(to, &text, &request);
    let lost = lost(&said(from, &before), &said(from, &after));
    // A cluster has both names: with either of them nothing is lost.
    let has_cluster = !after.runner.identity.cluster_id.is_empty();
    let is_lost = |loss: &Loss| !has_cluster || loss.path.to_string() != "identity.cluster_name";
    Ok(OtherForm {
        text,
        lost: lost.into_iter().filter(is_lost).collect(),
    })
}

/// The comments before a file, without the command of a form in which the ID stands beside it.
fn comments(text: &str) -> String {
    // A mark before them opens the document.
    let text = text.strip_prefix("---").map_or(text, |rest| {
        rest.split_once('\n').map_or(rest, |(_, rest)| rest)
    });
    let lines = head(text).split_inclusive('\n');
    lines.filter(|line| id_in(line).is_none()).collect()
}

fn write(to: Dialect, request: &CreateRunner) -> String {
    let mut runner = to.without_others(&request.runner);
    runner.identity.runner_id.clone_from(&request.runner_id);
    // A field within a part may be of the other version alone.
    let file = match known(file(to, &runner), to.fields()) {
        Value::Object(fields) => emit_yaml(&fields),
        _ => String::new(),
    };
    match to {
        Dialect::V1beta2 if !request.runner_id.is_empty() => {
            format!("# {COMMAND}{} -f FILE\n{file}", request.runner_id)
        }
        _ => file,
    }
}

fn file(form: Dialect, runner: &Runner) -> Value {
    let mut documents = parse(&form.file(runner)).unwrap_or_default();
    let document = documents.pop();
    document.map_or_else(|| Value::Object(Map::new()), |document| document.value)
}

/// What was written, read again: what is lost is what is not there.
fn read(to: Dialect, text: &str, request: &CreateRunner) -> CreateRunner {
    let document = parse(text).ok().and_then(|mut documents| documents.pop());
    let read = document.and_then(|document| to.read_file(&document).ok());
    CreateRunner {
        runner_id: request.runner_id.clone(),
        ..read.unwrap_or_default()
    }
}

/// What a runner is in the words of a form.
fn said(form: Dialect, request: &CreateRunner) -> Value {
    let mut runner = request.runner.clone();
    runner.identity.runner_id.clone_from(&request.runner_id);
    file(form, &runner)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::tests::runners;
    use super::*;

    const BETA: &str = "# ours
# cwic sandbox runner create helsinki -f FILE
display_name: Helsinki
identity:
  zone: eu-north-09c
  cluster_name: eun09c-batch
managed_spec:
  release_channel: RELEASE_CHANNEL_RAPID
  allow_privileged_profile_annotations: true
  overrides:
    env:
      A: \"1\"
profile_bindings:
  - profile_template_id: \"c41c2a80\"
    is_default: true
";
    const V1: &str = "# ours
identity:
  runner_id: helsinki
  zone: eu-north-09c
  cluster_id: 5b0f7c1e
spec:
  release_channel: RELEASE_CHANNEL_RAPID
  data_plane:
    disabled: {}
policy:
  constraints:
    resources:
      max_cpu: \"8\"
";

    fn found(name: &str) -> Option<String> {
        (name == "eun09c-batch").then(|| "5b0f7c1e".to_owned())
    }

    fn lost_of(form: &OtherForm) -> Vec<String> {
        form.lost.iter().map(|loss| loss.path.to_string()).collect()
    }

    #[test]
    fn a_file_is_told_by_its_names() {
        let of = |text: &str| form_of(&parse(text).unwrap()[0]);
        for text in [
            BETA,
            "identity: {zone: a}",
            "managedSpec: {}",
            "spec: {}\nmanaged_spec: {}",
        ] {
            assert_eq!(of(text), Dialect::V1beta2, "{text}");
        }
        for text in [V1, "spec: {}", "policy: {}"] {
            assert_eq!(of(text), Dialect::V1, "{text}");
        }
    }

    #[test]
    fn v1_has_no_profiles_and_no_cluster_by_name() {
        let form = other_form(BETA, Dialect::V1, found).unwrap();
        assert_eq!(
            form.text,
            "# ours
identity:
  runner_id: helsinki
  zone: eu-north-09c
  cluster_id: 5b0f7c1e
display_name: Helsinki
spec:
  release_channel: RELEASE_CHANNEL_RAPID
  overrides:
    env:
      A: \"1\"
"
        );
        assert_eq!(
            lost_of(&form),
            [
                "managed_spec.allow_privileged_profile_annotations",
                "profile_bindings[0]"
            ]
        );
        let unknown = other_form(BETA, Dialect::V1, |_| None).unwrap();
        assert_eq!(lost_of(&unknown)[0], "identity.cluster_name");
    }

    #[test]
    fn v1beta2_has_no_policy_and_the_id_beside_it() {
        let form = other_form(V1, Dialect::V1beta2, found).unwrap();
        assert!(
            form.text
                .starts_with("# ours\n# cwic sandbox runner create helsinki -f FILE\nidentity:\n"),
            "{}",
            form.text
        );
        assert_eq!(
            lost_of(&form),
            [
                "spec.data_plane.disabled",
                "policy.constraints.resources.max_cpu"
            ]
        );
        for text in [
            "",
            "a: [",
            "spec: {nonsense: 1}",
            "identity: {}\n---\nidentity: {}",
        ] {
            assert!(other_form(text, Dialect::V1, found).is_err(), "{text}");
        }
    }

    proptest! {
        /// Once it is in the other form nothing more is lost on the way back and forth.
        #[test]
        fn there_and_back_loses_nothing_more(runner in runners(), id in "[a-z]{0,4}") {
            let request = CreateRunner { runner_id: id, runner };
            let text = write(Dialect::V1beta2, &request);
            let there = other_form(&text, Dialect::V1, found).unwrap();
            prop_assert_eq!(&other_form(&text, Dialect::V1, found).unwrap(), &there);
            let back = other_form(&there.text, Dialect::V1beta2, found).unwrap();
            prop_assert_eq!(&back.lost, &[]);
            let again = other_form(&back.text, Dialect::V1, found).unwrap();
            prop_assert_eq!(&again.lost, &[]);
            prop_assert_eq!(again.text, there.text);
            // What was not lost is there.
            let first = parse(&text).unwrap().remove(0).value;
            let last = parse(&back.text).unwrap().remove(0).value;
            let missing: Vec<_> = lost(&first, &last).into_iter().map(|loss| loss.path).collect();
            for path in &missing {
                let is_told = there.lost.iter().any(|loss| loss.path == *path);
                prop_assert!(is_told || path.to_string() == "identity.cluster_name", "{}", path);
            }
        }
    }
}
