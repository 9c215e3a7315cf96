//! Gives every asset a name with its fingerprint, compresses it, and embeds it; with it the browser client, if the folder
//! named by `FIX904_CLIENT_DIR` holds one. Nothing is built here: without that variable the server has no client, and its
//! pages are complete without one.

use std::error::Error;
use std::fmt::Write as _;
use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};

/// Own assets and their types.
const ASSETS: [(&str, &str); 4] = [
    ("portal.css", "text/css; charset=utf-8"),
    ("self-check.css", "text/css; charset=utf-8"),
    ("copy.js", "text/javascript; charset=utf-8"),
    ("favicon.svg", "image/svg+xml"),
];
/// What the client's folder holds, as wasm-bindgen names it.
const CLIENT: [(&str, &str); 6] = [
    ("client_bg.wasm", "application/wasm"),
    ("client.js", "text/javascript; charset=utf-8"),
    ("battery_bg.wasm", "application/wasm"),
    ("battery.js", "text/javascript; charset=utf-8"),
    ("reader_bg.wasm", "application/wasm"),
    ("reader.js", "text/javascript; charset=utf-8"),
];

/// The script that starts the client, with names as in [`CLIENT`].
const START: &str = "boot.js";

/// An asset on its way into the program.
struct Asset {
    logical: String,
    kind: &'static str,
    bytes: Vec<u8>,
    brotli: Option<Vec<u8>>,
    gzip: Option<Vec<u8>>,
}

fn main() -> Result<(), Box<dyn Error>> {
    let own = PathBuf::from(std::env::var("CARGO_MANIFEST_DIR")?).join("assets");
    let out = PathBuf::from(std::env::var("OUT_DIR")?);
    let mut assets = Vec::new();
    for (name, kind) in ASSETS {
        assets.push(own_asset(name, kind, read(&own.join(name))?)?);
    }
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-env-changed=FIX904_CLIENT_DIR");
    let folder = std::env::var("FIX904_CLIENT_DIR").ok().filter(|folder| !folder.is_empty());
    if let Some(folder) = folder.map(PathBuf::from) {
        assets.extend(client(&own, &folder)?);
    }
    embed(&out, &assets)
}

fn read(path: &Path) -> Result<Vec<u8>, Box<dyn Error>> {
    println!("cargo::rerun-if-changed={}", path.display());
    fs::read(path).map_err(|error| format!("{}: {error}", path.display()).into())
}

fn own_asset(name: &str, kind: &'static str, bytes: Vec<u8>) -> Result<Asset, Box<dyn Error>> {
    let (brotli, gzip) = (Some(brotli(&bytes)?), Some(gzip(&bytes)?));
    Ok(Asset { logical: name.to_string(), kind, bytes, brotli, gzip })
}

/// The client's files, and the short script that starts it: a name with a fingerprint is known only here.
fn client(own: &Path, folder: &Path) -> Result<Vec<Asset>, Box<dyn Error>> {
    let mut assets = Vec::new();
    for (name, kind) in CLIENT {
        let path = folder.join(name);
        let bytes = read(&path)?;
        let beside = |ending: &str| {
            let compressed = folder.join(format!("{name}.{ending}"));
            if compressed.exists() { read(&compressed).map(Some) } else { Ok(None) }
        };
        let (brotli, gzip) = (beside("br")?, beside("gz")?);
        assets.push(Asset { logical: name.to_string(), kind, bytes, brotli, gzip });
    }
    let mut boot = String::from_utf8(read(&own.join(START))?)?;
    for asset in &assets {
        boot = boot.replace(&format!("\"./{}\"", asset.logical), &format!("\"./{}\"", hashed(asset)));
    }
    assets.push(own_asset(START, "text/javascript; charset=utf-8", boot.into_bytes())?);
    Ok(assets)
}

/// `portal.css` becomes `portal-0123456789abcdef.css`.
fn hashed(asset: &Asset) -> String {
    let hash = asset
        .bytes
        .iter()
        .fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3));
    let (stem, ending) = asset.logical.rsplit_once('.').unwrap_or((&asset.logical, ""));
    format!("{stem}-{hash:016x}.{ending}")
}

fn brotli(bytes: &[u8]) -> std::io::Result<Vec<u8>> {
    let mut compressed = Vec::new();
    let mut writer = brotli::CompressorWriter::new(&mut compressed, 4096, 11, 22);
    writer.write_all(bytes)?;
    drop(writer);
    Ok(compressed)
}

fn gzip(bytes: &[u8]) -> std::io::Result<Vec<u8>> {
    let mut writer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    writer.write_all(bytes)?;
    writer.finish()
}

fn embed(out: &Path, assets: &[Asset]) -> Result<(), Box<dyn Error>> {
    let mut rust = String::from("/// Everything that is embedded.\npub(crate) static ASSETS: &[Asset] = &[\n");
    for asset in assets {
        let name = hashed(asset);
        let put = |ending: &str, bytes: &[u8]| -> std::io::Result<String> {
            let file = format!("{name}{ending}");
            fs::write(out.join(&file), bytes)?;
            Ok(format!("include_bytes!(concat!(env!(\"OUT_DIR\"), \"/{file}\"))"))
        };
        let optional = |ending: &str, bytes: Option<&Vec<u8>>| -> std::io::Result<String> {
            bytes.map_or(Ok("None".to_string()), |bytes| Ok(format!("Some({})", put(ending, bytes)?)))
        };
        writeln!(
            rust,
            "    Asset {{ logical: {:?}, name: {name:?}, kind: {:?}, bytes: {}, brotli: {}, gzip: {} }},",
            asset.logical,
            asset.kind,
            put("", &asset.bytes)?,
            optional(".br", asset.brotli.as_ref())?,
            optional(".gz", asset.gzip.as_ref())?,
        )?;
    }
    rust.push_str("];\n");
    fs::write(out.join("assets.rs"), rust)?;
    Ok(())
}
