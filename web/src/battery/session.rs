//! A WebTransport session with its datagrams. The bindings call it unstable, so it is reached by name.

use std::cell::RefCell;
use std::rc::Rc;

use diagnosis::reading::measurement::datagrams::Order;
use diagnosis::self_check_plan::{DATAGRAM_GROUPS, DATAGRAM_HEAD, DATAGRAM_NUMBERS};
use js_sys::{Array, Function, Object, Promise, Reflect, Uint8Array};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{ReadableStream, ReadableStreamDefaultReader, WritableStream, WritableStreamDefaultWriter};

/// A session that may stand or not.
pub(super) struct Session {
    transport: JsValue,
    /// Resolves when the session stands.
    pub(super) ready: Promise,
}

/// Datagrams of a session that stands.
pub(super) struct Datagrams {
    writer: WritableStreamDefaultWriter,
    /// Most bytes of one.
    pub(super) largest: usize,
    back: Rc<RefCell<Back>>,
}

/// Which datagrams came back, by group.
#[derive(Default)]
struct Back(Vec<Numbers>);

/// Which numbers of a group came, up to the highest, and how many of them after a higher one.
#[derive(Clone, Debug, Default, PartialEq)]
struct Numbers {
    came: Vec<bool>,
    late: u32,
}

/// Whether the browser has WebTransport.
pub(super) fn is_known() -> bool {
    constructor().is_some()
}

fn constructor() -> Option<Function> {
    Reflect::get(&js_sys::global(), &"WebTransport".into()).ok()?.dyn_into().ok()
}

fn get(of: &JsValue, name: &str) -> Result<JsValue, JsValue> {
    Reflect::get(of, &name.into())
}

impl Session {
    /// Begins a session with a server whose certificate has one of these SHA-256 hashes, in hexadecimal digits.
    ///
    /// # Errors
    /// If the browser refuses at once.
    pub(super) fn begin(url: &str, hashes: &[String]) -> Result<Self, JsValue> {
        let accepted = Array::new();
        for hash in hashes {
            let entry = Object::new();
            Reflect::set(&entry, &"algorithm".into(), &"sha-256".into())?;
            Reflect::set(&entry, &"value".into(), &Uint8Array::from(bytes(hash).as_slice()))?;
            accepted.push(&entry);
        }
        let options = Object::new();
        Reflect::set(&options, &"serverCertificateHashes".into(), &accepted)?;
        let constructor = constructor().ok_or(JsValue::NULL)?;
        let transport = Reflect::construct(&constructor, &Array::of2(&url.into(), &options))?;
        let ready = get(&transport, "ready")?.dyn_into()?;
        // A session that fails rejects this promise too; nobody else waits for it.
        silence(get(&transport, "closed")?.dyn_into()?);
        Ok(Self { transport, ready })
    }

    /// Opens the datagrams and begins to take what comes back.
    ///
    /// # Errors
    /// If the session does not stand.
    pub(super) fn open(&self) -> Result<Datagrams, JsValue> {
        let datagrams = get(&self.transport, "datagrams")?;
        let writable = match get(&datagrams, "writable")?.dyn_into::<WritableStream>() {
            Ok(writable) => writable,
            // The newer form of the same.
            Err(_) => {
                let create: Function = get(&datagrams, "createWritable")?.dyn_into()?;
                create.call0(&datagrams)?.dyn_into()?
            }
        };
        let readable: ReadableStream = get(&datagrams, "readable")?.dyn_into()?;
        let reader: ReadableStreamDefaultReader = readable.get_reader().dyn_into()?;
        let back: Rc<RefCell<Back>> = Rc::default();
        spawn_local(take(reader, Rc::clone(&back)));
        let largest = get(&datagrams, "maxDatagramSize")?.as_f64().unwrap_or_default() as usize;
        Ok(Datagrams { writer: writable.get_writer()?, largest, back })
    }

    /// Ends the session, which otherwise ends when this goes away.
    pub(super) fn close(&self) {
        if let Ok(close) = get(&self.transport, "close").and_then(|close| close.dyn_into::<Function>()) {
            // One that has failed already cannot be closed.
            let _ = close.call0(&self.transport);
        }
    }
}

impl Drop for Session {
    fn drop(&mut self) {
        self.close();
    }
}

impl Datagrams {
    /// Sends one.
    pub(super) fn send(&self, group: u8, number: u32, length: usize) {
        let datagram = datagram(group, number, length);
        silence(self.writer.write_with_chunk(&Uint8Array::from(datagram.as_slice())));
    }

    /// Different ones of a group that came back.
    pub(super) fn returned(&self, group: u8) -> u32 {
        let back = self.back.borrow();
        back.0.get(group as usize).map_or(0, Numbers::count)
    }

    /// In which order those of a group came back.
    pub(super) fn order(&self, group: u8) -> Order {
        self.back.borrow().0.get(group as usize).map(Numbers::order).unwrap_or_default()
    }
}

impl Back {
    fn put(&mut self, group: u8, number: u32) {
        let (group, number) = (group as usize, number as usize);
        if group >= DATAGRAM_GROUPS || number >= DATAGRAM_NUMBERS as usize {
            return;
        }
        self.0.resize(DATAGRAM_GROUPS, Numbers::default());
        self.0[group].put(number);
    }
}

impl Numbers {
    fn put(&mut self, number: usize) {
        let known = self.came.len();
        self.came.resize(known.max(number + 1), false);
        let is_new = !std::mem::replace(&mut self.came[number], true);
        // The last of those known is the highest that came.
        self.late += u32::from(is_new && number < known);
    }

    fn count(&self) -> u32 {
        self.came.iter().filter(|came| **came).count() as u32
    }

    fn order(&self) -> Order {
        let gap = self.came.split(|came| *came).map(<[bool]>::len).max().unwrap_or_default();
        Order { late: self.late, gap: gap as u32 }
    }
}

/// A datagram as it travels: group, number, and bytes that do not matter.
fn datagram(group: u8, number: u32, length: usize) -> Vec<u8> {
    let mut datagram = vec![group];
    datagram.extend(number.to_be_bytes());
    datagram.resize(length.max(DATAGRAM_HEAD), 0);
    datagram
}

/// Group and number of a datagram that came back.
fn read(datagram: &[u8]) -> Option<(u8, u32)> {
    let (group, rest) = datagram.split_first()?;
    let (number, _) = rest.split_first_chunk()?;
    Some((*group, u32::from_be_bytes(*number)))
}

async fn take(reader: ReadableStreamDefaultReader, back: Rc<RefCell<Back>>) {
    while let Ok(next) = JsFuture::from(reader.read()).await {
        let value = get(&next, "value").ok().and_then(|value| value.dyn_into::<Uint8Array>().ok());
        let Some(value) = value else { return };
        if let Some((group, number)) = read(&value.to_vec()) {
            back.borrow_mut().put(group, number);
        }
    }
}

/// Waits for a promise so that its failure is not reported as unexpected.
fn silence(promise: Promise) {
    spawn_local(async move {
        let _ = JsFuture::from(promise).await;
    });
}

/// Bytes of hexadecimal digits; what is none is left out.
fn bytes(hexadecimal: &str) -> Vec<u8> {
    let digits: Vec<u8> = hexadecimal.chars().filter_map(|c| c.to_digit(16)).map(|digit| digit as u8).collect();
    digits.chunks_exact(2).map(|pair| pair[0] << 4 | pair[1]).collect()
}

#[cfg(test)]
mod tests;
