//! HTTPS without a proxy in front.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use rustls::ServerConfig;
use rustls::pki_types::pem::{self, PemObject};
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use tokio_rustls::TlsAcceptor;

use super::io_problem;

/// PEM files of the gateway's own certificate.
#[derive(Debug, Clone)]
pub struct TlsFiles {
    /// The certificate, and those between it and its authority.
    pub certificate: PathBuf,
    /// Its private key.
    pub key: PathBuf,
}

/// The option that is concerned, its file, and what is wrong with it.
type TlsProblem = (&'static str, PathBuf, String);

impl TlsFiles {
    /// Reads both.
    ///
    /// # Errors
    /// The first problem.
    pub(crate) fn read(&self) -> Result<TlsAcceptor, TlsProblem> {
        let certificate = |problem| ("--tls-cert", self.certificate.clone(), problem);
        let key = |problem| ("--tls-key", self.key.clone(), problem);
        let (chain, private) = (self.chain()?, self.private_key()?);
        let provider = rustls::crypto::ring::default_provider();
        let mut tls = ServerConfig::builder_with_provider(provider.into())
            .with_safe_default_protocol_versions()
            .map_err(|error| certificate(error.to_string()))?
            .with_no_client_auth()
            .with_single_cert(chain, private)
            .map_err(|error| key(format!("{error}; it must be the key of --tls-cert")))?;
        tls.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
        Ok(TlsAcceptor::from(Arc::new(tls)))
    }

    /// Everything that is wrong with both.
    pub(crate) fn problems(&self) -> Vec<TlsProblem> {
        let each = [self.chain().err(), self.private_key().err()];
        let mut found: Vec<_> = each.into_iter().flatten().collect();
        if found.is_empty() {
            found.extend(self.read().err());
        }
        found
    }

    fn chain(&self) -> Result<Vec<CertificateDer<'static>>, TlsProblem> {
        chain(&self.certificate)
            .map_err(|problem| ("--tls-cert", self.certificate.clone(), problem))
    }

    fn private_key(&self) -> Result<PrivateKeyDer<'static>, TlsProblem> {
        PrivateKeyDer::from_pem_file(&self.key).map_err(|error| {
            let problem = unreadable(&error, "private key");
            ("--tls-key", self.key.clone(), problem)
        })
    }
}

fn chain(file: &Path) -> Result<Vec<CertificateDer<'static>>, String> {
    let chain = CertificateDer::pem_file_iter(file)
        .and_then(Iterator::collect::<Result<Vec<_>, _>>)
        .map_err(|error| unreadable(&error, "certificate"))?;
    if chain.is_empty() {
        return Err(unreadable(&pem::Error::NoItemsFound, "certificate"));
    }
    Ok(chain)
}

/// What is wrong with a file that should hold one of these.
fn unreadable(error: &pem::Error, what: &str) -> String {
    match error {
        pem::Error::Io(error) => io_problem(error),
        pem::Error::NoItemsFound => {
            let label = what.to_ascii_uppercase();
            format!("there is no {what} in it; it takes PEM (-----BEGIN {label}-----)")
        }
        other => format!("{other}; it takes the {what} as PEM"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_that_is_missing_or_another_is_told_as_that() {
        let told = |file: &Path| chain(file).unwrap_err();
        assert_eq!(told(Path::new("nowhere.pem")), "there is no such file");
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("key.pem");
        std::fs::write(&file, "garbage").unwrap();
        assert!(told(&file).contains("no certificate in it"));
        let files = TlsFiles {
            certificate: file.clone(),
            key: file,
        };
        let (option, _, problem) = files.read().err().unwrap();
        assert_eq!(option, "--tls-cert");
        assert!(problem.contains("BEGIN CERTIFICATE"), "{problem}");
    }
}
