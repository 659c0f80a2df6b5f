//! Server-sent events out of the pieces in which they arrive. The browser's own `EventSource` sends no
//! headers, and the secret goes nowhere else.

/// An event larger than this is none of ours, in bytes.
const LARGEST: usize = 8 << 20;

/// An event.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Event {
    pub(super) name: String,
    pub(super) data: String,
}

/// What has arrived of the next event.
#[derive(Default)]
pub(super) struct Parser(Vec<u8>);

/// The stream is not one of ours.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Garbage;

impl Parser {
    /// Takes in what arrived, and gives the events that are whole by then. Comments show only that the
    /// stream lives, which the reader has noticed.
    pub(super) fn push(&mut self, bytes: &[u8]) -> Result<Vec<Event>, Garbage> {
        self.0.extend_from_slice(bytes);
        let mut events = Vec::new();
        let mut from = 0;
        while let Some(end) = self.0[from..].windows(2).position(|pair| pair == b"\n\n") {
            let text = std::str::from_utf8(&self.0[from..from + end]).map_err(|_| Garbage)?;
            events.extend(event(text));
            from += end + 2;
        }
        self.0.drain(..from);
        // What a large event needed is given back.
        if self.0.is_empty() {
            self.0 = Vec::new();
        }
        if self.0.len() > LARGEST {
            return Err(Garbage);
        }
        Ok(events)
    }
}

fn event(text: &str) -> Option<Event> {
    let value = |key: &str| {
        let mut lines = text.lines();
        let line = lines.find_map(|line| line.strip_prefix(key))?;
        Some(line.trim_start().to_owned())
    };
    Some(Event {
        name: value("event:")?,
        data: value("data:")?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = ":\n\nevent: page\ndata: {\"a\":\"ä\"}\n\n:\n\nevent: ended\ndata: {}\n\n";

    #[test]
    fn events_are_whole_however_they_arrive() {
        for size in 1..TEXT.len() {
            let mut parser = Parser::default();
            let mut events = Vec::new();
            for piece in TEXT.as_bytes().chunks(size) {
                events.extend(parser.push(piece).unwrap());
            }
            let told: Vec<_> = events
                .iter()
                .map(|event| (event.name.as_str(), event.data.as_str()))
                .collect();
            assert_eq!(told, [("page", "{\"a\":\"ä\"}"), ("ended", "{}")]);
            assert!(parser.0.is_empty());
        }
    }

    #[test]
    fn what_never_ends_is_given_up() {
        let mut parser = Parser::default();
        assert_eq!(parser.push(&vec![b'x'; LARGEST + 1]), Err(Garbage));
        assert_eq!(Parser::default().push(b"\xff\n\n"), Err(Garbage));
    }
}
