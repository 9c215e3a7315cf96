//! What an operator can set: a file, the environment, then flags, the later before the earlier.

mod far_ends;
mod probe;
mod tls;

use std::path::{Path, PathBuf};

use figment::Figment;
use figment::providers::{Env, Format, Serialized, Toml};
use serde::{Deserialize, Deserializer, Serialize};

pub use far_ends::SelfCheck;
pub use probe::{Probe, Who};
pub use tls::{CertificateSource, Tls};

/// The file that is read when it is there and no other was named.
const DEFAULT_FILE: &str = "fix904.toml";
/// Keys that the environment may set, as `FIX904_LISTEN` or `FIX904_CONTACT__PHONE`. Other variables with this prefix
/// belong to the build and the tests.
const ENVIRONMENT: [&str; 24] = [
    "listen",
    "base_url",
    "pseudo_language",
    "contact__name",
    "contact__phone",
    "contact__hours",
    "contact__address",
    "tls__certificate",
    "tls__key",
    "tls__self_signed",
    "self_check__behind_proxy",
    "self_check__clamped_listen",
    "self_check__clamped_origin",
    "self_check__datagram_listen",
    "self_check__datagram_public",
    "self_check__stun_listen",
    "self_check__stun_public",
    "self_check__ipv4_origin",
    "self_check__ipv6_origin",
    "self_check__dual_origin",
    "self_check__sizes",
    "self_check__transfer",
    "self_check__hold",
    "self_check__host_check",
];

/// The configuration.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Config {
    /// Host and port to listen on. A name stands for all its addresses, so that `localhost` is both `127.0.0.1` and `::1`.
    pub listen: String,
    /// The address under which visitors reach the portal, with the path if it has one.
    pub base_url: Option<String>,
    /// Whom visitors can ask.
    pub contact: Contact,
    /// Whether `?lang=qps` shows the pseudo-language: for tests of the pages.
    pub pseudo_language: bool,
    /// TLS in this process.
    pub tls: Tls,
    /// Far ends of the self-check.
    pub self_check: SelfCheck,
    /// What the portal may look at for its visitors.
    pub probe: Probe,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            listen: "localhost:2308".into(),
            base_url: None,
            contact: Contact::default(),
            pseudo_language: false,
            tls: Tls::default(),
            self_check: SelfCheck::default(),
            probe: Probe::default(),
        }
    }
}

/// Whom visitors can ask. What is absent is not shown, and nothing is invented.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Contact {
    /// Name of the help desk.
    #[serde(deserialize_with = "written")]
    pub name: Option<String>,
    /// Telephone number, as people write it.
    #[serde(deserialize_with = "written")]
    pub phone: Option<String>,
    /// When somebody answers.
    #[serde(deserialize_with = "written")]
    pub hours: Option<String>,
    /// Where else: an e-mail address, an https address, or a place.
    #[serde(deserialize_with = "written")]
    pub address: Option<String>,
}

impl From<diagnosis::authoring::Contact> for Contact {
    fn from(contact: diagnosis::authoring::Contact) -> Self {
        let diagnosis::authoring::Contact { name, phone, hours, address } = contact;
        Self { name, phone, hours, address }
    }
}

impl Contact {
    /// Whether nobody is named.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

/// Text, or a number that stands for its digits: the environment cannot tell an extension from a number.
fn written<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<String>, D::Error> {
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum Written {
        Text(String),
        Number(u64),
    }
    let written = Option::<Written>::deserialize(deserializer)?.map(|written| match written {
        Written::Text(text) => text,
        Written::Number(number) => number.to_string(),
    });
    Ok(written.filter(|text| !text.trim().is_empty()))
}

/// What the command line sets.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Flags {
    /// See [`Config::listen`].
    #[serde(skip_serializing_if = "Option::is_none")]
    pub listen: Option<String>,
    /// See [`Config::base_url`].
    #[serde(skip_serializing_if = "Option::is_none")]
    pub base_url: Option<String>,
    /// What is said about TLS; none leaves the configuration as it is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tls: Option<TlsFlags>,
}

/// What the command line sets of [`Tls`].
#[derive(Clone, Copy, Debug, Serialize)]
pub struct TlsFlags {
    /// See [`Tls::self_signed`].
    pub self_signed: bool,
}

/// Why there is no configuration.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    /// The named file is missing.
    #[error("the configuration file {0} is not there")]
    Missing(PathBuf),
    /// A value or a key is wrong.
    #[error("the configuration is wrong: {0}")]
    Wrong(Box<figment::Error>),
    /// The base address is none.
    #[error("base_url is \"{0}\": write it as https://help.example.org or https://help.example.org/rdp")]
    BaseUrl(String),
    /// Half of a pair of files.
    #[error("tls.certificate and tls.key belong together: name both files, or neither")]
    HalfAPair,
    /// A far end of the self-check.
    #[error("self_check.{key}: {text}")]
    FarEnd {
        /// Key in the configuration.
        key: &'static str,
        /// What is wrong, and how to write it.
        text: String,
    },
    /// The look at other computers.
    #[error("probe.{key}: {text}")]
    Probe {
        /// Key in the configuration.
        key: &'static str,
        /// What is wrong, and how to write it.
        text: String,
    },
}

impl Config {
    /// Reads the configuration.
    ///
    /// # Errors
    /// Says which file, key or value is wrong.
    pub fn read(file: Option<&Path>, flags: &Flags) -> Result<Self, ConfigError> {
        if let Some(missing) = file.filter(|file| !file.exists()) {
            return Err(ConfigError::Missing(missing.to_path_buf()));
        }
        let file = file.or_else(|| Some(Path::new(DEFAULT_FILE)).filter(|file| file.exists()));
        let defaults = Figment::from(Serialized::defaults(Self::default()));
        let config: Self = file
            // Exactly this one: a file of the same name in a folder above belongs to something else.
            .map_or_else(|| defaults.clone(), |file| defaults.clone().merge(Toml::file_exact(file)))
            .merge(Env::prefixed("FIX904_").only(&ENVIRONMENT).split("__"))
            .merge(Serialized::defaults(flags))
            .extract()
            .map_err(|error| ConfigError::Wrong(Box::new(error)))?;
        BaseUrl::of(&config)?;
        config.check()?;
        Ok(config)
    }

    /// Checks what the types do not.
    ///
    /// # Errors
    /// Names the key that is wrong.
    pub fn check(&self) -> Result<(), ConfigError> {
        if self.tls.is_half() {
            return Err(ConfigError::HalfAPair);
        }
        self.self_check.check(self.base_url.is_some())?;
        self.probe.check()
    }
}

/// The base address, taken apart.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct BaseUrl {
    /// Scheme and host, if an address is configured: `https://help.example.org`.
    pub origin: Option<String>,
    /// Path without a slash at its end: empty, or for example `/rdp`.
    pub path: String,
}

impl BaseUrl {
    /// Takes the configured address apart.
    ///
    /// # Errors
    /// [`ConfigError::BaseUrl`] if it is no http or https address, or holds more than host and path.
    pub fn of(config: &Config) -> Result<Self, ConfigError> {
        let Some(written) = &config.base_url else { return Ok(Self::default()) };
        let wrong = || ConfigError::BaseUrl(written.clone());
        let (scheme, rest) = written.split_once("://").ok_or_else(wrong)?;
        let (host, path) = rest.split_once('/').unwrap_or((rest, ""));
        let path = path.trim_matches('/');
        let plain = |text: &str| text.chars().all(|c| c.is_ascii_alphanumeric() || "-._~/".contains(c));
        let named = !host.is_empty() && host.chars().all(|c| c.is_ascii_alphanumeric() || "-._:[]".contains(c));
        if !["http", "https"].contains(&scheme) || !named || !plain(path) || path.contains("//") {
            return Err(wrong());
        }
        let path = if path.is_empty() { String::new() } else { format!("/{path}") };
        Ok(Self { origin: Some(format!("{scheme}://{host}")), path })
    }

    /// Whether visitors come by https, so that browsers may be told to insist on it.
    pub fn is_https(&self) -> bool {
        self.origin.as_ref().is_some_and(|origin| origin.starts_with("https://"))
    }

    /// Host and port, if configured.
    pub fn host(&self) -> Option<&str> {
        self.origin.as_deref()?.split_once("://").map(|(_, host)| host)
    }
}

#[cfg(test)]
mod tests;
