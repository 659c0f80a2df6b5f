//! One server-sent event, as it goes over the wire.

use axum::body::Bytes;
use serde::Serialize;

/// Where a stream stands: in which life of the hub, and after which of its events.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Position<'a> {
    pub(crate) epoch: &'a str,
    pub(crate) sequence: u64,
}

impl Position<'_> {
    /// Reads a `Last-Event-ID`; none if it is not one of ours.
    pub(super) fn parse(text: &str) -> Option<Position<'_>> {
        let (epoch, sequence) = text.split_once('-')?;
        let digits = !sequence.is_empty() && sequence.bytes().all(|byte| byte.is_ascii_digit());
        let sequence = sequence.parse().ok().filter(|_| digits)?;
        Some(Position { epoch, sequence })
    }
}

/// The event as text. Without a position it leaves the reader where it stands.
pub(crate) fn event(at: Option<Position>, name: &str, data: &impl Serialize) -> Bytes {
    let mut text = Vec::with_capacity(256);
    if let Some(Position { epoch, sequence }) = at {
        text.extend(format!("id: {epoch}-{sequence}\n").bytes());
    }
    text.extend(format!("event: {name}\ndata: ").bytes());
    // JSON has no line break outside of strings, and inside they are escaped. Our own types are written
    // without fail.
    serde_json::to_writer(&mut text, data).expect("the console's types are JSON");
    text.extend_from_slice(b"\n\n");
    text.into()
}

/// A comment: shows that the stream lives.
pub(crate) const KEEP_ALIVE: Bytes = Bytes::from_static(b":\n\n");

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_event_is_three_lines_and_an_empty_one() {
        let at = Position {
            epoch: "e",
            sequence: 7,
        };
        let text = event(Some(at), "deleted", &["a\nb", "c"]);
        assert_eq!(text, "id: e-7\nevent: deleted\ndata: [\"a\\nb\",\"c\"]\n\n");
        assert_eq!(
            event(None, "deleted", &["a"]),
            "event: deleted\ndata: [\"a\"]\n\n"
        );
    }

    #[test]
    fn only_our_own_ids_are_read() {
        let at = Position::parse("0abc-12").unwrap();
        assert_eq!((at.epoch, at.sequence), ("0abc", 12));
        for text in [
            "",
            "-",
            "abc",
            "abc-",
            "abc-x",
            "abc-+1",
            "a-1-2",
            "a-99999999999999999999",
        ] {
            assert_eq!(Position::parse(text), None, "{text}");
        }
    }
}
