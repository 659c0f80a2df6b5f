use std::collections::HashMap;

use super::*;
use crate::options::Options;

/// Reads with a file of that content, flags, and variables.
fn read(text: &str, args: &[&str], variables: &[(&str, &str)]) -> Result<Configuration, Unusable> {
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
    match read(text, &[], &[]) {
        Ok(_) => panic!("taken: {text}"),
        Err(Unusable::File(message)) => message,
        Err(Unusable::CommandLine(error)) => error.to_string(),
    }
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
    // The variable itself is clap's to read; that the file gives way to it is ours.
    let variables = [("RUNNER_CONSOLE_LISTEN", "127.0.0.1:2")];
    let Ok(configuration) = read(text, &[], &variables) else {
        panic!("refused");
    };
    let described = configuration.describe();
    assert!(!described.contains("127.0.0.1:1"), "{described}");
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
    assert!(matches!(none, Err(Unusable::File(message)) if message.contains("/none.toml")));
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
