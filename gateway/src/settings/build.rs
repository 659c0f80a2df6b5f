//! What was built.

use std::path::Path;
use std::sync::Arc;

use contract::console::build_of;

/// The gateway's version, for people.
pub(crate) const VERSION: &str = env!("CARGO_PKG_VERSION");

/// Which build of the console is served. A page compares it with its own: of two builds with one version it
/// would not learn that it is the older one.
#[derive(Debug, Clone, Default)]
pub(crate) enum Build {
    /// There are no pages.
    #[default]
    None,
    /// Of the pages inside this program.
    #[cfg(any(feature = "embed-site", test))]
    Within(Arc<str>),
    /// Of the pages that a file names, which may be built anew at any time.
    InFile(Arc<Path>),
}

impl Build {
    /// The build; this program's version where no page names one.
    pub(crate) fn name(&self) -> String {
        let page = match self {
            Self::None => None,
            #[cfg(any(feature = "embed-site", test))]
            Self::Within(page) => Some(page.to_string()),
            Self::InFile(file) => std::fs::read_to_string(file).ok(),
        };
        let build = page.as_deref().and_then(build_of);
        build.unwrap_or(VERSION).to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_builds_of_one_version_are_told_apart() {
        let folder = tempfile::tempdir().unwrap();
        let index = folder.path().join("index.html");
        let build = Build::InFile(index.as_path().into());
        assert_eq!(build.name(), VERSION);
        for hash in ["0123456789abcdef", "fedcba9876543210"] {
            let page = format!(r#"<link href="/console-{hash}_bg.wasm">"#);
            std::fs::write(&index, &page).unwrap();
            assert_eq!(build.name(), hash);
            assert_eq!(Build::Within(page.into()).name(), hash);
        }
    }
}
