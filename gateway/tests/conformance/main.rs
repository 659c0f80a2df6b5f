//! API conformance: plays the stories in `tests/conformance/*.yaml` against the real product, started in
//! this process, or against any base URL (`CONFORMANCE_URL`, `CONFORMANCE_ADMIN_TOKEN`,
//! `CONFORMANCE_USER_TOKEN`). `CONFORMANCE_STORY` picks the stories whose name contains it.

mod clusters;
mod http;
mod matcher;
mod request;
mod stage;
mod story;
mod table;
mod target;
mod variables;
mod verdict;

use control_plane::{Fleet, Served};
use target::{Setting, Target};

/// Fast enough to be invisible: a new runner is connected within a quarter of a second.
const FAST: Setting = Setting {
    fleet: Fleet::Empty,
    time_scale: 50.0,
    served: Served::Both,
};

/// Slow enough to be watched: passing states last for a second and more, on a busy machine too.
const WATCHED: Setting = Setting {
    fleet: Fleet::Empty,
    time_scale: 4.0,
    served: Served::Both,
};

/// As `WATCHED`, with runners in every state that the contract names.
const DEMO: Setting = Setting {
    fleet: Fleet::Demo,
    time_scale: 4.0,
    served: Served::Both,
};

/// More runners than a page can hold.
const LARGE: Setting = Setting {
    fleet: Fleet::Count(205),
    time_scale: 50.0,
    served: Served::Both,
};

/// As `FAST`, in each position of what is served.
const ONLY_V1: Setting = Setting {
    served: Served::V1,
    ..FAST
};
const ONLY_V1BETA2: Setting = Setting {
    served: Served::V1beta2,
    ..FAST
};
const POLICY_ONLY: Setting = Setting {
    served: Served::PolicyOnly,
    ..FAST
};
const UNAVAILABLE: Setting = Setting {
    served: Served::Unavailable,
    ..FAST
};

/// Another server's clusters are shared by all tables, so there they take turns.
static TURN: tokio::sync::Mutex<()> = tokio::sync::Mutex::const_new(());

async fn run(name: &str, setting: Setting) {
    let _turn = if target::given().is_some() {
        Some(TURN.lock().await)
    } else {
        None
    };
    if setting.served != Served::Both && target::given().is_some() {
        println!("skipped {name}: another server serves what it serves");
        return;
    }
    let target = Target::start(setting).await;
    story::play(table::load(name), target).await;
}

/// One test per data file of a folder.
macro_rules! tables {
    (in $folder:literal: $($name:ident in $setting:ident),+ $(,)?) => {
        pub(crate) const TABLES: &[&str] = &[$(concat!($folder, stringify!($name))),+];

        $(
            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn $name() {
                crate::run(concat!($folder, stringify!($name)), $setting).await;
            }
        )+
    };
}

tables! {
    in "":
    bad_input in FAST,
    bindings in FAST,
    clusters in FAST,
    create in FAST,
    delete in WATCHED,
    demo_fleet in DEMO,
    errors in FAST,
    large_fleet in LARGE,
    lifecycle in WATCHED,
    list in FAST,
    masks in FAST,
    openapi in FAST,
    profiles in FAST,
    rights in FAST,
    updates in WATCHED,
}

/// v1, and the positions in which one of the two versions is not served.
mod v1 {
    use super::{FAST, ONLY_V1, ONLY_V1BETA2, POLICY_ONLY, UNAVAILABLE, WATCHED};

    tables! {
        in "v1/":
        create in FAST,
        one_store in FAST,
        only_v1 in ONLY_V1,
        only_v1beta2 in ONLY_V1BETA2,
        policy in FAST,
        policy_only in POLICY_ONLY,
        reading in WATCHED,
        unavailable in UNAVAILABLE,
        update in FAST,
    }

    /// What v1 does is the same where it is alone.
    pub(crate) mod alone {
        use super::ONLY_V1;

        tables! {
            in "v1/":
            create in ONLY_V1,
            policy in ONLY_V1,
            update in ONLY_V1,
        }
    }
}

#[test]
fn every_data_file_is_played() {
    for (folder, tables) in [("", TABLES), ("v1/", v1::TABLES)] {
        let mut files: Vec<String> = std::fs::read_dir(table::folder().join(folder))
            .unwrap()
            .filter_map(|entry| {
                let name = entry.unwrap().file_name();
                let name = name.to_str()?.strip_suffix(".yaml")?;
                Some(format!("{folder}{name}"))
            })
            .collect();
        files.sort();
        assert_eq!(files, tables);
    }
    for again in v1::alone::TABLES {
        assert!(v1::TABLES.contains(again), "{again}");
    }
}

#[test]
fn v1_is_covered() {
    let tables = v1::TABLES.iter().map(|name| table::load(name));
    let stories: Vec<_> = tables.flat_map(|table| table.stories).collect();
    let cases: usize = stories.iter().map(table::Story::cases).sum();
    assert!(cases >= 250, "only {cases} cases");
    for section in [
        "0", "1", "1.1", "1.2", "1.3", "1.4", "1.5", "2.1", "2.2", "2.3", "3.1", "3.2", "3.3",
        "3.4", "3.5", "3.6", "3.7", "4.1", "4.2", "4.3", "4.4", "5", "6.1", "6.3", "6.4", "9.1",
        "9.2", "9.4",
    ] {
        let section = format!("v1 {section}");
        let covered = stories.iter().any(|story| story.covers.contains(&section));
        assert!(covered, "no story covers contract-{section}");
    }
}

#[test]
fn the_contract_is_covered() {
    let stories: Vec<_> = TABLES
        .iter()
        .flat_map(|name| table::load(name).stories)
        .collect();
    let cases: usize = stories.iter().map(table::Story::cases).sum();
    assert!(cases >= 120, "only {cases} cases");
    for section in [
        "0.3", "1.1", "1.2", "1.3", "1.4", "1.5", "1.6", "1.7", "1.8", "2", "2.1", "2.2", "2.3",
        "2.4", "2.5", "2.6", "3.1", "3.2", "3.3", "3.4", "3.5", "4.1", "4.2", "4.3", "4.4", "5.1",
        "5.3", "6.1", "6.3", "7.1", "7.2", "7.3", "7.4", "7.5",
    ] {
        let covered = stories
            .iter()
            .any(|story| story.covers.iter().any(|covers| covers == section));
        assert!(covered, "no story covers contract {section}");
    }
}
