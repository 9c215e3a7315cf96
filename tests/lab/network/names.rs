//! Answers to questions for names: what was registered, and "no such name" for the rest of the world.

use std::collections::BTreeMap;
use std::net::{IpAddr, UdpSocket};
use std::sync::{Arc, Mutex};

const HEAD: usize = 12;
/// Seconds that an answer may be kept. 0: a name may move during a run.
const KEEP: [u8; 4] = [0; 4];

/// The zone. Copies share it.
#[derive(Clone, Default)]
pub(crate) struct Names {
    zone: Arc<Mutex<BTreeMap<String, Vec<IpAddr>>>>,
    asked: Arc<Mutex<BTreeMap<String, usize>>>,
}

impl Names {
    /// Registers a name, in place of what it was before.
    pub(crate) fn set(&self, name: &str, addresses: &[IpAddr]) {
        self.zone.lock().unwrap().insert(name.to_lowercase(), addresses.to_vec());
    }

    /// The first address of a name.
    pub(crate) fn get(&self, name: &str) -> Option<IpAddr> {
        self.zone.lock().unwrap().get(&name.to_lowercase())?.first().copied()
    }

    /// How often each name was asked for, in small letters.
    pub(crate) fn asked(&self) -> BTreeMap<String, usize> {
        self.asked.lock().unwrap().clone()
    }

    /// Answers until the socket fails.
    pub(crate) async fn answer(self, socket: UdpSocket) {
        let Ok(socket) = tokio::net::UdpSocket::from_std(socket) else { return };
        let mut buffer = [0; 512];
        while let Ok((length, from)) = socket.recv_from(&mut buffer).await {
            if let Some(answer) = self.reply(&buffer[..length]) {
                // Who does not get it asks again.
                let _ = socket.send_to(&answer, from).await;
            }
        }
    }

    /// The answer to one question; none if it cannot be read.
    fn reply(&self, query: &[u8]) -> Option<Vec<u8>> {
        let (name, end) = name(query)?;
        let kind = u16::from_be_bytes(query.get(end..end + 2)?.try_into().ok()?);
        let question = query.get(HEAD..end + 4)?;
        *self.asked.lock().unwrap().entry(name.clone()).or_default() += 1;
        let known = self.zone.lock().unwrap().get(&name).cloned();
        let records: Vec<Vec<u8>> = known.iter().flatten().filter_map(|address| record(*address, kind)).collect();
        // An answer (0x8000) with authority (0x0400), recursion wished for as asked, and offered (0x0080).
        let flags = 0x8480 | (u16::from(query[2] & 1) << 8) | if known.is_none() { 3 } else { 0 };
        let mut reply = query[..2].to_vec();
        for part in [flags, 1, u16::try_from(records.len()).ok()?, 0, 0] {
            reply.extend(part.to_be_bytes());
        }
        reply.extend(question);
        records.into_iter().for_each(|record| reply.extend(record));
        Some(reply)
    }
}

/// The name that is asked for, in small letters, and where its kind stands.
fn name(query: &[u8]) -> Option<(String, usize)> {
    let (mut at, mut labels) = (HEAD, Vec::new());
    loop {
        let length = usize::from(*query.get(at)?);
        at += 1;
        match length {
            0 => return Some((labels.join("."), at)),
            // A pointer has no place in a question.
            1..=63 => labels.push(String::from_utf8_lossy(query.get(at..at + length)?).to_lowercase()),
            _ => return None,
        }
        at += length;
    }
}

/// The address as a record of this kind; none if it is of the other family.
fn record(address: IpAddr, kind: u16) -> Option<Vec<u8>> {
    let bytes = match (address, kind) {
        (IpAddr::V4(address), 1) => address.octets().to_vec(),
        (IpAddr::V6(address), 28) => address.octets().to_vec(),
        _ => return None,
    };
    // The name: as in the question, which stands at HEAD.
    let mut record = vec![0xC0, HEAD as u8];
    record.extend(kind.to_be_bytes());
    record.extend([0, 1]);
    record.extend(KEEP);
    record.extend(u16::try_from(bytes.len()).ok()?.to_be_bytes());
    record.extend(bytes);
    Some(record)
}

#[test]
fn registered_names_are_answered_and_others_do_not_exist() {
    let names = Names::default();
    names.set("Portal.test", &["203.0.113.1".parse().unwrap(), "2001:db8::1".parse().unwrap()]);
    let ask = |labels: &[&str], kind: u16| {
        let mut query = vec![9, 4, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0];
        for label in labels {
            query.push(label.len() as u8);
            query.extend(label.bytes());
        }
        query.push(0);
        query.extend(kind.to_be_bytes());
        query.extend([0, 1]);
        names.reply(&query).unwrap()
    };
    let four = ask(&["portal", "TEST"], 1);
    assert_eq!(four[..12], [9, 4, 0x85, 0x80, 0, 1, 0, 1, 0, 0, 0, 0]);
    assert!(four.ends_with(&[0, 1, 0, 1, 0, 0, 0, 0, 0, 4, 203, 0, 113, 1]));
    assert!(ask(&["portal", "test"], 28).ends_with(&[0, 16, 0x20, 1, 0xD, 0xB8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1]));
    // No record of that kind is not the same as no such name.
    assert_eq!((ask(&["portal", "test"], 65)[3] & 0xF, ask(&["portal", "test"], 65)[7]), (0, 0));
    assert_eq!(ask(&["elsewhere", "test"], 1)[3] & 0xF, 3);
    assert_eq!(names.asked()["portal.test"], 4);
    assert_eq!(names.reply(&[0; 13]), None);
    assert_eq!(names.reply(&[0; 5]), None);
}
