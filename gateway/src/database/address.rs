//! Where the gateway's database is, as `--database` names it.

use std::fmt;
use std::path::{Path, PathBuf};
use std::str::FromStr;

use sqlx::postgres::PgConnectOptions;

/// Parameters of an address that are understood; sqlx passes over others, and logs them with their values.
const PARAMETERS: [&str; 13] = [
    "application_name",
    "dbname",
    "host",
    "hostaddr",
    "options",
    "password",
    "port",
    "sslcert",
    "sslkey",
    "sslmode",
    "sslrootcert",
    "statement-cache-capacity",
    "user",
];

/// Where the gateway's database is. It is shown and logged without a password.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DatabaseAddress {
    /// A file of SQLite, for one gateway.
    Sqlite(PathBuf),
    /// A PostgreSQL server, which several gateways may share.
    Postgres(PostgresAddress),
}

/// The address of a PostgreSQL database, with what is needed to get in.
#[derive(Clone, PartialEq, Eq)]
pub struct PostgresAddress {
    url: String,
}

impl DatabaseAddress {
    /// The address as sqlx takes it. It may hold a password.
    pub(crate) fn url(&self) -> String {
        match self {
            Self::Sqlite(file) => format!("sqlite:{}?mode=rwc", encoded(file)),
            Self::Postgres(address) => address.url.clone(),
        }
    }
}

/// A path in which nothing is taken for a part of an address.
fn encoded(file: &Path) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"/-._~".contains(&byte);
    let bytes = file.as_os_str().as_encoded_bytes().iter();
    bytes
        .map(|byte| {
            if plain(*byte) {
                char::from(*byte).to_string()
            } else {
                format!("%{byte:02X}")
            }
        })
        .collect()
}

impl FromStr for DatabaseAddress {
    type Err = String;

    /// Says what to write instead. The message never holds what was written, which may be a password.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text.split_once(':') {
            Some(("sqlite", path)) if !path.is_empty() => Ok(Self::Sqlite(path.into())),
            Some(("postgres" | "postgresql", _)) => text.parse().map(Self::Postgres),
            _ => Err(
                "write it like sqlite:/var/lib/runner-console/sessions.sqlite or \
                 postgres://USER:PASSWORD@HOST/DATABASE"
                    .to_owned(),
            ),
        }
    }
}

impl FromStr for PostgresAddress {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        if !text.contains("://") {
            return Err("write it like postgres://USER:PASSWORD@HOST/DATABASE".to_owned());
        }
        for name in parameters(text) {
            let name = name.split('[').next().unwrap_or_default();
            if !PARAMETERS.contains(&name) {
                let known = PARAMETERS.join(", ");
                return Err(format!(
                    "this address has an unknown parameter; known ones are: {known}"
                ));
            }
        }
        let options: PgConnectOptions = text.parse().map_err(|_| {
            "this is not the address of a PostgreSQL database; write it like \
             postgres://USER:PASSWORD@HOST:5432/DATABASE?sslmode=verify-full, with %-codes for special characters in the password; sslmode is disable, allow, prefer, require, verify-ca or verify-full"
        })?;
        if options.get_database().is_none_or(str::is_empty) {
            return Err("name the database too: postgres://USER:PASSWORD@HOST/DATABASE".to_owned());
        }
        Ok(Self {
            url: text.to_owned(),
        })
    }
}

/// The names of an address' parameters.
fn parameters(url: &str) -> impl Iterator<Item = &str> {
    let query = url.split_once('?').map_or("", |(_, query)| query);
    let pairs = query.split('&').filter(|pair| !pair.is_empty());
    pairs.map(|pair| pair.split('=').next().unwrap_or_default())
}

impl fmt::Display for DatabaseAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Sqlite(file) => write!(f, "sqlite:{}", file.display()),
            Self::Postgres(address) => write!(f, "{address}"),
        }
    }
}

impl fmt::Display for PostgresAddress {
    /// Host, port and database: what is needed to tell which one is meant.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // It was read before.
        let Ok(options) = self.url.parse::<PgConnectOptions>() else {
            return f.write_str("postgres:");
        };
        let database = options.get_database().unwrap_or_default();
        if let Some(socket) = options.get_socket() {
            return write!(f, "postgres://{}/{database}", socket.display());
        }
        let (host, port) = (options.get_host(), options.get_port());
        write!(f, "postgres://{host}:{port}/{database}")
    }
}

impl fmt::Debug for PostgresAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const CANARY: &str = "p4ssw0rd-canary";

    #[test]
    fn an_address_is_shown_without_its_password() {
        for url in [
            format!("postgres://ada:{CANARY}@db.example.com:6432/console?sslmode=verify-full"),
            format!("postgresql://db.example.com:6432/console?user=ada&password={CANARY}"),
        ] {
            let address: DatabaseAddress = url.parse().unwrap();
            assert_eq!(address.url(), url);
            let shown = "postgres://db.example.com:6432/console";
            assert_eq!(address.to_string(), shown);
            assert_eq!(format!("{address:?}"), format!("Postgres({shown})"));
        }
        let socket = "postgres:///console?host=/run/postgresql";
        let address: DatabaseAddress = socket.parse().unwrap();
        assert_eq!(address.to_string(), "postgres:///run/postgresql/console");
    }

    #[test]
    fn what_is_refused_is_not_repeated() {
        for (url, says) in [
            (format!("postgres:{CANARY}"), "postgres://"),
            (format!("postgres://a:{CANARY}@host"), "name the database"),
            (
                format!("postgres://a:{CANARY}@host/db?sslmode=on"),
                "verify-full",
            ),
            (format!("postgres://a:{CANARY}@host:x/db"), "postgres://"),
            (
                format!("postgres://a@host/db?Password={CANARY}"),
                "unknown parameter",
            ),
            (format!("postgres://a:{CANARY}@[/db"), "postgres://"),
            (format!("mysql://a:{CANARY}@host/db"), "postgres://"),
            ("sqlite:".to_owned(), "sqlite:"),
            (String::new(), "sqlite:"),
        ] {
            let error = url.parse::<DatabaseAddress>().unwrap_err();
            assert!(error.contains(says), "{url}: {error}");
            assert!(!error.contains(CANARY), "{error}");
        }
    }
}
