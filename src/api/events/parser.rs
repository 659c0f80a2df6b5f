//! Server-sent events out of the pieces in which they arrive (HTML, event stream interpretation). Our gateway writes
//! each field on one line and ends lines with a line feed.

use std::ops::Range;

/// An event larger than this is none of ours, in bytes.
const LARGEST: usize = 8 << 20;

/// An event.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Event<'a> {
    pub(crate) name: &'a str,
    pub(crate) data: &'a str,
    /// From where a later stream goes on; empty if it stays where it was.
    pub(crate) id: &'a str,
}

/// What has arrived of the events that come next.
#[derive(Default)]
pub(super) struct Parser {
    bytes: Vec<u8>,
    /// The newest whole event.
    event: Range<usize>,
    /// The first byte that was not looked at yet.
    next: usize,
}

/// The stream is not one of ours.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Garbage;

impl Parser {
    /// Takes in what arrived.
    pub(super) fn push(&mut self, bytes: &[u8]) {
        self.bytes.drain(..self.next);
        (self.event, self.next) = (0..0, 0);
        // What a large event needed is given back.
        if self.bytes.is_empty() {
            self.bytes = Vec::new();
        }
        self.bytes.extend_from_slice(bytes);
    }

    /// Goes on to the next event that is whole by now; whether there is one. What has no data, as a comment, is none.
    pub(super) fn advance(&mut self) -> Result<bool, Garbage> {
        while let Some(end) = end(&self.bytes[self.next..]) {
            self.event = self.next..self.next + end;
            self.next = self.event.end + 2;
            if !self.event()?.data.is_empty() {
                return Ok(true);
            }
        }
        if self.bytes.len() - self.next > LARGEST {
            return Err(Garbage);
        }
        Ok(false)
    }

    /// The event that it went on to.
    pub(super) fn event(&self) -> Result<Event<'_>, Garbage> {
        let text = std::str::from_utf8(&self.bytes[self.event.clone()]).map_err(|_| Garbage)?;
        let mut event = Event {
            name: "",
            data: "",
            id: "",
        };
        for line in text.split('\n') {
            let (field, value) = line.split_once(':').unwrap_or((line, ""));
            let value = value.strip_prefix(' ').unwrap_or(value);
            match field {
                "event" => event.name = value,
                "data" => event.data = value,
                "id" => event.id = value,
                _ => {}
            }
        }
        Ok(event)
    }
}

/// Where the empty line begins that ends the first event.
fn end(bytes: &[u8]) -> Option<usize> {
    memchr::memchr_iter(b'\n', bytes).find(|at| bytes.get(at + 1) == Some(&b'\n'))
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = ":\n\nid: e-1\nevent: page\ndata: {\"a\":\"ä\"}\n\nretry: 500\n\n:\n\nevent: ended\ndata: {}\n\n";

    #[test]
    fn events_are_whole_however_they_arrive() {
        for size in 1..=TEXT.len() {
            let mut parser = Parser::default();
            let mut told = Vec::new();
            for piece in TEXT.as_bytes().chunks(size) {
                parser.push(piece);
                while parser.advance().unwrap() {
                    let Event { name, data, id } = parser.event().unwrap();
                    told.push([name, data, id].map(str::to_owned));
                }
            }
            assert_eq!(
                told,
                [["page", "{\"a\":\"ä\"}", "e-1"], ["ended", "{}", ""]]
            );
            parser.push(b"");
            assert!(parser.bytes.is_empty());
        }
    }

    #[test]
    fn what_never_ends_is_given_up() {
        let mut parser = Parser::default();
        parser.push(&vec![b'x'; LARGEST + 1]);
        assert_eq!(parser.advance(), Err(Garbage));
        let mut parser = Parser::default();
        parser.push(b"\xff\n\n");
        assert_eq!(parser.advance(), Err(Garbage));
    }
}
