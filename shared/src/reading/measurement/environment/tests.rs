use super::super::report::Check;
use super::*;

fn samples() -> EnvironmentSamples {
    let http = HttpReading {
        version: "2".into(),
        tls: true,
        behind_proxy: false,
        via: false,
        forwarded: false,
        x_forwarded_for: false,
        x_bluecoat_via: false,
    };
    EnvironmentSamples {
        system: System::Windows11,
        http,
        families: [AddressFamily::V4; 2],
        zone: "Europe/Berlin".into(),
    }
}

fn result(samples: &EnvironmentSamples) -> (Verdict, String) {
    let finished = environment(samples);
    (finished.verdict, finished.found.unwrap().outcome)
}

#[test]
fn a_plain_line_names_what_is_known() {
    let told = environment(&samples()).line(Check::Environment);
    let numbers =
        [("system", "@system.windows-11"), ("http", "2"), ("family", "@family.v4"), ("zone", "Europe/Berlin")];
    assert_eq!(told.numbers(), numbers);
    assert_eq!((told.meaning(), told.finding()), ("battery.check-environment-is-plain", ""));
    let odd = EnvironmentSamples { zone: "a|b&c=d\n".into(), ..samples() };
    assert!(environment(&odd).line(Check::Environment).numbers().contains(&("zone", "abcd")));
    let silent = EnvironmentSamples { zone: String::new(), ..samples() };
    assert!(environment(&silent).line(Check::Environment).numbers().contains(&("zone", "@zone.unknown")));
}

#[test]
fn a_proxy_and_a_change_are_borderline() {
    let mut proxied = samples();
    proxied.http.via = true;
    assert_eq!(result(&proxied), (Verdict::Warn, "proxied".into()));
    proxied.http.behind_proxy = true;
    assert_eq!(result(&proxied), (Verdict::Ok, "plain".into()), "the operator's own says nothing of the visitor");
    let moved = EnvironmentSamples { families: [AddressFamily::V4, AddressFamily::V6], ..samples() };
    assert_eq!(result(&moved), (Verdict::Warn, "moved".into()));
    let unknown = EnvironmentSamples { families: [AddressFamily::Unknown, AddressFamily::V6], ..samples() };
    assert_eq!(result(&unknown), (Verdict::Ok, "plain".into()));
}

#[test]
fn systems_are_read_from_hints_or_from_the_name() {
    for (platform, version, system) in [
        ("Windows", "19.0.0", System::Windows11),
        ("Windows", "13.0.0", System::Windows11),
        ("Windows", "10.0.0", System::Windows10),
        ("Windows", "0.3.0", System::Windows),
        ("Windows", "", System::Windows),
        ("Linux", "", System::Linux),
        ("macOS", "15.1.0", System::Mac),
        ("Chrome OS", "1", System::ChromeOs),
        ("", "", System::Other),
    ] {
        assert_eq!(System::of_hints(platform, version), system, "{platform} {version}");
    }
    for (name, system) in [
        ("Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:153.0) Gecko/20100101 Firefox/153.0", System::Windows),
        ("Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15", System::Mac),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X)", System::Ios),
        ("Mozilla/5.0 (Linux; Android 16)", System::Android),
        ("Mozilla/5.0 (X11; CrOS x86_64)", System::ChromeOs),
        ("Mozilla/5.0 (X11; Linux x86_64; rv:153.0)", System::Linux),
    ] {
        assert_eq!(System::of_name(name), system, "{name}");
    }
}
