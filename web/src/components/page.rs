//! What the client draws: the whole content of `<main>`, or before that only the checks in their place.

use std::rc::Rc;

use yew::prelude::*;

use super::checks::panel;
use super::interview::question;
use super::markup::replaced;
use super::plan::plan;
use crate::arrival::{Arrival, arrive};
use crate::state::{PanelView, Shown};

/// What is drawn at one moment.
#[derive(Clone, Debug)]
pub struct Scene {
    /// Changes with every step, so that nothing that was asked or to be done before is left in the document.
    pub visit: u32,
    /// The step; where the server has drawn it, only the checks are drawn.
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
    pub arrival: Option<Arrival>,
}

/// A scene. Two are equal only if they are the same: whoever makes a new one wants it drawn, and comparing all the text
/// would cost more than drawing it.
#[derive(Clone, Debug, Properties)]
pub struct PageProps {
    /// The scene.
    pub scene: Rc<Scene>,
}

impl PartialEq for PageProps {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.scene, &other.scene)
    }
}

/// The one component. Its parts are plain functions: each further component would bring its own copy of Yew's life cycle,
/// 5 kB of program, and none of them has a state.
#[component]
pub fn Page(props: &PageProps) -> Html {
    let scene = &props.scene;
    let arrival = scene.arrival.clone();
    use_effect_with(scene.visit, move |_| arrival.iter().for_each(arrive));
    match &scene.shown {
        Shown::Server(_) => scene.panel.as_ref().map(panel).unwrap_or_default(),
        Shown::Question { view, unanswered, .. } => {
            let missing = unanswered.then_some(&scene.missing);
            question(view, scene.chosen.as_deref(), missing, scene.panel.as_ref(), scene.visit)
        }
        Shown::Plan { view, .. } => replaced(plan(view, &scene.copied, scene.panel.as_ref()), scene.visit),
    }
}
