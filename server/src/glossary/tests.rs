use super::*;

fn glossary() -> Glossary {
    let term = |id: &str, term: &str, also: &[&str]| TermWords {
        id: id.to_string(),
        term: term.to_string(),
        also: also.iter().map(|also| (*also).to_string()).collect(),
        ..TermWords::default()
    };
    Glossary::of(&[
        term("domain", "Domain", &[]),
        term("domain-controller", "Domain controller", &["DC"]),
        term("nla", "Network Level Authentication", &["NLA"]),
    ])
}

fn linked(inside: &str) -> String {
    let page = glossary().link("/rdp", &format!("<p>domain</p><main id=\"main\">{inside}</main><p>domain</p>"));
    let inside =
        page.strip_prefix("<p>domain</p><main id=\"main\">").and_then(|p| p.strip_suffix("</main><p>domain</p>"));
    inside.map_or_else(String::new, |inside| inside.replace("/rdp/glossary", ""))
}

#[test]
fn the_first_mention_is_linked_in_any_form() {
    assert_eq!(linked("<p>A domain, and a domain.</p>"), "<p>A <a href=\"#domain\">domain</a>, and a domain.</p>");
    assert_eq!(linked("<p>NLA &amp; <b>nla</b></p>"), "<p><a href=\"#nla\">NLA</a> &amp; <b>nla</b></p>");
    assert_eq!(linked("network level\nauthentication"), "<a href=\"#nla\">network level\nauthentication</a>");
    assert_eq!(
        linked("a domain controller of the domain"),
        "a <a href=\"#domain-controller\">domain controller</a> of the <a href=\"#domain\">domain</a>"
    );
}

#[test]
fn nothing_is_linked_in_links_code_headings_and_labels() {
    for inside in [
        "<a href=\"/x\">domain</a>",
        "<h2>The <em>domain</em></h2>",
        "<code>domain</code><pre>domain</pre>",
        "<ul class=\"meta\"><li>domain</li></ul>",
        "<dl><dt>domain</dt></dl><summary>domain</summary>",
        "<img alt=\"domain\" src=\"/domain\"><input value=\"domain\">",
    ] {
        assert_eq!(linked(inside), inside);
    }
    let after = linked("<h2>A<br>domain</h2><svg><path d=\"\"/></svg><p>domain</p>");
    assert!(after.ends_with("<p><a href=\"#domain\">domain</a></p>"), "{after}");
}

#[test]
fn only_whole_words_and_abbreviations_in_capitals() {
    for text in ["domains", "subdomain", "non-domain", "domain-wide", "dc", "my_domain"] {
        assert_eq!(linked(text), text);
    }
    assert_eq!(linked("(DC)."), "(<a href=\"#domain-controller\">DC</a>).");
}

#[test]
fn a_link_that_stands_there_already_counts() {
    let own = "<p>domain</p><p>the <a href=\"/rdp/glossary#domain\">domain</a></p>";
    assert_eq!(linked(own), own.replace("/rdp/glossary", ""));
}
