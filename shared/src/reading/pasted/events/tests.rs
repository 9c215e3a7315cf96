use alloc::string::ToString;
use alloc::vec;
use alloc::vec::Vec;

use super::{Event, Service, blocks, csv, is_near, printed, xml};

fn from(provider: &str, id: u32) -> Event {
    Event { provider: provider.to_string(), id, ..Event::default() }
}

#[test]
fn a_program_is_known_by_its_name_in_full_in_short_and_cut() {
    let names = ["TerminalServices-RemoteConnectionManager"];
    for shown in [
        "TerminalServices-RemoteConnectionManager",
        "Microsoft-Windows-TerminalServices-RemoteConnectionManager",
        "Microsoft-Windows-TerminalServices-RemoteConn...",
        "TerminalServices-Rem…",
    ] {
        assert!(from(shown, 261).is_from(&names), "{shown}");
    }
    for shown in ["", "Microsoft-Windows-", "Microsoft...", "Microsoft-Windows-Kernel-Power", "Term..."] {
        assert!(!from(shown, 261).is_from(&names), "{shown}");
    }
    assert!(from("Service Control Manager", 7034).meaning().is_some_and(|meaning| meaning.service));
    assert!(from("Service Control Manager", 36870).meaning().is_none());
}

#[test]
fn near_means_within_the_span_on_either_side() {
    let attempts = [100, 500, 900];
    let near: Vec<bool> = [-21, -20, 220, 221, 380, 620, 1020, 1021].map(|at| is_near(&attempts, at, 120)).to_vec();
    assert_eq!(near, [false, true, true, false, true, true, true, false]);
    assert!(!is_near(&[], 0, 120));
}

#[test]
fn xml_is_read_through_prefixes_comments_quotes_and_text_blocks() {
    let text = "<?xml version='1.0'?><e:Events><!-- <EventID>1</EventID> -->\
        <e:Event><e:System><e:Provider Guid='{a>b}' Name=\"Schannel\"/><e:EventID Qualifiers='0'>36888</e:EventID>\
        <e:TimeCreated SystemTime='2026-11-22T08:14:03Z'/></e:System>\
        <e:EventData><e:Data Name='Type'><![CDATA[client]]></e:Data><e:Data/></e:EventData>\
        <e:RenderingInfo><e:Message>a &lt; b</e:Message><e:Provider></e:Provider></e:RenderingInfo></e:Event></e:Events>";
    let log = xml::read(text).unwrap();
    assert_eq!(log.events.len(), 1);
    let event = &log.events[0];
    assert_eq!((event.id, event.provider.as_str(), event.as_client), (36888, "Schannel", true));
    assert_eq!((event.written.as_str(), event.at.is_some()), ("2026-11-22 08:14:03", true));
}

#[test]
fn a_service_is_known_by_its_key_in_every_language() {
    let of = |binary: &str| {
        let text = alloc::format!(
            "<Event><Provider Name='Service Control Manager'/><EventID>7034</EventID><Data Name='param1'>Служба</Data>\
             <Binary>{binary}</Binary></Event>"
        );
        xml::read(&text).unwrap().events[0].service
    };
    let key = |name: &str| name.encode_utf16().flat_map(u16::to_le_bytes).map(|b| alloc::format!("{b:02X}")).collect();
    let key: [alloc::string::String; 2] = ["TermService/1\0", "Spooler\0"].map(key);
    assert_eq!((of(&key[0]), of(&key[1])), (Service::RemoteDesktop, Service::Another));
    assert_eq!((of(""), of("no digits"), of("ABC")), (Service::Unread, Service::Unread, Service::Another));
}

#[test]
fn quoted_fields_hold_separators_and_ends_of_lines() {
    let text = "Level;Date and Time;Source;Event ID;Task Category\n\
        Error;22.11.2026 08:14:03;\"Schannel\";36870;None;\"a; \"\"b\"\"\nc\"\n\
        Error;22.11.2026 08:14:04;Schannel;36874;None\n";
    let log = csv::read(text).unwrap();
    assert_eq!(log.events.iter().map(|event| event.id).collect::<Vec<u32>>(), vec![36870, 36874]);
    assert!(csv::read("Level,Date and Time,Source,Event ID,Task Category\nError,then,Schannel,36870,None\n").is_none());
    assert!(csv::read("\"Level,").is_none() && csv::read("").is_none());
}

#[test]
fn only_our_own_table_has_asked_every_log() {
    let row = "2026-11-22 08:14:02    131 Microsoft-Windows-RemoteDesktopServices-RdpCoreTS    x\n";
    let of = |head: &str| printed::read(&alloc::format!("{head}\n{row}")).unwrap();
    assert!(of("TimeCreated Id ProviderName Text").all_asked);
    assert!(!of("TimeCreated Id ProviderName Message").all_asked);
    assert!(printed::read(row).is_none(), "without a head it is no table");
}

#[test]
fn a_block_needs_a_program_that_matters() {
    let of =
        |source: &str| blocks::read(&alloc::format!("Source: {source}\nDate: 2026-11-22 08:14:02\nEvent ID: 4625\n"));
    assert_eq!(of("Microsoft-Windows-Security-Auditing").unwrap().events.len(), 1);
    assert!(of("Outlook").is_none());
}

/// What both a log and a report can say weighs the same, whoever read it.
#[cfg(feature = "reports")]
#[test]
fn each_meaning_has_a_rank_that_a_rule_gives_the_same_finding() {
    use crate::reading::report::RULES;
    let mut shared = 0;
    for meaning in super::MEANINGS.iter() {
        let Some(found) = meaning.found else { continue };
        let mut rules = RULES.iter().filter(|rule| (rule.observation, rule.outcome) == found).peekable();
        shared += usize::from(rules.peek().is_some());
        assert!(rules.peek().is_none() || rules.any(|rule| rule.rank == meaning.rank), "{}", meaning.rule);
    }
    assert!(shared > 15, "only {shared} findings are shared");
}
