//! Real servers on ports of their own, which end with the test.

use std::ffi::OsStr;
use std::fs;
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::os::unix::fs::PermissionsExt as _;
use std::os::unix::process::CommandExt as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use rcgen::{CertificateParams, DnType, ExtendedKeyUsagePurpose, KeyPair, KeyUsagePurpose, date_time_ymd};

use super::{Certificate, NAME};
use crate::lab::program::{Program, watched};

/// Where programs are, with the packages of Debian that hold them.
const PACKAGES: [(&str, &str); 4] =
    [("xrdp", "xrdp"), ("freerdp-shadow-cli", "freerdp2-shadow-x11"), ("winpr-hash", "winpr-utils"), ("Xvfb", "xvfb")];
/// Allows what OpenSSL forbids by itself: TLS 1.0 and old ciphers.
const OLD_OPENSSL: &str = "openssl_conf = begin\n[begin]\nssl_conf = ssl\n[ssl]\nsystem_default = old\n[old]\n\
    MinProtocol = TLSv1\nCipherString = ALL:@SECLEVEL=0\n";
/// Names that take about 2,500 bytes, more than two packets of Ethernet can hold with the rest of a handshake.
const MANY: usize = 80;
/// How often it is tried whether a server listens, 25 ms apart: a minute.
const PATIENCE: usize = 2_400;

pub(super) fn find(program: &str) -> Option<PathBuf> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let folders = std::env::split_paths(&path).chain(["/usr/sbin", "/usr/bin"].map(PathBuf::from));
    folders.map(|folder| folder.join(program)).find(|path| path.is_file())
}

/// Whether a test is to be left out, because programs are missing.
///
/// # Panics
/// With `CI=true`: there nothing may be left out.
pub(super) fn missing(programs: &[&str]) -> bool {
    let package = |program: &&&str| PACKAGES.iter().find(|(name, _)| name == *program).map(|(_, package)| *package);
    let lacking: Vec<&str> = programs.iter().filter(|p| find(p).is_none()).filter_map(|p| package(&p)).collect();
    if lacking.is_empty() {
        return false;
    }
    let line = format!("apt-get install --yes --no-install-recommends {}", lacking.join(" "));
    assert!(!std::env::var("CI").is_ok_and(|ci| ci == "true"), "with CI=true nothing may be skipped; install: {line}");
    eprintln!("skipped; to run it: {line}");
    true
}

/// A server that listens.
pub(super) struct Running {
    pub(super) port: u16,
    shell: Child,
}

impl Drop for Running {
    fn drop(&mut self) {
        // With it go the children of the server, which stay behind a firewall that swallowed the end of their connections.
        let group = format!("-{}", self.shell.id());
        let _ = Command::new("sh").args(["-c", "kill -KILL \"$0\"", &group]).status();
        let _ = self.shell.wait();
    }
}

/// A place that was free a moment ago.
pub(super) fn free_place() -> SocketAddr {
    TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap().local_addr().unwrap()
}

/// Starts a server at a place that is free, and waits until it listens. Somebody else may take the port first, so
/// a server that ends is started once more on another one.
fn start(log: &Path, place: impl Fn() -> SocketAddr, command: impl Fn(SocketAddr) -> Command) -> Running {
    for _ in 0..3 {
        let place = place();
        // Whoever listens there already would be taken for ours.
        drop(TcpListener::bind(place).unwrap_or_else(|error| panic!("{place} is not free: {error}")));
        let said = fs::File::create(log).unwrap();
        let mut command = command(place);
        command.process_group(0);
        let shell = command.stdin(Stdio::piped()).stdout(said.try_clone().unwrap()).stderr(said).spawn().unwrap();
        let mut running = Running { port: place.port(), shell };
        for _ in 0..PATIENCE {
            if running.shell.try_wait().unwrap().is_some() {
                break;
            }
            if TcpStream::connect(place).is_ok() {
                return running;
            }
            std::thread::sleep(Duration::from_millis(25));
        }
    }
    panic!("no server listens; {} says: {}", log.display(), fs::read_to_string(log).unwrap());
}

/// A folder of its own for a server, empty.
fn folder(name: &str) -> PathBuf {
    let plain: String = name.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '-' }).collect();
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("probe-peers").join(plain);
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder).unwrap();
    folder
}

/// Certificate and key as files.
fn identity(folder: &Path, certificate: Certificate) -> [PathBuf; 2] {
    let key = KeyPair::generate().unwrap();
    let name = if certificate == Certificate::OtherName { "lab-pc02.corp.example" } else { NAME };
    let mut names = vec![name.to_string()];
    if certificate == Certificate::ManyNames {
        names.extend((0..MANY).map(|number| format!("alias-{number}.{NAME}")));
    }
    let mut params = CertificateParams::new(names).unwrap();
    params.distinguished_name.push(DnType::CommonName, name);
    params.key_usages = vec![KeyUsagePurpose::DigitalSignature];
    params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
    params.not_before = date_time_ymd(2020, 1, 1);
    params.not_after = date_time_ymd(if certificate == Certificate::Expired { 2021 } else { 2100 }, 1, 1);
    let text = params.self_signed(&key).unwrap().pem();
    let other = KeyPair::generate().unwrap();
    let written = if certificate == Certificate::OtherKey { &other } else { &key };
    let files = [folder.join("certificate.pem"), folder.join("key.pem")];
    fs::write(&files[0], text).unwrap();
    if certificate != Certificate::NoKey {
        fs::write(&files[1], written.serialize_pem()).unwrap();
    }
    if certificate == Certificate::LockedKey {
        fs::set_permissions(&files[1], fs::Permissions::from_mode(0o000)).unwrap();
    }
    files
}

/// xrdp, which reads no file that its owner may not read: root could otherwise read everything.
fn without_privileges(arguments: &[&OsStr]) -> Command {
    let program = find("xrdp").unwrap();
    let front: [&OsStr; 3] =
        ["--bounding-set=-dac_override,-dac_read_search".as_ref(), "--".as_ref(), program.as_ref()];
    watched(&find("setpriv").unwrap(), &[&front, arguments].concat())
}

/// An xrdp with these settings, which listens.
pub(super) fn xrdp(name: &str, settings: &[(&str, &str)], certificate: Certificate) -> Running {
    xrdp_at(name, settings, certificate, free_place)
}

/// The same, at a place.
pub(super) fn xrdp_at(
    name: &str,
    settings: &[(&str, &str)],
    certificate: Certificate,
    place: impl Fn() -> SocketAddr,
) -> Running {
    let folder = folder(name);
    let with = certificate;
    let [certificate, key] = identity(&folder, with);
    let openssl = folder.join("openssl.cnf");
    fs::write(&openssl, OLD_OPENSSL).unwrap();
    let own: String = settings.iter().map(|(key, value)| format!("{key}={value}\n")).collect();
    let versions = if own.contains("ssl_protocols") { "" } else { "ssl_protocols=TLSv1.2, TLSv1.3\n" };
    start(&folder.join("said.log"), place, |place| {
        let text = format!(
            "[Globals]\nini_version=1\nfork=true\nport=tcp://{place}\ntcp_nodelay=true\ncrypt_level=high\n{own}{versions}\
             certificate={}\nkey_file={}\nallow_channels=true\nmax_bpp=32\n\
             [Logging]\nLogFile={}\nLogLevel=INFO\nEnableSyslog=false\n[Channels]\n[Xorg]\nname=Xorg\nlib=libxup.so\n\
             username=ask\npassword=ask\nport=-1\ncode=20\n",
            certificate.display(),
            key.display(),
            folder.join("xrdp.log").display(),
        );
        let file = folder.join("xrdp.ini");
        fs::write(&file, text).unwrap();
        let arguments: [&OsStr; 3] = ["--nodaemon".as_ref(), "--config".as_ref(), file.as_ref()];
        // Whoever is not root is held by the file's own mode.
        let mut command = match fs::read(&key) {
            Ok(_) if with == Certificate::LockedKey => without_privileges(&arguments),
            _ => watched(&find("xrdp").unwrap(), &arguments),
        };
        command.env("OPENSSL_CONF", &openssl);
        command
    })
}

/// A screen that FreeRDP's server shows.
pub(super) struct Shadow {
    _screen: Program,
    number: String,
}

impl Shadow {
    /// Starts a screen of 24 bits; with fewer FreeRDP's server refuses.
    pub(super) fn display() -> Self {
        // FreeRDP's server opens the screen twice; without `-noreset` the second time meets a screen that begins anew.
        let arguments = ["-displayfd", "1", "-screen", "0", "800x600x24", "-nolisten", "tcp", "-noreset"];
        let number = |line: &str| line.trim().parse::<u32>().ok().map(|number| format!(":{number}"));
        let (screen, number) = Program::start(&find("Xvfb").unwrap(), &arguments, number);
        Self { _screen: screen, number }
    }
}

/// FreeRDP's server with these arguments, which listens.
pub(super) fn shadow(display: &Shadow, name: &str, arguments: &[String]) -> Running {
    shadow_at(display, name, arguments, free_place)
}

/// The same, at a place.
pub(super) fn shadow_at(display: &Shadow, name: &str, arguments: &[String], place: impl Fn() -> SocketAddr) -> Running {
    let folder = folder(name);
    let sam = folder.join("SAM");
    let hash = Command::new(find("winpr-hash").unwrap()).args(["-u", "lab", "-p", "nobody", "-f", "sam"]).output();
    fs::write(&sam, hash.unwrap().stdout).unwrap();
    start(&folder.join("said.log"), place, |place| {
        let mut all = vec![format!("/port:{}", place.port()), format!("/bind-address:{}", place.ip())];
        all.extend_from_slice(arguments);
        if arguments.iter().any(|argument| argument == "+auth") {
            all.push(format!("/sam-file:{}", sam.display()));
        }
        let mut command = watched(&find("freerdp-shadow-cli").unwrap(), &all);
        command.env("DISPLAY", &display.number).env("HOME", &folder).env("XDG_CONFIG_HOME", &folder);
        command
    })
}
