//! A PostgreSQL server for the tests: on a socket in a temporary folder, gone after them.

use std::fs;
use std::os::unix::fs::{PermissionsExt, chown};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};

use super::apt;
use crate::process::{self, step};

/// How to get it where apt is not the way.
const GET: &str = "install PostgreSQL (macOS: `brew install postgresql`; Fedora: `dnf install \
     postgresql-server`) so that `initdb` and `postgres` are on the PATH";

/// How long a server may take to start.
const PATIENCE: Duration = Duration::from_mins(1);

/// A server that runs until this is dropped, or this program ends.
pub(crate) struct Postgres {
    programs: PathBuf,
    folder: PathBuf,
    server: Child,
    user: Option<User>,
}

/// Whom the server runs as: it refuses to run as root.
#[derive(Clone, Copy)]
struct User {
    uid: u32,
    gid: u32,
}

impl Postgres {
    /// Starts a server with nothing in it, installing the programs on Debian.
    ///
    /// # Errors
    /// When it cannot be installed or does not start; the message says why.
    pub(crate) fn start() -> Result<Self> {
        let programs = programs()?;
        step("Starting a PostgreSQL server for the tests (a few seconds)");
        let user = user()?;
        let folder = folder(user)?;
        let data = folder.join("data");
        let mut initdb = run_as(user, &programs.join("initdb"));
        initdb
            .arg("--pgdata")
            .arg(&data)
            .args(["--username=tests", "--auth=trust", "--no-sync"])
            .args(["--encoding=UTF8", "--locale=C"]);
        let made = process::run_quietly(initdb.current_dir(&folder));
        let server = made.and_then(|()| serve(&programs, &folder, user));
        let server = server.inspect_err(|_| remove(&folder))?;
        let mut postgres = Self {
            programs,
            folder,
            server,
            user,
        };
        postgres.wait()?;
        Ok(postgres)
    }

    /// Its address, of a user who may make databases.
    pub(crate) fn address(&self) -> String {
        let host = self.folder.display();
        format!("postgres://tests@localhost/postgres?host={host}")
    }

    /// The file in whose first line the number of its process is.
    pub(crate) fn process_file(&self) -> PathBuf {
        self.folder.join("data/postmaster.pid")
    }

    /// Starts it again if somebody has ended it.
    ///
    /// # Errors
    /// When the program cannot be started.
    pub(crate) fn revive(&mut self) -> Result<()> {
        if self.server.try_wait()?.is_some() {
            self.server = serve(&self.programs, &self.folder, self.user)?;
        }
        Ok(())
    }

    fn wait(&mut self) -> Result<()> {
        let begun = Instant::now();
        loop {
            let mut ready = Command::new(self.programs.join("pg_isready"));
            ready.arg("--quiet").arg("--host").arg(&self.folder);
            if process::output(&mut ready).is_some() {
                return Ok(());
            }
            if self.server.try_wait()?.is_some() || begun.elapsed() > PATIENCE {
                let log = fs::read_to_string(self.folder.join("log")).unwrap_or_default();
                bail!("PostgreSQL does not start: {}", log.trim());
            }
            sleep(Duration::from_millis(50));
        }
    }
}

impl Drop for Postgres {
    fn drop(&mut self) {
        // SIGINT: without waiting for whoever is connected.
        let pid = self.server.id().to_string();
        let kill = process::run_quietly(run_as(self.user, Path::new("kill")).args(["-INT", &pid]));
        if kill.is_err() {
            self.server.kill().ok();
        }
        self.server.wait().ok();
        remove(&self.folder);
    }
}

/// Starts the program on what `initdb` has made.
fn serve(programs: &Path, folder: &Path, user: Option<User>) -> Result<Child> {
    let log = fs::OpenOptions::new()
        .create(true)
        .append(true)
        .open(folder.join("log"))?;
    let mut server = run_as(user, &programs.join("postgres"));
    server
        .arg("-D")
        .arg(folder.join("data"))
        .arg("-k")
        .arg(folder)
        // Reached through the folder only, and not to be kept.
        .args(["-c", "listen_addresses="])
        .args(["-c", "fsync=off"])
        .args(["-c", "max_connections=300"])
        .current_dir(folder)
        .stdin(Stdio::null())
        .stdout(log.try_clone()?)
        .stderr(log);
    server.spawn().context("could not start postgres")
}

fn remove(folder: &Path) {
    if let Err(error) = fs::remove_dir_all(folder) {
        eprintln!("could not remove {}: {error}", folder.display());
    }
}

/// The folder of the programs: the newest of Debian's, which are not on the PATH, or those that are.
fn programs() -> Result<PathBuf> {
    if let Some(found) = find() {
        return Ok(found);
    }
    let installed = apt::install(&["postgresql"], "about 60 MB, half a minute");
    installed.with_context(|| format!("{GET}; or let apt install it"))?;
    find().context("the package postgresql contains no programs")
}

fn find() -> Option<PathBuf> {
    let versions = fs::read_dir("/usr/lib/postgresql").into_iter().flatten();
    let versions = versions.flatten().filter_map(|version| {
        let number: u32 = version.file_name().to_str()?.parse().ok()?;
        Some((number, version.path().join("bin")))
    });
    let debian = versions
        .filter(|(_, folder)| folder.join("initdb").is_file() && folder.join("postgres").is_file())
        .max();
    let on_path = || Some(process::find("initdb")?.parent()?.to_owned());
    debian.map(|(_, folder)| folder).or_else(on_path)
}

/// Somebody else than root; none if that is who we are.
fn user() -> Result<Option<User>> {
    let id = |args: &[&str]| process::output(Command::new("id").args(args));
    if id(&["-u"]).as_deref() != Some("0") {
        return Ok(None);
    }
    let number = |args: &[&str]| id(args).and_then(|number| number.parse().ok());
    let users = ["postgres", "nobody"];
    let user = users.iter().find_map(|name| {
        Some(User {
            uid: number(&["-u", name])?,
            gid: number(&["-g", name])?,
        })
    });
    user.map(Some)
        .context("PostgreSQL does not run as root, and there is no user `postgres` or `nobody`")
}

/// A private folder. Its name is short: that of a socket may have no more than about a hundred letters.
fn folder(user: Option<User>) -> Result<PathBuf> {
    let name = format!("runner-console-postgres-{}", std::process::id());
    let folder = std::env::temp_dir().join(name);
    fs::create_dir(&folder).with_context(|| format!("could not make {}", folder.display()))?;
    let made = fs::set_permissions(&folder, fs::Permissions::from_mode(0o700)).and_then(|()| {
        user.map_or(Ok(()), |user| {
            chown(&folder, Some(user.uid), Some(user.gid))
        })
    });
    made.inspect_err(|_| remove(&folder))?;
    Ok(folder)
}

/// A command of that user. On Linux it ends with this program, however that ends.
fn run_as(user: Option<User>, program: &Path) -> Command {
    let Some(setpriv) = process::find("setpriv") else {
        return Command::new(program);
    };
    let mut command = Command::new(setpriv);
    if let Some(User { uid, gid }) = user {
        command.arg(format!("--reuid={uid}"));
        command.arg(format!("--regid={gid}")).arg("--clear-groups");
    }
    command.args(["--pdeathsig=INT", "--"]).arg(program);
    command
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    #[ignore = "needs PostgreSQL"]
    fn a_server_answers_and_leaves_nothing_behind() {
        let postgres = Postgres::start().expect("it starts");
        let (folder, pid) = (postgres.folder.clone(), postgres.server.id());
        assert!(folder.join("data/PG_VERSION").is_file());
        assert!(Path::new("/proc/self").exists() == process_is_there(pid));
        drop(postgres);
        assert!(!folder.exists());
        assert!(!process_is_there(pid));
    }

    fn process_is_there(pid: u32) -> bool {
        Path::new(&format!("/proc/{pid}")).exists()
    }
}
