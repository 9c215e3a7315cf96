//! Reads the content, checks it, and writes the packs that the library embeds. Any defect stops the build, all of them at
//! once, with file, line, rule and cure.

use std::error::Error;
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::time::{SystemTime, UNIX_EPOCH};

use diagnosis::authoring::{Content, FOLDERS, SourceFile, pseudo, read_content};
use diagnosis::pack::{Packed, fingerprint, pack};
use diagnosis::words::understood;

#[expect(unreachable_pub, reason = "the library exports it")]
#[path = "src/folder.rs"]
mod folder;

fn main() -> Result<(), Box<dyn Error>> {
    let root = PathBuf::from(std::env::var("CARGO_MANIFEST_DIR")?);
    let out = PathBuf::from(std::env::var("OUT_DIR")?);
    for folder in FOLDERS {
        println!("cargo::rerun-if-changed={}", root.join(folder).display());
    }
    let files = folder::read(&root)?;
    let content = match read_content(&files, &today()) {
        Ok(content) => content,
        Err(defects) => {
            for defect in &defects {
                println!("cargo::error=knowledge/{defect}");
            }
            return Err(format!("{} defects in the content", defects.len()).into());
        }
    };
    write_packs(&out, &content)?;
    write_files(&out, &root, &files)?;
    Ok(())
}

/// The date of this build, for the rule that no date lies ahead.
fn today() -> String {
    let days = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |d| d.as_secs() / 86_400);
    // Civil date from days since 1970, by the usual era arithmetic.
    let z = days as i64 + 719_468;
    let era = z / 146_097;
    let doe = z - era * 146_097;
    let yoe = (doe - doe / 1460 + doe / 36_524 - doe / 146_096) / 365;
    let doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
    let mp = (5 * doy + 2) / 153;
    let day = doy - (153 * mp + 2) / 5 + 1;
    let month = if mp < 10 { mp + 3 } else { mp - 9 };
    let year = yoe + era * 400 + i64::from(month <= 2);
    format!("{year:04}-{month:02}-{day:02}")
}

fn write_packs(out: &Path, content: &Content) -> Result<(), Box<dyn Error>> {
    let mut rust = String::from("/// The numbers.\npub static MODEL: Pack = ");
    rust.push_str(&write_pack(out, "model", &content.model)?);
    rust.push_str(";\n\n/// The languages, English first.\npub static LANGUAGES: &[Language] = &[\n");
    let english = (&content.words, &content.steps, &content.articles);
    let (words, steps, articles) = pseudo(content);
    for (words, steps, articles) in [english, (&words, &steps, &articles)] {
        let tag = &words.language;
        let mut all = words.clone();
        all.complete(&steps.rest);
        let reader = understood::words(&all, &articles.phrases);
        rust.push_str(&format!(
            "    Language {{ tag: {tag:?}, direction: {:?}, words: {}, steps: {}, reader: {}, articles: {} }},\n",
            words.direction,
            write_pack(out, &format!("words-{tag}"), words)?,
            write_pack(out, &format!("steps-{tag}"), steps)?,
            write_pack(out, &format!("reader-{tag}"), &reader)?,
            write_pack(out, &format!("articles-{tag}"), articles)?,
        ));
    }
    rust.push_str("];\n");
    fs::write(out.join("packs.rs"), rust)?;
    Ok(())
}

/// Embeds the content as it was written.
fn write_files(out: &Path, root: &Path, files: &[SourceFile]) -> Result<(), Box<dyn Error>> {
    let mut rust = String::from("/// Path and text of every file.\nstatic FILES: &[(&str, &str)] = &[\n");
    for file in files {
        rust.push_str(&format!("    ({:?}, include_str!({:?})),\n", file.path, root.join(&file.path)));
    }
    rust.push_str("];\n");
    fs::write(out.join("files.rs"), rust)?;
    Ok(())
}

/// Writes a pack plain and compressed, and returns the Rust expression that embeds it.
fn write_pack<T: Packed>(out: &Path, name: &str, value: &T) -> Result<String, Box<dyn Error>> {
    let bytes = pack(value)?;
    let fingerprint = fingerprint(&bytes);
    fs::write(out.join(format!("{name}.pack")), &bytes)?;
    let mut compressed = Vec::new();
    let mut writer = brotli::CompressorWriter::new(&mut compressed, 4096, 11, 22);
    writer.write_all(&bytes)?;
    drop(writer);
    fs::write(out.join(format!("{name}.pack.br")), &compressed)?;
    let embed = |file: String| format!("include_bytes!(concat!(env!(\"OUT_DIR\"), \"/{file}\"))");
    let (bytes, brotli) = (embed(format!("{name}.pack")), embed(format!("{name}.pack.br")));
    Ok(format!("Pack {{ fingerprint: {fingerprint:?}, bytes: {bytes}, brotli: {brotli} }}"))
}
