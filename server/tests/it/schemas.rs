//! The formats of the content as JSON Schemas: published, and true to what is read.

#![expect(clippy::unwrap_used, clippy::panic, reason = "helpers of tests fail by panicking")]

use diagnosis::authoring::schema::{FORMATS, Format};
use serde_json::{Map, Value};
use server::cli::knowledge::{KnowledgeCommand, run};
use server::now;

use crate::Site;

/// What a schema finds wrong with a value. Every keyword that our schemas use is known here, and any other one is a
/// failure, so that no rule passes unseen.
fn faults(schema: &Value, value: &Value, at: &str, found: &mut Vec<String>) {
    for (keyword, rule) in schema.as_object().unwrap_or_else(|| panic!("{at}: {schema} is no schema")) {
        let holds = match keyword.as_str() {
            "$schema" | "$id" | "title" | "description" | "additionalProperties" => true,
            "type" => is(rule.as_str().unwrap(), value),
            "enum" => rule.as_array().unwrap().contains(value),
            "minimum" => value.as_f64().is_none_or(|n| n >= rule.as_f64().unwrap()),
            "maximum" => value.as_f64().is_none_or(|n| n <= rule.as_f64().unwrap()),
            "required" => rule.as_array().unwrap().iter().all(|name| value.get(name.as_str().unwrap()).is_some()),
            "anyOf" => rule.as_array().unwrap().iter().any(|schema| sound(schema, value)),
            "items" => {
                for (n, item) in value.as_array().into_iter().flatten().enumerate() {
                    faults(rule, item, &format!("{at}[{n}]"), found);
                }
                true
            }
            "properties" => {
                fields(schema, rule.as_object().unwrap(), value, at, found);
                true
            }
            other => panic!("{at}: the keyword {other} is new; say here what it means"),
        };
        if !holds {
            found.push(format!("{at}: {keyword} {rule}"));
        }
    }
    if schema.get("properties").is_none() {
        fields(schema, &Map::new(), value, at, found);
    }
}

fn fields(schema: &Value, known: &Map<String, Value>, value: &Value, at: &str, found: &mut Vec<String>) {
    for (name, field) in value.as_object().into_iter().flatten() {
        let path = format!("{at}.{name}");
        match (known.get(name), schema.get("additionalProperties")) {
            (Some(schema), _) => faults(schema, field, &path, found),
            (None, Some(Value::Bool(false))) => found.push(format!("{path}: additionalProperties false")),
            (None, Some(schema)) => faults(schema, field, &path, found),
            (None, None) => {}
        }
    }
}

fn sound(schema: &Value, value: &Value) -> bool {
    let mut found = Vec::new();
    faults(schema, value, "", &mut found);
    found.is_empty()
}

fn is(kind: &str, value: &Value) -> bool {
    match kind {
        "string" => value.is_string(),
        "boolean" => value.is_boolean(),
        "integer" => value.is_i64() || value.is_u64(),
        "number" => value.is_number(),
        "array" => value.is_array(),
        "object" => value.is_object(),
        other => panic!("{other} is no kind of value that TOML has"),
    }
}

/// The TOML of a file: front matter, or all of it.
fn toml_of(text: &str) -> Value {
    let toml = text.strip_prefix("+++\n").map_or(text, |rest| rest.split_once("\n+++").unwrap().0);
    toml::from_str(toml).unwrap_or_else(|error| panic!("{error}\n{toml}"))
}

fn shipped(path: &str) -> String {
    knowledge::source_files().into_iter().find(|file| file.path == path).unwrap().text
}

fn schema(name: &str) -> Value {
    serde_json::to_value(Format::named(name).unwrap().schema("urn:test")).unwrap()
}

fn found(name: &str, text: &str) -> Vec<String> {
    let mut found = Vec::new();
    faults(&schema(name), &toml_of(text), "", &mut found);
    found
}

#[test]
fn the_whole_content_has_the_formats_that_the_schemas_describe() {
    let mut seen = Vec::new();
    for file in knowledge::source_files() {
        let format = FORMATS.iter().find(|format| format.is_of(&file.path));
        let format = format.unwrap_or_else(|| panic!("{} has no format", file.path));
        let found = found(format.name, &file.text);
        assert!(found.is_empty(), "{}: {found:#?}", file.path);
        seen.push(format.name);
    }
    let unseen: Vec<&str> = FORMATS.iter().map(|format| format.name).filter(|name| !seen.contains(name)).collect();
    assert_eq!(unseen, ["overrides"], "only an overlay has those");
    let overrides = "[[replaces]]\nfile = \"remedies/lower-mtu.md\"\nbase = \"9f86d081884c7d65\"\n\n[[number]]\nfile = \"a\"\n\
                     key = \"weight\"\nvalue = 60\nbase = 35\nreason = \"Why.\"\n\n[contact]\nname = \"IT help desk\"\n";
    assert_eq!(found("overrides", overrides), [""; 0]);
    // An overlay adds to the permanent numbers, so it writes only its own.
    assert_eq!(found("numbers", "[causes]\nown-cause = 10000\n"), [""; 0]);
}

#[test]
fn a_misspelt_field_and_a_wrong_word_are_refused() {
    for (name, path, from, to, fault) in [
        ("cause", "causes/mtu-blackhole.md", "weight_reason =", "weight_raeson =", ".weight_raeson: additional"),
        ("cause", "causes/mtu-blackhole.md", "weight_reason =", "weight_raeson =", ": required"),
        ("cause", "causes/mtu-blackhole.md", "frequency = \"", "frequency = \"un", ".frequency: enum"),
        ("cause", "causes/mtu-blackhole.md", "stages = [\"", "stages = [\"in", ".stages[0]: enum"),
        ("observation", "observations/check-path.md", "scope = \"path\"", "scope = \"road\"", ".scope: enum"),
        ("observation", "observations/check-path.md", "baseline = 0", "baseline = \"0\" # 0", ".baseline: type"),
        ("observation", "observations/large-ping.md", "[how]", "[how]\nrisks = 1", ".how.risks: additional"),
        ("remedy", "remedies/lower-mtu.md", "shell = \"", "shell = \"my", "shell: enum"),
        ("remedy", "remedies/lower-mtu.md", "kind = \"repair\"", "kind = \"cure\"", ".kind: enum"),
        ("myth", "myths/secret-port.md", "verdict = \"", "verdict = \"very-", ".verdict: enum"),
        ("codes", "codes.toml", "sure = true", "sur = true", ".sur: additional"),
        ("events", "events.toml", "machine = \"client\"", "machine = \"moon\"", ".machine: enum"),
        ("sources", "sources.toml", "seen = \"stored copy\"", "seen = \"heard\"", ".seen: enum"),
        ("model", "model.toml", "asked =", "aksed =", ".noise.aksed: additional"),
        ("numbers", "numbers.toml", "[causes]", "[causes]\nlarge = 70000", ".causes.large: maximum"),
        ("wording", "wording/pages.toml", "\"site.skip\" = ", "\"site.skip\" = 1 # ", ".site.skip: anyOf"),
    ] {
        let (text, changed) = (shipped(path), shipped(path).replacen(from, to, 1));
        assert_ne!(text, changed, "{path} has no {from}");
        let found = found(name, &changed);
        assert!(found.iter().any(|one| one.contains(fault)), "{path} with {to}: {found:?}");
    }
}

#[test]
fn what_is_for_agents_only_may_say_so() {
    let mark = "audience = \"agent\"";
    for (name, path, from, to) in [
        ("cause", "causes/mtu-blackhole.md", "id = ", &format!("{mark}\nid = ")),
        ("myth", "myths/secret-port.md", "id = ", &format!("{mark}\nid = ")),
        ("remedy", "remedies/lower-mtu.md", "audience = \"client-admin\"", &mark.to_string()),
        ("glossary", "glossary.toml", "id = ", &format!("{mark}\nid = ")),
    ] {
        assert_eq!(found(name, &shipped(path).replacen(from, to, 1)), [""; 0], "{path}");
    }
}

/// Every field of every format, by its path.
fn undescribed(schema: &Value, at: &str, left: &mut Vec<String>) {
    for (name, field) in schema.get("properties").and_then(Value::as_object).into_iter().flatten() {
        let path = format!("{at}.{name}");
        if field.get("description").is_none_or(|text| text.as_str().unwrap().len() < 5) {
            left.push(path.clone());
        }
        undescribed(field, &path, left);
    }
    for keyword in ["items", "additionalProperties"] {
        schema.get(keyword).into_iter().for_each(|inner| undescribed(inner, at, left));
    }
}

#[test]
fn every_field_is_described() {
    let mut left = Vec::new();
    FORMATS.iter().for_each(|format| undescribed(&schema(format.name), format.name, &mut left));
    assert!(left.is_empty(), "no words for {left:?}");
}

#[tokio::test]
async fn every_schema_is_published_under_its_own_address() {
    let site = Site::below("/rdp");
    for format in &FORMATS {
        let path = format!("/rdp/schemas/{}.json", format.name);
        let answer = site.get(&path).await;
        assert_eq!(answer.status, 200, "{path}");
        assert_eq!(answer.header("content-type"), "application/schema+json");
        assert_eq!(answer.header("cache-control"), "public, max-age=3600");
        let schema: Value = serde_json::from_slice(&answer.bytes).unwrap();
        assert_eq!(schema["$id"], format!("https://help.example.org{path}"));
        assert_eq!(schema["$schema"], "http://json-schema.org/draft-07/schema#");
        assert!(schema["title"].as_str().unwrap().ends_with(format.files));
        assert!(!answer.has("$ref"), "{path} can be read without looking anything up");
    }
    for nowhere in ["/rdp/schemas/cause", "/rdp/schemas/nothing.json", "/rdp/schemas/.json"] {
        assert_eq!(site.get(nowhere).await.status, 404, "{nowhere}");
    }
}

#[test]
fn the_command_prints_one_schema_or_all_names() {
    let print = |name: Option<&str>| run(&KnowledgeCommand::Schema { name: name.map(str::to_string) }, now);
    let list = print(None).unwrap().text;
    assert_eq!(list.lines().count(), FORMATS.len());
    assert!(list.contains("cause ") && list.contains("causes/*.md"));
    let cause: Value = serde_json::from_str(&print(Some("cause")).unwrap().text).unwrap();
    assert_eq!((&cause["$id"], &cause["additionalProperties"]), (&"urn:fix904:schema:cause".into(), &false.into()));
    let error = print(Some("causes")).unwrap_err().to_string();
    assert!(error.contains("\"causes\" is no format") && error.contains("protocol-codes"), "{error}");
}
