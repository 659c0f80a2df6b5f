//! Compression at build time, so that the gateway never spends time on it.

use std::fs::{self, File};
use std::io::{Read, Write};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use brotli::enc::BrotliEncoderParams;
use brotli::enc::backward_references::BrotliEncoderMode;
use flate2::Compression;
use flate2::write::GzEncoder;

/// What gains from compression; images and fonts are compressed already.
const EXTENSIONS: [&str; 8] = [
    "css",
    "html",
    "js",
    "json",
    "svg",
    "txt",
    "wasm",
    "webmanifest",
];

const BROTLI_QUALITY: i32 = 11;
const BROTLI_WINDOW: i32 = 22;

/// Puts `x.br` and `x.gz` beside each compressible file `x` of a folder and those below it.
///
/// # Errors
/// When a file cannot be read or written.
pub(crate) fn folder(folder: &Path) -> Result<()> {
    for path in files_below(folder)? {
        if path
            .extension()
            .is_some_and(|ext| EXTENSIONS.iter().any(|known| ext == *known))
        {
            file(&path).with_context(|| format!("could not compress {}", path.display()))?;
        }
    }
    Ok(())
}

/// All files of a folder and of those below it.
fn files_below(folder: &Path) -> Result<Vec<PathBuf>> {
    let entries =
        fs::read_dir(folder).with_context(|| format!("could not list {}", folder.display()))?;
    let mut files = Vec::new();
    for entry in entries {
        let path = entry?.path();
        if path.is_dir() {
            files.extend(files_below(&path)?);
        } else {
            files.push(path);
        }
    }
    Ok(files)
}

fn file(path: &Path) -> std::io::Result<()> {
    let mut content = Vec::new();
    File::open(path)?.read_to_end(&mut content)?;

    let to = File::create(with_suffix(path, "br"))?;
    let params = BrotliEncoderParams {
        quality: BROTLI_QUALITY,
        lgwin: BROTLI_WINDOW,
        // Made for tables of numbers: half a percent of WebAssembly.
        mode: if path.extension().is_some_and(|ext| ext == "wasm") {
            BrotliEncoderMode::BROTLI_MODE_FONT
        } else {
            BrotliEncoderMode::BROTLI_MODE_GENERIC
        },
        ..BrotliEncoderParams::default()
    };
    brotli::BrotliCompress(&mut content.as_slice(), &mut &to, &params)?;

    let mut gzip = GzEncoder::new(File::create(with_suffix(path, "gz"))?, Compression::best());
    gzip.write_all(&content)?;
    gzip.finish().map(drop)
}

/// `app.js` and `br` give `app.js.br`.
pub(super) fn with_suffix(path: &Path, suffix: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(".");
    name.push(suffix);
    name.into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_compressed_in_both_forms_and_comes_back_whole() {
        let site = tempfile::tempdir().expect("a temporary folder");
        let deep = site.path().join("snippets");
        fs::create_dir(&deep).expect("created");
        let text = "export const answer = 42;\n".repeat(1000);
        fs::write(deep.join("a.js"), &text).expect("written");
        fs::write(site.path().join("logo.png"), "not text").expect("written");

        folder(site.path()).expect("compressed");

        let mut unpacked = String::new();
        let packed = File::open(deep.join("a.js.br")).expect("brotli is there");
        assert!(packed.metadata().expect("its size").len() < 200);
        brotli::Decompressor::new(packed, 4096)
            .read_to_string(&mut unpacked)
            .expect("valid");
        assert_eq!(unpacked, text);

        unpacked.clear();
        let packed = File::open(deep.join("a.js.gz")).expect("gzip is there");
        flate2::read::GzDecoder::new(packed)
            .read_to_string(&mut unpacked)
            .expect("valid");
        assert_eq!(unpacked, text);

        assert!(
            !site.path().join("logo.png.br").exists(),
            "an image is left alone"
        );
    }
}
