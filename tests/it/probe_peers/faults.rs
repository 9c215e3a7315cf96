//! Peers that fail in ways of their own. What the probe must say of each stands in `server/tests/it/probe.rs`; here they are what
//! other callers and other programs look at too.

use super::scripts::Script;

/// What a web server says to a request that it does not understand.
const WEB: &[u8] = b"HTTP/1.1 400 Bad Request\r\ncontent-length: 0\r\nconnection: close\r\n\r\n";

/// Peers that say or do something.
pub(super) const FAULTS: [(&str, Script); 15] = [
    ("closes at once", Script::CloseOnAccept),
    ("closes after the request", Script::CloseAfterRequest),
    ("resets after the request", Script::ResetAfterRequest),
    ("web server", Script::Says(WEB)),
    ("SSH", Script::Says(b"SSH-2.0-OpenSSH_9.2p1\r\n")),
    ("failure code 2, no TLS", Script::Fails(2)),
    ("failure code 3, no certificate", Script::Fails(3)),
    ("failure code 5, NLA only", Script::Fails(5)),
    ("chooses the old encryption", Script::Selects(0)),
    ("closes after the greeting", Script::CloseAfterHello),
    ("resets after the greeting", Script::ResetAfterHello),
    ("alert 40 after the greeting", Script::AfterHello(b"\x15\x03\x03\0\x02\x02\x28")),
    ("words in clear after the greeting", Script::AfterHello(b"\x03\0\0\x09\x02\xf0\x80\x21\x80")),
    ("ends inside its certificate", Script::CutInCertificate),
    ("all well, with NLA", Script::Tls { sign_in: true }),
];

/// Peers that say nothing more. Whoever looks at them waits to the limit.
pub(super) const SILENT: [(&str, Script); 2] =
    [("silent from the start", Script::Tarpit), ("silent after its choice of TLS", Script::Selects(1))];
