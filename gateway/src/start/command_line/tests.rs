use clap::CommandFactory;

use super::*;
use crate::database::DatabaseAddress;

fn parse(args: &[&str]) -> Result<Options, String> {
    CommandLine::try_parse_from([&["runner-gateway"], args].concat())
        .map_err(|error| error.to_string())?
        .into_options()
        .map_err(|problems| problems.join("\n"))
}

fn refused(args: &[&str]) -> String {
    parse(args).err().expect("refused")
}

#[test]
fn the_command_line_is_consistent() {
    CommandLine::command().debug_assert();
}

#[test]
fn options_are_read() {
    let options = parse(&[
        "--data-dir=/d",
        "--database=sqlite:/x/y.db",
        "--public-url=https://console.example.com",
        "--fleet=300",
        "--time-scale=2.5",
    ])
    .unwrap();
    assert_eq!(options.listen.to_string(), "127.0.0.1:8080");
    assert_eq!(options.data_dir, PathBuf::from("/d"));
    let database = DatabaseAddress::Sqlite("/x/y.db".into());
    assert_eq!(options.database, Some(database));
    assert_eq!(options.site, Some(PathBuf::from("dist")));
    assert!(matches!(options.fleet, Fleet::Count(300)));
    assert!((options.time_scale - 2.5).abs() < f64::EPSILON);
}

#[test]
fn what_is_allowed_about_links_is_read() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("token");
    std::fs::write(&file, "CW-SECRET-share\n").unwrap();
    let token = format!("--watch-token-file={}", file.display());
    // As it was called before there were notifications.
    let former = format!("--share-token-file={}", file.display());
    let remote = "--upstream=https://api.coreweave.com";
    let more = [
        "--sharing=false",
        "--share-longest=3days",
        "--share-passphrase=true",
    ];
    let all = [&["--data-dir=/d", remote, &token], &more[..]].concat();
    let sharing = parse(&all).unwrap().sharing;
    assert!(!sharing.enabled && sharing.passphrase_required);
    assert_eq!(sharing.longest.as_secs(), 3 * 86_400);
    assert_eq!(sharing.token.as_deref(), Some("CW-SECRET-share"));
    let sharing = parse(&["--data-dir=/d", remote, &former]).unwrap().sharing;
    assert_eq!(sharing.token.as_deref(), Some("CW-SECRET-share"));
    assert!(parse(&["--data-dir=/d"]).unwrap().sharing.enabled);

    std::fs::write(&file, "\n").unwrap();
    assert!(refused(&["--data-dir=/d", remote, &token]).contains("one API token"));
    assert!(refused(&["--data-dir=/d", &token]).contains("--upstream"));
    assert!(refused(&["--data-dir=/d", "--share-longest=91days"]).contains("90days"));
}

#[test]
fn what_is_allowed_about_notifications_is_read() {
    let options = parse(&["--data-dir=/d"]).unwrap().notifying;
    assert!(!options.private && !options.plain && options.mail.is_none());
    let all = [
        "--data-dir=/d",
        "--notify-private=true",
        "--notify-plain=true",
        "--notify-smtp=smtp://user:p4ss@mail.example.com?tls=none",
        "--notify-from=console@example.com",
    ];
    let options = parse(&all).unwrap().notifying;
    assert!(options.private && options.plain);
    assert!(!format!("{:?}", options.mail.unwrap()).contains("p4ss"));
    for wrong in ["smtp://u:p4ss@h?tls=none", "https://u:p4ss@h", "p4ss"] {
        let refusal = refused(&["--data-dir=/d", &format!("--notify-smtp={wrong}")]);
        assert!(refusal.contains("--notify-smtp"), "{refusal}");
        assert!(!refusal.contains("p4ss"), "{refusal}");
    }
    let from = [
        "--data-dir=/d",
        "--notify-smtp=smtps://h",
        "--notify-from=nobody",
    ];
    assert!(refused(&from).contains("--notify-from"));
}

#[test]
fn what_is_local_does_not_go_with_a_remote_api() {
    let remote = "--upstream=https://api.coreweave.com";
    let options = parse(&["--data-dir=/d", remote]).unwrap();
    let url = options.upstream.unwrap();
    assert_eq!(url.to_string(), "https://api.coreweave.com");
    for arg in [
        "--admin-token=a",
        "--user-token=a",
        "--fleet=demo",
        "--time-scale=1",
    ] {
        let error = refused(&["--data-dir=/d", remote, arg]);
        let option = arg.split('=').next().unwrap();
        assert!(
            error.starts_with(option) && error.contains("--upstream"),
            "{error}"
        );
    }
}

#[test]
fn keys_come_from_a_private_file_or_the_environment() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("keys");
    let arg = format!("--session-key-file={}", file.display());
    let keys = format!("{}\n{}\n", "0a".repeat(32), "0b".repeat(32));
    std::fs::write(&file, &keys).unwrap();
    let mode = |mode| {
        let mode = std::os::unix::fs::PermissionsExt::from_mode(mode);
        std::fs::set_permissions(&file, mode).unwrap();
    };
    mode(0o644);
    let error = refused(&["--data-dir=/d", &arg]);
    assert!(
        error.contains("chmod o=") && error.contains("keys"),
        "{error}"
    );
    mode(0o640);
    let named = parse(&["--data-dir=/d", &arg]).unwrap().session_keys;
    assert_eq!(named, Some(keys.parse().unwrap()));
    let one = format!("--session-key={}", "0a".repeat(32));
    let named = parse(&["--data-dir=/d", &one]).unwrap().session_keys;
    assert_eq!(named, Some("0a".repeat(32).parse().unwrap()));
    assert!(refused(&["--data-dir=/d", &one, &arg]).contains("cannot be used with"));
    let error = refused(&["--data-dir=/d", "--session-key=canary"]);
    assert!(!error.contains("canary"), "{error}");
}

#[test]
fn a_refused_database_is_not_repeated() {
    let error = refused(&["--data-dir=/d", "--database=postgres://ada:canary@host"]);
    assert!(!error.contains("canary"), "{error}");
}

#[test]
fn bad_values_are_refused_with_a_next_step() {
    for (arg, says) in [
        ("--listen=8080", "127.0.0.1:8080"),
        ("--listen=localhost:8080", "127.0.0.1:8080"),
        ("--upstream=Local", "`local`"),
        ("--upstream=http://api.coreweave.com", "https://"),
        ("--upstream=https://a:b@api.coreweave.com", "user name"),
        ("--database=postgres://db", "name the database"),
        ("--session-key-file=/nowhere", "64 hexadecimal digits"),
        ("--session-idle=1", "24h"),
        ("--session-idle=1s", "between 5m and"),
        ("--session-longest=10years", "24h"),
        ("--history-age=1h", "30days"),
        ("--history-entries=0", "--history-entries"),
        ("--history-entries=many", "--history-entries"),
        ("--database=/x/y.db", "sqlite:"),
        ("--public-url=console.example.com", "https://"),
        ("--trusted-proxies=10.0.0.0/8,all", "10.0.0.7"),
        ("--metrics-listen=9090", "127.0.0.1:8080"),
        ("--upstream-ca=/ca.pem", "--upstream"),
        ("--tls-cert=/cert.pem", "--tls-key"),
        ("--log-format=xml", "json"),
        ("--time-scale=0", "above 0"),
        ("--time-scale=NaN", "above 0"),
        ("--fleet=many", "--fleet"),
    ] {
        let error = refused(&["--data-dir=/d", arg]);
        let option = arg.split('=').next().unwrap();
        assert!(error.contains(says) && error.contains(option), "{error}");
    }
}
