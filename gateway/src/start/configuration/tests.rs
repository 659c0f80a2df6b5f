use std::collections::HashMap;

use serde::Deserialize;

use super::*;
use crate::start::Options;

/// Reads with a file of that content, flags, and variables.
fn read(
    text: &str,
    args: &[&str],
    variables: &[(&str, &str)],
) -> Result<Configuration, clap::Error> {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("gateway.toml");
    std::fs::write(&file, text).unwrap();
    let config = format!("--config={}", file.display());
    let args = ["runner-gateway", &config]
        .into_iter()
        .chain(args.iter().copied());
    let variables: HashMap<_, _> = variables.iter().copied().collect();
    Configuration::read_with(args.map(OsString::from).collect(), |name| {
        variables.get(name).map(OsString::from)
    })
}

fn options(text: &str, args: &[&str]) -> Options {
    let Ok(configuration) = read(text, args, &[]) else {
        panic!("refused: {text}");
    };
    configuration.command_line.into_options().unwrap()
}

fn refused(text: &str) -> String {
    let Ok(configuration) = read(text, &[], &[]) else {
        panic!("not read: {text}");
    };
    configuration.problems.join("\n")
}

#[test]
fn a_file_says_what_flags_say() {
    let options = options(
        "listen = \"127.0.0.1:9000\"\n\
         data-dir = \"/d\"\n\
         fleet = 300\n\
         time-scale = 2.5\n\
         trusted-proxies = [\"10.0.0.0/8\", \"192.0.2.7\"]\n",
        &[],
    );
    assert_eq!(options.listen.port(), 9000);
    assert!((options.time_scale - 2.5).abs() < f64::EPSILON);
    assert_eq!(options.trusted_proxies.len(), 2);
    assert_eq!(options.data_dir, PathBuf::from("/d"));
}

#[test]
fn a_flag_wins_over_a_variable_and_that_over_the_file() {
    let text = "listen = \"127.0.0.1:1\"\nsite = \"/file\"\ndata-dir = \"/file\"";
    assert_eq!(options(text, &["--listen", "127.0.0.1:3"]).listen.port(), 3);
    assert_eq!(options(text, &["--listen=127.0.0.1:3"]).listen.port(), 3);
    assert_eq!(options(text, &[]).listen.port(), 1);
    let variables = [("RUNNER_CONSOLE_LISTEN", "127.0.0.1:2")];
    let Ok(configuration) = read(text, &[], &variables) else {
        panic!("refused");
    };
    let described = configuration.describe();
    let listen = "listen = \"127.0.0.1:2\"  # environment, RUNNER_CONSOLE_LISTEN";
    assert!(described.contains(listen), "{described}");
    assert!(
        described.contains("site = \"/file\"  # file"),
        "{described}"
    );
}

#[test]
fn a_file_may_be_named_by_the_environment() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("gateway.toml");
    std::fs::write(&file, "site = \"/named\"").unwrap();
    let args = vec![OsString::from("runner-gateway")];
    let read = Configuration::read_with(args, |name| {
        (name == "RUNNER_CONSOLE_CONFIG").then(|| file.clone().into())
    });
    let Ok(configuration) = read else {
        panic!("refused");
    };
    assert!(configuration.describe().contains("/named"));
}

#[test]
fn mistakes_are_named_with_key_and_file_and_next_step() {
    for (text, says) in [
        ("lisen = \"127.0.0.1:1\"", "did you mean listen?"),
        ("data_dir = \"/d\"", "did you mean data-dir?"),
        ("qqq = 1", "--help"),
        ("config = \"other.toml\"", "config: there is no such key"),
        ("listen = \"9000\"", "listen: write an IP address"),
        ("listen = [\"127.0.0.1:1\"]", "listen: write one value"),
        ("listen = true", "listen: write text"),
        (
            "log-format = \"xml\"",
            "log-format: write one of text, json",
        ),
        ("fleet = -1", "fleet: "),
        ("[gateway]\nlisten = \"a\"", "gateway: "),
        ("listen = \"127.0.0.1:1\"\nsite = ", "line 2"),
        ("listen = \"a\"\nlisten = \"b\"", "line 2"),
    ] {
        let message = refused(text);
        assert!(message.contains(says), "{text}: {message}");
        assert!(message.contains("gateway.toml"), "{text}: {message}");
    }
    let args = ["runner-gateway", "--config=/none.toml"].map(OsString::from);
    let none = Configuration::read_with(args.into(), |_| None);
    let Ok(none) = none else { panic!("refused") };
    assert!(none.problems[0].contains("/none.toml: there is no such file"));
}

#[test]
fn what_would_be_used_is_a_file_again_without_secrets() {
    let text = "admin-token = \"CANARY\"\nsite = \"a \\\"b\\\"\"\ntrusted-proxies = \"10.0.0.0/8\"";
    let Ok(configuration) = read(text, &["--listen=127.0.0.1:5", "--data-dir=/d"], &[]) else {
        panic!("refused");
    };
    let described = configuration.describe();
    assert!(!described.contains("CANARY"), "{described}");
    for line in [
        "# admin-token is set and not shown  # file",
        "listen = \"127.0.0.1:5\"  # command line",
        "upstream = \"local\"  # default",
        "# tls-cert is not set",
    ] {
        assert!(
            described.lines().any(|other| other == line),
            "{line} in {described}"
        );
    }
    let again = options(&described, &[]);
    assert_eq!(again.listen.port(), 5);
    assert_eq!(again.site, Some(PathBuf::from("a \"b\"")));
}

#[test]
fn a_secret_in_a_broken_file_is_not_repeated() {
    for text in [
        "admin-token = \"CANARY",
        "admin-token = CANARY",
        "admin-token = [\"CANARY\"]",
    ] {
        let message = refused(text);
        assert!(!message.contains("CANARY"), "{message}");
    }
}

/// A file of `deploy/`.
fn deployed(name: &str) -> String {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../deploy/");
    std::fs::read_to_string(format!("{folder}{name}")).unwrap()
}

#[test]
fn what_we_hand_out_can_be_followed() {
    let data = ["--data-dir=/d"];
    let ours = options(&deployed("gateway.toml"), &data);
    assert_eq!(ours.trusted_proxies.len(), 1);
    let map = serde_yaml::Deserializer::from_str(&deployed("kubernetes.yaml"))
        .map(|part| serde_json::Value::deserialize(part).unwrap())
        .find(|part| part["kind"] == "ConfigMap");
    let text = map.unwrap()["data"]["gateway.toml"].clone();
    let ours = options(text.as_str().unwrap(), &data);
    assert_eq!(ours.listen.port(), 8080);
    assert!(ours.metrics_listen.is_some());
}

#[test]
fn everything_that_is_wrong_is_named_and_the_rest_is_shown() {
    let text = "lisen = 1\ntime-scale = \"x\"\nfleet = 300\nlog-format = \"xml\"";
    let args = ["--public-url=a", "--sit=/x", "--metrics-listen"];
    let variables = [
        ("RUNNER_CONSOLE_SESSION_IDLE", "1s"),
        ("RUNNER_CONSOLE_DATA_DIR", "/d"),
    ];
    let Ok(configuration) = read(text, &args, &variables) else {
        panic!("refused");
    };
    let problems = configuration.problems.join("\n");
    for says in [
        "--public-url: ",
        "--sit: there is no such key; did you mean site?",
        "--metrics-listen: a value is missing",
        "RUNNER_CONSOLE_SESSION_IDLE: write a time between",
        "lisen: there is no such key; did you mean listen?",
        "time-scale: write a number",
        "log-format: write one of text, json",
    ] {
        assert!(problems.contains(says), "{says} in {problems}");
    }
    assert_eq!(configuration.problems.len(), 7, "{problems}");
    let described = configuration.describe();
    for line in [
        "fleet = \"300\"  # file",
        "data-dir = \"/d\"  # environment, RUNNER_CONSOLE_DATA_DIR",
    ] {
        assert!(described.contains(line), "{line} in {described}");
    }
}

#[test]
fn an_empty_variable_says_nothing() {
    let variables = [
        ("RUNNER_CONSOLE_LISTEN", ""),
        ("RUNNER_CONSOLE_PUBLIC_URL", ""),
        ("RUNNER_CONSOLE_TLS_CERT", ""),
        ("RUNNER_CONSOLE_SHARING", ""),
    ];
    let Ok(configuration) = read("listen = \"127.0.0.1:1\"", &[], &variables) else {
        panic!("refused");
    };
    assert!(configuration.problems.is_empty());
    let options = configuration.command_line.into_options().unwrap();
    assert_eq!(options.listen.port(), 1);
    assert!(options.public_url.is_none() && options.tls.is_none() && options.sharing.enabled);
}
