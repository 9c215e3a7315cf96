//! `certutil -store`: dates and fitness of certificates. Labels are translated; the row of equals signs, the order of the
//! lines, the hash with `(sha1)` and numbers of algorithms and uses are not.

use alloc::string::String;
use alloc::vec::Vec;

use super::moments::{days, plain};
use super::{About, Part, Tool};
use crate::knowledge_base::KnowledgeBase;
use crate::reading::understood::Rank;

/// More certificates than this are not looked at: a store of trust has hundreds, and none of them is the right one.
const MOST: usize = 20;
/// Uses of a certificate, and among them that of a server.
const USES: &str = "2.5.29.37";
const SERVER: &str = "1.3.6.1.5.5.7.3.1";
/// Signatures with SHA-1 or MD5.
const OLD_SIGNATURES: [&str; 3] = ["1.2.840.113549.1.1.5", "1.2.840.113549.1.1.4", "1.2.840.10045.4.1"];

/// One certificate of the list.
struct Certificate {
    begins: Vec<i64>,
    ends: Vec<i64>,
    ends_text: String,
    old_signature: bool,
    /// None if the uses are not listed, as without `-v`.
    for_servers: Option<bool>,
}

/// Reads the list, if there is one.
pub(super) fn read(base: &KnowledgeBase, text: &str, about: &About) -> Option<Part> {
    let certificates: Vec<Certificate> =
        blocks(text).iter().filter_map(|lines| certificate(lines)).take(MOST + 1).collect();
    if certificates.is_empty() {
        return None;
    }
    let mut part = Part::new(Tool::Certificates);
    if certificates.len() > MOST {
        part.understood.note("certificates", ">20", "certificates-too-many");
        return Some(part);
    }
    // Which one Remote Desktop uses does not stand here. So only what is true of all of them is true of that one.
    let alone = certificates.len() == 1;
    let count = alloc::format!("{}", certificates.len());
    let fault = ("report-certificate", "expired");
    let past = |c: &Certificate| about.today.and_then(|today| past(&c.ends, today));
    if about.today.is_none() || certificates.iter().any(|c| past(c).is_none()) {
        part.understood.note("NotAfter", &shown(&certificates), "certificate-dates-unread");
    } else if certificates.iter().all(|c| past(c) == Some(true)) {
        part.understood.derive(base, ("NotAfter", &shown(&certificates)), "certificate-expired", Rank::Fault, fault);
    } else if certificates.iter().any(|c| past(c) == Some(true)) {
        part.understood.note("NotAfter", &count, "certificates-some-expired");
    } else if about.today.is_some_and(|today| certificates.iter().all(|c| past_not_begun(&c.begins, today))) {
        part.understood.note("NotBefore", &count, "certificate-not-begun");
    } else {
        part.understood.note("NotAfter", &shown(&certificates), "certificate-in-date");
    }
    let unfit = ("report-certificate", "unfit");
    if certificates.iter().all(|c| c.for_servers == Some(false)) {
        part.understood.derive(base, (SERVER, &count), "certificate-not-for-servers", Rank::Fault, unfit);
    }
    if certificates.iter().all(|c| c.old_signature) {
        part.understood.derive(base, ("sha1", &count), "certificate-old-signature", Rank::Fault, unfit);
    }
    if !alone {
        part.understood.note("certificates", &count, "certificates-several");
    }
    Some(part)
}

fn shown(certificates: &[Certificate]) -> String {
    let ends: Vec<&str> = certificates.iter().take(3).map(|c| c.ends_text.as_str()).collect();
    ends.join(", ")
}

/// Whether a date lies in the past; none if it can mean a day before and a day after.
fn past(days: &[i64], today: i64) -> Option<bool> {
    let first = *days.first()? < today;
    days.iter().all(|day| (*day < today) == first).then_some(first)
}

fn past_not_begun(begins: &[i64], today: i64) -> bool {
    !begins.is_empty() && begins.iter().all(|day| *day > today)
}

/// The lines of each certificate, which begin below a row such as `======= Certificate 0 =======`.
fn blocks(text: &str) -> Vec<Vec<&str>> {
    let mut blocks: Vec<Vec<&str>> = Vec::new();
    for line in text.lines() {
        let row = line.trim();
        let head =
            row.starts_with("========") && row.ends_with("========") && row.contains(|c: char| c.is_ascii_digit());
        if head {
            if blocks.len() > MOST {
                break;
            }
            blocks.push(Vec::new());
        } else if let Some(block) = blocks.last_mut() {
            block.push(line);
        }
    }
    blocks
}

fn certificate(lines: &[&str]) -> Option<Certificate> {
    let value = |line: &str| line.split_once(':').map(|(_, value)| String::from(value.trim()));
    // The two dates stand indented, one below the other, before the subject.
    let dates: Vec<String> = lines
        .iter()
        .take(40)
        .filter(|line| line.starts_with(char::is_whitespace))
        .filter_map(|line| value(line))
        .filter(|value| !days(value).is_empty() && value.contains(':'))
        .take(2)
        .collect();
    let [begins, ends] = &dates[..] else { return None };
    let has = |text: &str| lines.iter().any(|line| line.contains(text));
    let signature = |line: &&&str| OLD_SIGNATURES.iter().any(|old| line.split_whitespace().any(|word| word == *old));
    Some(Certificate {
        begins: days(begins),
        ends: days(ends),
        ends_text: plain(ends),
        old_signature: lines.iter().any(|line| signature(&line)),
        for_servers: has(USES).then(|| has(SERVER)),
    })
}
