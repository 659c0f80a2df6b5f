//! Stamps: what a result was made from, so that it is made again only when that changed.

use std::fs;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

/// A digest of inputs and the file in which the last successful one is kept.
#[derive(PartialEq, Eq)]
pub(crate) struct Stamp {
    file: PathBuf,
    digest: String,
}

impl Stamp {
    /// Reads the inputs: files, and folders with everything below them. One that does not exist is
    /// an input too: its appearance is a change. `tools` are versions that shape the result.
    ///
    /// # Errors
    /// When an input exists but cannot be read.
    pub(crate) fn of<'a>(
        file: PathBuf,
        inputs: impl IntoIterator<Item = &'a Path>,
        tools: &[&str],
    ) -> Result<Self> {
        let mut hasher = DefaultHasher::new();
        tools.hash(&mut hasher);
        for input in inputs {
            add(input, &mut hasher)
                .with_context(|| format!("could not read {}", input.display()))?;
        }
        Ok(Self {
            file,
            digest: format!("{:016x}", hasher.finish()),
        })
    }

    /// Whether the result was last made from exactly these inputs.
    pub(crate) fn is_current(&self) -> bool {
        fs::read_to_string(&self.file).is_ok_and(|kept| kept == self.digest)
    }

    /// Remembers that the result was made from these inputs.
    ///
    /// # Errors
    /// When the stamp cannot be written.
    pub(crate) fn keep(&self) -> Result<()> {
        if let Some(folder) = self.file.parent() {
            fs::create_dir_all(folder)
                .with_context(|| format!("could not create {}", folder.display()))?;
        }
        fs::write(&self.file, &self.digest)
            .with_context(|| format!("could not write {}", self.file.display()))
    }
}

fn add(path: &Path, hasher: &mut DefaultHasher) -> std::io::Result<()> {
    path.file_name().hash(hasher);
    if path.is_dir() {
        let mut entries = fs::read_dir(path)?
            .map(|entry| entry.map(|entry| entry.path()))
            .collect::<std::io::Result<Vec<_>>>()?;
        entries.sort();
        entries.len().hash(hasher);
        entries.iter().try_for_each(|entry| add(entry, hasher))
    } else if path.exists() {
        fs::read(path)?.hash(hasher);
        Ok(())
    } else {
        "missing".hash(hasher);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stamp(folder: &Path, tools: &[&str]) -> Stamp {
        Stamp::of(folder.join("stamp"), [folder.join("in").as_path()], tools).expect("readable")
    }

    #[test]
    fn a_stamp_is_current_until_an_input_changes() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let folder = folder.path();
        fs::create_dir_all(folder.join("in/deep")).expect("created");
        fs::write(folder.join("in/deep/a"), "1").expect("written");

        let first = stamp(folder, &["trunk 1"]);
        assert!(!first.is_current(), "nothing was kept yet");
        first.keep().expect("kept");
        assert!(stamp(folder, &["trunk 1"]).is_current());
        assert!(!stamp(folder, &["trunk 2"]).is_current(), "another tool");

        fs::write(folder.join("in/deep/a"), "2").expect("written");
        assert!(!stamp(folder, &["trunk 1"]).is_current(), "other content");

        fs::write(folder.join("in/deep/a"), "1").expect("written");
        assert!(
            stamp(folder, &["trunk 1"]).is_current(),
            "the same content again"
        );

        fs::rename(folder.join("in/deep/a"), folder.join("in/deep/b")).expect("renamed");
        assert!(!stamp(folder, &["trunk 1"]).is_current(), "another name");
    }

    #[test]
    fn a_missing_input_is_not_an_error_but_its_appearance_is_a_change() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let folder = folder.path();
        let before = stamp(folder, &[]);
        before.keep().expect("kept");
        assert!(stamp(folder, &[]).is_current());
        fs::write(folder.join("in"), "").expect("written");
        assert!(!stamp(folder, &[]).is_current());
    }
}
