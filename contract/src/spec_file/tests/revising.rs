//! Files that are changed where their meaning changes, and nowhere else.

use proptest::prelude::*;

use super::files::runners;
use crate::mask::normal;
use crate::model::{MaintenanceWindow, ManagedSpec, Overrides, ReleaseChannel, Runner, Toleration};
use crate::spec_file::{parse, read_runner, revise_runner, write_runner};

const TEXT: &str = "\
# The evaluation team's runner.
display_name: 'Ada''s'   # \"shown\" in Ada's list
identity: {zone: z1, cluster_name: c1}   # one line
managed_spec:
  # RAPID was too fast for us.
  release_channel: RELEASE_CHANNEL_STABLE

  overrides:
    env:
      # asked for by Ada
      LOG_LEVEL: info  # or debug
      MOTD: |
        two
        lines
    tolerations:
    - key: gpu     # the taint of pool 2
      operator: Exists
    # the second one
    - key: spot
      operator: Exists
      effect: NoSchedule
    node_selector:
      pool: \"infra\"
# the bindings
profile_bindings:
  - profile_template_id: \"p1\"
    is_default: true
";

fn read(text: &str) -> Runner {
    let documents = parse(text).unwrap_or_else(|e| panic!("{e} in {text}"));
    read_runner(&documents[0]).unwrap_or_else(|e| panic!("{e:?} in {text}"))
}

/// The lines that a change takes away and adds.
fn difference(text: &str, change: impl FnOnce(&mut Runner)) -> (Vec<String>, Vec<String>) {
    let mut runner = read(text);
    change(&mut runner);
    let revised = revise_runner(text, &runner);
    assert_eq!(normal(&read(&revised)), normal(&runner), "{revised}");
    let lacks = |text: &str, line: &&str| !text.lines().any(|other| other == *line);
    let own = |text: &str, other: &str| -> Vec<String> {
        let lines = text.lines().filter(|line| lacks(other, line));
        lines.map(str::to_owned).collect()
    };
    (own(text, &revised), own(&revised, text))
}

fn spec(runner: &mut Runner) -> &mut ManagedSpec {
    runner.managed_spec.get_or_insert_default()
}

fn overrides(runner: &mut Runner) -> &mut Overrides {
    spec(runner).overrides.get_or_insert_default()
}

#[test]
fn nothing_changes_nothing() {
    assert_eq!(revise_runner(TEXT, &read(TEXT)), TEXT);
}

#[test]
fn a_value_keeps_the_comment_beside_it() {
    let changed = difference(TEXT, |runner| {
        runner.display_name = "Evals: two".into();
        spec(runner).release_channel = ReleaseChannel::Rapid;
        overrides(runner)
            .env
            .insert("LOG_LEVEL".into(), "debug".into());
    });
    assert_eq!(
        changed.1,
        [
            "display_name: \"Evals: two\"   # \"shown\" in Ada's list",
            "  release_channel: RELEASE_CHANNEL_RAPID",
            "      LOG_LEVEL: debug  # or debug",
        ]
    );
    assert_eq!(changed.0.len(), 3);
}

#[test]
fn what_comes_and_goes_takes_its_lines_only() {
    let (gone, new) = difference(TEXT, |runner| {
        overrides(runner).env.remove("MOTD");
        overrides(runner).env.insert("A".into(), "1".into());
        overrides(runner).tolerations.remove(0);
        overrides(runner).args = vec!["--v".into()];
    });
    assert_eq!(
        gone,
        [
            "      MOTD: |",
            "        two",
            "        lines",
            "    - key: gpu     # the taint of pool 2"
        ]
    );
    assert_eq!(new, ["      A: \"1\"", "    args:", "      - --v"]);
}

#[test]
fn items_are_changed_in_their_place() {
    let (gone, new) = difference(TEXT, |runner| {
        let tolerations = &mut overrides(runner).tolerations;
        tolerations[0].key = "gpus".into();
        tolerations[1].operator = String::new();
        tolerations.push(Toleration {
            key: "third".into(),
            ..Toleration::default()
        });
    });
    assert_eq!(gone, ["    - key: gpu     # the taint of pool 2"]);
    assert_eq!(
        new,
        [
            "    - key: gpus     # the taint of pool 2",
            "    - key: third"
        ]
    );
}

#[test]
fn brackets_are_written_anew_without_their_neighbours() {
    let (gone, new) = difference(TEXT, |runner| runner.identity.zone = "z2".into());
    assert_eq!(
        gone,
        ["identity: {zone: z1, cluster_name: c1}   # one line"]
    );
    assert_eq!(new, ["identity:", "  zone: z2", "  cluster_name: c1"]);
}

#[test]
fn the_spelling_and_the_line_ends_of_the_file_are_kept() {
    let text =
        "\u{feff}displayName: a # b\r\nmanagedSpec:\r\n  releaseChannel: RELEASE_CHANNEL_RAPID";
    let mut runner = read(text);
    runner.display_name = "c".into();
    let policy = spec(&mut runner).maintenance_policy.get_or_insert_default();
    policy.windows = vec![MaintenanceWindow {
        cron: "0 9 * * SAT".into(),
        duration_seconds: 60,
        ..MaintenanceWindow::default()
    }];
    let revised = revise_runner(text, &runner);
    assert_eq!(
        revised,
        "\u{feff}displayName: c # b\r\nmanagedSpec:\r\n  releaseChannel: RELEASE_CHANNEL_RAPID\r\n  maintenancePolicy:\r\n    windows:\r\n      - cron: \"0 9 * * SAT\"\r\n        durationSeconds: 60\r\n"
    );
}

#[test]
fn what_cannot_be_kept_is_written_anew() {
    let aliased =
        "# head\nmanaged_spec:\n  overrides:\n    labels: &l {a: b}\n    annotations: *l\n";
    let mut runner = read(aliased);
    overrides(&mut runner).labels.insert("c".into(), "d".into());
    let revised = revise_runner(aliased, &runner);
    assert!(revised.starts_with("# head\nmanaged_spec:\n"), "{revised}");
    assert_eq!(read(&revised), runner);

    let json = "{\"display_name\": \"a\"}";
    runner.display_name = "b".into();
    let revised = revise_runner(json, &runner);
    assert!(revised.starts_with("{\n"), "{revised}");
    assert_eq!(read(&revised), runner);
    for text in [
        "",
        "# only this\n",
        "a: [",
        "nope: 1\n",
        "a: 1\n---\nb: 2\n",
    ] {
        assert_eq!(read(&revise_runner(text, &runner)), runner, "{text}");
    }
    assert!(revise_runner("# only this\n", &runner).starts_with("# only this\n"));
}

proptest! {
    #[test]
    fn any_change_is_made(from in runners(), to in runners(), parts in prop::collection::vec(any::<bool>(), 8)) {
        let (from, mut to) = (input(&from), input(&to));
        // Some of it stays as it is, so that single lines change, too.
        if parts[0] { to.display_name = from.display_name.clone(); }
        if parts[1] { to.identity = from.identity.clone(); }
        if parts[2] { to.profile_bindings = from.profile_bindings.clone(); }
        let (old, new) = (spec_of(&from), spec(&mut to));
        if parts[3] { new.maintenance_policy = old.maintenance_policy; }
        if let (Some(old), Some(new)) = (old.overrides, &mut new.overrides) {
            if parts[4] { new.env = old.env; }
            if parts[5] { new.labels = old.labels; }
            if parts[6] { new.args = old.args; }
            if parts[7] { new.scaling = old.scaling; }
        }
        let text = commented(&write_runner(&from));
        prop_assert_eq!(&revise_runner(&text, &from), &text);
        let revised = revise_runner(&text, &to);
        prop_assert_eq!(normal(&read(&revised)), normal(&to), "{}\n{}", text, revised);
        // The comments above the keys of the first level stay, whatever happens below them.
        prop_assert!(revised.starts_with("# about display_name") || !text.starts_with("# about display_name"), "{}", revised);
    }
}

fn spec_of(runner: &Runner) -> ManagedSpec {
    runner.managed_spec.clone().unwrap_or_default()
}

fn input(runner: &Runner) -> Runner {
    read(&write_runner(runner))
}

/// With a comment above every key of the first level.
fn commented(text: &str) -> String {
    let line = |line: &str| {
        let key = line
            .split_once(':')
            .filter(|_| line.starts_with(char::is_alphabetic));
        key.map_or_else(
            || format!("{line}\n"),
            |(key, _)| format!("# about {key}\n{line}\n"),
        )
    };
    text.lines().map(line).collect()
}
