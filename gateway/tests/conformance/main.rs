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

use control_plane::Fleet;
use target::{Setting, Target};

/// Fast enough to be invisible: a new runner is connected within a quarter of a second.
const FAST: Setting = Setting {
    fleet: Fleet::Empty,
    time_scale: 50.0,
};

/// Slow enough to be watched: passing states last for a second and more, on a busy machine too.
const WATCHED: Setting = Setting {
    fleet: Fleet::Empty,
    time_scale: 4.0,
};

/// As `WATCHED`, with runners in every state that the contract names.
const DEMO: Setting = Setting {
    fleet: Fleet::Demo,
    time_scale: 4.0,
};

/// More runners than a page can hold.
const LARGE: Setting = Setting {
    fleet: Fleet::Count(205),
    time_scale: 50.0,
};

/// Another server's clusters are shared by all tables, so there they take turns.
static TURN: tokio::sync::Mutex<()> = tokio::sync::Mutex::const_new(());

async fn run(name: &str, setting: Setting) {
    let _turn = if target::given().is_some() {
        Some(TURN.lock().await)
    } else {
        None
    };
    let target = Target::start(setting).await;
    story::play(table::load(name), target).await;
}

/// One test per data file.
macro_rules! tables {
    ($($name:ident in $setting:ident),+ $(,)?) => {
        const TABLES: &[&str] = &[$(stringify!($name)),+];

        $(
            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn $name() {
                run(stringify!($name), $setting).await;
            }
        )+
    };
}

tables! {
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

#[test]
fn every_data_file_is_played() {
    let mut files: Vec<String> = std::fs::read_dir(table::folder())
        .unwrap()
        .filter_map(|entry| {
            entry
                .unwrap()
                .file_name()
                .to_str()?
                .strip_suffix(".yaml")
                .map(str::to_owned)
        })
        .collect();
    files.sort();
    assert_eq!(files, TABLES);
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
