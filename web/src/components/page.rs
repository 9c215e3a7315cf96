//! The whole content of `<main>`, once the client draws it.

use yew::prelude::*;

use super::interview::{Missing, Question};
use super::plan::Plan;
use crate::arrival::{Arrival, arrive};
use crate::state::{PanelView, Shown};

/// What is drawn.
#[derive(Clone, Debug, PartialEq, Properties)]
pub struct PageProps {
    /// Changes with every step, so that nothing of the step before is left in the document.
    pub visit: u32,
    /// The step.
    pub shown: Shown,
    /// The answer that is chosen.
    pub chosen: Option<String>,
    /// Heading and text, if an answer is missing.
    pub missing: (String, String),
    /// Label of a copy button that was pressed.
    pub copied: String,
    /// The checks panel.
    pub panel: Option<PanelView>,
    /// What is done once the step is drawn.
    pub arrival: Arrival,
}

/// The content.
#[component]
pub fn Page(props: &PageProps) -> Html {
    let arrival = props.arrival.clone();
    use_effect_with(props.visit, move |_| arrive(&arrival));
    let (key, panel) = (props.visit, props.panel.clone());
    match &props.shown {
        Shown::Server(_) => Html::default(),
        Shown::Question { view, unanswered, .. } => {
            let (heading, text) = props.missing.clone();
            let missing = unanswered.then_some(Missing { heading, text });
            html! { <Question key={key} view={view.clone()} chosen={props.chosen.clone()} missing={missing} panel={panel} /> }
        }
        Shown::Plan { view, .. } => {
            html! { <Plan key={key} view={view.clone()} copied={props.copied.clone()} panel={panel} /> }
        }
    }
}
