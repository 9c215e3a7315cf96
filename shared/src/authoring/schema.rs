//! The formats of the content as JSON Schemas, made from the types that read them, so that neither can drift from the other.
//!
//! A schema knows fields, kinds of values and fixed words. What needs other files, such as ids that exist or rows that sum
//! to 1, only the check knows.

use alloc::collections::BTreeMap;
use alloc::format;
use alloc::string::String;

use schemars::generate::SchemaSettings;
use schemars::transform::RecursiveTransform;
use schemars::{Schema, SchemaGenerator};

use super::format::{
    Cause, Codes, Events, Family, Glossary, ModelNumbers, Myth, Numbers, Observation, Phrase, Protocol, Published,
    Remedy, Source, Synonyms, Updates,
};
use super::overlay::{OVERRIDES, Overrides};

/// A kind of file of the content.
#[derive(Debug)]
pub struct Format {
    /// Its name, also that of its schema.
    pub name: &'static str,
    /// The files below the content folder; `*` stands for any name.
    pub files: &'static str,
    make: fn(&mut SchemaGenerator) -> Schema,
}

/// All formats: front matter first, then tables.
pub static FORMATS: [Format; 17] = [
    Format { name: "cause", files: "causes/*.md", make: SchemaGenerator::root_schema_for::<Cause> },
    Format { name: "observation", files: "observations/*.md", make: SchemaGenerator::root_schema_for::<Observation> },
    Format { name: "remedy", files: "remedies/*.md", make: SchemaGenerator::root_schema_for::<Remedy> },
    Format { name: "myth", files: "myths/*.md", make: SchemaGenerator::root_schema_for::<Myth> },
    Format { name: "codes", files: "codes.toml", make: SchemaGenerator::root_schema_for::<Codes> },
    Format { name: "protocol-codes", files: "protocol-codes.toml", make: SchemaGenerator::root_schema_for::<Protocol> },
    Format { name: "events", files: "events.toml", make: SchemaGenerator::root_schema_for::<Events> },
    Format { name: "updates", files: "updates.toml", make: SchemaGenerator::root_schema_for::<Updates> },
    Format { name: "glossary", files: "glossary.toml", make: SchemaGenerator::root_schema_for::<Glossary> },
    Format { name: "synonyms", files: "synonyms.toml", make: SchemaGenerator::root_schema_for::<Synonyms> },
    Format {
        name: "sources",
        files: "sources.toml",
        make: SchemaGenerator::root_schema_for::<BTreeMap<String, Source>>,
    },
    Format { name: "model", files: "model.toml", make: SchemaGenerator::root_schema_for::<ModelNumbers> },
    Format {
        name: "families",
        files: "families.toml",
        make: SchemaGenerator::root_schema_for::<BTreeMap<String, Family>>,
    },
    Format { name: "numbers", files: "numbers.toml", make: SchemaGenerator::root_schema_for::<Numbers> },
    Format { name: "published", files: "published.toml", make: SchemaGenerator::root_schema_for::<Published> },
    Format {
        name: "wording",
        files: "wording/*.toml",
        make: SchemaGenerator::root_schema_for::<BTreeMap<String, Phrase>>,
    },
    Format { name: "overrides", files: OVERRIDES, make: SchemaGenerator::root_schema_for::<Overrides> },
];

impl Format {
    /// The format with this name.
    pub fn named(name: &str) -> Option<&'static Self> {
        FORMATS.iter().find(|format| format.name == name)
    }

    /// Whether a file of this path below the content folder has this format.
    pub fn is_of(&self, path: &str) -> bool {
        match self.files.split_once('*') {
            Some((before, after)) => path.strip_prefix(before).is_some_and(|rest| rest.ends_with(after)),
            None => path == self.files,
        }
    }

    /// Its schema under an address of its own. Draft 7, with nothing to look up elsewhere in it: that is what editors for
    /// TOML understand.
    pub fn schema(&self, id: &str) -> Schema {
        let settings = SchemaSettings::draft07().with(|settings| settings.inline_subschemas = true);
        let mut generator = settings.with_transform(RecursiveTransform(as_in_toml)).into_generator();
        let mut schema = (self.make)(&mut generator);
        schema.insert("$id".into(), id.into());
        schema.insert("title".into(), format!("fix904: {}", self.files).into());
        schema
    }
}

/// TOML has no null, and what may be left out is empty or off by itself. Widths of numbers are those of Rust.
fn as_in_toml(schema: &mut Schema) {
    schema.remove("default");
    schema.remove("format");
    if let Some(types) = schema.get_mut("type").and_then(|types| types.as_array_mut()) {
        types.retain(|kind| kind != "null");
        if let [only] = types.as_slice() {
            let only = only.clone();
            schema.insert("type".into(), only);
        }
    }
    let only = schema.get_mut("anyOf").and_then(|any| any.as_array_mut()).and_then(|any| {
        any.retain(|schema| schema.get("type").is_none_or(|kind| kind != "null"));
        if any.len() == 1 { any.pop() } else { None }
    });
    if let Some(only) = only {
        schema.remove("anyOf");
        for (key, value) in only.as_object().into_iter().flatten() {
            if schema.get(key).is_none() {
                schema.insert(key.clone(), value.clone());
            }
        }
    }
}
