//! The five stages with the gap where the connection breaks.

use diagnosis::words::StationView;
use yew::prelude::*;

pub(super) fn line(name: &str, stations: &[StationView]) -> Html {
    html! {
        <ol class="line" aria-label={name.to_string()}>
            {for stations.iter().map(station)}
        </ol>
    }
}

fn station(station: &StationView) -> Html {
    let class = (!station.class.is_empty()).then_some(station.class);
    html! { <li class={classes!(class)}><b>{&station.name}</b>{" "}{&station.state}</li> }
}
