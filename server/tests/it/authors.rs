//! What authors rely on: the check, the template, and a folder that is read again when it changes.

#![expect(clippy::unwrap_used, clippy::panic, reason = "helpers of tests fail by panicking")]

use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use serde_json::Value;
use server::cli::knowledge::{KnowledgeCommand, New, run};
use server::routes::app;
use server::{Config, Portal, content, now};

use crate::{Site, logs};

/// A copy of the content in a folder of its own.
pub(crate) struct Copied(pub(crate) PathBuf);

impl Copied {
    pub(crate) fn new(name: &str) -> Self {
        let to = std::env::temp_dir().join(format!("fix904-{name}-{}", std::process::id()));
        let from = Path::new(env!("CARGO_MANIFEST_DIR")).join("../knowledge");
        for file in knowledge::folder::read(&from).unwrap() {
            let path = to.join(&file.path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, file.text).unwrap();
        }
        Self(to)
    }

    pub(crate) fn change(&self, path: &str, from: &str, to: &str) {
        let path = self.0.join(path);
        let text = fs::read_to_string(&path).unwrap();
        assert!(text.contains(from));
        fs::write(path, text.replacen(from, to, 1)).unwrap();
    }
}

impl Drop for Copied {
    fn drop(&mut self) {
        // A folder that cannot be cleared is only untidy.
        let _ = fs::remove_dir_all(&self.0);
    }
}

pub(crate) fn check(dir: &Path, json: bool) -> server::cli::knowledge::Outcome {
    run(&KnowledgeCommand::Check { dir: Some(dir.to_path_buf()), overlay: None, json }, now).unwrap()
}

#[test]
fn the_check_names_every_finding_with_file_line_and_cure() {
    let copied = Copied::new("check");
    assert!(check(&copied.0, false).sound);
    copied.change("causes/mtu-blackhole.md", "family = \"line\"", "family = \"lines\"");
    copied.change("events.toml", "machine = \"host\"", "machine = \"moon\"");
    let found = check(&copied.0, false);
    assert!(!found.sound && found.text.contains("causes/mtu-blackhole.md:") && found.text.contains("events.toml:"));
    let list: Vec<Value> = serde_json::from_str(&check(&copied.0, true).text).unwrap();
    let family = list.iter().find(|finding| finding["rule"] == "reference").unwrap();
    assert!(family["line"].as_u64().unwrap() > 1 && family["cure"].as_str().unwrap().contains("families.toml"));
}

#[test]
fn a_folder_that_is_not_there_is_an_error_and_no_finding() {
    let missing = KnowledgeCommand::Check { dir: Some("no-such-folder".into()), overlay: None, json: false };
    assert!(run(&missing, now).unwrap_err().to_string().contains("no-such-folder"));
}

#[test]
fn a_template_is_written_once_and_only_under_a_fitting_name() {
    let copied = Copied::new("new");
    let new = |id: &str| run(&KnowledgeCommand::New { what: New::Cause { id: id.into(), dir: copied.0.clone() } }, now);
    assert!(new("my-cause").unwrap().text.contains("numbers.toml"));
    // It is complete but for what only the author knows, so the check lists exactly that.
    let found = check(&copied.0, false).text;
    assert!(found.contains("causes/my-cause.md:") && !found.contains("[toml]"), "{found}");
    assert!(new("my-cause").unwrap_err().to_string().contains("nothing was changed"));
    assert!(new("My Cause").is_err() && new("").is_err());
}

#[test]
fn what_is_published_is_put_on_a_list_that_only_grows() {
    let copied = Copied::new("publish");
    let publish = || run(&KnowledgeCommand::Publish { dir: copied.0.clone() }, now).unwrap();
    let list = || fs::read_to_string(copied.0.join("published.toml")).unwrap();
    let before = list();
    copied.change("published.toml", "mtu-blackhole = 17\n", "");
    assert!(publish().sound && list() == before, "what is missing is added");
    copied.change("numbers.toml", "mtu-blackhole = 17", "mtu-blackhole = 9999");
    let refused = publish();
    assert!(!refused.sound && refused.text.contains("numbers.toml:") && list() == before, "{}", refused.text);
}

/// Asks until the answer is as wanted. Ends by failing, never by a fixed wait.
async fn until(site: &Site, address: &str, wanted: impl Fn(&str) -> bool) {
    let begun = Instant::now();
    loop {
        let answer = site.get(address).await;
        if wanted(answer.text()) {
            return;
        }
        if begun.elapsed() > Duration::from_secs(60) {
            panic!("{address} never became as wanted");
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

#[tokio::test]
async fn a_good_change_is_taken_and_a_broken_one_is_named() {
    logs::begin();
    let copied = Copied::new("watch");
    let portal = Portal::new(Config::default(), now).unwrap();
    content::follow(&portal, content::Origin { folder: Some(copied.0.clone()), overlay: None }).unwrap();
    let site = Site(app(&portal));
    let page = "/causes/mtu-blackhole";
    let before = "title = \"Large packets are lost on the way\"";
    copied.change("causes/mtu-blackhole.md", before, "title = \"Big packets get lost\"");
    until(&site, page, |text| text.contains("Big packets get lost")).await;
    let words = site.get("/diagnose?code=0x904").await;
    let pack = words.text().split("data-words=\"").nth(1).unwrap().split('"').next().unwrap().to_string();
    assert_eq!(site.get(&format!("/knowledge/{pack}")).await.status, 200, "the client finds the new words");

    copied.change("causes/mtu-blackhole.md", "family = \"line\"", "family = \"lines\"");
    until(&site, "/readyz", |text| text.contains("causes/mtu-blackhole.md:")).await;
    assert!(site.get(page).await.has("Big packets get lost"), "the last good one stays");
    copied.change("causes/mtu-blackhole.md", "family = \"lines\"", "family = \"line\"");
    until(&site, "/readyz", |text| !text.contains("trouble")).await;
}
