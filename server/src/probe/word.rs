//! The words of phases, outcomes and verdicts, as reports, phrases and the record write them.

use serde::Serialize;
use serde_json::Value;

/// The word of a value as it stands in JSON: its own, or its `kind` if there is more to it.
pub(crate) fn word(value: &impl Serialize) -> String {
    match serde_json::to_value(value) {
        Ok(Value::String(word)) => word,
        Ok(Value::Object(fields)) => fields.get("kind").and_then(Value::as_str).unwrap_or_default().to_string(),
        _ => String::new(),
    }
}
