use super::*;

fn html(markdown: &str) -> String {
    render(&Places { base: "/rdp".into(), ..Places::default() }, markdown)
}

#[test]
fn links_lead_to_safe_places_only() {
    assert!(html("[a](cause:nla-mismatch)").contains(r#"<a href="/rdp/causes/nla-mismatch">a</a>"#));
    assert!(html("[a](/privacy)").contains(r#"<a href="/rdp/privacy">a</a>"#));
    assert!(html("[a](https://learn.microsoft.com/x)").contains(r#"<a href="https://learn.microsoft.com/x">a</a>"#));
    for unsafe_target in ["javascript:alert(1)", "http://a.example", "//a.example", "data:text/html,x"] {
        assert_eq!(html(&format!("[a]({unsafe_target})")), "<p>a</p>\n", "{unsafe_target}");
    }
    assert_eq!(html("<https://a.example> <javascript:alert(1)>").matches("<a ").count(), 1);
}

#[test]
fn raw_html_is_shown_and_not_run() {
    assert_eq!(html("a <b onclick=x>b</b>"), "<p>a &lt;b onclick=x&gt;b&lt;/b&gt;</p>\n");
    assert!(!html("<script>x</script>").contains("<script"));
    assert_eq!(html("![x](https://a.example/p.png)"), "<p>x</p>\n");
}

#[test]
fn placeholders_are_marked_in_text_and_code() {
    assert_eq!(html("use <HOST-NAME>"), "<p>use <var>HOST-NAME</var></p>\n");
    assert_eq!(html(r"`ping <HOST-NAME> & x`"), "<p><code>ping <var>HOST-NAME</var> &amp; x</code></p>\n");
}
