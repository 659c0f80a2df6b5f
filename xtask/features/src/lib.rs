//! Without content: `Cargo.toml` says what this is for.
