//! What is told of which past.

use contract::console::notify::{Kind, Pause, Reason};
use contract::console::{Happening, HistoryEntry, Maintenance, RunnerSummary};
use contract::model::{ConnectionStatus, InstallStatus, ManagementMode};
use serde_json::json;

use super::*;

const DAY: i64 = 86_400;

fn created() -> Happening {
    Happening::Created {
        by: Some("ada".to_owned()),
    }
}

#[test]
fn what_holds_is_told_once_and_its_end_too() {
    let mut watch = Watch::new(rule(json!({})));
    watch.fail(10, "r1");
    watch.take(69, &[]);
    assert_eq!(watch.told(), []);
    watch.take(1000, &[]);
    watch.mend(2000, "r1");
    watch.take(2030, &[]);
    assert_eq!(watch.told(), [(70, Kind::Alarm, 1)]);
    watch.take(3000, &[]);
    assert_eq!(watch.told()[1..], [(2060, Kind::Recovered, 1)]);
    // It is armed again.
    watch.fail(5000, "r1");
    watch.take(9000, &[]);
    assert_eq!(watch.told()[2..], [(5060, Kind::Alarm, 1)]);
}

#[test]
fn a_flap_shorter_than_the_hold_is_not_told() {
    let mut watch = Watch::new(rule(json!({})));
    for round in 0..10 {
        watch.fail(round * 100, "r1");
        watch.mend(round * 100 + 59, "r1");
    }
    watch.take(DAY, &[]);
    assert_eq!(watch.told(), []);
    assert_eq!(watch.kept_back(), [Reason::Short; 10]);
}

#[test]
fn what_comes_and_goes_is_told_to_do_so_until_it_is_steady() {
    let mut watch = Watch::new(rule(json!({ "hold": 0 })));
    for round in 0..8 {
        watch.fail(round * 100, "r1");
        watch.mend(round * 100 + 50, "r1");
    }
    watch.take(DAY, &[]);
    let (alarm, recovered) = (Kind::Alarm, Kind::Recovered);
    assert_eq!(
        watch.told(),
        [
            (0, alarm, 1),
            (50, recovered, 1),
            (100, alarm, 1),
            (150, recovered, 1),
            (200, Kind::Flapping, 1),
            (750 + 1800, recovered, 1),
        ]
    );
    assert_eq!(watch.kept_back(), [Reason::Flapping; 5]);
}

#[test]
fn an_outage_of_a_zone_is_one_message_with_a_list() {
    let mut watch = Watch::new(rule(json!({})));
    // Odd numbers are of one zone; they fail within a minute, and one of another zone does too.
    for number in 0..25 {
        watch.fail(number * 2, &format!("r{}", number * 2 + 1));
    }
    watch.fail(49, "r2");
    watch.take(300, &[]);
    assert_eq!(
        watch.told(),
        [(108, Kind::Alarm, 25), (109, Kind::Alarm, 1)]
    );
    let Outcome::Tell {
        cause: Some(cause), ..
    } = &watch.outcomes[0]
    else {
        panic!("{:?}", watch.outcomes);
    };
    assert_eq!(
        (cause.dimension.word(), cause.value.as_str()),
        ("zone", "west")
    );
    for number in 0..25 {
        watch.mend(1000 + number, &format!("r{}", number * 2 + 1));
    }
    watch.take(2000, &[]);
    assert_eq!(watch.told()[2..], [(1084, Kind::Recovered, 25)]);
}

#[test]
fn whoever_recovers_in_time_is_not_in_the_list_and_holds_nobody_up() {
    let three = |fourth| {
        let mut watch = Watch::new(rule(json!({})));
        for number in [1, 3, 5] {
            watch.fail(0, &format!("r{number}"));
        }
        watch.fail(fourth, "r7");
        watch
    };
    let mut soon = three(3);
    soon.take(62, &[Fact::Sight(Some(at(62)))]);
    assert_eq!(soon.told(), [], "the fourth may belong to it");
    soon.mend(62, "r7");
    assert_eq!(soon.told(), [(62, Kind::Alarm, 3)]);

    let mut late = three(50);
    late.take(300, &[]);
    let alarm = |at, count| (at, Kind::Alarm, count);
    assert_eq!(late.told(), [alarm(60, 3), alarm(110, 1)]);
}

#[test]
fn what_may_be_the_beginning_of_more_waits_longer_than_most_of_a_list() {
    let mut watch = Watch::new(rule(json!({})));
    for (seconds, number) in [(0, 1), (14, 3), (28, 5), (43, 7)] {
        watch.fail(seconds, &format!("r{number}"));
    }
    watch.take(300, &[]);
    let alarm = |at, count| (at, Kind::Alarm, count);
    assert_eq!(watch.told(), [alarm(88, 3), alarm(103, 1)]);
}

#[test]
fn silence_is_of_runners_that_are_ready_and_not_of_their_own_rollout_or_deletion() {
    let lost = || Happening::ConnectionLost { heard_at: None };
    let silent = rule(json!({ "when": { "kind": "silent", "after": 300 } }));
    let told_after = |happenings: &[(i64, Happening)]| {
        let mut watch = Watch::new(silent.clone());
        for (seconds, what) in happenings {
            watch.happen(*seconds, "r1", what.clone());
        }
        watch.take(DAY, &[]);
        watch
            .told()
            .into_iter()
            .map(|(at, kind, _)| (at, kind))
            .collect::<Vec<_>>()
    };
    let gained = || Happening::ConnectionGained {
        after_seconds: None,
    };
    let alarm = |at| vec![(at, Kind::Alarm)];
    assert_eq!(told_after(&[(5, lost())]), alarm(305));
    assert_eq!(told_after(&[(5, lost()), (304, gained())]), []);
    assert_eq!(
        told_after(&[(5, install(InstallStatus::Failed)), (6, lost())]),
        []
    );
    assert_eq!(told_after(&[(5, Happening::Created { by: None })]), []);
    let created_and_ready = [
        (5, Happening::Created { by: None }),
        (100, install(InstallStatus::Ready)),
    ];
    assert_eq!(told_after(&created_and_ready), alarm(400));
    let rolling = || Happening::RolloutStarted {
        active: 1,
        target: 2,
    };
    let rolled = || Happening::RolloutDone {
        revision: 2,
        after_seconds: None,
    };
    assert_eq!(told_after(&[(5, rolling()), (6, lost())]), []);
    assert_eq!(
        told_after(&[(5, rolling()), (6, lost()), (1000, rolled())]),
        alarm(1300)
    );
    let by = "ada".to_owned();
    assert_eq!(
        told_after(&[(5, lost()), (6, Happening::DeleteRequested { by })]),
        []
    );
    assert_eq!(told_after(&[(5, lost()), (6, Happening::Deleted)]), []);
    let heard_at = Some(at(-200));
    assert_eq!(
        told_after(&[(5, Happening::ConnectionLost { heard_at })]),
        alarm(100)
    );
}

#[test]
fn every_condition_that_the_history_tells_is_told() {
    let rolling = Happening::RolloutStarted {
        active: 1,
        target: 2,
    };
    let rolled = Happening::RolloutDone {
        revision: 2,
        after_seconds: None,
    };
    let edited = Happening::Edited {
        by: "ada".to_owned(),
        mask: vec!["zone".to_owned()],
        change: None,
    };
    for (when, what, seconds, kind) in [
        (
            json!({ "kind": "installing", "after": 180 }),
            created(),
            180,
            Kind::Alarm,
        ),
        (
            json!({ "kind": "rolloutStuck", "after": 1800 }),
            rolling,
            1800,
            Kind::Alarm,
        ),
        (json!({ "kind": "rolloutDone" }), rolled, 60, Kind::Happened),
        (json!({ "kind": "changed" }), edited, 60, Kind::Happened),
        (json!({ "kind": "changed" }), created(), 60, Kind::Happened),
    ] {
        let mut watch = Watch::new(rule(json!({ "when": when })));
        watch.happen(0, "r1", what);
        watch.take(DAY, &[]);
        assert_eq!(watch.told(), [(seconds, kind, 1)], "{when}");
    }
}

#[test]
fn whatever_needs_attention_is_one_alarm() {
    let attention = || Watch::new(rule(json!({ "when": { "kind": "needsAttention" } })));
    let mut watch = attention();
    watch.happen(0, "r1", created());
    watch.mend(100, "r1");
    watch.happen(
        120,
        "r1",
        Happening::ConnectionGained {
            after_seconds: None,
        },
    );
    watch.take(DAY, &[]);
    assert_eq!(
        (watch.told(), watch.kept_back()),
        (vec![], vec![]),
        "it took no longer than usual"
    );

    let mut watch = attention();
    watch.happen(0, "r1", created());
    watch.take(1000, &[]);
    assert_eq!(watch.told(), [(180 + 60, Kind::Alarm, 1)], "it takes long");
    watch.fail(1000, "r1");
    watch.take(2000, &[]);
    assert_eq!(watch.told().len(), 1, "it is told already");

    let mut watch = attention();
    watch.happen(0, "r1", created());
    watch.fail(30, "r1");
    watch.take(150, &[]);
    assert_eq!(watch.told(), [(30 + 60, Kind::Alarm, 1)]);
    watch.mend(200, "r1");
    watch.happen(
        201,
        "r1",
        Happening::ConnectionGained {
            after_seconds: None,
        },
    );
    watch.take(1000, &[]);
    assert_eq!(watch.told()[1].1, Kind::Recovered);
}

#[test]
fn several_changes_of_a_runner_are_one_message() {
    let mut watch = Watch::new(rule(json!({ "when": { "kind": "changed" } })));
    for by in ["ada", "bob"] {
        watch.happen(0, "r1", Happening::UpgradeRequested { by: by.to_owned() });
    }
    watch.take(100, &[]);
    let Outcome::Tell { subjects, .. } = &watch.outcomes[0] else {
        panic!("{:?}", watch.outcomes);
    };
    assert_eq!(subjects[0].what, "ada upgraded it; bob upgraded it");
}

#[test]
fn an_update_waits_when_a_window_has_passed() {
    let mut watch = Watch::new(rule(
        json!({ "when": { "kind": "updateWaiting" }, "hold": 0 }),
    ));
    let waiting = |maintenance, update_available| RunnerSummary {
        runner_id: "r1".to_owned(),
        install_status: InstallStatus::Ready,
        connection_status: ConnectionStatus::Connected,
        update_available,
        maintenance,
        ..RunnerSummary::default()
    };
    let mut look = |seconds, maintenance, update| {
        watch.take(seconds, &[Fact::Runners(&[waiting(maintenance, update)])]);
        watch.told().len()
    };
    assert_eq!(look(0, Maintenance::Next(at(100)), true), 0);
    assert_eq!(look(100, Maintenance::Open(at(200)), true), 0);
    assert_eq!(look(199, Maintenance::Open(at(200)), true), 0);
    assert_eq!(look(201, Maintenance::Next(at(900)), true), 1);
    assert_eq!(look(300, Maintenance::Next(at(900)), false), 2, "its end");
}

#[test]
fn blindness_is_told_and_nothing_that_cannot_be_seen() {
    let mut watch = Watch::new(rule(json!({ "when": { "kind": "blind" } })));
    watch.take(10, &[Fact::Sight(None)]);
    watch.take(300, &[Fact::Sight(None)]);
    watch.take(400, &[Fact::Sight(Some(at(400)))]);
    watch.take(500, &[]);
    assert_eq!(
        watch.told(),
        [(25, Kind::Alarm, 1), (415, Kind::Recovered, 1)]
    );

    let mut watch = Watch::new(rule(json!({})));
    watch.fail(0, "r1");
    watch.fail(0, "r2");
    watch.take(10, &[Fact::Sight(None)]);
    watch.take(300, &[]);
    assert_eq!(watch.told(), []);
    watch.mend(400, "r1");
    watch.take(401, &[Fact::Sight(Some(at(401)))]);
    assert_eq!(
        watch.told(),
        [(401, Kind::Alarm, 1)],
        "the other one is well again"
    );
}

#[test]
fn what_has_lasted_is_looked_at_once_more_before_it_is_told() {
    let readiness = |watch: &Watch, seconds| {
        let world = World {
            rules: &watch.rules,
            runner: &|_| None,
        };
        watch.state.readiness(&world, at(seconds))
    };
    let failed = || {
        let mut watch = Watch::new(rule(json!({})));
        watch.fail(0, "r1");
        assert_eq!(readiness(&watch, 59), Readiness::Waiting);
        assert_eq!(readiness(&watch, 61), Readiness::Unseen);
        watch.take(61, &[]);
        assert_eq!(watch.told(), []);
        watch
    };

    let mut over = failed();
    over.mend(62, "r1");
    over.take(DAY, &[]);
    assert_eq!(over.told(), []);
    assert_eq!(over.kept_back(), [Reason::Short]);

    let mut lasting = failed();
    lasting.take(62, &[Fact::Sight(Some(at(61)))]);
    assert_eq!(lasting.told(), [(60, Kind::Alarm, 1)]);

    let mut unseen = failed();
    assert_eq!(
        readiness(&unseen, 71),
        Readiness::Ready,
        "nobody can look for so long"
    );
    unseen.take(71, &[]);
    assert_eq!(unseen.told(), [(60, Kind::Alarm, 1)]);
}

#[test]
fn nothing_lasts_while_the_program_does_not_run() {
    let mut watch = Watch::new(rule(json!({})));
    watch.fail(0, "r1");
    watch.state.sight = None;
    let well = RunnerSummary {
        runner_id: "r1".to_owned(),
        install_status: InstallStatus::Ready,
        connection_status: ConnectionStatus::Connected,
        ..RunnerSummary::default()
    };
    watch.take(3600, &[Fact::Sight(Some(at(3600))), Fact::Runners(&[well])]);
    watch.take(9000, &[]);
    assert_eq!(watch.told(), []);
}

#[test]
fn what_was_so_before_anybody_looked_is_told() {
    let mut watch = Watch::new(rule(json!({})));
    let failed = RunnerSummary {
        runner_id: "r1".to_owned(),
        install_status: InstallStatus::Failed,
        updated_at: Some(at(-500)),
        ..RunnerSummary::default()
    };
    watch.take(5, &[Fact::Runners(&[failed])]);
    assert_eq!(watch.told(), [(5, Kind::Alarm, 1)]);
    watch.take(10, &[Fact::Runners(&[])]);
    watch.take(100, &[]);
    assert_eq!(watch.told()[1..], [(70, Kind::Recovered, 1)], "it is gone");
}

#[test]
fn quiet_hours_hold_back_what_lasts_and_drop_what_happened() {
    // The start is 11:06:40 UTC.
    let quiet = json!({ "from": 11 * 60, "to": 12 * 60, "zone": "UTC" });
    let until = 3200;
    let mut watch = Watch::new(rule(json!({ "quiet": quiet })));
    watch.fail(0, "r1");
    watch.fail(0, "r2");
    watch.take(100, &[]);
    watch.mend(1000, "r2");
    watch.take(9000, &[]);
    assert_eq!(watch.told(), [(until, Kind::Alarm, 1)]);
    assert_eq!(
        watch.kept_back(),
        [Reason::Quiet; 3],
        "two held back, one of them over since"
    );

    let mut watch = Watch::new(rule(
        json!({ "quiet": quiet, "when": { "kind": "changed" } }),
    ));
    watch.happen(
        0,
        "r1",
        Happening::UpgradeRequested {
            by: "ada".to_owned(),
        },
    );
    watch.take(9000, &[]);
    assert_eq!(
        (watch.told(), watch.kept_back()),
        (vec![], vec![Reason::Quiet])
    );
}

#[test]
fn a_pause_ends_by_itself_or_when_it_is_lifted() {
    let paused = || {
        let pause = Pause {
            until: at(5000),
            reason: "migration".to_owned(),
        };
        Watch::new(ActiveRule {
            pause: Some(pause),
            ..rule(json!({}))
        })
    };
    let mut watch = paused();
    watch.fail(0, "r1");
    watch.take(6000, &[]);
    assert_eq!(watch.told(), [(5000, Kind::Alarm, 1)]);
    assert_eq!(watch.kept_back(), [Reason::Paused]);

    let mut watch = paused();
    watch.fail(0, "r1");
    watch.take(600, &[]);
    watch.rules[0].pause = None;
    watch.rules[0].version = 1;
    watch.take(601, &[]);
    assert_eq!(watch.told(), [(601, Kind::Alarm, 1)]);
}

#[test]
fn only_runners_that_are_meant_are_told_of() {
    let matching = json!({ "matching": { "facets": { "zone": ["west"] } } });
    for selection in [matching, json!({ "only": ["r1"] })] {
        let mut watch = Watch::new(rule(json!({ "selection": selection })));
        for id in ["r1", "r2", "unknown"] {
            watch.fail(0, id);
        }
        watch.take(100, &[]);
        assert_eq!(watch.told(), [(60, Kind::Alarm, 1)], "{selection}");
    }
}

#[test]
fn a_link_is_told_to_end_once_and_again_after_it_was_prolonged() {
    let mut watch = Watch::new(rule(
        json!({ "when": { "kind": "shareEnding", "before": 3600 } }),
    ));
    let mut look = |seconds, ends: i64| {
        let links = [("link".to_owned(), at(ends))];
        watch.take(seconds, &[Fact::Links(&links)]);
        watch.told().len()
    };
    assert_eq!(look(0, 4000), 0);
    assert_eq!(look(401, 4000), 1);
    assert_eq!(look(500, 4000), 1);
    assert_eq!(look(600, 90_000), 1);
    assert_eq!(look(89_000, 90_000), 2);
}

#[test]
fn a_rule_tells_no_more_than_so_much_in_an_hour() {
    let mut watch = Watch::new(rule(json!({ "hold": 0 })));
    for number in 0..100 {
        watch.fail(number * 30, &format!("r{}", number * 2));
        watch.mend(number * 30 + 10, &format!("r{}", number * 2));
    }
    let within: Vec<_> = watch
        .told()
        .into_iter()
        .filter(|(at, ..)| *at < 3600)
        .collect();
    assert_eq!(within.len(), 60);
    assert!(watch.kept_back().contains(&Reason::Limit));
    // What is still so is told when there is room again.
    watch.fail(3100, "r1");
    watch.take(2 * DAY, &[]);
    let (last, kind, count) = *watch
        .told()
        .iter()
        .rfind(|(_, kind, _)| *kind == Kind::Alarm)
        .unwrap();
    assert_eq!((kind, count), (Kind::Alarm, 1));
    assert!(last >= 3600, "{last}");
}

#[test]
fn entries_of_one_reading_are_taken_in_before_anything_is_told() {
    let mut watch = Watch::new(rule(json!({ "hold": 0 })));
    let entries: Vec<_> = (0..50)
        .map(|number| HistoryEntry {
            id: number,
            at: at(5),
            runner_id: format!("r{}", number * 2),
            what: install(InstallStatus::Failed),
        })
        .collect();
    let facts: Vec<_> = entries.iter().map(Fact::Entry).collect();
    watch.take(5, &facts);
    assert_eq!(watch.told(), [(5, Kind::Alarm, 50)]);
}

/// Runners are seen before what happened to them is written down; the gateway may decide between the two.
#[test]
fn what_led_to_what_was_seen_already_is_told_once() {
    let mut watch = Watch::new(rule(json!({ "hold": 0 })));
    let failed = |seconds| RunnerSummary {
        management_mode: ManagementMode::Managed,
        install_status: InstallStatus::Failed,
        updated_at: Some(at(seconds)),
        ..runner("r1").unwrap()
    };
    watch.take(10, &[Fact::Runners(&[failed(9)])]);
    watch.happen(5, "r1", Happening::Created { by: None });
    watch.fail(8, "r1");
    watch.take(11, &[Fact::Runners(&[failed(9)])]);
    assert_eq!(watch.told(), [(10, Kind::Alarm, 1)]);
    watch.mend(12, "r1");
    assert_eq!(watch.told()[1..], [(12, Kind::Recovered, 1)]);
}

fn seen(install_status: InstallStatus, updated: i64) -> RunnerSummary {
    RunnerSummary {
        management_mode: ManagementMode::Managed,
        install_status,
        connection_status: ConnectionStatus::Connected,
        updated_at: Some(at(updated)),
        ..runner("r1").unwrap()
    }
}

/// Several gateways, or a busy one: the news come while what is known of the runners is still from before.
#[test]
fn a_reading_that_is_older_than_the_news_takes_nothing_back() {
    let mut watch = Watch::new(rule(json!({ "hold": 0 })));
    watch.take(1, &[Fact::Runners(&[seen(InstallStatus::Ready, -9)])]);
    watch.fail(10, "r1");
    watch.happen(10, "r3", install(InstallStatus::Failed));
    let older = [
        Fact::Sight(Some(at(9))),
        Fact::Runners(&[seen(InstallStatus::Ready, -9)]),
    ];
    watch.take(11, &older);
    watch.take(12, &older);
    watch.take(100, &[]);
    assert_eq!(watch.told(), [(10, Kind::Alarm, 1), (10, Kind::Alarm, 1)]);
    let newer = [
        Fact::Sight(Some(at(110))),
        Fact::Runners(&[seen(InstallStatus::Ready, -9)]),
    ];
    watch.take(111, &newer);
    watch.take(300, &[]);
    assert_eq!(
        watch.told()[2..],
        [(111, Kind::Recovered, 1), (111, Kind::Recovered, 1)],
        "one is well and the other gone"
    );
}

/// The time of the last change may be days ago: not every change moves it.
#[test]
fn nothing_has_lasted_since_before_a_look_that_did_not_find_it() {
    let mut watch = Watch::new(rule(json!({})));
    let mut look = |seconds, status| {
        let sight = Fact::Sight(Some(at(seconds)));
        watch.take(seconds, &[sight, Fact::Runners(&[seen(status, -DAY)])]);
    };
    look(10, InstallStatus::Ready);
    look(20, InstallStatus::Failed);
    look(79, InstallStatus::Failed);
    look(79, InstallStatus::Ready);
    look(300, InstallStatus::Ready);
    look(400, InstallStatus::Failed);
    look(470, InstallStatus::Failed);
    assert_eq!(watch.kept_back(), [Reason::Short]);
    assert_eq!(watch.told(), [(460, Kind::Alarm, 1)]);
}
