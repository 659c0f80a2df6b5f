//! The site inside the program, as `cargo xtask dist` puts it there.

use rust_embed::Embed;

use super::memory::Stored;

#[derive(Embed)]
#[folder = "../dist"]
struct Files;

/// A file of the site.
pub(super) fn find(name: &str) -> Option<Stored> {
    let file = Files::get(name)?;
    Some(Stored {
        hash: file.metadata.sha256_hash(),
        content: file.data,
    })
}
