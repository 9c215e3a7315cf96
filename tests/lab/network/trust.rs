//! A certificate authority that only the browsers of this network know.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Arc;

use rcgen::{
    BasicConstraints, CertificateParams, DnType, ExtendedKeyUsagePurpose, IsCa, Issuer, KeyPair, KeyUsagePurpose,
};
use rustls::ServerConfig;
use rustls::pki_types::{CertificateDer, PrivateKeyDer, PrivatePkcs8KeyDer};

/// The authority.
pub(crate) struct Trust {
    issuer: Issuer<'static, KeyPair>,
    /// A folder with the authority in the format of NSS, which both browsers read.
    store: PathBuf,
}

/// A certificate with its key.
pub(crate) struct Identity {
    certificate: CertificateDer<'static>,
    certificate_pem: String,
    key: KeyPair,
}

impl Trust {
    /// Makes an authority, and its store for browsers below the folder.
    ///
    /// # Errors
    /// When `certutil` is missing or fails.
    pub(crate) fn new(folder: &Path) -> Result<Self, String> {
        let mut parameters = CertificateParams::new(Vec::new()).map_err(|error| error.to_string())?;
        parameters.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        parameters.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
        parameters.distinguished_name.push(DnType::CommonName, "Emulated network");
        let key = KeyPair::generate().map_err(|error| error.to_string())?;
        let certificate = parameters.self_signed(&key).map_err(|error| error.to_string())?;
        let (store, pem) = (folder.join("trust"), folder.join("authority.pem"));
        fs::create_dir(&store).and_then(|()| fs::write(&pem, certificate.pem())).map_err(|error| error.to_string())?;
        let trust = Self { issuer: Issuer::new(parameters, key), store };
        trust.certutil(&["-N", "--empty-password"])?;
        // Trusted for servers, for nothing else.
        trust.certutil(&["-A", "-n", "emulated", "-t", "C,,", "-i", &pem.to_string_lossy()])?;
        Ok(trust)
    }

    fn certutil(&self, arguments: &[&str]) -> Result<(), String> {
        let mut command = Command::new("certutil");
        let output = command.args(arguments).arg("-d").arg(format!("sql:{}", self.store.display())).output();
        let output = output.map_err(|error| format!("certutil: {error}"))?;
        if output.status.success() {
            return Ok(());
        }
        Err(format!("certutil {}: {}", arguments.join(" "), String::from_utf8_lossy(&output.stderr).trim()))
    }

    /// Lets a browser trust the authority: `folder` is its profile (Firefox) or its store (Chromium).
    pub(crate) fn put_into(&self, folder: &Path) {
        fs::create_dir_all(folder).unwrap();
        for entry in fs::read_dir(&self.store).unwrap() {
            let file = entry.unwrap();
            fs::copy(file.path(), folder.join(file.file_name())).unwrap();
        }
    }

    /// A certificate for these names that the browsers trust. Each name is written out: browsers refuse wildcards of a whole
    /// top-level domain such as `*.test`.
    pub(crate) fn identity(&self, names: &[&str]) -> Identity {
        let (parameters, key) = server_certificate(names);
        let certificate = parameters.signed_by(&key, &self.issuer).unwrap();
        Identity { certificate: certificate.der().clone(), certificate_pem: certificate.pem(), key }
    }

    /// A certificate for these names that nobody trusts, as Windows makes one for Remote Desktop.
    pub(crate) fn self_signed(names: &[&str]) -> Identity {
        let (parameters, key) = server_certificate(names);
        let certificate = parameters.self_signed(&key).unwrap();
        Identity { certificate: certificate.der().clone(), certificate_pem: certificate.pem(), key }
    }
}

fn server_certificate(names: &[&str]) -> (CertificateParams, KeyPair) {
    let names: Vec<String> = names.iter().map(ToString::to_string).collect();
    let mut parameters = CertificateParams::new(names.clone()).unwrap();
    parameters.distinguished_name.push(DnType::CommonName, names[0].as_str());
    parameters.use_authority_key_identifier_extension = true;
    parameters.key_usages = vec![KeyUsagePurpose::DigitalSignature];
    parameters.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
    (parameters, KeyPair::generate().unwrap())
}

impl Identity {
    /// For a TLS server that offers these protocols.
    pub(crate) fn server(&self, protocols: &[&str]) -> Arc<ServerConfig> {
        let key = PrivateKeyDer::from(PrivatePkcs8KeyDer::from(self.key.serialize_der()));
        let builder = ServerConfig::builder_with_provider(Arc::new(rustls::crypto::ring::default_provider()));
        let builder = builder.with_safe_default_protocol_versions().unwrap().with_no_client_auth();
        let mut config = builder.with_single_cert(vec![self.certificate.clone()], key).unwrap();
        config.alpn_protocols = protocols.iter().map(|name| name.as_bytes().to_vec()).collect();
        Arc::new(config)
    }

    /// Writes certificate and key for a program that reads files; returns their places.
    pub(crate) fn write(&self, folder: &Path, name: &str) -> [PathBuf; 2] {
        let [certificate, key] = ["certificate", "key"].map(|kind| folder.join(format!("{name}-{kind}.pem")));
        fs::write(&certificate, &self.certificate_pem).unwrap();
        fs::write(&key, self.key.serialize_pem()).unwrap();
        [certificate, key]
    }
}
