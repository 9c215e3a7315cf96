//! Elements in the making, for a module that has no room for a library that draws: they become parts of the document, or
//! the text of it where there is none.

use wasm_bindgen::JsValue;
use web_sys::{Document, Node};

/// The namespace of drawings; without it a browser takes their names for unknown words.
const DRAWING: &str = "http://www.w3.org/2000/svg";

/// A part of a document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Part {
    /// Text, whatever stands in it.
    Text(String),
    /// An element.
    Element(Box<Element>),
}

/// An element in the making.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Element {
    name: &'static str,
    attributes: Vec<(&'static str, String)>,
    children: Vec<Part>,
}

/// An element of this name.
pub fn element(name: &'static str) -> Element {
    Element { name, attributes: Vec::new(), children: Vec::new() }
}

/// An element with nothing but text in it.
pub fn text(name: &'static str, text: &str) -> Element {
    element(name).text(text)
}

impl Element {
    /// Sets an attribute.
    #[must_use]
    pub fn set(mut self, name: &'static str, value: &str) -> Self {
        self.attributes.push((name, value.to_string()));
        self
    }

    /// Sets its class.
    #[must_use]
    pub fn class(self, class: &str) -> Self {
        self.set("class", class)
    }

    /// Adds text.
    #[must_use]
    pub fn text(mut self, text: &str) -> Self {
        self.children.push(Part::Text(text.to_string()));
        self
    }

    /// Adds an element.
    #[must_use]
    pub fn put(mut self, child: Self) -> Self {
        self.children.push(Part::Element(Box::new(child)));
        self
    }

    /// Adds all of these.
    #[must_use]
    pub fn all(mut self, children: impl IntoIterator<Item = Self>) -> Self {
        self.children.extend(children.into_iter().map(|child| Part::Element(Box::new(child))));
        self
    }

    /// Makes it a part of a document.
    ///
    /// # Errors
    /// If the document does not take it.
    pub fn build(&self, document: &Document) -> Result<Node, JsValue> {
        let made = if matches!(self.name, "svg" | "circle") {
            document.create_element_ns(Some(DRAWING), self.name)?
        } else {
            document.create_element(self.name)?
        };
        for (name, value) in &self.attributes {
            made.set_attribute(name, value)?;
        }
        for child in &self.children {
            let child = match child {
                Part::Text(text) => document.create_text_node(text).into(),
                Part::Element(child) => child.build(document)?,
            };
            made.append_child(&child)?;
        }
        Ok(made.into())
    }

    /// The text of it, for whoever looks at it without a document.
    pub fn html(&self) -> String {
        let attribute = |(name, value): &(&str, String)| format!(" {name}=\"{}\"", escaped(value));
        let attributes: String = self.attributes.iter().map(attribute).collect();
        let child = |child: &Part| match child {
            Part::Text(text) => escaped(text),
            Part::Element(child) => child.html(),
        };
        let inside: String = self.children.iter().map(child).collect();
        if self.name == "input" {
            return format!("<input{attributes}>");
        }
        format!("<{name}{attributes}>{inside}</{name}>", name = self.name)
    }
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('"', "&quot;")
}
