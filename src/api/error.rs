//! What a failed request means to the person: what happened, and what to do next.

use contract::model::{Code, FieldViolation, Status};

/// Why a request failed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Cause {
    /// No answer came: server down, network cut, took too long.
    NoAnswer,
    /// An answer came that is not the API's: HTML of a proxy, half a body.
    Unreadable,
    /// The API refused, with a code where it is a known one.
    Refused(Option<Code>),
}

/// Whether the request would have changed something.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Intent {
    Read,
    Write,
}

/// A failed request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ApiError {
    pub(crate) cause: Cause,
    pub(crate) intent: Intent,
    /// HTTP status; 0 when no answer came.
    pub(crate) http: u16,
    /// What happened, in the server's words where it has any.
    pub(crate) message: String,
    /// Which fields are wrong and why, in the server's words.
    pub(crate) violations: Vec<FieldViolation>,
    /// The thing that the error is about, such as the runner that holds a cluster (contract 4.1).
    pub(crate) resource: Option<String>,
    /// How the server's log names the request; none when no answer came.
    pub(crate) request_id: Option<String>,
}

impl ApiError {
    /// No answer came.
    pub(super) fn no_answer(intent: Intent) -> Self {
        Self::bare(
            Cause::NoAnswer,
            intent,
            0,
            "The server did not answer.".to_owned(),
        )
    }

    /// A success whose body is not what the API promises.
    pub(super) fn unreadable(intent: Intent, http: u16, why: &str) -> Self {
        let message = format!("The server's response could not be read ({why}).");
        Self::bare(Cause::Unreadable, intent, http, message)
    }

    /// An answer with an error status. Survives any body (contract 4.1).
    pub(crate) fn refused(intent: Intent, http: u16, body: &str) -> Self {
        let status: Option<Status> = serde_json::from_str(body).ok();
        match status {
            Some(status) if !status.message.is_empty() => Self {
                cause: Cause::Refused(status.code()),
                intent,
                http,
                violations: status.violations(),
                resource: status.resource_name().map(str::to_owned),
                message: status.message,
                request_id: None,
            },
            _ => {
                let message = format!("The server returned HTTP {http} without an explanation.");
                Self::bare(Cause::Unreadable, intent, http, message)
            }
        }
    }

    /// A failure that the gateway met and tells of.
    pub(crate) fn told(intent: Intent, http: u16, message: String) -> Self {
        let cause = match http {
            0 => Cause::NoAnswer,
            401 => Cause::Refused(Some(Code::Unauthenticated)),
            403 => Cause::Refused(Some(Code::PermissionDenied)),
            429 => Cause::Refused(Some(Code::ResourceExhausted)),
            _ => Cause::Refused(None),
        };
        Self::bare(cause, intent, http, message)
    }

    /// A list that cannot be read to its end, since the server gives the same page again.
    pub(super) fn repeated_page() -> Self {
        let message = "The server returned the same page token twice, so the list is incomplete.";
        Self::bare(Cause::Unreadable, Intent::Read, 200, message.to_owned())
    }

    fn bare(cause: Cause, intent: Intent, http: u16, message: String) -> Self {
        Self {
            cause,
            intent,
            http,
            message,
            violations: Vec::new(),
            resource: None,
            request_id: None,
        }
    }

    /// With the name that the server gave the request.
    pub(super) fn named(self, request_id: Option<String>) -> Self {
        Self { request_id, ..self }
    }

    /// Whether trying a read again may help: 429, 5xx but 501, no answer (contract 4.7).
    pub(super) fn is_transient(&self) -> bool {
        self.http == 0 || self.http == 429 || (self.http >= 500 && self.http != 501)
    }

    /// Whether a write may have happened although it failed.
    pub(crate) fn is_unsure(&self) -> bool {
        self.intent == Intent::Write
            && match self.cause {
                Cause::NoAnswer => true,
                Cause::Unreadable => self.http < 400 || self.http >= 500,
                Cause::Refused(_) => self.http >= 500 && self.http != 501,
            }
    }

    /// Whether the thing does not exist, by the API's own word and not by some proxy's 404.
    pub(crate) fn is_not_found(&self) -> bool {
        self.cause == Cause::Refused(Some(Code::NotFound))
    }

    /// Whether the thing is not in the state that the request counts on, such as at the revision of an etag.
    pub(crate) fn is_precondition(&self) -> bool {
        self.cause == Cause::Refused(Some(Code::FailedPrecondition))
    }

    /// What the person can do about it.
    pub(crate) fn next_step(&self) -> &'static str {
        match self.cause {
            Cause::NoAnswer => match self.intent {
                Intent::Read => {
                    "Check your connection and that the server is running, then try again."
                }
                Intent::Write => {
                    "The change may or may not have been made. Check before you send it again."
                }
            },
            Cause::Unreadable if self.is_unsure() => {
                "The change may or may not have been made. Check before you send it again."
            }
            Cause::Unreadable => {
                "A proxy may have answered instead of the server. Try again; if it keeps happening, tell whoever \
                 runs this console."
            }
            Cause::Refused(code) => self.advice(code),
        }
    }

    /// Contract 4.2 and the fixes of 4.3.
    fn advice(&self, code: Option<Code>) -> &'static str {
        match code {
            Some(Code::InvalidArgument) => "Correct the fields named above, then send it again.",
            Some(Code::FailedPrecondition) => {
                "This is not possible in its current state. Check its status, then try again."
            }
            Some(Code::NotFound) => "It may have been deleted. Go back to the list.",
            Some(Code::AlreadyExists) if self.is_cluster_taken() => {
                "A cluster can have only one runner: edit that runner, or delete it first."
            }
            Some(Code::AlreadyExists) => "Choose another name.",
            Some(Code::Aborted) => {
                "Someone else changed it at the same time. Reload and try again."
            }
            Some(Code::PermissionDenied) => {
                "Ask an administrator of your organization for access, or sign in with another token."
            }
            Some(Code::ResourceExhausted) => {
                "Too many requests, or a quota was reached. Wait a little, then try again."
            }
            Some(Code::Unauthenticated) => "Sign in again.",
            Some(Code::Unimplemented) => "This server cannot do that.",
            Some(Code::DeadlineExceeded | Code::Unavailable | Code::Internal) | None => {
                match self.intent {
                    Intent::Read => {
                        "Try again. If it keeps happening, the problem is on the server."
                    }
                    Intent::Write => {
                        "Something went wrong on the server, and the change may or may not have been made. \
                         Check before you send it again."
                    }
                }
            }
        }
    }

    /// A name or a cluster is taken.
    pub(crate) fn is_taken(&self) -> bool {
        self.cause == Cause::Refused(Some(Code::AlreadyExists))
    }

    /// Tells the two conflicts of a create apart (contract 4.5).
    pub(crate) fn is_cluster_taken(&self) -> bool {
        self.is_taken() && self.message.contains("cluster")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn any_body_is_survived() {
        for body in [
            "",
            "<html>502</html>",
            "null",
            "[]",
            "{\"code\":",
            "{\"message\":\"\"}",
        ] {
            let error = ApiError::refused(Intent::Read, 502, body);
            assert_eq!(error.cause, Cause::Unreadable, "{body}");
            assert!(error.message.contains("502"));
            assert!(error.is_transient());
        }
    }

    #[test]
    fn the_servers_words_are_kept() {
        let body = r#"{"code":3,"message":"runner.identity.zone is required","details":[{"@type":"type.googleapis.com/google.rpc.BadRequest","fieldViolations":[{"field":"runner.identity.zone","description":"runner.identity.zone is required"}]}]}"#;
        let error = ApiError::refused(Intent::Write, 400, body);
        assert_eq!(error.message, "runner.identity.zone is required");
        assert_eq!(error.violations[0].field, "runner.identity.zone");
        assert!(!error.is_transient() && !error.is_unsure());
    }

    #[test]
    fn only_a_write_can_be_unsure() {
        assert!(ApiError::no_answer(Intent::Write).is_unsure());
        assert!(!ApiError::no_answer(Intent::Read).is_unsure());
        assert!(ApiError::refused(Intent::Write, 503, "").is_unsure());
        assert!(ApiError::unreadable(Intent::Write, 200, "cut").is_unsure());
        assert!(
            !ApiError::refused(Intent::Write, 501, r#"{"code":12,"message":"no"}"#).is_unsure()
        );
        assert!(!ApiError::refused(Intent::Write, 413, "<html>").is_unsure());
    }

    #[test]
    fn the_two_conflicts_are_told_apart() {
        let error = |text| {
            let body = format!(r#"{{"code":6,"message":"{text}"}}"#);
            ApiError::refused(Intent::Write, 409, &body)
        };
        assert!(error("a managed runner already exists for this cluster").is_cluster_taken());
        assert!(!error("a runner with this runner_id already exists").is_cluster_taken());
    }

    #[test]
    fn a_proxys_404_is_not_a_missing_runner() {
        assert!(!ApiError::refused(Intent::Read, 404, "not here").is_not_found());
        let body = r#"{"code":5,"message":"runner not found"}"#;
        assert!(ApiError::refused(Intent::Read, 404, body).is_not_found());
    }
}
