//! What the linker has to know.

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    // The build of the site takes the linked console apart along these records.
    if std::env::var_os("CARGO_FEATURE_SPLIT").is_some() {
        println!("cargo::rustc-link-arg-bins=--emit-relocs");
    }
}
