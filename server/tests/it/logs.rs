//! Logs hold what an operator needs, and nothing of a visitor.

use std::io::Write;
use std::sync::{Arc, Mutex};

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

async fn logged(requests: impl AsyncFnOnce(Site) -> Vec<Answer>) -> (Vec<Answer>, String) {
    let lines = Lines::default();
    let writer = lines.clone();
    let subscriber = server::telemetry::subscriber(move || writer.clone());
    let guard = tracing::subscriber::set_default(subscriber);
    let answers = requests(Site::new()).await;
    drop(guard);
    let text = String::from_utf8(lines.0.lock().unwrap().clone()).unwrap();
    (answers, text)
}

#[tokio::test]
async fn a_line_names_route_status_and_reference_and_nothing_else() {
    let private = [("referer", "https://intranet.example/ticket/4711"), ("user-agent", "Browser/1.0"), ("x-forwarded-for", "192.0.2.7")];
    let (answers, log) = logged(async |site| {
        vec![
            site.get_with("/diagnose?path=vpn&code=0x904&secret=JANES-PC", &private).await,
            site.post_with("/read", &[("text", "0x904 on SRV-FINANCE-07")], &private).await,
            site.get_with("/causes/mtu-blackhole?q=x", &private).await,
            site.get_with("/private-looking-path", &private).await,
        ]
    })
    .await;
    let lines: Vec<serde_json::Value> = log.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(lines.len(), 4, "{log}");
    for (line, (route, status)) in lines.iter().zip([("/diagnose", 200), ("/read", 200), ("/causes/{id}", 200), ("none", 404)]) {
        assert_eq!(line["fields"]["route"], route);
        assert_eq!(line["fields"]["status"], status);
        assert!(line["fields"]["ms"].is_u64());
    }
    for (line, answer) in lines.iter().zip(&answers) {
        assert_eq!(line["fields"]["id"], answer.header("x-request-id"));
    }
    for word in ["vpn", "JANES", "FINANCE", "intranet", "Browser", "192.0.2.7", "mtu-blackhole", "private-looking", "localhost"] {
        assert!(!log.contains(word), "{word} is logged: {log}");
    }
}
