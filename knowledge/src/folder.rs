//! Reading a content folder from a disk. The build script uses this file too.

use std::path::Path;
use std::{fs, io};

use diagnosis::authoring::{FOLDERS, SourceFile, is_content};

/// All content files below a folder, sorted by their paths. Whatever is no content is passed over.
///
/// # Errors
/// If the folder or a file in it cannot be read as text.
pub fn read(root: &Path) -> io::Result<Vec<SourceFile>> {
    let mut files = Vec::new();
    for folder in FOLDERS {
        let below = root.join(folder);
        if !folder.is_empty() && !below.is_dir() {
            continue;
        }
        for entry in fs::read_dir(&below)? {
            let path = entry?.path();
            let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
            if path.is_file() && is_content(&name) {
                let text = fs::read_to_string(&path)
                    .map_err(|error| io::Error::new(error.kind(), format!("{}: {error}", path.display())))?;
                let path = if folder.is_empty() { name } else { format!("{folder}/{name}") };
                files.push(SourceFile { path, text });
            }
        }
    }
    files.sort_by(|a, b| a.path.cmp(&b.path));
    Ok(files)
}
