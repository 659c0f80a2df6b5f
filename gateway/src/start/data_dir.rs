//! The data directory: databases and secrets, for the person who started the gateway alone.

use std::fs::{DirBuilder, File, OpenOptions, TryLockError};
use std::io::{self, Read, Write};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt, PermissionsExt};
use std::path::{Path, PathBuf};

use crate::session::{SessionKeys, parse_key};
use crate::settings::secret;
use crate::start::StartError;

/// The directory, held by one gateway at a time.
pub(crate) struct DataDir {
    folder: PathBuf,
    /// Locked until it is dropped or the process ends, however it ends.
    _lock: File,
}

impl DataDir {
    /// Makes the directory if need be, and takes hold of it.
    pub(crate) fn open(folder: &Path) -> Result<Self, StartError> {
        let unusable = |source| StartError::DataDir {
            folder: folder.to_owned(),
            source,
        };
        DirBuilder::new()
            .recursive(true)
            .mode(0o700)
            .create(folder)
            .map_err(unusable)?;
        let lock = OpenOptions::new()
            .write(true)
            .create(true)
            .truncate(false)
            .mode(0o600)
            .open(folder.join("lock"))
            .map_err(unusable)?;
        match lock.try_lock() {
            Ok(()) => Ok(Self {
                folder: folder.to_owned(),
                _lock: lock,
            }),
            Err(TryLockError::WouldBlock) => Err(StartError::InUse {
                folder: folder.to_owned(),
            }),
            Err(TryLockError::Error(source)) => Err(unusable(source)),
        }
    }

    /// The path of a database that only its owner can read; SQLite gives the files that it puts beside it
    /// the same mode.
    pub(crate) fn database(&self, name: &str) -> Result<PathBuf, StartError> {
        let file = self.file(name);
        OpenOptions::new()
            .append(true)
            .create(true)
            .mode(0o600)
            .open(&file)
            .map(|_| file)
            .map_err(|source| StartError::DataDir {
                folder: self.folder.clone(),
                source,
            })
    }

    fn file(&self, name: &str) -> PathBuf {
        self.folder.join(name)
    }

    /// A secret that is made at the first start and kept in a file that only its owner can read.
    pub(crate) fn secret(
        &self,
        name: &str,
        make: impl FnOnce() -> String,
    ) -> Result<String, StartError> {
        let file = self.file(name);
        let secret = read(&file).or_else(|error| match error.kind() {
            io::ErrorKind::NotFound => create(&file, make()),
            _ => Err(error),
        });
        let secret = secret.map_err(|error| StartError::SecretFile {
            problem: error.to_string(),
            file: file.clone(),
        })?;
        if secret.is_empty() {
            // A crash between creating and writing the file.
            let problem = "the file is empty; delete it, and a new secret is created".to_owned();
            return Err(StartError::SecretFile { file, problem });
        }
        Ok(secret)
    }

    /// The key of 256 bits that tokens are encrypted with.
    pub(crate) fn session_key(&self) -> Result<SessionKeys, StartError> {
        const NAME: &str = "session-key";
        let text = self.secret(NAME, secret::random)?;
        let key = parse_key(&text).map(SessionKeys::one);
        key.ok_or_else(|| StartError::SecretFile {
            file: self.file(NAME),
            problem:
                "this is not a key of 64 hexadecimal digits; delete the file, and a new one is created (everyone will be signed out)"
                    .to_owned(),
        })
    }
}

fn read(path: &Path) -> io::Result<String> {
    let mut file = File::open(path)?;
    let mode = file.metadata()?.permissions().mode();
    if mode & 0o077 != 0 {
        let problem = format!(
            "other users may read this secret (mode {:o}); run `chmod 600` on it",
            mode & 0o777
        );
        return Err(io::Error::other(problem));
    }
    let mut secret = String::new();
    file.read_to_string(&mut secret)?;
    Ok(secret.trim().to_owned())
}

fn create(path: &Path, secret: String) -> io::Result<String> {
    let mut file = OpenOptions::new()
        .write(true)
        .create_new(true)
        .mode(0o600)
        .open(path)?;
    writeln!(file, "{secret}")?;
    file.sync_all()?;
    // The name, too, has to be on the disk before anything depends on the secret.
    let folder = path.parent().unwrap_or(path);
    File::open(folder)?.sync_all()?;
    Ok(secret)
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    fn mode(path: &Path) -> u32 {
        fs::metadata(path).unwrap().permissions().mode() & 0o777
    }

    #[test]
    fn what_is_made_is_private_and_lasts() {
        let parent = tempfile::tempdir().unwrap();
        let folder = parent.path().join("a/b");
        let first = DataDir::open(&folder).unwrap().session_key().unwrap();
        let dir = DataDir::open(&folder).unwrap();
        assert_eq!(dir.session_key().unwrap(), first);
        assert_eq!(mode(&folder), 0o700);
        assert_eq!(mode(&dir.file("session-key")), 0o600);
        assert_eq!(mode(&dir.database("a.sqlite").unwrap()), 0o600);
    }

    #[test]
    fn one_gateway_at_a_time() {
        let folder = tempfile::tempdir().unwrap();
        let held = DataDir::open(folder.path()).unwrap();
        assert!(matches!(
            DataDir::open(folder.path()),
            Err(StartError::InUse { .. })
        ));
        drop(held);
        assert!(DataDir::open(folder.path()).is_ok());
    }

    #[test]
    fn a_bad_secret_is_refused_by_name() {
        let folder = tempfile::tempdir().unwrap();
        let dir = DataDir::open(folder.path()).unwrap();
        for (text, mode, says) in [
            ("", 0o600, "empty"),
            ("abc", 0o600, "64 hexadecimal digits"),
            (&"é".repeat(32), 0o600, "64 hexadecimal digits"),
            (&"0".repeat(64), 0o644, "chmod 600"),
        ] {
            let file = dir.file("session-key");
            fs::write(&file, text).unwrap();
            fs::set_permissions(&file, fs::Permissions::from_mode(mode)).unwrap();
            let error = dir.session_key().unwrap_err().to_string();
            assert!(
                error.contains("session-key") && error.contains(says),
                "{error}"
            );
        }
    }
}
