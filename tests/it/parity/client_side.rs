//! The client in this process: its own reducer and its own components, drawn as HTML instead of into a document.

use std::rc::Rc;

use diagnosis::Surface;
use diagnosis::words::{Places, StepWords};
use web::components::{Page, PageProps, Scene};
use web::portal::Portal;
use web::state::{Action, Effect, Interview, Landing, Place, Shown, Submission};
use yew::LocalServerRenderer;

use crate::server_side::Answer;
use crate::tree;

/// A tab in which the client has taken up its work.
pub(crate) struct ClientSide {
    interview: Interview,
    /// Words that have not come yet: they come as late as they can, when nothing can be drawn without them. So every
    /// question before that is drawn with the first words alone.
    steps: Option<Rc<StepWords>>,
}

/// What the client did with an action.
#[derive(Debug)]
pub(crate) enum Done {
    /// It shows a step under this address.
    Drawn(String),
    /// It left the step to the server.
    Went(String),
}

impl ClientSide {
    /// Loads a page of the server, as the client does when it begins.
    pub(crate) fn land(base: &str, language: &knowledge::Language, address: &str, page: &Answer) -> Self {
        let origin = tree::attributes(&page.html, "main", "data-origin").into_iter().next().unwrap_or_default();
        let places = Places { base: base.to_string(), origin };
        let looks = !tree::attributes(&page.html, "main[data-looks]", "data-step").is_empty();
        let surface = Surface { looks, ..Surface::default() };
        let portal = Portal::offering(knowledge::MODEL.bytes, language.words.bytes, places, surface).unwrap();
        let mut interview = Interview::new(portal);
        let value = |selector: &str| tree::attributes(&page.html, selector, "value").into_iter().next();
        let query = address.split_once('?').map_or("", |(_, query)| query);
        let landing = Landing {
            address: address.to_string(),
            transcript: value("main input[name=t]").unwrap_or_else(|| query.to_string()),
            question: value("main input[name=q]"),
            chosen: value("main input[name=a][checked]"),
            memory: String::new(),
        };
        interview.act(Action::Landed(landing));
        Self { interview, steps: Some(Rc::new(language.steps())) }
    }

    /// Sends a form.
    pub(crate) fn submit(&mut self, place: Place, fields: &[(&str, String)]) -> Done {
        let fields = fields.iter().map(|(name, value)| ((*name).to_string(), value.clone())).collect();
        self.act(Action::Submitted(Submission { place, fields })).expect("a form of ours")
    }

    /// Follows a link to the interview or the plan.
    pub(crate) fn follow(&mut self, address: &str) -> Done {
        self.act(Action::Followed(address.to_string())).expect("a link of ours")
    }

    fn act(&mut self, action: Action) -> Option<Done> {
        let mut effects = self.interview.act(action);
        let waits = !effects.iter().any(|e| matches!(e, Effect::Draw | Effect::Go(_) | Effect::Native));
        if let Some(steps) = self.steps.take_if(|_| waits) {
            effects.extend(self.interview.act(Action::StepsArrived(Some(steps))));
        }
        let went = effects
            .iter()
            .find_map(|effect| if let Effect::Go(address) = effect { Some(address.clone()) } else { None });
        let drawn = effects.contains(&Effect::Draw).then(|| self.interview.address().to_string());
        went.map(Done::Went).or(drawn.map(Done::Drawn))
    }

    /// Title of the document.
    pub(crate) fn title(&self) -> String {
        self.interview.shown().title(&self.interview.portal().words).map(|(title, _)| title).unwrap_or_default()
    }

    /// The content of `<main>`, without the checks.
    pub(crate) async fn html(&self) -> String {
        let words = &self.interview.portal().words;
        let shown = self.interview.shown().clone();
        assert!(!matches!(shown, Shown::Server(_)), "the client has drawn nothing yet");
        let scene = Scene {
            visit: 1,
            shown,
            chosen: self.interview.choice(),
            missing: (words.say("interview.error-heading"), words.say("interview.error-choose")),
            copied: words.say("copy.done"),
            panel: None,
            arrival: None,
        };
        LocalServerRenderer::<Page>::with_props(PageProps { scene: Rc::new(scene) }).hydratable(false).render().await
    }
}
