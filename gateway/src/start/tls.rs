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

impl TlsFiles {
    /// Reads both.
    ///
    /// # Errors
    /// The option that is concerned, its file, and what is wrong with it.
    pub(crate) fn read(&self) -> Result<TlsAcceptor, (&'static str, PathBuf, String)> {
        let certificate = |problem| ("--tls-cert", self.certificate.clone(), problem);
        let key = |problem| ("--tls-key", self.key.clone(), problem);
        let chain = chain(&self.certificate).map_err(certificate)?;
        let private = PrivateKeyDer::from_pem_file(&self.key)
            .map_err(|error| key(unreadable(&error, "private key")))?;
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
