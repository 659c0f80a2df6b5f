//! Files of several runners, and the excerpts that are shown of them.

use crate::api::Dialect;
use crate::spec_file::{
    MAX_RUNNERS, RunnerFile, name_runner, parse, read_runners, replace_runner, write_runner,
};

const THREE: &str = "\
# Our runners.
---
# cwic sandbox runner create first -f FILE
display_name: First
---
display_name: [
--- # the third
display_name: Third
identity: {zone: z}
";

fn read(text: &str) -> Vec<RunnerFile> {
    read_runners(Dialect::V1beta2, text).unwrap_or_else(|e| panic!("{e}"))
}

#[test]
fn a_bad_document_hides_no_other() {
    let files = read(THREE);
    let lines: Vec<_> = files.iter().map(|file| file.line).collect();
    assert_eq!(lines, [1, 5, 7]);
    assert_eq!(files[0].runner_id.as_deref(), Some("first"));
    assert_eq!(files[2].runner_id, None);
    let names = [&files[0], &files[2]].map(|file| match &file.runner {
        Ok((runner, _)) => runner.display_name.clone(),
        Err(problems) => panic!("{problems:?}"),
    });
    assert_eq!(names, ["First", "Third"]);
    let problems = files[1].runner.as_ref().unwrap_err();
    assert_eq!(problems.len(), 1, "{problems:?}");
    assert_eq!(
        files.iter().map(|file| &*file.text).collect::<String>(),
        THREE
    );
}

#[test]
fn marks_are_those_of_yaml_only() {
    for (text, count) in [
        ("display_name: a\n...\n---\ndisplay_name: b", 2),
        ("%YAML 1.2\n---\ndisplay_name: a\n", 1),
        ("---\r\ndisplay_name: a\r\n---\r\ndisplay_name: b\r\n", 2),
        ("display_name: ----\n---a: 1\n", 1),
        ("display_name: a\n --- \n", 1),
        ("--- {display_name: a}\n--- {display_name: b}\n", 2),
        ("display_name: a\n---\n# nothing\n---\n\n", 1),
        ("{\"display_name\": \"---\"}", 1),
    ] {
        let files = read(text);
        assert_eq!(files.len(), count, "{text}");
        if count == 2 {
            assert!(files.iter().all(|file| file.runner.is_ok()), "{files:?}");
        }
    }
    for text in ["", "\n# a\n---\n", "\u{feff}"] {
        assert_eq!(
            read_runners(Dialect::V1beta2, text).unwrap_err().message,
            "the file is empty"
        );
    }
}

#[test]
fn what_is_no_runner_is_said_to_be_none() {
    let problem = |text: &str| match &read(text)[0].runner {
        Ok(_) => String::new(),
        Err(problems) => problems[0].to_string(),
    };
    assert!(problem("- display_name: a").contains("a list"));
    assert!(problem("spec: {}\nmanaged_spec: {}").contains("API v1"));
    assert!(
        problem("x").contains("expected an object"),
        "{}",
        problem("x")
    );
    assert!(problem("display_nam: a").contains("did you mean display_name?"));
    let many = "a: 1\n---\n".repeat(MAX_RUNNERS + 1);
    let refusal = read_runners(Dialect::V1beta2, &many).unwrap_err();
    assert_eq!(refusal.line, 2 * MAX_RUNNERS);
}

#[test]
fn a_runner_is_named_in_its_own_document() {
    let mut text = THREE.to_owned();
    for (index, id) in ["one", "two", "three"].into_iter().enumerate() {
        text = name_runner(&text, index, id);
    }
    let ids = |text: &str| -> Vec<_> { read(text).into_iter().map(|f| f.runner_id).collect() };
    assert_eq!(
        ids(&text),
        [Some("one"), Some("two"), Some("three")].map(|id| id.map(str::to_owned))
    );
    assert_eq!(
        read(&text)[2].runner.as_ref().unwrap().0.display_name,
        "Third"
    );
    // An ID is one word, whatever was typed.
    assert_eq!(
        ids(&name_runner("a: 1", 0, " x\n y: z ")),
        [Some("xy:z".to_owned())]
    );
    assert_eq!(name_runner(THREE, 7, "x"), THREE);
    let spec = write_runner(&read(THREE)[0].runner.as_ref().unwrap().0);
    assert_eq!(spec, "display_name: First\n");
}

#[test]
fn files_of_both_versions_stand_beside_each_other() {
    let text = "\
# cwic sandbox runner create one -f FILE
identity: {zone: a}
--- # the second
identity:
  runner_id: two # ours
  zone: b
spec:
  release_channel: RELEASE_CHANNEL_RAPID
policy: {}
";
    let files = read(text);
    let told = |file: &RunnerFile| (file.form, file.runner_id.clone().unwrap());
    assert_eq!(told(&files[0]), (Dialect::V1beta2, "one".to_owned()));
    assert_eq!(told(&files[1]), (Dialect::V1, "two".to_owned()));
    let (runner, _) = files[1].runner.as_ref().unwrap();
    assert!(runner.policy.is_some() && runner.managed_spec.is_some());
    let named = name_runner(text, 1, "three");
    assert_eq!(named, text.replace("two # ours", "three # ours"));
    let replaced = replace_runner(text, 1, "display_name: x\n");
    assert!(
        replaced.ends_with("identity: {zone: a}\n---\ndisplay_name: x\n"),
        "{replaced}"
    );
    let problems = read("spec: {relase: 1}\n");
    let problems = problems[0].runner.as_ref().unwrap_err();
    assert!(
        problems[0].message.contains("spec.relase: unknown key"),
        "{problems:?}"
    );
}

#[test]
fn a_problem_is_shown_at_its_place() {
    let shown = |text: &str| parse(text).unwrap_err().excerpt(text);
    assert_eq!(shown("a: 1\na: 2").as_deref(), Some("a: 2\n^"));
    let long = format!("{}: \"{}\u{1f600}\" x", "k".repeat(50), "v".repeat(100));
    let excerpt = shown(&long).unwrap();
    let (line, caret) = excerpt.split_once('\n').unwrap();
    assert!(
        line.starts_with('…') && line.chars().count() <= 74,
        "{excerpt}"
    );
    assert_eq!(
        line.chars().nth(caret.chars().count() - 1),
        Some('x'),
        "{excerpt}"
    );
    assert_eq!(
        shown("\tä: ]").map(|shown| shown.starts_with(' ')),
        Some(true)
    );
    assert_eq!(shown(""), None);
}
