//! One file per command; each returns its first failure as one line with the cure.

mod bench;
mod build;
mod interviews;
mod lab_statistics;
mod oracle;
mod screenshots;
mod serve;
mod simulate;
mod test;
mod windows;

pub(crate) use bench::{Part, bench};
pub(crate) use build::build;
pub(crate) use interviews::interviews;
pub(crate) use lab_statistics::{check_accuracy, lab_statistics};
pub(crate) use oracle::oracle;
pub(crate) use screenshots::screenshots;
pub(crate) use serve::{Serving, serve};
pub(crate) use simulate::simulate;
pub(crate) use test::{Extent, test};
pub(crate) use windows::windows;
