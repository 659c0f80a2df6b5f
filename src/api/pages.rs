//! Lists that come in pages.

use std::collections::HashSet;

use super::ApiError;

/// Reads every page in order. `read` fetches the page of a token (empty asks for the first) and answers
/// the token of the next, empty on the last. A token that comes twice would never end (contract 2.3).
pub(super) async fn all(
    mut read: impl AsyncFnMut(&str) -> Result<String, ApiError>,
) -> Result<(), ApiError> {
    let mut seen = HashSet::new();
    let mut token = String::new();
    loop {
        token = read(&token).await?;
        if token.is_empty() {
            return Ok(());
        }
        if !seen.insert(token.clone()) {
            return Err(ApiError::repeated_page());
        }
    }
}

#[cfg(test)]
mod tests {
    use std::{
        pin::pin,
        task::{Context, Poll, Waker},
    };

    use super::*;

    fn run(tokens: &[&str]) -> (Result<(), ApiError>, Vec<String>) {
        let mut asked = Vec::new();
        let mut tokens = tokens.iter();
        let result = {
            let future = pin!(all(async |token: &str| {
                asked.push(token.to_owned());
                Ok(tokens.next().unwrap().to_string())
            }));
            match future.poll(&mut Context::from_waker(Waker::noop())) {
                Poll::Ready(result) => result,
                Poll::Pending => panic!("nothing to wait for"),
            }
        };
        (result, asked)
    }

    #[test]
    fn follows_tokens_to_the_end() {
        let (result, asked) = run(&["a", "b", ""]);
        assert_eq!(result, Ok(()));
        assert_eq!(asked, ["", "a", "b"]);
    }

    #[test]
    fn a_repeated_token_ends_the_list_with_an_error() {
        let (result, asked) = run(&["a", "b", "a", "never asked"]);
        assert_eq!(result, Err(ApiError::repeated_page()));
        assert_eq!(asked.len(), 3);
    }
}
