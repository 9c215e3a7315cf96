use proptest::prelude::*;
use rcgen::{
    CertificateParams, DnType, ExtendedKeyUsagePurpose, IsCa, Issuer, KeyPair, KeyUsagePurpose, date_time_ymd,
};

use super::*;

/// 2026-11-22.
const TODAY: i64 = 1_795_305_600;

fn params(names: &[&str]) -> CertificateParams {
    let names: Vec<String> = names.iter().map(|name| (*name).to_string()).collect();
    let mut params = CertificateParams::new(names).unwrap();
    params.not_before = date_time_ymd(2026, 6, 1);
    params.not_after = date_time_ymd(2026, 12, 1);
    params.distinguished_name.push(DnType::CommonName, "PC-17");
    params
}

fn own(params: &CertificateParams) -> CertificateFacts {
    let key = KeyPair::generate().unwrap();
    CertificateFacts::read(params.self_signed(&key).unwrap().der()).unwrap()
}

/// Issued by an authority of this name.
fn issued(params: &CertificateParams, by: &str) -> CertificateFacts {
    let mut authority = CertificateParams::new(Vec::new()).unwrap();
    authority.is_ca = IsCa::Ca(rcgen::BasicConstraints::Unconstrained);
    authority.distinguished_name.push(DnType::CommonName, by);
    let issuer = Issuer::new(authority, KeyPair::generate().unwrap());
    let key = KeyPair::generate().unwrap();
    CertificateFacts::read(params.signed_by(&key, &issuer).unwrap().der()).unwrap()
}

#[test]
fn what_stands_in_a_certificate_is_told() {
    let facts = own(&params(&["pc-17.example.org", "192.0.2.7"]));
    assert_eq!(facts.subject, "CN=PC-17");
    assert_eq!(facts.names, ["pc-17.example.org", "192.0.2.7"]);
    assert_eq!((facts.first_day.as_str(), facts.last_day.as_str()), ("2026-06-01", "2026-12-01"));
    assert_eq!((facts.key.as_str(), facts.signature.as_str()), ("EC 256", "SHA-256, ECDSA"));
    assert_eq!(facts.self_signed, SelfSigned::Yes);
    assert_eq!((facts.thumbprint.len(), facts.sha256.len()), (40, 64));
    assert_eq!(issued(&params(&["a"]), "Our own").self_signed, SelfSigned::No);
    assert_eq!(own(&params(&[])).names, ["PC-17"], "the common name, when there is no other");
}

#[test]
fn dates_are_held_against_the_given_moment() {
    let facts = own(&params(&["pc-17"]));
    let day = 86_400;
    let standing = |now| facts.standing("pc-17", now);
    assert_eq!(standing(TODAY), Standing::Fine);
    assert_eq!(standing(facts.not_after), Standing::Fine, "the last moment is in date");
    assert_eq!(standing(facts.not_after + 1), Standing::Expired);
    assert_eq!(standing(facts.not_before - day), Standing::Early);
}

#[test]
fn names_fit_by_their_first_part_or_as_a_whole() {
    let cases = [
        (&["pc-17.example.org"][..], "pc-17", Standing::Fine),
        (&["pc-17.example.org"], "PC-17.Example.ORG", Standing::Fine),
        (&["pc-17"], "pc-17.example.org", Standing::Fine),
        (&["pc-17.example.org"], "pc-18", Standing::WrongName),
        (&["pc-17.example.org"], "pc-17.example.com", Standing::WrongName),
        (&["*.example.org"], "pc-17.example.org", Standing::Fine),
        (&["*.example.org"], "a.b.example.org", Standing::WrongName),
        (&["*.example.org"], "example.org", Standing::WrongName),
        (&["pc-17.example.org"], "192.0.2.7", Standing::Nameless),
        (&["pc-17.example.org", "192.0.2.7"], "192.0.2.7", Standing::Fine),
        (&["pc-17.example.org", "192.0.2.8"], "192.0.2.7", Standing::WrongName),
    ];
    for (names, asked, expected) in cases {
        assert_eq!(own(&params(names)).standing(asked, TODAY), expected, "{names:?} for {asked}");
    }
}

#[test]
fn unfit_usages_and_purposes_are_found() {
    let standing = |params: &CertificateParams| own(params).standing("pc-17", TODAY);
    let mut server = params(&["pc-17"]);
    server.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
    server.key_usages = vec![KeyUsagePurpose::KeyEncipherment];
    assert_eq!(standing(&server), Standing::Fine);
    let mut client = params(&["pc-17"]);
    client.extended_key_usages = vec![ExtendedKeyUsagePurpose::ClientAuth];
    assert_eq!(standing(&client), Standing::Unfit);
    let mut remote_desktop = params(&["pc-17"]);
    let id = [1, 3, 6, 1, 4, 1, 311, 54, 1, 2].to_vec();
    remote_desktop.extended_key_usages = vec![ExtendedKeyUsagePurpose::Other(id)];
    assert_eq!(standing(&remote_desktop), Standing::Fine);
    let mut signs = params(&["pc-17"]);
    signs.key_usages = vec![KeyUsagePurpose::KeyCertSign];
    assert_eq!(standing(&signs), Standing::Unfit);
}

#[test]
fn a_security_product_is_known_by_its_issuer() {
    let facts = issued(&params(&["pc-17"]), "FortiGate CA SSL");
    assert_eq!(facts.standing("pc-17", TODAY), Standing::Foreign);
    for product in ["Sophos SSL CA_C4001", "Zscaler Intermediate Root CA (zscaler.net)", "Fortinet_CA_SSL"] {
        assert_eq!(issued(&params(&["pc-17"]), product).standing("pc-17", TODAY), Standing::Foreign, "{product}");
    }
    for other in ["Example Issuing CA", "corp-SOPHOS01-CA", "corp-SOPHOS-CA", "Sophosia Hospital CA"] {
        assert_eq!(issued(&params(&["pc-17"]), other).standing("pc-17", TODAY), Standing::Fine, "{other}");
    }
}

/// A computer may be called like a maker: what it signed itself was issued by no product.
#[test]
fn a_computer_with_a_makers_name_is_no_security_product() {
    for name in ["SOPHOS01", "sophos", "Check Point", "sophos.example.org"] {
        let mut named = params(&["pc-17"]);
        named.distinguished_name.push(DnType::CommonName, name);
        let facts = own(&named);
        assert!(!facts.inspected, "{name}");
        assert_eq!(facts.standing("pc-17", TODAY), Standing::Fine, "{name}");
    }
}

/// Makers have computers too: the domain of an authority says nothing about what it is for.
#[test]
fn only_name_and_organisation_of_an_issuer_count() {
    let issued = |kind: DnType| {
        let mut authority = CertificateParams::new(Vec::new()).unwrap();
        authority.is_ca = IsCa::Ca(rcgen::BasicConstraints::Unconstrained);
        authority.distinguished_name.push(DnType::CommonName, "Issuing CA 1");
        authority.distinguished_name.push(kind, "Fortinet");
        let issuer = Issuer::new(authority, KeyPair::generate().unwrap());
        let key = KeyPair::generate().unwrap();
        CertificateFacts::read(params(&["pc-17"]).signed_by(&key, &issuer).unwrap().der()).unwrap().inspected
    };
    assert!(issued(DnType::OrganizationName));
    assert!(!issued(DnType::CustomDnType(vec![0, 9, 2342, 19_200_300, 100, 1, 25])), "a part of its domain");
    assert!(!issued(DnType::LocalityName));
}

#[test]
fn texts_from_outside_are_harmless() {
    let mut hostile = params(&["pc-17"]);
    hostile.distinguished_name.push(DnType::CommonName, "a\u{1b}[2J\u{202e}b\n");
    let facts = own(&hostile);
    assert!(!facts.subject.chars().any(|c| c.is_control() || c == '\u{202e}'), "{:?}", facts.subject);
    assert_eq!(shown(&"x".repeat(10_000)).len(), LONGEST_TEXT);
}

proptest! {
    #[test]
    fn any_bytes_are_survived(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
        let _ = CertificateFacts::read(&bytes);
    }

    #[test]
    fn a_damaged_certificate_is_survived(places in proptest::collection::vec((0usize..2_000, any::<u8>()), 1..4)) {
        let key = KeyPair::generate().unwrap();
        let mut der = params(&["pc-17", "192.0.2.7"]).self_signed(&key).unwrap().der().to_vec();
        let length = der.len();
        for (place, value) in places {
            der[place % length] = value;
        }
        if let Some(facts) = CertificateFacts::read(&der) {
            let _ = facts.standing("pc-17", TODAY);
        }
    }
}
