//! The `.br` and `.gz` copies that a release carries, made once here so that no request pays for them.

use std::fs::{self, File};
use std::io::Write;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use brotli::enc::BrotliEncoderParams;
use flate2::{Compression, write::GzEncoder};

/// A file and what it weighs, in bytes.
pub(crate) struct Size {
    pub(crate) name: String,
    pub(crate) plain: u64,
    /// `None` where no compressed copy was made.
    pub(crate) brotli: Option<u64>,
}

/// Writes a `.br` (quality 11, window 24) and a `.gz` (level 9) beside every file of the folder and below.
///
/// # Errors
/// When a file cannot be read or written.
pub(crate) fn compress_folder(folder: &Path) -> Result<Vec<Size>> {
    let mut sizes = plain_sizes(folder)?;
    for size in &mut sizes {
        let file = folder.join(&size.name);
        let content = fs::read(&file)?;
        size.brotli = Some(write_copy(&file, "br", &brotli(&content)?)?);
        let mut gzip = GzEncoder::new(Vec::new(), Compression::best());
        gzip.write_all(&content)?;
        write_copy(&file, "gz", &gzip.finish()?)?;
    }
    Ok(sizes)
}

/// The files of the folder and below, by name.
///
/// # Errors
/// When the folder cannot be read.
pub(crate) fn plain_sizes(folder: &Path) -> Result<Vec<Size>> {
    let mut sizes = Vec::new();
    let mut open = vec![folder.to_path_buf()];
    while let Some(current) = open.pop() {
        for entry in fs::read_dir(&current).with_context(|| format!("cannot read {}", current.display()))? {
            let path = entry?.path();
            if path.is_dir() {
                open.push(path);
            } else {
                let name = path.strip_prefix(folder)?.to_string_lossy().into_owned();
                sizes.push(Size { name, plain: fs::metadata(&path)?.len(), brotli: None });
            }
        }
    }
    sizes.sort_by(|one, other| one.name.cmp(&other.name));
    Ok(sizes)
}

fn brotli(content: &[u8]) -> Result<Vec<u8>> {
    let best = BrotliEncoderParams { quality: 11, lgwin: 24, size_hint: content.len(), ..Default::default() };
    let mut compressed = Vec::new();
    brotli::BrotliCompress(&mut &*content, &mut compressed, &best)?;
    Ok(compressed)
}

fn write_copy(file: &Path, ending: &str, content: &[u8]) -> Result<u64> {
    let mut name = file.as_os_str().to_owned();
    name.push(".");
    name.push(ending);
    let copy = PathBuf::from(name);
    File::create(&copy)?.write_all(content).with_context(|| format!("cannot write {}", copy.display()))?;
    Ok(content.len() as u64)
}
