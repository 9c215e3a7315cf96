//! Content from a folder instead of the built-in one: read at start, and again whenever a file of it changes. A change
//! with a defect is not used; the last good content stays, and `/readyz` and the log say which file and line to look at.

use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use diagnosis::authoring::{Defect, FOLDERS, is_content, read_content};
use knowledge::folder;

use crate::clock::today;
use crate::portal::Portal;

/// How often the folder is looked at. Looking costs one glance at each file, and works on every kind of disk.
const EVERY: Duration = Duration::from_millis(400);

/// Why a folder cannot be used at all.
#[derive(Debug, thiserror::Error)]
pub enum ContentError {
    /// It cannot be read.
    #[error("the content folder {0} cannot be read: {1}")]
    Unreadable(PathBuf, std::io::Error),
    /// It has defects.
    #[error("the content folder {0} has {1} defects:\n{2}")]
    Defects(PathBuf, usize, String),
    /// It is too large for a pack.
    #[error("the content folder {0} cannot be packed")]
    Unpackable(PathBuf),
}

/// Path, size and time of change of every file: different whenever one was written.
type Look = Vec<(PathBuf, u64, Option<SystemTime>)>;

/// Uses a folder from now on: reads it, and takes every good change in the background.
///
/// # Errors
/// If it cannot be read, or has defects: at start there is no good content to stay with.
pub fn follow(portal: &Portal, folder: PathBuf) -> Result<(), ContentError> {
    // Looked at before it is read, so that a change in between is noticed.
    let seen = look(&folder);
    load(portal, &folder)?;
    watch(portal.clone(), folder, seen);
    Ok(())
}

fn load(portal: &Portal, folder: &Path) -> Result<(), ContentError> {
    let files = folder::read(folder).map_err(|error| ContentError::Unreadable(folder.to_path_buf(), error))?;
    let content = read_content(&files, &today(portal.clock)).map_err(|defects| {
        let lines: Vec<String> = defects.iter().map(Defect::to_string).collect();
        ContentError::Defects(folder.to_path_buf(), defects.len(), lines.join("\n"))
    })?;
    portal.replace(content).map_err(|_| ContentError::Unpackable(folder.to_path_buf()))
}

fn watch(portal: Portal, folder: PathBuf, mut seen: Look) {
    std::thread::spawn(move || {
        loop {
            std::thread::sleep(EVERY);
            let now = look(&folder);
            if now == seen {
                continue;
            }
            seen = now;
            match load(&portal, &folder) {
                Ok(()) => {
                    tracing::info!("the content was read again");
                    portal.warm();
                }
                Err(error) => {
                    tracing::error!(%error, "the content was not taken; the last good one stays");
                    portal.tell(Some(error.to_string()));
                }
            }
        }
    });
}

fn look(folder: &Path) -> Look {
    let mut files: Look = Vec::new();
    for below in FOLDERS {
        let Ok(entries) = std::fs::read_dir(folder.join(below)) else { continue };
        for entry in entries.flatten().filter(|entry| is_content(&entry.file_name().to_string_lossy())) {
            if let Ok(facts) = entry.metadata().map(|m| (m.len(), m.modified().ok())) {
                files.push((entry.path(), facts.0, facts.1));
            }
        }
    }
    files.sort();
    files
}
