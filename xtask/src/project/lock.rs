//! Versions in `Cargo.lock`.

use std::fs;

use anyhow::{Context, Result};

/// The version of a package that `Cargo.lock` names.
///
/// # Errors
/// When the lock file cannot be read or does not have the package.
pub(crate) fn locked_version(package: &str) -> Result<String> {
    let path = super::root().join("Cargo.lock");
    let lock = fs::read_to_string(&path).with_context(|| {
        format!(
            "could not read {}; `git checkout Cargo.lock`",
            path.display()
        )
    })?;
    find(&lock, package)
        .map(str::to_owned)
        .with_context(|| format!("Cargo.lock names no {package}; is it complete?"))
}

/// The lock file is written by Cargo alone, always in this form: a `name` line, then `version`.
fn find<'a>(lock: &'a str, package: &str) -> Option<&'a str> {
    let name = format!("name = \"{package}\"");
    let mut lines = lock.lines().skip_while(|line| *line != name);
    lines
        .nth(1)?
        .strip_prefix("version = \"")?
        .strip_suffix('"')
}

#[cfg(test)]
mod tests {
    use super::*;

    const LOCK: &str = r#"version = 4

[[package]]
name = "wasm-bindgen-futures"
version = "0.4.80"
dependencies = [
 "wasm-bindgen",
]

[[package]]
name = "wasm-bindgen"
version = "0.2.130"
"#;

    #[test]
    fn the_whole_name_counts() {
        assert_eq!(find(LOCK, "wasm-bindgen"), Some("0.2.130"));
        assert_eq!(find(LOCK, "wasm-bindgen-futures"), Some("0.4.80"));
        assert_eq!(find(LOCK, "wasm"), None);
    }

    #[test]
    fn the_console_uses_wasm_bindgen() {
        let version = locked_version("wasm-bindgen").expect("Cargo.lock has it");
        assert!(version.starts_with("0.2."), "{version}");
    }
}
