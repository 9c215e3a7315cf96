//! The five stages with the gap where the connection breaks.

use diagnosis::words::StationView;
use yew::prelude::*;

use super::markup::{tag, text};

pub(super) fn line(name: &str, stations: &[StationView]) -> Html {
    tag("ol").class("line").set("aria-label", name).all(stations, station).html()
}

fn station(station: &StationView) -> Html {
    let item = if station.class.is_empty() { tag("li") } else { tag("li").class(station.class) };
    item.put(text("b", "", &station.name)).text(" ").text(&station.state).html()
}
