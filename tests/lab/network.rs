//! An emulated network: two sides, each in a network namespace of its own, joined by a [`path`] in user space that delays,
//! loses and blocks packets. The client's side holds real browsers; the portal's side holds names, pages and hosts. Nothing has
//! a name outside this process, so runs side by side cannot meet, and nothing stays behind when this process ends, however it
//! ends. Linux as root only; [`Network::shared`] says what is missing.
//!
//! ```ignore
//! let Some(network) = Network::shared() else { return };
//! network.begin(Preset::Lossy2, 904);
//! network.https("page.lab.test", 443, Router::new().route("/", get(page)));
//! let found = network.chromium("https://page.lab.test/", Duration::from_secs(30))?;
//! ```

pub(crate) mod addresses;
pub(crate) mod browsers;
mod collector;
mod contained;
pub(crate) mod course;
mod driven;
mod firewall;
mod kernel;
mod names;
mod namespace;
mod packet;
mod path;
mod services;
pub(crate) mod stand_ins;
mod trust;

use std::collections::BTreeMap;
use std::env;
use std::fs;
use std::io;
use std::net::{IpAddr, Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::path::{Path as FilePath, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};
use std::time::Duration;

use axum::Router;
use rustls::ServerConfig;
use serde_json::Value;
use tokio::runtime::Handle;

pub(crate) use browsers::{Engine, NoResult};
pub(crate) use course::Tally;
pub(crate) use driven::Driven;
pub(crate) use firewall::{Nat, Refusal};
pub(crate) use namespace::Namespace;
pub(crate) use services::{at, tcp, udp};
pub(crate) use stand_ins::{StandIn, StandIns};
pub(crate) use trust::{Identity, Trust};

use addresses::{COLLECTOR, COLLECTOR_NAME, NAMES};
use collector::Collector;
use names::Names;
use path::Path;
use services::Services;

use super::impairment::{Impairment, Preset};

/// Not every kernel can change addresses; the table is gone at once.
const NAT_TRIAL: &str = "table ip trial {
    chain c {
        type nat hook postrouting priority 100
        ip daddr 192.0.2.1 snat to 192.0.2.2
    }
}
delete table ip trial
";

/// Why there is no emulated network here.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Missing {
    /// The system does not allow it: nothing that could be installed helps.
    Refused(String),
    /// A program is missing or does not do what it should.
    Program(String),
}

/// The emulated network.
pub(crate) struct Network {
    client: Namespace,
    portal: Namespace,
    path: Path,
    services: Services,
    names: Names,
    trust: Trust,
    collector: Collector,
    stand_ins: OnceLock<Result<StandIns, String>>,
    /// Which of its addresses the client has.
    address: AtomicUsize,
    /// How many hosts have got an address.
    hosts: AtomicUsize,
    folder: PathBuf,
    resolver: PathBuf,
}

impl Network {
    /// The network that all tests of this process share, one after the other; clean, with no NAT. None, with the reason on
    /// standard error, where there is none.
    ///
    /// # Panics
    /// With `CI=true` if a program is missing. What the system refuses is no failure.
    pub(crate) fn shared() -> Option<MutexGuard<'static, Self>> {
        static SHARED: OnceLock<Result<Mutex<Network>, Missing>> = OnceLock::new();
        match SHARED.get_or_init(|| Self::open().map(Mutex::new)) {
            Ok(network) => {
                // A test that failed leaves nothing that the next one would not set anew.
                let network = network.lock().unwrap_or_else(PoisonError::into_inner);
                network.reset();
                Some(network)
            }
            Err(Missing::Program(why)) if env::var("CI").is_ok_and(|ci| ci == "true") => {
                panic!("with CI=true nothing may be skipped: {why}")
            }
            Err(Missing::Refused(why) | Missing::Program(why)) => {
                eprintln!("skipped: {why}");
                None
            }
        }
    }

    /// Makes a network.
    ///
    /// # Errors
    /// Where the system refuses it, or a program is missing.
    pub(crate) fn open() -> Result<Self, Missing> {
        let refused =
            |what: &'static str| move |error| Missing::Refused(format!("no emulated network: {what}: {error}"));
        let [client, portal] = [Namespace::new(), Namespace::new()];
        let (client, portal) = (client.map_err(refused("namespaces"))?, portal.map_err(refused("namespaces"))?);
        let device =
            |side: &Namespace| side.run(|| kernel::open_tun(addresses::DEVICE)).map_err(refused("/dev/net/tun"));
        let devices = (device(&client)?, device(&portal)?);
        client.tool("unshare", &[&contained::UNSHARE[..], &["true"]].concat(), "").map_err(Missing::Refused)?;
        let ip = |side: &Namespace, lines: &str| side.tool("ip", &["-batch", "-"], lines).map_err(Missing::Refused);
        for side in [&client, &portal] {
            settle(side);
        }
        ip(&client, &addresses::client_side())?;
        ip(&portal, &addresses::portal_side())?;
        // What nft does not understand is our mistake, and no refusal of the system.
        let ours = |why: &String| why.contains("syntax error");
        let refused = |why| if ours(&why) { Missing::Program(why) } else { Missing::Refused(why) };
        client.tool("nft", &["-f", "-"], NAT_TRIAL).map_err(refused)?;
        let system = |error: io::Error| Missing::Program(error.to_string());
        let path = Path::between(devices.0, devices.1, COLLECTOR.into()).map_err(system)?;
        let folder = fresh_folder().map_err(system)?;
        let resolver = folder.join("resolv.conf");
        fs::write(&resolver, format!("nameserver {NAMES}\noptions timeout:2 attempts:5\n")).map_err(system)?;
        let trust = Trust::new(&folder).map_err(Missing::Program)?;
        let (services, names, collector) = (Services::new().map_err(system)?, Names::default(), Collector::default());
        let questions = udp(&portal, at(NAMES, 53)).map_err(system)?;
        services.handle().spawn(names.clone().answer(questions));
        names.set(COLLECTOR_NAME, &[COLLECTOR.into()]);
        let results = tcp(&portal, at(COLLECTOR, 443)).map_err(system)?;
        let tls = trust.identity(&[COLLECTOR_NAME]).server(&["http/1.1"]);
        services.https(results, tls, collector.pages());
        Ok(Self {
            client,
            portal,
            path,
            services,
            names,
            trust,
            collector,
            stand_ins: OnceLock::new(),
            address: AtomicUsize::new(0),
            hosts: AtomicUsize::new(0),
            folder,
            resolver,
        })
    }

    fn reset(&self) {
        self.begin_with(Impairment::default(), 0);
        self.nat(Nat::None);
        self.refuse_nothing();
        if self.address.load(Ordering::Relaxed) != 0 {
            self.flap();
        }
    }

    /// Begins a run on a named path: all counts are 0, and the seed decides which packets are lost.
    pub(crate) fn begin(&self, preset: Preset, seed: u64) {
        self.begin_with(preset.impairment(), seed);
    }

    /// The same on a path without a name.
    pub(crate) fn begin_with(&self, impairment: Impairment, seed: u64) {
        self.path.begin(impairment, seed);
    }

    /// Changes the path from now on, in the middle of a run. Packets on the way are not touched.
    pub(crate) fn change(&self, change: impl FnOnce(&mut Impairment)) {
        self.path.change(change);
    }

    /// What the path has counted since the run began.
    pub(crate) fn tally(&self) -> Tally {
        self.path.tally()
    }

    /// The side with the browsers.
    pub(crate) fn client(&self) -> &Namespace {
        &self.client
    }

    /// The side with the portal and the hosts.
    pub(crate) fn portal(&self) -> &Namespace {
        &self.portal
    }

    /// Where servers of the portal's side may run; their sockets come from [`tcp`] and [`udp`].
    pub(crate) fn runtime(&self) -> &Handle {
        self.services.handle()
    }

    /// A folder of this network.
    pub(crate) fn folder(&self) -> &FilePath {
        &self.folder
    }

    /// Gives the client its other address, as a change of network would. Its connections are dead from then on, and nobody is
    /// told. Returns the new address.
    pub(crate) fn flap(&self) -> Ipv4Addr {
        let before = self.address.fetch_xor(1, Ordering::Relaxed);
        let lines = addresses::no_client_address(before) + &addresses::client_address(before ^ 1);
        self.client.tool("ip", &["-batch", "-"], &lines).unwrap();
        addresses::CLIENT[before ^ 1]
    }

    /// Registers a name, in place of what it was before. All others do not exist.
    pub(crate) fn name(&self, name: &str, addresses: &[IpAddr]) {
        self.names.set(name, addresses);
    }

    /// How often each name was asked for since the network was made.
    pub(crate) fn names_asked(&self) -> BTreeMap<String, usize> {
        self.names.asked()
    }

    /// A certificate that the browsers trust, for servers that end TLS themselves.
    pub(crate) fn identity(&self, names: &[&str]) -> Identity {
        self.trust.identity(names)
    }

    /// The address of a host on the portal's side. A name that is not registered yet gets a free one in the internet.
    pub(crate) fn host(&self, name: &str) -> IpAddr {
        if let Some(address) = self.names.get(name) {
            return address;
        }
        let address = addresses::host(self.hosts.fetch_add(1, Ordering::Relaxed)).into();
        self.name(name, &[address]);
        address
    }

    /// Serves pages over HTTP/1.1 and TLS from a host.
    ///
    /// # Panics
    /// When its port is taken.
    pub(crate) fn https(&self, name: &str, port: u16, pages: Router) {
        let (listener, tls) = self.tls(name, port);
        self.services.https(listener, tls, pages);
    }

    /// Ends TLS for a plain server on the portal's side: bytes go on as they are, so HTTP and WebSocket alike pass.
    ///
    /// # Panics
    /// When its port is taken.
    pub(crate) fn tls_before(&self, name: &str, port: u16, server: SocketAddr) {
        let (listener, tls) = self.tls(name, port);
        let portal = self.portal.clone();
        self.services.tls_before(listener, tls, move || portal.run(|| TcpStream::connect(server)));
    }

    fn tls(&self, name: &str, port: u16) -> (TcpListener, Arc<ServerConfig>) {
        let address = at(self.host(name), port);
        let listener = tcp(&self.portal, address).unwrap_or_else(|error| panic!("{address}: {error}"));
        (listener, self.identity(&[name]).server(&["http/1.1"]))
    }

    /// The hosts on port 3389, started when they are first asked for.
    ///
    /// # Panics
    /// When they cannot start.
    pub(crate) fn stand_ins(&self) -> &StandIns {
        let start = || {
            let Self { portal, services, trust, names, folder, resolver, .. } = self;
            StandIns::start(portal, services, trust, names, folder, resolver)
        };
        self.stand_ins.get_or_init(start).as_ref().unwrap_or_else(|why| panic!("stand-ins: {why}"))
    }

    /// Opens a page in a fresh Chromium on the client's side; returns what the page posted to the collector.
    ///
    /// # Errors
    /// When nothing came before the cap passed, or there is no Chromium.
    pub(crate) fn chromium(&self, url: &str, cap: Duration) -> Result<Value, NoResult> {
        self.visit(Engine::Chromium, url, cap)
    }

    /// The same in a fresh Firefox.
    ///
    /// # Errors
    /// As [`Self::chromium`].
    pub(crate) fn firefox(&self, url: &str, cap: Duration) -> Result<Value, NoResult> {
        self.visit(Engine::Firefox, url, cap)
    }

    /// The same in either. One browser runs at a time: side by side they would measure each other.
    ///
    /// # Errors
    /// As [`Self::chromium`].
    pub(crate) fn visit(&self, engine: Engine, url: &str, cap: Duration) -> Result<Value, NoResult> {
        static ONE: Mutex<()> = Mutex::new(());
        let _one = ONE.lock().unwrap_or_else(PoisonError::into_inner);
        let folder = self.browser_folder();
        let found = self.place(&folder).open(engine, url, cap, &self.collector.expect());
        // What stays is removed with the folder around it.
        let _ = fs::remove_dir_all(folder);
        found
    }

    /// Starts a fresh browser that is told what to do, for pages that know nothing of the collector. One at a time.
    ///
    /// # Errors
    /// When it is not installed or cannot be spoken to.
    pub(crate) fn drive(&self, engine: Engine) -> Result<Driven, NoResult> {
        Driven::start(&self.place(&self.browser_folder()), engine)
    }

    fn place<'a>(&'a self, folder: &'a FilePath) -> browsers::Place<'a> {
        browsers::Place { side: &self.client, trust: &self.trust, resolver: &self.resolver, folder }
    }

    fn browser_folder(&self) -> PathBuf {
        static COUNT: AtomicUsize = AtomicUsize::new(0);
        let folder = self.folder.join(format!("browser-{}", COUNT.fetch_add(1, Ordering::Relaxed)));
        fs::create_dir(&folder).unwrap();
        folder
    }
}

impl Drop for Network {
    fn drop(&mut self) {
        // The next network of any process removes what stays.
        let _ = fs::remove_dir_all(&self.folder);
    }
}

/// Settings that make runs alike. `tcp_no_metrics_save`: a connection must not remember the path of the run before.
fn settle(side: &Namespace) {
    let settings = [
        ("ipv4/tcp_no_metrics_save", "1"),
        ("ipv4/icmp_ratelimit", "0"),
        ("ipv6/conf/all/accept_ra", "0"),
        ("ipv6/conf/lab0/addr_gen_mode", "1"),
    ];
    for (name, value) in settings {
        side.setting(name, value);
    }
}

/// A folder for this network. Those whose process is gone are removed: a static is never dropped.
fn fresh_folder() -> io::Result<PathBuf> {
    static COUNT: AtomicUsize = AtomicUsize::new(0);
    let around = FilePath::new(env!("CARGO_TARGET_TMPDIR"));
    for entry in fs::read_dir(around)?.flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        let process = name.strip_prefix("network-").and_then(|rest| rest.split('-').next());
        if process.is_some_and(|process| !FilePath::new("/proc").join(process).exists()) {
            // Another process may be at it as well.
            let _ = fs::remove_dir_all(entry.path());
        }
    }
    let folder = around.join(format!("network-{}-{}", std::process::id(), COUNT.fetch_add(1, Ordering::Relaxed)));
    fs::create_dir_all(&folder)?;
    Ok(folder)
}
