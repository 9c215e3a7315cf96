//! That the portal looks at the other computer, as in `macro offer` of the server's `macros.html`.

use diagnosis::words::Offer;
use yew::prelude::*;

use super::markup::{link, tag, text};

/// The offer.
pub(super) fn offer(offer: &Offer) -> Html {
    let on = link(if offer.pays { "btn quiet" } else { "" }, &offer.link);
    let on = tag("p").put(on).html();
    tag("div").class("small noprint flow").put(on).put(text("p", "soft", &offer.note)).html()
}
