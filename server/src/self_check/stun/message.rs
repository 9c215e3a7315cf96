//! The one STUN exchange that is needed: a binding request, answered by XOR-MAPPED-ADDRESS (RFC 8489 sections 5, 6 and 14.2).

use std::net::{IpAddr, SocketAddr};

/// Bytes of an answer about an IPv6 address; one about an IPv4 address has 32.
pub(crate) const LONGEST_ANSWER: usize = 44;

const HEAD: usize = 20;
const BINDING_REQUEST: [u8; 2] = [0x00, 0x01];
const BINDING_SUCCESS: [u8; 2] = [0x01, 0x01];
const MAGIC: [u8; 4] = [0x21, 0x12, 0xa4, 0x42];
const XOR_MAPPED_ADDRESS: [u8; 2] = [0x00, 0x20];
/// Attributes below this must be understood, and this server understands none.
const FIRST_OPTIONAL: u16 = 0x8000;

/// Writes the answer to a request from this address and returns its length. None for whatever is not a plain binding request:
/// such packets get no answer at all, not even an error.
pub(crate) fn answer(request: &[u8], from: SocketAddr, answer: &mut [u8; LONGEST_ANSWER]) -> Option<usize> {
    let transaction = transaction(request)?;
    let mask: [u8; 16] = std::array::from_fn(|place| match MAGIC.get(place) {
        Some(byte) => *byte,
        None => transaction[place - MAGIC.len()],
    });
    let (family, length) = match from.ip() {
        IpAddr::V4(_) => (1, 4),
        IpAddr::V6(_) => (2, 16),
    };
    let attribute = 4 + length as u16;
    answer[..2].copy_from_slice(&BINDING_SUCCESS);
    answer[2..4].copy_from_slice(&(4 + attribute).to_be_bytes());
    answer[4..8].copy_from_slice(&MAGIC);
    answer[8..HEAD].copy_from_slice(&transaction);
    answer[HEAD..22].copy_from_slice(&XOR_MAPPED_ADDRESS);
    answer[22..24].copy_from_slice(&attribute.to_be_bytes());
    answer[24..26].copy_from_slice(&[0, family]);
    let port = from.port() ^ u16::from_be_bytes([MAGIC[0], MAGIC[1]]);
    answer[26..28].copy_from_slice(&port.to_be_bytes());
    match from.ip() {
        IpAddr::V4(address) => hide(&mut answer[28..32], &address.octets(), &mask),
        IpAddr::V6(address) => hide(&mut answer[28..44], &address.octets(), &mask),
    }
    Some(28 + length)
}

/// Writes an address so that routers that rewrite addresses in packets do not find it.
fn hide(place: &mut [u8], address: &[u8], mask: &[u8]) {
    for (place, (byte, mask)) in place.iter_mut().zip(address.iter().zip(mask)) {
        *place = byte ^ mask;
    }
}

/// The transaction of a plain binding request.
fn transaction(request: &[u8]) -> Option<[u8; 12]> {
    let (head, attributes) = request.split_first_chunk::<HEAD>()?;
    let length = usize::from(u16::from_be_bytes([head[2], head[3]]));
    let plain = head[..2] == BINDING_REQUEST && head[4..8] == MAGIC && length == attributes.len();
    if !plain || !length.is_multiple_of(4) || !are_optional(attributes) {
        return None;
    }
    head[8..].try_into().ok()
}

/// Whether attributes are whole, and can all be passed over.
fn are_optional(mut attributes: &[u8]) -> bool {
    while let Some((head, rest)) = attributes.split_first_chunk::<4>() {
        let [kind, length] = [[head[0], head[1]], [head[2], head[3]]].map(u16::from_be_bytes);
        let padded = usize::from(length).next_multiple_of(4);
        let Some(next) = rest.get(padded..).filter(|_| kind >= FIRST_OPTIONAL) else { return false };
        attributes = next;
    }
    attributes.is_empty()
}

#[cfg(test)]
mod tests;
