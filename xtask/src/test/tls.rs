//! A private certificate authority for one run, so that the browser tests speak TLS as a company would
//! inside its own network.

use std::fs;
use std::path::Path;

use anyhow::Result;
use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, DnType, IsCa, KeyPair};
use tempfile::TempDir;

/// The file of the authority's certificate.
pub(super) const AUTHORITY: &str = "authority.pem";

/// A folder with the authority, and a certificate of it for this machine with its key. It goes when this
/// is dropped.
///
/// # Errors
/// When the files cannot be made.
pub(super) fn folder() -> Result<TempDir> {
    let mut authority = CertificateParams::new(Vec::new())?;
    authority.is_ca = IsCa::Ca(BasicConstraints::Constrained(0));
    // Names of their own: who issues to somebody of the same name is taken for the same.
    authority
        .distinguished_name
        .push(DnType::CommonName, "runner-console tests");
    let authority = CertifiedIssuer::self_signed(authority, KeyPair::generate()?)?;
    let key = KeyPair::generate()?;
    let names = ["127.0.0.1".to_owned(), "localhost".to_owned()];
    let mut own = CertificateParams::new(names)?;
    own.distinguished_name.push(DnType::CommonName, "localhost");
    let own = own.signed_by(&key, &authority)?;

    let folder = tempfile::tempdir()?;
    let write = |name: &str, text: String| fs::write(folder.path().join(Path::new(name)), text);
    write(AUTHORITY, authority.pem())?;
    write("certificate.pem", own.pem())?;
    write("key.pem", key.serialize_pem())?;
    Ok(folder)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_files_are_made_and_go() {
        let folder = folder().expect("made");
        let path = folder.path().to_owned();
        for name in [AUTHORITY, "certificate.pem", "key.pem"] {
            let text = fs::read_to_string(path.join(name)).expect(name);
            assert!(text.starts_with("-----BEGIN "), "{name}");
        }
        drop(folder);
        assert!(!path.exists());
    }
}
