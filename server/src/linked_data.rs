//! What search engines are told about a page: its true address, and what it is, as linked data (schema.org).
//!
//! Only `Article` and `BreadcrumbList`: questions and answers, and how-to steps, are shown by no search engine any more,
//! and a plan for one person is neither.

use diagnosis::words::Link;
use diagnosis::words::reference::Review;
use serde_json::{Value, json};

use crate::visit::Visit;

/// A page, as far as it is described to others.
pub(crate) struct Described<'a> {
    /// Below the base path.
    pub(crate) path: &'a str,
    pub(crate) title: &'a str,
    pub(crate) summary: &'a str,
    /// Pages that are reviewed as a whole are articles.
    pub(crate) review: Option<&'a Review>,
    /// The list it stands in.
    pub(crate) list: Option<&'a Link>,
}

/// The linked data of a page. It is safe inside a `script` element: no `<` survives.
pub(crate) fn describe(visit: &Visit, page: &Described<'_>) -> String {
    let address = visit.absolute(page.path);
    let start = visit.absolute("/");
    let list = page.list.map(|list| (list.text.clone(), visit.origin() + &list.href));
    let steps = std::iter::once((visit.w().say("product"), start)).chain(list);
    let crumbs = steps.chain([(page.title.to_string(), address.clone())]).enumerate();
    let crumb = |(n, (name, item)): (usize, (String, String))| json!({ "@type": "ListItem", "position": n + 1, "name": name, "item": item });
    let mut graph =
        vec![json!({ "@type": "BreadcrumbList", "itemListElement": crumbs.map(crumb).collect::<Vec<Value>>() })];
    if let Some(review) = page.review {
        graph.push(json!({
            "@type": "Article",
            "headline": page.title,
            "description": page.summary,
            "dateModified": review.last,
            "inLanguage": visit.language().tag,
            "mainEntityOfPage": address,
        }));
    }
    json!({ "@context": "https://schema.org", "@graph": graph }).to_string().replace('<', "\\u003c")
}
