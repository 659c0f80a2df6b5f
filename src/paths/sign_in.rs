//! The sign-in page and where it leads on to.

use super::{encoding::encode, route::Route};

/// The sign-in page, which leads on to `next`.
pub(crate) fn sign_in(next: Option<&Route>) -> String {
    match next {
        None | Some(Route::Fleet) => "/sign-in".to_owned(),
        Some(route) => format!("/sign-in?next={}", encode(&route.href())),
    }
}

/// Whether a path is the sign-in page.
pub(crate) fn is_sign_in(path: &str) -> bool {
    path.trim_end_matches('/') == "/sign-in"
}

/// The page that a sign-in query asks for: one of ours or the fleet, never an address from outside.
pub(crate) fn next(value: Option<&str>) -> Route {
    value.and_then(Route::parse).unwrap_or(Route::Fleet)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn next_is_a_page_of_ours_or_the_fleet() {
        assert_eq!(next(Some("/runners/a")), Route::runner("a"));
        for hostile in [
            "https://evil.example/",
            "//evil.example",
            "/\\evil.example",
            "/runners/..%2F..%2Fx",
            "/runners/a/b",
            "javascript:alert(1)",
            "/sign-in",
            "",
        ] {
            assert_eq!(next(Some(hostile)), Route::Fleet, "{hostile}");
        }
        assert_eq!(next(None), Route::Fleet);
    }
}
