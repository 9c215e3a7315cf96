//! Chromium, its driver, and the finished binary: what a journey needs.

use std::env;
use std::fs;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicUsize, Ordering};

use crate::lab::program::Program;

mod interview;
mod session;

pub(crate) use interview::Step;
pub(crate) use session::{Browser, Scripts, Setup};

/// The finished binary, with the client in it.
const BINARY: &str = "FIX904_BINARY";
const CHROMIUM: &str = "FIX904_CHROMIUM";
const DRIVER: &str = "CHROMEDRIVER";

/// The programs a journey drives.
pub(crate) struct Lab {
    binary: PathBuf,
    chromium: PathBuf,
    /// Port of the driver that all journeys share.
    driver_port: u16,
    _driver: Program,
    portal: Served,
}

/// A portal that runs.
pub(crate) struct Served {
    /// Scheme, host and port, without a path.
    pub(crate) origin: String,
    pub(crate) socket: SocketAddr,
    program: Program,
}

impl Served {
    /// Its log so far.
    pub(crate) fn log(&self) -> String {
        self.program.said()
    }
}

/// The lab; none, with the reason on standard error, where something is missing.
///
/// # Panics
/// With `CI=true` nothing may be missing.
pub(crate) fn lab() -> Option<&'static Lab> {
    static LAB: OnceLock<Result<Lab, String>> = OnceLock::new();
    match LAB.get_or_init(Lab::open) {
        Ok(lab) => Some(lab),
        Err(why) if env::var("CI").is_ok_and(|ci| ci == "true") => panic!("with CI=true nothing may be skipped: {why}"),
        Err(why) => {
            eprintln!("skipped: {why}");
            None
        }
    }
}

impl Lab {
    fn open() -> Result<Self, String> {
        let binary = env::var_os(BINARY).map(PathBuf::from).filter(|path| path.is_file());
        let binary = binary.ok_or_else(|| {
            format!(
                "{BINARY} names no binary; `cargo xtask test` builds one with the client in it and runs the journeys"
            )
        })?;
        let install = "apt-get install chromium chromium-driver";
        let chromium = program(CHROMIUM, &["chromium", "chromium-browser", "google-chrome"]);
        let chromium = chromium.ok_or_else(|| format!("there is no Chromium; install it: {install}"))?;
        let driver = program(DRIVER, &["chromedriver"]);
        let driver = driver.ok_or_else(|| format!("there is no chromedriver; install it: {install}"))?;
        // Its first line says "on port 0"; only this one holds the port.
        let port = |line: &str| {
            let (_, port) = line.split_once("started successfully on port ")?;
            port.trim_end_matches('.').parse().ok()
        };
        let (driver, driver_port) = Program::start(&driver, &["--port=0"], port);
        let portal = serve(&binary, "pseudo_language = true\n");
        Ok(Self { binary, chromium, driver_port, _driver: driver, portal })
    }

    /// The portal that all journeys share which need no settings of their own.
    pub(crate) fn portal(&self) -> &Served {
        &self.portal
    }

    /// A portal with its own configuration file.
    pub(crate) fn serve(&self, configuration: &str) -> Served {
        serve(&self.binary, configuration)
    }
}

fn serve(binary: &Path, configuration: &str) -> Served {
    static COUNT: AtomicUsize = AtomicUsize::new(0);
    let name = format!("portal-{}-{}.toml", std::process::id(), COUNT.fetch_add(1, Ordering::Relaxed));
    let file = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    fs::write(&file, configuration).unwrap();
    let arguments = ["serve", "--listen", "127.0.0.1:0", "--config", file.to_str().unwrap()];
    let (program, socket) = Program::start(binary, &arguments, |line| {
        let (_, address) = line.split_once("http://")?;
        address.split('/').next()?.parse::<SocketAddr>().ok()
    });
    // It has read its file by now.
    let _ = fs::remove_file(file);
    Served { origin: format!("http://{socket}"), socket, program }
}

fn program(variable: &str, names: &[&str]) -> Option<PathBuf> {
    if let Some(named) = env::var_os(variable) {
        return Some(PathBuf::from(named)).filter(|path| path.is_file());
    }
    let folders: Vec<PathBuf> = env::split_paths(&env::var_os("PATH")?).collect();
    names.iter().flat_map(|name| folders.iter().map(move |folder| folder.join(name))).find(|path| path.is_file())
}
