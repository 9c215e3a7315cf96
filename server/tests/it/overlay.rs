//! An organisation's own files, laid over the shipped ones; and what is for its agents only.

#![expect(clippy::unwrap_used, reason = "helpers of tests fail by panicking")]

use std::fs;
use std::path::PathBuf;

use server::cli::knowledge::{KnowledgeCommand, run};
use server::content::{Origin, follow};
use server::routes::app;
use server::{Config, Portal, now};

use crate::Site;

/// A folder of its own, empty at first.
struct Overlay(PathBuf);

impl Overlay {
    fn new(name: &str) -> Self {
        let folder = std::env::temp_dir().join(format!("fix904-overlay-{name}-{}", std::process::id()));
        fs::create_dir_all(&folder).unwrap();
        Self(folder)
    }

    fn write(&self, path: &str, text: &str) {
        let path = self.0.join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    /// A shipped file with changes, and the entry that says what it was made from.
    fn replace(&self, path: &str, change: impl Fn(&str) -> String) -> String {
        let text = shipped(path);
        let changed = change(&text);
        assert_ne!(changed, text, "{path} was not changed");
        self.write(path, &changed);
        let base = diagnosis::pack::fingerprint(text.as_bytes());
        format!("[[replaces]]\nfile = \"{path}\"\nbase = \"{base}\"\n\n")
    }

    fn findings(&self) -> String {
        let check = KnowledgeCommand::Check { dir: None, overlay: Some(self.0.clone()), json: false };
        run(&check, now).unwrap().text
    }

    fn serve(&self) -> Site {
        let portal = Portal::new(Config::default(), now).unwrap();
        follow(&portal, Origin { folder: None, overlay: Some(self.0.clone()) }).unwrap();
        Site(app(&portal))
    }
}

impl Drop for Overlay {
    fn drop(&mut self) {
        // A folder that cannot be cleared is only untidy.
        let _ = fs::remove_dir_all(&self.0);
    }
}

fn shipped(path: &str) -> String {
    knowledge::source_files().into_iter().find(|file| file.path == path).unwrap().text
}

const NUMBER: &str = "[[number]]
file = \"causes/mtu-blackhole.md\"
key = \"weight\"
value = 60
base = 35
reason = \"Our VPN carries 1280 bytes.\"
";

#[tokio::test]
async fn own_files_numbers_and_contact_are_used() {
    let overlay = Overlay::new("use");
    let title = |text: &str| text.replacen("title = \"", "title = \"At Example: ", 1);
    let replaced = overlay.replace("remedies/lower-mtu.md", title);
    let contact = "[contact]\nname = \"Example desk\"\nphone = \"4711\"\n";
    overlay.write("overrides.toml", &format!("{replaced}{NUMBER}\n{contact}"));
    assert!(overlay.findings().ends_with("nothing wrong.\n"), "{}", overlay.findings());
    let site = overlay.serve();
    assert!(site.get("/remedies/lower-mtu").await.has("At Example: "));
    assert!(site.get("/contact").await.has("Example desk"));
    let plain = Site::new();
    let likely = "/plan?code=0x904&on=elsewhere";
    assert_ne!(site.get(likely).await.text(), plain.get(likely).await.text(), "the number changes the ranking");
}

#[test]
fn whatever_was_written_against_something_older_is_found() {
    let overlay = Overlay::new("old");
    overlay.replace("remedies/lower-mtu.md", |text| text.replacen("title = \"", "title = \"Our ", 1));
    let unsaid = overlay.findings();
    assert!(unsaid.contains("remedies/lower-mtu.md:1: [overlay]") && unsaid.contains("[[replaces]]"), "{unsaid}");
    let old = "[[replaces]]\nfile = \"remedies/lower-mtu.md\"\nbase = \"0000000000000000\"\n\n";
    let gone = "[[replaces]]\nfile = \"remedies/gone.md\"\nbase = \"0\"\n\n";
    let number = NUMBER.replace("base = 35", "base = 30").replace("Our VPN carries 1280 bytes.", "");
    let unknown = NUMBER.replace("\"weight\"", "\"signs.error-phase.never\"");
    overlay.write("overrides.toml", &format!("{old}{gone}{number}\n{unknown}"));
    overlay.write("numbers.toml", "[causes]\nown-cause = 84\n");
    let found = overlay.findings();
    for part in [
        "overrides.toml:2: [overlay] The shipped remedies/lower-mtu.md has changed",
        "The overlay holds no remedies/gone.md",
        "is 35 by now, and no longer 30",
        "without a reason",
        "has no number \"signs.error-phase.never\"",
        "numbers.toml:1: [overlay] 84 may be given",
    ] {
        assert!(found.contains(part), "{part}\n{found}");
    }
    overlay.write("overrides.toml", "[[numbers]]\n");
    assert!(overlay.findings().contains("overrides.toml:1: [overlay] This cannot be read"));
}

#[tokio::test]
async fn a_page_that_moved_is_found_at_its_old_address() {
    let overlay = Overlay::new("moved");
    overlay.write("numbers.toml", "[renamed]\n\"causes/mtu\" = \"causes/mtu-blackhole\"\n");
    let answer = overlay.serve().get("/causes/mtu").await;
    assert_eq!((answer.status.as_u16(), answer.header("location")), (308, "/causes/mtu-blackhole"));
    overlay.write("numbers.toml", "[renamed]\n\"causes/mtu\" = \"causes/nowhere\"\n");
    assert!(overlay.findings().contains("[renamed]"), "{}", overlay.findings());
}

/// A word that is nowhere in the shipped content.
const CANARY: &str = "zanzibarquartz";

/// One file and one entry of each kind, all of them with the canary; for agents only, or for all.
fn with_canaries(overlay: &Overlay, agents: bool) {
    let mark = |text: &str, key: &str| match (agents, text.contains("\naudience = ")) {
        (false, _) => text.to_string(),
        (true, true) => {
            let line = text.lines().find(|line| line.starts_with("audience = ")).unwrap();
            text.replacen(line, "audience = \"agent\"", 1)
        }
        (true, false) => text.replacen(key, &format!("audience = \"agent\"\n{key}"), 1),
    };
    for (path, id) in [
        ("causes", "mtu-blackhole"),
        ("remedies", "lower-mtu"),
        ("observations", "large-ping"),
        ("myths", "secret-port"),
    ] {
        let text = shipped(&format!("{path}/{id}.md")).replacen(id, &format!("{CANARY}-{path}"), 1);
        let text = text.replacen("title = \"", &format!("title = \"{CANARY} "), 1);
        overlay.write(&format!("{path}/{CANARY}-{path}.md"), &mark(&text, "title = "));
    }
    let numbers = format!(
        "causes.{CANARY}-causes = 10000\nremedies.{CANARY}-remedies = 10000\n[observations.{CANARY}-observations]\nnumber = 10000\noutcomes = {{ passes = 1, large-fails = 2, no-ping = 3 }}\n"
    );
    overlay.write("numbers.toml", &numbers);
    let row = format!("[signs.{CANARY}-observations]\npasses = 0.1\nlarge-fails = 0.8\nno-ping = 0.1\n\n");
    let own = format!("{row}[remedies]\n{CANARY}-remedies = 0.5");
    let remedy = |text: &str| text.replacen("[remedies]", &own, 1);
    let mut replaced = overlay.replace("causes/mtu-blackhole.md", remedy);
    let audience = if agents { "audience = \"agent\"\n" } else { "" };
    for (path, entry) in [
        ("glossary.toml", "[[term]]\nid = \"ID\"\nterm = \"ID\"\nmeans = \"ID.\"\n"),
        (
            "events.toml",
            "[[event]]\nid = \"ID\"\nnumbers = [64123]\nchannel = \"ID\"\nprovider = \"ID\"\nmachine = \"client\"\ntitle = \"ID\"\ntells = \"ID.\"\ncauses = [\"mtu-blackhole\"]\nsure = true\nsources = [\"s10\"]\n",
        ),
        (
            "updates.toml",
            "[[update]]\nid = \"ID\"\ntitle = \"ID\"\nreleased = \"2026-09\"\nnumbers = []\naffects = \"ID.\"\neffect = \"ID.\"\nway_out = \"ID.\"\nconfirmed = \"ID.\"\ncauses = []\nsources = [\"s10\"]\nlast_reviewed = \"2026-11-22\"\nreview_in_days = 90\n",
        ),
    ] {
        let own = entry.replace("ID", CANARY) + audience;
        replaced.push_str(&overlay.replace(path, |text| format!("{text}\n{own}")));
    }
    overlay.write("overrides.toml", &replaced);
}

/// Where the canary is seen, among everything that anybody may ask for.
async fn seen(site: &Site) -> Vec<String> {
    let words = site.get("/diagnose?code=0x904").await;
    let pack = |name: &str| words.text().split(name).nth(1).unwrap().split('"').next().unwrap().to_string();
    let packs = ["data-model=\"", "data-words=\"", "data-steps=\""].map(|name| format!("/knowledge/{}", pack(name)));
    let pages = [
        "/causes",
        "/causes/mtu-blackhole",
        "/codes",
        "/events",
        "/events/64123",
        "/myths",
        "/observations",
        "/updates",
        "/glossary",
        "/sitemap.xml",
        "/feed.atom",
        "/api/v1/pages.json",
        "/remedies/lower-mtu",
        "/search?q=packets",
        "/search?q=port",
        "/search?q=64123",
    ]
    .map(str::to_string);
    // And every page that may be listed.
    let sitemap = site.get("/sitemap.xml").await;
    let listed = sitemap.text().split("<loc>http://localhost:2308").skip(1).map(|rest| rest.split('<').next().unwrap());
    let listed: Vec<String> =
        listed.filter(|path| !pages.iter().any(|page| page == path)).map(str::to_string).collect();
    assert!(listed.len() > 300, "{} pages", listed.len());
    let own = ["causes", "remedies", "observations", "myths"].map(|kind| format!("/{kind}/{CANARY}-{kind}"));
    let mut seen = Vec::new();
    let own = own.into_iter().filter(|path| !listed.contains(path)).collect::<Vec<_>>();
    for address in packs.into_iter().chain(pages).chain(own).chain(listed) {
        let answer = site.get(&address).await;
        let body = String::from_utf8_lossy(&answer.bytes);
        if answer.status == 200 && body.contains(CANARY) {
            seen.push(address);
        }
    }
    seen
}

#[tokio::test]
async fn what_is_for_agents_only_is_nowhere_in_public() {
    let overlay = Overlay::new("public");
    with_canaries(&overlay, false);
    assert!(overlay.findings().ends_with("nothing wrong.\n"), "{}", overlay.findings());
    let public = seen(&overlay.serve()).await;
    for address in ["/causes", "/events", "/events/64123", "/myths", "/updates", "/glossary", "/search?q=64123"] {
        assert!(public.iter().any(|seen| seen == address), "without the mark it is everywhere, but not in {address}");
    }
    assert!(public.len() > 20, "without the mark it is everywhere: {public:?}");
    let overlay = Overlay::new("agents");
    with_canaries(&overlay, true);
    assert!(overlay.findings().ends_with("nothing wrong.\n"), "{}", overlay.findings());
    let none = seen(&overlay.serve()).await;
    assert!(none.is_empty(), "{none:?}");
    let found = overlay.serve().get(&format!("/search?q={CANARY}&exactly=1")).await;
    assert!(found.reading().contains("0 results."), "{}", found.reading());
}
