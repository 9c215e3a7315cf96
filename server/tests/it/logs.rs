//! Logs hold what an operator needs, and nothing of a visitor.

use std::io::Write;
use std::sync::{Arc, LazyLock, Mutex};

use serde_json::Value;

use crate::{Answer, Site};

/// Lines in memory.
#[derive(Clone, Default)]
struct Lines(Arc<Mutex<Vec<u8>>>);

impl Write for Lines {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

/// The log of this whole program: all tests write to it, and each looks only at the lines of its own requests. Set up
/// once and before the first request, because what was once found to have no reader stays silent.
static LOG: LazyLock<(Lines, Lines)> = LazyLock::new(|| {
    let (lines, record) = (Lines::default(), Lines::default());
    let (writer, auditor) = (lines.clone(), record.clone());
    let subscriber = server::telemetry::audited(move || writer.clone(), Some(move || auditor.clone()));
    tracing::subscriber::set_global_default(subscriber).unwrap();
    (lines, record)
});

/// All lines of the log, and all lines of the record of looks.
pub(crate) fn all() -> (String, String) {
    let text = |lines: &Lines| String::from_utf8(lines.0.lock().unwrap().clone()).unwrap();
    (text(&LOG.0), text(&LOG.1))
}

/// Starts the log.
pub(crate) fn begin() {
    LazyLock::force(&LOG);
}

/// The line of an answer.
fn line(answer: &Answer) -> (Value, String) {
    let text = all().0;
    let lines: Vec<&str> = text.lines().filter(|line| line.contains(answer.header("x-request-id"))).collect();
    assert_eq!(lines.len(), 1, "{lines:?}");
    (serde_json::from_str(lines[0]).unwrap(), lines[0].to_string())
}

#[tokio::test]
async fn a_line_names_route_status_and_reference_and_nothing_else() {
    let private = [
        ("referer", "https://intranet.example/ticket/4711"),
        ("user-agent", "Browser/1.0"),
        ("x-forwarded-for", "192.0.2.7"),
    ];
    let site = Site::new();
    let requests = [
        ("/diagnose", 200, site.get_with("/diagnose?path=vpn&code=0x904&secret=JANES-PC", &private).await),
        ("/read", 200, site.post_with("/read", &[("text", "0x904 on SRV-FINANCE-07")], &private).await),
        ("/evidence", 422, site.post_with("/evidence?path=vpn", &[("text", "x on SRV-FINANCE-07")], &private).await),
        // Without a word of the browser that the form is ours.
        ("/evidence/taken", 403, site.post_with("/evidence/taken", &[("t", "path=vpn")], &private).await),
        ("/causes/{id}", 200, site.get_with("/causes/mtu-blackhole?q=x", &private).await),
        ("none", 404, site.get_with("/private-looking-path", &private).await),
    ];
    for (route, status, answer) in requests {
        let (line, text) = line(&answer);
        assert_eq!((&line["fields"]["route"], &line["fields"]["status"]), (&Value::from(route), &Value::from(status)));
        assert!(line["fields"]["ms"].is_u64());
        for word in [
            "vpn",
            "JANES",
            "FINANCE",
            "intranet",
            "Browser",
            "192.0.2.7",
            "mtu-blackhole",
            "private-looking",
            "localhost",
        ] {
            assert!(!text.contains(word), "{word} is logged: {text}");
        }
    }
}
