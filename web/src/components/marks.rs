//! A mark: shape first, and never without the word beside it.

use diagnosis::words::Mark;
use yew::prelude::*;

use super::markup::{Tag, tag};

pub(super) fn mark(mark: Mark) -> Html {
    let svg = tag("svg").class(class(mark)).fix("viewBox", "0 0 16 16").fix("aria-hidden", "true");
    match mark {
        Mark::Ok => svg.put(disc("7").class("f").html()).put(path("M5 8.2 7.2 10.4 11 6").class("k").html()),
        Mark::Warn => svg.put(path("M8 1.8 15 14.2H1Z").html()),
        Mark::Bad => {
            svg.put(path("M8 1 15 8 8 15 1 8Z").class("f").html()).put(path("M6 6l4 4M10 6l-4 4").class("k").html())
        }
        Mark::Unclear => svg
            .put(disc("6.6").fix("stroke-dasharray", "2.6 2.6").html())
            .put(path("M5.4 8.6c.9-1.4 1.8-1.4 2.6-.6s1.7.8 2.6-.6").html()),
        Mark::Absent => svg.put(disc("6.6").html()).put(path("M5 8h6").html()),
        Mark::Running => svg.put(path("M8 1.4A6.6 6.6 0 1 1 1.4 8").html()),
        Mark::Quiet => svg.put(disc("2").html()),
    }
    .html()
}

/// The classes of [`Mark::class`], each with that of all marks.
fn class(mark: Mark) -> &'static str {
    match mark {
        Mark::Ok => "mark ok",
        Mark::Warn => "mark warn",
        Mark::Bad => "mark bad",
        Mark::Unclear => "mark unclear",
        Mark::Absent => "mark absent",
        Mark::Running => "mark run",
        Mark::Quiet => "mark wait",
    }
}

fn disc(radius: &'static str) -> Tag {
    tag("circle").fix("cx", "8").fix("cy", "8").fix("r", radius)
}

fn path(shape: &'static str) -> Tag {
    tag("path").fix("d", shape)
}

/// A bar; the figure beside it says the same.
pub(super) fn bar(percent: u32, class: &'static str) -> Html {
    let rect = |width: &str| tag("rect").set("width", width).fix("height", "4");
    tag("svg")
        .class("bar")
        .fix("viewBox", "0 0 100 4")
        .fix("preserveAspectRatio", "none")
        .fix("aria-hidden", "true")
        .put(rect("100").html())
        .put(rect(&percent.to_string()).class(class).html())
        .html()
}
