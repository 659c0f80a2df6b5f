//! The built console: files of one folder or of this program, and `index.html` for every page of the SPA.

#[cfg(feature = "embed-site")]
mod built_in;
#[cfg(any(feature = "embed-site", test))]
mod memory;

use std::fs;
use std::path::{Path, PathBuf};

use axum::body::Body;
use axum::extract::Request;
use axum::response::Response;
use contract::model::Code;
use http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header, request::Parts};
use tower_http::services::ServeFile;

use crate::http::Refusal;
use crate::http::RequestPath;
use crate::settings::build::Build;

const INDEX: &str = "index.html";

/// The page that share links lead to, a program of its own, and its path (design D8).
const SHARED: &str = "shared.html";
const LINKS: &str = "shared";

const ROBOTS: HeaderName = HeaderName::from_static("x-robots-tag");

/// Files whose names change with their content.
const FOREVER: HeaderValue = HeaderValue::from_static("public, max-age=31536000, immutable");
/// Files that keep their names: to be asked for each time.
const CHECKED: HeaderValue = HeaderValue::from_static("no-cache");
/// The page that names all others: an old one would ask for files that are gone.
const NEVER: HeaderValue = HeaderValue::from_static("no-store");

/// A built site.
#[derive(Debug, Clone)]
pub(crate) enum Site {
    /// In a folder.
    Folder(PathBuf),
    /// Inside this program.
    #[cfg(feature = "embed-site")]
    BuiltIn,
}

impl Site {
    /// A folder that holds an `index.html`; none otherwise.
    pub(crate) fn open(folder: &Path) -> Option<Self> {
        let has_index = folder.join(INDEX).is_file();
        has_index.then(|| Self::Folder(folder.to_owned()))
    }

    /// The one inside this program; none if it was built without.
    pub(crate) fn built_in() -> Option<Self> {
        #[cfg(feature = "embed-site")]
        return built_in::find(INDEX).map(|_| Self::BuiltIn);
        #[cfg(not(feature = "embed-site"))]
        None
    }

    /// Which build it is of.
    pub(crate) fn build(&self) -> Build {
        match self {
            Self::Folder(folder) => Build::InFile(folder.join(INDEX).into()),
            #[cfg(feature = "embed-site")]
            Self::BuiltIn => built_in::find(INDEX).map_or(Build::None, |page| {
                Build::Within(String::from_utf8_lossy(&page.content).into())
            }),
        }
    }

    /// Answers with a file, or with the page for a path that is none.
    pub(crate) async fn answer(
        &self,
        path: &RequestPath,
        request: Request,
    ) -> Result<Response, Refusal> {
        let (request, _) = request.into_parts();
        if !matches!(request.method, Method::GET | Method::HEAD) {
            return Err(Refusal::method("GET, HEAD"));
        }
        let (last, folders) = path
            .segments()
            .split_last()
            .ok_or_else(Refusal::unknown_path)?;
        let hidden = path.segments().iter().any(|name| name.starts_with('.'));
        if !hidden && !last.is_empty() {
            let name: PathBuf = folders.iter().chain([last]).collect();
            let caching = match last.as_str() {
                INDEX | SHARED => NEVER,
                name if is_hashed(name) => FOREVER,
                _ => CHECKED,
            };
            if let Some(answer) = self.file(&name, caching, &request).await? {
                return Ok(answer);
            }
        }
        if path.segments() == [LINKS] && accepts_page(&request.headers) {
            // A site that was built by Trunk alone has no page for links.
            if let Some(mut page) = self.file(Path::new(SHARED), NEVER, &request).await? {
                let noindex = HeaderValue::from_static("noindex, nofollow");
                page.headers_mut().insert(ROBOTS, noindex);
                return Ok(page);
            }
        }
        if last.contains('.') || !accepts_page(&request.headers) {
            return Err(Refusal::unknown_path());
        }
        let index = self.file(Path::new(INDEX), NEVER, &request).await?;
        index.ok_or_else(|| {
            let message = "the site no longer has an index.html; build it with `cargo xtask build`";
            Refusal::new(Code::NotFound, message)
        })
    }

    /// Answers with a file; none if it is not there.
    async fn file(
        &self,
        name: &Path,
        caching: HeaderValue,
        request: &Parts,
    ) -> Result<Option<Response>, Refusal> {
        match self {
            Self::Folder(folder) => {
                let (folder, name) = (folder.clone(), name.to_owned());
                let found = tokio::task::spawn_blocking(move || find(&folder, &name)).await;
                match found.ok().flatten() {
                    Some(file) => serve(&file, caching, request).await.map(Some),
                    None => Ok(None),
                }
            }
            #[cfg(feature = "embed-site")]
            Self::BuiltIn => {
                let name = name.to_str().unwrap_or_default();
                let Parts {
                    method, headers, ..
                } = request;
                let mut answer = memory::answer(built_in::find, name, method, headers);
                if let Some(answer) = &mut answer {
                    answer.headers_mut().insert(header::CACHE_CONTROL, caching);
                }
                Ok(answer)
            }
        }
    }
}

/// A file inside the folder. Links may lead from one place in it to another, not out of it; nor may
/// the compressed siblings that would be sent in the file's place.
fn find(folder: &Path, name: &Path) -> Option<PathBuf> {
    let root = folder.canonicalize().ok()?;
    let file = root.join(name).canonicalize().ok()?;
    for suffix in ["", ".br", ".gz"] {
        let mut path = file.clone().into_os_string();
        path.push(suffix);
        if fs::canonicalize(&path).is_ok_and(|real| !real.starts_with(&root)) {
            return None;
        }
    }
    file.is_file().then_some(file)
}

async fn serve(file: &Path, caching: HeaderValue, request: &Parts) -> Result<Response, Refusal> {
    let mut wanted = http::Request::new(Body::empty());
    wanted.method_mut().clone_from(&request.method);
    wanted.headers_mut().clone_from(&request.headers);
    let answer = ServeFile::new(file)
        .precompressed_br()
        .precompressed_gzip()
        .try_call(wanted)
        .await
        .map_err(|error| Refusal::fault("a file of the site could not be read", &error))?;
    if answer.status() == StatusCode::NOT_FOUND {
        return Err(Refusal::unknown_path());
    }
    let mut answer = answer.map(Body::new);
    answer.headers_mut().insert(header::CACHE_CONTROL, caching);
    Ok(answer)
}

/// `app-0123456789abcdef_bg.wasm`: at least eight hexadecimal digits after a hyphen, as Trunk names files.
fn is_hashed(name: &str) -> bool {
    let stem = name.split('.').next().unwrap_or_default();
    let stem = stem.strip_suffix("_bg").unwrap_or(stem);
    stem.rsplit_once('-').is_some_and(|(_, hash)| {
        hash.len() >= 8 && hash.bytes().all(|byte| byte.is_ascii_hexdigit())
    })
}

/// Whether the client would take a page for an answer, as a browser that goes somewhere would.
fn accepts_page(headers: &HeaderMap) -> bool {
    let mut accepted = headers.get_all(header::ACCEPT).iter().peekable();
    accepted.peek().is_none()
        || accepted
            .filter_map(|value| value.to_str().ok())
            .flat_map(|value| value.split(','))
            .filter_map(|range| range.split(';').next())
            .any(|range| matches!(range.trim(), "text/html" | "*/*"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hashed_names_are_told_from_others() {
        for name in [
            "runner-console-1f2e3d4c5b6a7980.js",
            "runner-console-1f2e3d4c5b6a7980_bg.wasm",
            "tokens-0123abcd.css",
        ] {
            assert!(is_hashed(name), "{name}");
        }
        for name in [
            "index.html",
            "icon.svg",
            "runner-console.js",
            "runner-console_bg.wasm",
            "a-beef.css",
            "robots-dark-theme.txt",
            "-",
        ] {
            assert!(!is_hashed(name), "{name}");
        }
    }
}
