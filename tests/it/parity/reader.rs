//! What a machine says is understood and drawn alike, whether the server reads it or the page.

use std::time::UNIX_EPOCH;

use diagnosis::words::Places;
use serde_json::json;
use web::reader::drawn::{Detour, understood};
use web::reader::{Given, Reader};
use yardstick::reports::healthy;

use super::BASE;
use crate::cases::machines;
use crate::server_side::ServerSide;
use crate::tree::{self, Without, difference};

const CASE: &str = "code=0x904&path=vpn";

/// Gives the same texts to both. Returns how many lines go on, or nothing where nothing could be read.
async fn same(language: &knowledge::Language, name: &str, texts: &[&str], machine: &str) -> Option<usize> {
    let server = ServerSide::below(BASE);
    let places = Places { base: BASE.to_string(), ..Places::default() };
    let reader = Reader::new(knowledge::MODEL.bytes, language.reader.bytes, places).unwrap();
    let fields: Vec<(&str, &str)> =
        texts.iter().map(|text| ("file", *text)).chain([("machine", machine), ("t", CASE), ("to", "plan")]).collect();
    let page = server.post(&format!("{BASE}/evidence?lang={}", language.tag), &fields).await;
    let today = server::now().duration_since(UNIX_EPOCH).unwrap().as_secs() / 86_400;
    let texts = texts.iter().map(|text| text.as_bytes().to_vec()).collect();
    let given = Given { texts, machine: machine.to_string(), today: i64::try_from(today).ok(), unopened: false };
    let view = match reader.read(&given) {
        Ok(view) => view,
        Err(wrong) => {
            assert_eq!(page.status.as_u16(), 422, "{name}");
            assert_eq!(tree::text_of(&page.html, "#paste-error"), wrong, "{name}");
            return None;
        }
    };
    assert_eq!(page.status.as_u16(), 200, "{name}");
    let drawn: String = understood(&reader.words, &reader.places, &Detour::of(&reader.places, CASE, true), &view)
        .iter()
        .map(web::reader::tree::Element::html)
        .collect();
    // Only what became of the text differs.
    let mut html = page.html;
    for (sent, read_here) in
        [("understood.dropped-text", "understood.stayed-text"), ("understood.dropped", "understood.stayed")]
    {
        assert!(html.contains(&reader.words.say(sent)), "{name}: the server does not say {sent}");
        html = html.replace(&reader.words.say(sent), &reader.words.say(read_here));
    }
    let server = tree::of_main(&html, Without::default());
    if let Some(difference) = difference(&server, &tree::of_fragment(&drawn, Without::default())) {
        panic!("{name} differs, - server, + client:\n{difference}");
    }
    Some(view.sections.iter().map(|section| section.findings.len()).sum())
}

#[tokio::test]
async fn every_written_text_of_a_machine_is_understood_alike() {
    let (mut findings, mut refused) = (0, 0);
    for case in machines() {
        match same(knowledge::english(), &case.name, &[&case.text], &case.machine).await {
            Some(found) => findings += found,
            None => refused += 1,
        }
    }
    assert!(findings > 10 && refused > 2, "{findings} findings, {refused} refused");
}

#[tokio::test]
async fn reports_of_both_computers_are_compared_alike() {
    let mut pair = healthy(11);
    pair.cut_by_schannel(36870).host("/tls/selfProbe/ok", json!(false));
    let (host, client) = (pair.host.to_string(), pair.client.to_string());
    let pseudo = knowledge::LANGUAGES.iter().find(|language| language.tag == "qps").unwrap();
    for language in [knowledge::english(), pseudo] {
        let both = same(language, "both", &[&host, &client], "unknown").await;
        let one = same(language, "host", &[&host], "unknown").await;
        assert!(both > one && one > Some(0), "{both:?} of both, {one:?} of one");
    }
    let cut = same(knowledge::english(), "one cut", &[&host[..host.len() / 2], &client], "unknown").await;
    assert!(cut > Some(0));
    for broken in [&host[..200], "{\"other\": 1}", "{\"schema\": \"fix904-report-9\"}", "\u{1}\u{2}\u{3}", ""] {
        assert_eq!(same(knowledge::english(), broken, &[broken], "host").await, None);
    }
}
