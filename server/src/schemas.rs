//! `/schemas/{name}.json`: the formats of the content as JSON Schemas, for editors and for programs that write content.

use axum::extract::Path;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use diagnosis::authoring::schema::Format;

use crate::failure::PageError;
use crate::visit::Visit;

const ENDING: &str = ".json";

/// A schema under the address by which it was asked for.
pub(crate) async fn get(visit: Visit, Path(file): Path<String>) -> Result<Response, PageError> {
    let format = file.strip_suffix(ENDING).and_then(Format::named).ok_or(PageError::NotFound)?;
    let text = text(format, &visit.absolute(&format!("/schemas/{file}"))).map_err(PageError::internal)?;
    let head = [(header::CONTENT_TYPE, "application/schema+json"), (header::CACHE_CONTROL, "public, max-age=3600")];
    Ok((head, text).into_response())
}

/// A schema as text.
///
/// # Errors
/// Never for the schemas of this program: they are plain maps.
pub(crate) fn text(format: &Format, id: &str) -> Result<String, serde_json::Error> {
    serde_json::to_string_pretty(&format.schema(id)).map(|text| text + "\n")
}
