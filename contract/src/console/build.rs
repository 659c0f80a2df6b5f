//! Which build of the console a page is of.

/// The build that a page names, or the address of its WebAssembly: a hash of all that was compiled, which
/// stands in the name `console-HASH_bg.wasm`. None of a page that names none.
pub fn build_of(text: &str) -> Option<&str> {
    let (before, _) = text.split_once("_bg.wasm")?;
    let (_, hash) = before.rsplit_once('-')?;
    let is_hash = hash.len() >= 8 && hash.bytes().all(|byte| byte.is_ascii_hexdigit());
    is_hash.then_some(hash)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_and_its_own_address_name_the_same_build() {
        let page = r#"<link id="boot-script" href="/runner-console-1f2e3d4c5b6a7980.js">
            <link id="boot-wasm" href="/runner-console-1f2e3d4c5b6a7980_bg.wasm">"#;
        assert_eq!(build_of(page), Some("1f2e3d4c5b6a7980"));
        let address = "https://console.example/runner-console-1f2e3d4c5b6a7980_bg.wasm";
        assert_eq!(build_of(address), build_of(page));
        for other in [
            "",
            "<title>a</title>",
            "/runner-console_bg.wasm",
            "/a-beef_bg.wasm",
        ] {
            assert_eq!(build_of(other), None, "{other}");
        }
    }
}
