//! Content from a folder instead of the built-in one, or laid over it: read at start, and again whenever a file of it
//! changes. A change with a defect is not used; the last good content stays, and `/readyz` and the log say which file and
//! line to look at.

use std::fmt;
use std::path::PathBuf;
use std::time::{Duration, SystemTime};

use diagnosis::authoring::{Contact, Content, Defect, FOLDERS, Overlaid, is_content, lay_over, read_content};
use knowledge::folder;

use crate::clock::{Clock, today};
use crate::portal::Portal;

/// How often the folder is looked at. Looking costs one glance at each file and works on every kind of disk; the files are
/// read only when one of them has changed.
const EVERY: Duration = Duration::from_millis(150);

/// Why a folder cannot be used at all.
#[derive(Debug, thiserror::Error)]
pub enum ContentError {
    /// It cannot be read.
    #[error("the content folder {0} cannot be read: {1}")]
    Unreadable(PathBuf, std::io::Error),
    /// It has defects.
    #[error("the content folder {0} has {1} defects:\n{2}")]
    Defects(String, usize, String),
    /// It is too large for a pack.
    #[error("the content folder {0} cannot be packed")]
    Unpackable(String),
}

/// Path, size and time of change of every file: different whenever one was written.
type Look = Vec<(PathBuf, u64, Option<SystemTime>)>;

/// Where content comes from.
#[derive(Clone, Debug, Default)]
pub struct Origin {
    /// The content itself; without one, the built-in one.
    pub folder: Option<PathBuf>,
    /// An organisation's own files, laid over it.
    pub overlay: Option<PathBuf>,
}

impl Origin {
    fn folders(&self) -> impl Iterator<Item = &PathBuf> {
        self.folder.iter().chain(&self.overlay)
    }

    /// Reads all files, the overlay over the others.
    ///
    /// # Errors
    /// If a folder cannot be read.
    pub fn read(&self) -> Result<Overlaid, ContentError> {
        let from = |folder: &PathBuf| folder::read(folder).map_err(|e| ContentError::Unreadable(folder.clone(), e));
        let base = self.folder.as_ref().map_or_else(|| Ok(knowledge::source_files()), from)?;
        match &self.overlay {
            Some(overlay) => Ok(lay_over(&base, &from(overlay)?)),
            None => Ok(Overlaid { files: base, ..Overlaid::default() }),
        }
    }

    /// Whether everything comes from the built-in content.
    pub(crate) fn is_built_in(&self) -> bool {
        self.folders().next().is_none()
    }

    /// Reads and checks all files; with them comes whom visitors can ask, if the overlay says so.
    ///
    /// # Errors
    /// If a folder cannot be read, or has defects.
    pub(crate) fn content(&self, clock: Clock) -> Result<(Content, Option<Contact>), ContentError> {
        let overlaid = self.read()?;
        let content = checked(&overlaid, &today(clock)).map_err(|defects| {
            let lines: Vec<String> = defects.iter().map(Defect::to_string).collect();
            ContentError::Defects(self.to_string(), defects.len(), lines.join("\n"))
        })?;
        Ok((content, overlaid.contact))
    }
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let folders: Vec<String> = self.folders().map(|folder| folder.display().to_string()).collect();
        f.write_str(&folders.join(", "))
    }
}

/// Reads and checks the files of an overlay and what lies below it.
///
/// # Errors
/// All defects.
pub fn checked(overlaid: &Overlaid, today: &str) -> Result<Content, Vec<Defect>> {
    match (read_content(&overlaid.files, today), overlaid.defects.as_slice()) {
        (content, []) => content,
        (content, defects) => Err([defects, &content.err().unwrap_or_default()].concat()),
    }
}

/// Uses content from now on: reads it, and takes every good change in the background.
///
/// # Errors
/// If it cannot be read, or has defects: at start there is no good content to stay with.
pub fn follow(portal: &Portal, origin: Origin) -> Result<(), ContentError> {
    // Looked at before it is read, so that a change in between is noticed.
    let seen = look(&origin);
    load(portal, &origin)?;
    watch(portal.clone(), origin, seen);
    Ok(())
}

fn load(portal: &Portal, origin: &Origin) -> Result<(), ContentError> {
    let (content, contact) = origin.content(portal.clock)?;
    portal.replace(content, contact).map_err(|_| ContentError::Unpackable(origin.to_string()))
}

fn watch(portal: Portal, origin: Origin, mut seen: Look) {
    std::thread::spawn(move || {
        loop {
            std::thread::sleep(EVERY);
            let now = look(&origin);
            if now == seen {
                continue;
            }
            seen = now;
            match load(&portal, &origin) {
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

fn look(origin: &Origin) -> Look {
    let mut files: Look = Vec::new();
    let folders = origin.folders().flat_map(|folder| FOLDERS.iter().map(|below| folder.join(below)));
    for folder in folders {
        let Ok(entries) = std::fs::read_dir(folder) else { continue };
        for entry in entries.flatten().filter(|entry| is_content(&entry.file_name().to_string_lossy())) {
            if let Ok(facts) = entry.metadata().map(|m| (m.len(), m.modified().ok())) {
                files.push((entry.path(), facts.0, facts.1));
            }
        }
    }
    files.sort();
    files
}
