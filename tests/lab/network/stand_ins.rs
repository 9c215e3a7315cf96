//! Hosts that answer on port 3389 in all the ways that matter to somebody who looks from outside. Each has an address in the
//! internet and one in the private network, and a name for either.

use std::fs;
use std::io;
use std::net::IpAddr;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use axum::Router;
use axum::routing::get;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio_rustls::TlsAcceptor;

use super::addresses;
use super::contained::{Contained, Start};
use super::names::Names;
use super::namespace::Namespace;
use super::services::{self, Services, at};
use super::trust::Trust;

/// The port of Remote Desktop.
pub(crate) const RDP: u16 = 3389;

/// How a host answers on port 3389.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum StandIn {
    /// Nobody listens: the connection is refused.
    Closed,
    /// A firewall drops the packets.
    Dropped,
    /// Accepts, and resets when the first bytes come: what Windows does to bytes that are no RDP.
    Reset,
    /// Accepts, reads the whole first message, and closes in order.
    Fin,
    /// Accepts and never says a word.
    Silent,
    /// TLS with a certificate that nobody trusts.
    SelfSigned,
    /// TLS with a trusted certificate, and a web page.
    Trusted,
    /// The real xrdp.
    Xrdp,
}

impl StandIn {
    /// All of them.
    pub(crate) const ALL: [Self; 8] = [
        Self::Closed,
        Self::Dropped,
        Self::Reset,
        Self::Fin,
        Self::Silent,
        Self::SelfSigned,
        Self::Trusted,
        Self::Xrdp,
    ];

    fn label(self) -> &'static str {
        match self {
            Self::Closed => "closed",
            Self::Dropped => "dropped",
            Self::Reset => "reset",
            Self::Fin => "fin",
            Self::Silent => "silent",
            Self::SelfSigned => "selfsigned",
            Self::Trusted => "trusted",
            Self::Xrdp => "xrdp",
        }
    }

    /// The address in the internet, and the private one.
    pub(crate) fn addresses(self) -> [IpAddr; 2] {
        addresses::stand_in(self as u8)
    }

    /// The names of both addresses.
    pub(crate) fn names(self) -> [String; 2] {
        ["public", "private"].map(|place| format!("{}.{place}.test", self.label()))
    }
}

/// The stand-ins while they run.
pub(crate) struct StandIns {
    accepted: [Arc<AtomicUsize>; StandIn::ALL.len()],
    /// Why there is no xrdp, if there is none.
    xrdp: Result<Contained, String>,
}

impl StandIns {
    /// Starts all of them.
    ///
    /// # Errors
    /// When a port or the firewall is refused.
    pub(crate) fn start(
        side: &Namespace,
        services: &Services,
        trust: &Trust,
        names: &Names,
        folder: &Path,
        resolver: &Path,
    ) -> Result<Self, String> {
        let accepted: [Arc<AtomicUsize>; StandIn::ALL.len()] = Default::default();
        for stand_in in StandIn::ALL {
            for (name, address) in stand_in.names().iter().zip(stand_in.addresses()) {
                names.set(name, &[address]);
                let Some(answer) = Answer::of(stand_in, trust) else { continue };
                let listener = services::tcp(side, at(address, RDP)).map_err(|error| format!("{name}: {error}"))?;
                let count = Arc::clone(&accepted[stand_in as usize]);
                services.accept(listener, move |stream| {
                    count.fetch_add(1, Ordering::Relaxed);
                    answer.clone().give(stream)
                });
            }
        }
        let dropped = StandIn::Dropped.addresses().map(|address| address.to_string()).join(", ");
        let rules = format!(
            "table ip stand_ins {{ chain input {{ type filter hook input priority 0; \
             ip daddr {{ {dropped} }} tcp dport {RDP} drop\n}}\n}}\n"
        );
        side.tool("nft", &["-f", "-"], &rules)?;
        let xrdp = xrdp(side, trust, folder, resolver);
        Ok(Self { accepted, xrdp })
    }

    /// How many connections a stand-in has accepted so far. Those of `Closed`, `Dropped` and `Xrdp` are not seen here, but in
    /// the attempts that the path counts.
    pub(crate) fn accepted(&self, stand_in: StandIn) -> usize {
        self.accepted[stand_in as usize].load(Ordering::Relaxed)
    }

    /// Whether the real xrdp runs.
    ///
    /// # Errors
    /// With the reason, if it does not.
    pub(crate) fn xrdp(&self) -> Result<(), &str> {
        self.xrdp.as_ref().map(|_| ()).map_err(String::as_str)
    }
}

/// What is said to a connection.
#[derive(Clone)]
enum Answer {
    Reset,
    Fin,
    Silent,
    Tls(TlsAcceptor),
}

impl Answer {
    fn of(stand_in: StandIn, trust: &Trust) -> Option<Self> {
        let names = stand_in.names();
        let names = [names[0].as_str(), names[1].as_str()];
        let tls = |identity: super::trust::Identity| Some(Self::Tls(TlsAcceptor::from(identity.server(&["http/1.1"]))));
        match stand_in {
            StandIn::Closed | StandIn::Dropped | StandIn::Xrdp => None,
            StandIn::Reset => Some(Self::Reset),
            StandIn::Fin => Some(Self::Fin),
            StandIn::Silent => Some(Self::Silent),
            StandIn::SelfSigned => tls(Trust::self_signed(&names)),
            StandIn::Trusted => tls(trust.identity(&names)),
        }
    }

    async fn give(self, mut stream: TcpStream) {
        match self {
            Self::Reset => {
                let mut first = [0; 1];
                let read = stream.read(&mut first).await;
                // With no time to linger, closing is a reset, whether or not all was read.
                if read.is_ok() && stream.set_zero_linger().is_ok() {
                    drop(stream);
                }
            }
            Self::Fin => {
                if read_message(&mut stream).await.is_some() {
                    // Everything was read, so this is a FIN and no reset. Then the other side may go on or not.
                    let _ = stream.shutdown().await;
                    let _ = stream.read(&mut [0; 1]).await;
                }
            }
            Self::Silent => while matches!(stream.read(&mut [0; 1024]).await, Ok(1..)) {},
            Self::Tls(acceptor) => {
                let Ok(stream) = acceptor.accept(stream).await else { return };
                let page = Router::new().route("/", get(|| std::future::ready("ok")));
                let service = hyper_util::service::TowerToHyperService::new(page);
                let builder = hyper_util::server::conn::auto::Builder::new(hyper_util::rt::TokioExecutor::new());
                let _ = builder.serve_connection(hyper_util::rt::TokioIo::new(stream), service).await;
            }
        }
    }
}

/// Reads a whole TLS record (a browser's first message), or whatever comes at once if it is none.
async fn read_message(stream: &mut TcpStream) -> Option<()> {
    let mut head = [0; 5];
    stream.read_exact(&mut head).await.ok()?;
    if head[0] == 22 {
        let mut rest = vec![0; usize::from(u16::from_be_bytes([head[3], head[4]]))];
        stream.read_exact(&mut rest).await.ok()?;
    }
    Some(())
}

/// Starts the real xrdp without its session manager: nobody signs in here.
fn xrdp(side: &Namespace, trust: &Trust, folder: &Path, resolver: &Path) -> Result<Contained, String> {
    let program = ["/usr/sbin/xrdp", "/usr/local/sbin/xrdp"].into_iter().map(Path::new).find(|path| path.is_file());
    let program = program.ok_or("xrdp is not installed")?;
    let names = StandIn::Xrdp.names();
    let [certificate, key] = trust.identity(&[&names[0], &names[1]]).write(folder, "xrdp");
    let ports = StandIn::Xrdp.addresses().map(|address| format!("tcp://{address}:{RDP}")).join(" ");
    let settings = format!(
        "[Globals]\nini_version=1\nfork=true\nport={ports}\ntcp_nodelay=true\nsecurity_layer=negotiate\ncrypt_level=high\n\
         certificate={}\nkey_file={}\nssl_protocols=TLSv1.2, TLSv1.3\nallow_channels=true\nmax_bpp=32\n\
         [Logging]\nLogFile={}\nLogLevel=INFO\nEnableSyslog=false\n[Channels]\n[Xorg]\nname=Xorg\nlib=libxup.so\n\
         username=ask\npassword=ask\nport=-1\ncode=20\n",
        certificate.display(),
        key.display(),
        folder.join("xrdp-own.log").display(),
    );
    let file = folder.join("xrdp.ini");
    let written: io::Result<()> = fs::write(&file, settings);
    written.map_err(|error| error.to_string())?;
    let start = Start {
        program,
        arguments: vec!["--nodaemon".into(), "--config".into(), file.into()],
        environment: Vec::new(),
        resolver,
        // It notes its process here and refuses to run twice.
        own_folder: Some("/run/xrdp"),
        log: folder.join("xrdp.log"),
    };
    Contained::start(side, start).map_err(|error| format!("xrdp: {error}"))
}
