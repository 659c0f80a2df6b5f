//! When a read is sent again (contract 4.7). A write never is: it has no idempotency token, so nobody
//! could tell whether it happened once or twice.

use std::time::Duration;

use http::StatusCode;

use super::answer::{Answer, Failure};

/// The first pause; it doubles with each further try.
const FIRST: Duration = Duration::from_millis(200);

/// Tries of a read that is passed on. The console itself tries five times, so that together they stay
/// within the contract's ten.
pub(super) const PASSED_ON: u32 = 2;

/// Tries of a read of our own, of which nobody else would try again.
pub(super) const OWN: u32 = 4;

/// How long pauses may last together: somebody waits.
pub(super) const RETRYING: Duration = Duration::from_secs(5);

/// How long to wait before the next try, where one may help: after a broken connection, 429 and each 5xx
/// but 501. As the API asks, else longer each time, and never twice the same, so that many do not ask at
/// once. `random` is from 0 to 1.
pub(super) fn pause(answer: &Result<Answer, Failure>, tried: u32, random: f64) -> Option<Duration> {
    let asked = match answer {
        Ok(answer) if is_passing(answer.status) => answer.retry_after(),
        // What took its whole time already is not waited for again.
        Err(Failure::Unreachable | Failure::Cut) => None,
        _ => return None,
    };
    let usual = FIRST * 2_u32.saturating_pow(tried - 1);
    Some(match asked {
        Some(asked) => asked + FIRST.mul_f64(random),
        None => usual.mul_f64(0.5 + random / 2.0),
    })
}

fn is_passing(status: StatusCode) -> bool {
    status == StatusCode::TOO_MANY_REQUESTS
        || (status.is_server_error() && status != StatusCode::NOT_IMPLEMENTED)
}

#[cfg(test)]
mod tests {
    use axum::body::Bytes;
    use http::{HeaderValue, header};

    use super::*;

    fn answer(status: u16, retry_after: Option<&'static str>) -> Answer {
        let headers = retry_after
            .map(|value| (header::RETRY_AFTER, HeaderValue::from_static(value)))
            .into_iter();
        Answer {
            status: StatusCode::from_u16(status).unwrap(),
            headers: headers.collect(),
            body: Bytes::new(),
        }
    }

    #[test]
    fn only_what_may_pass_is_tried_again() {
        for status in [429, 500, 502, 503, 504] {
            assert!(
                pause(&Ok(answer(status, None)), 1, 0.5).is_some(),
                "{status}"
            );
        }
        for status in [200, 302, 400, 401, 403, 404, 409, 501] {
            assert!(
                pause(&Ok(answer(status, None)), 1, 0.5).is_none(),
                "{status}"
            );
        }
        assert!(pause(&Err(Failure::Unreachable), 1, 0.5).is_some());
        assert!(pause(&Err(Failure::Cut), 1, 0.5).is_some());
        for failure in [
            Failure::TimedOut,
            Failure::TooLarge,
            Failure::Encoded,
            Failure::Redirect(302),
        ] {
            assert!(pause(&Err(failure), 1, 0.5).is_none(), "{failure}");
        }
    }

    #[test]
    fn pauses_grow_and_differ_and_the_api_may_ask_for_longer_ones() {
        let longest = |tried| {
            pause(&Ok(answer(503, None)), tried, 1.0)
                .unwrap()
                .as_millis()
        };
        assert_eq!([1, 2, 3].map(longest), [200, 400, 800]);
        assert_eq!(
            pause(&Ok(answer(503, None)), 1, 0.0).unwrap().as_millis(),
            100
        );
        let asked = |random| {
            pause(&Ok(answer(429, Some("2"))), 1, random)
                .unwrap()
                .as_millis()
        };
        assert_eq!([asked(0.0), asked(1.0)], [2000, 2200]);
    }
}
