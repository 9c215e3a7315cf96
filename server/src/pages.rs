//! The pages, one file each. A handler extracts, calls the core, and returns a page; what a page says comes from the views
//! of the core and from the phrases.

pub(crate) mod arrived;
pub(crate) mod cause;
pub(crate) mod causes;
pub(crate) mod code;
pub(crate) mod collector;
pub(crate) mod confirm;
pub(crate) mod contact;
mod detour;
pub(crate) mod entry;
pub(crate) mod event;
pub(crate) mod evidence;
pub(crate) mod failed;
pub(crate) mod find;
pub(crate) mod glossary;
pub(crate) mod interview;
pub(crate) mod lookup;
pub(crate) mod method;
pub(crate) mod myth;
pub(crate) mod observation;
pub(crate) mod other_code;
pub(crate) mod plan;
pub(crate) mod probe;
pub(crate) mod prose;
pub(crate) mod read;
pub(crate) mod reason;
pub(crate) mod remedy;
pub(crate) mod self_check;
pub(crate) mod start;
pub(crate) mod update;
