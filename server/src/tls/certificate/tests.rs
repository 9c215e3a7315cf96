use super::*;

#[test]
fn a_made_certificate_has_a_key_that_fits() {
    let pair = self_signed(&["localhost".into(), "127.0.0.1".into(), "::1".into()]).unwrap();
    assert_eq!(pair.cert.len(), 1);
    assert!(pair.keys_match().is_ok());
    assert!(self_signed(&["naïve name".into()]).is_err());
}

#[test]
fn new_connections_get_the_new_one() {
    let [first, second] = [(), ()].map(|()| self_signed(&["localhost".into()]).unwrap());
    let other = second.cert[0].clone();
    let held = Certificate::new(first);
    assert_ne!(held.current().cert[0], other);
    held.replace(second);
    assert_eq!(held.current().cert[0], other);
}
