//! Whom to believe that they are the API.

use std::fs;
use std::path::{Path, PathBuf};

use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject;
use rustls::{ClientConfig, RootCertStore};

/// There is no way to the API that could be trusted.
#[derive(Debug, thiserror::Error)]
pub enum TrustError {
    /// This machine's certificates cannot be used.
    #[error(
        "no certificate authorities are installed on this machine, so the API's certificate cannot be checked; install them (Debian: ca-certificates), or name a file with --upstream-ca"
    )]
    Roots,
    /// The file of a private authority cannot be used.
    #[error("--upstream-ca {}: {problem}", .file.display())]
    Authority {
        /// The file.
        file: PathBuf,
        /// What is wrong and what to do.
        problem: String,
    },
    /// The TLS library does not start.
    #[error("TLS: {0}")]
    Tls(#[from] rustls::Error),
}

/// TLS that trusts this machine's authorities, and those of a PEM file beside them.
pub(crate) fn client(authority: Option<&Path>) -> Result<ClientConfig, TrustError> {
    let mut roots = RootCertStore::empty();
    roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
    if let Some(file) = authority {
        add(&mut roots, file).map_err(|problem| TrustError::Authority {
            file: file.to_owned(),
            problem,
        })?;
    }
    if roots.is_empty() {
        return Err(TrustError::Roots);
    }
    trusting(roots)
}

/// TLS that trusts nobody, for an address without TLS.
pub(crate) fn nobody() -> Result<ClientConfig, TrustError> {
    trusting(RootCertStore::empty())
}

fn trusting(roots: RootCertStore) -> Result<ClientConfig, TrustError> {
    let provider = rustls::crypto::ring::default_provider();
    let tls = ClientConfig::builder_with_provider(provider.into())
        .with_safe_default_protocol_versions()?
        .with_root_certificates(roots)
        .with_no_client_auth();
    Ok(tls)
}

fn add(roots: &mut RootCertStore, file: &Path) -> Result<(), String> {
    let pem = fs::read(file).map_err(|error| format!("{error}; name a PEM file"))?;
    let mut count = 0;
    for certificate in CertificateDer::pem_slice_iter(&pem) {
        let certificate = certificate.map_err(|error| format!("this is not PEM ({error})"))?;
        let added = roots.add(certificate);
        added.map_err(|error| format!("a certificate in it cannot be used ({error})"))?;
        count += 1;
    }
    if count == 0 {
        return Err(
            "there is no certificate in it; it takes PEM (-----BEGIN CERTIFICATE-----)".into(),
        );
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_that_is_no_authority_is_named() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("ca.pem");
        let refused = || client(Some(&file)).unwrap_err().to_string();
        assert!(refused().contains("--upstream-ca") && refused().contains("PEM"));
        fs::write(&file, "").unwrap();
        assert!(refused().contains("no certificate"), "{}", refused());
        fs::write(
            &file,
            "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n",
        )
        .unwrap();
        assert!(refused().contains("cannot be used"), "{}", refused());
        fs::write(&file, "-----BEGIN CERTIFICATE-----\n!\n").unwrap();
        assert!(refused().contains("not PEM"), "{}", refused());
    }
}
