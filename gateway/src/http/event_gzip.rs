//! Streams of events, compressed for those who take gzip: a fleet of thousands is told in a tenth of the
//! bytes.
//!
//! Each piece is compressed by itself and refers to nothing before it. So every event arrives as soon as it
//! is told, and nothing is kept of a stream between its events but a checksum: thousands of streams would
//! need 256 KiB each otherwise.

use std::pin::Pin;
use std::task::{Context, Poll, ready};

use axum::body::{Body, Bytes, HttpBody};
use axum::extract::Request;
use axum::middleware::Next;
use axum::response::Response;
use flate2::{Compress, Compression, Crc, FlushCompress};
use http::{HeaderValue, header};
use hyper::body::Frame;

use crate::http::accept_encoding::accepts;

/// Begins a gzip stream of no name and no time (RFC 1952, 2.3).
const HEAD: [u8; 10] = [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 0xff];

/// The last block, with nothing in it (RFC 1951, 3.2.3).
const LAST: [u8; 2] = [3, 0];

/// Shorter pieces are sent as they are: making room to compress costs more than it saves.
const WORTH: usize = 1024;

/// The most that a stored block holds, in bytes (RFC 1951, 3.2.4).
const STORED: usize = 0xffff;

/// Compresses an answer that is a stream of events.
pub(crate) async fn compress(request: Request, next: Next) -> Response {
    let takes_gzip = accepts(request.headers(), "gzip");
    let mut response = next.run(request).await;
    let kind = response.headers().get(header::CONTENT_TYPE);
    if kind.is_none_or(|kind| kind != "text/event-stream") {
        return response;
    }
    let vary = HeaderValue::from_static("accept-encoding");
    response.headers_mut().append(header::VARY, vary);
    if !takes_gzip {
        return response;
    }
    let gzip = HeaderValue::from_static("gzip");
    response
        .headers_mut()
        .insert(header::CONTENT_ENCODING, gzip);
    response.map(|body| {
        Body::new(Gzip {
            body,
            crc: Crc::new(),
            stage: Stage::Head,
        })
    })
}

/// A body, compressed piece by piece.
struct Gzip {
    body: Body,
    crc: Crc,
    stage: Stage,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Stage {
    /// Nothing was sent yet.
    Head,
    Pieces,
    Ended,
}

impl HttpBody for Gzip {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        let this = self.get_mut();
        if this.stage == Stage::Ended {
            return Poll::Ready(None);
        }
        let piece = match ready!(Pin::new(&mut this.body).poll_frame(context)) {
            Some(Ok(frame)) => frame.into_data().unwrap_or_default(),
            Some(Err(error)) => return Poll::Ready(Some(Err(error))),
            None => return Poll::Ready(Some(Ok(Frame::data(this.end())))),
        };
        Poll::Ready(Some(Ok(Frame::data(this.blocks(&piece)))))
    }
}

impl Gzip {
    /// A piece as blocks that end with a whole byte.
    fn blocks(&mut self, piece: &[u8]) -> Bytes {
        self.crc.update(piece);
        let mut out = self.begin();
        if piece.len() < WORTH || !deflate(piece, &mut out) {
            store(piece, &mut out);
        }
        out.into()
    }

    fn end(&mut self) -> Bytes {
        let mut out = self.begin();
        self.stage = Stage::Ended;
        out.extend(LAST);
        out.extend(self.crc.sum().to_le_bytes());
        out.extend(self.crc.amount().to_le_bytes());
        out.into()
    }

    fn begin(&mut self) -> Vec<u8> {
        match self.stage {
            Stage::Head => {
                self.stage = Stage::Pieces;
                HEAD.to_vec()
            }
            Stage::Pieces | Stage::Ended => Vec::new(),
        }
    }
}

/// Appends a piece, compressed; false if it cannot be, and nothing was appended.
fn deflate(piece: &[u8], out: &mut Vec<u8>) -> bool {
    let before = out.len();
    // Text of many repetitions needs far less; what does not is stored. Eleven bytes are for the flush.
    out.reserve(piece.len() + 11);
    let mut deflate = Compress::new(Compression::fast(), false);
    let done = deflate.compress_vec(piece, out, FlushCompress::Full);
    let is_whole = usize::try_from(deflate.total_in()) == Ok(piece.len());
    // Room that is left says that the flush came to its end, too.
    if done.is_ok() && is_whole && out.len() < out.capacity() {
        return true;
    }
    out.truncate(before);
    false
}

/// Appends a piece as it is.
fn store(piece: &[u8], out: &mut Vec<u8>) {
    for part in piece.chunks(STORED) {
        let length = u16::try_from(part.len()).unwrap_or(u16::MAX);
        out.push(0);
        out.extend(length.to_le_bytes());
        out.extend((!length).to_le_bytes());
        out.extend(part);
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use flate2::write::GzDecoder;
    use proptest::prelude::*;

    use super::*;

    /// What a reader has after each piece, and whether the end was a right one.
    fn read(pieces: &[Vec<u8>]) -> (Vec<Vec<u8>>, bool) {
        let mut gzip = Gzip {
            body: Body::empty(),
            crc: Crc::new(),
            stage: Stage::Head,
        };
        let mut decoder = GzDecoder::new(Vec::new());
        let seen = pieces.iter().map(|piece| {
            decoder.write_all(&gzip.blocks(piece)).unwrap();
            decoder.flush().unwrap();
            std::mem::take(decoder.get_mut())
        });
        let seen = seen.collect();
        decoder.write_all(&gzip.end()).unwrap();
        (seen, decoder.finish().is_ok())
    }

    fn piece() -> impl Strategy<Value = Vec<u8>> {
        let bytes = |most| proptest::collection::vec(any::<u8>(), 0..most);
        let text = "[a-f]{0,4}".prop_flat_map(|word| {
            (0..4_000_usize).prop_map(move |times| word.repeat(times).into_bytes())
        });
        prop_oneof![bytes(40), bytes(3_000), bytes(200_000), text]
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]
        #[test]
        fn every_piece_is_there_at_once_and_whole(pieces in proptest::collection::vec(piece(), 0..6)) {
            let (seen, ended) = read(&pieces);
            prop_assert_eq!(seen, pieces);
            prop_assert!(ended);
        }
    }

    #[test]
    fn what_repeats_gets_short_and_nothing_gets_much_longer() {
        let sent = |piece: &[u8]| {
            let mut out = Vec::new();
            if piece.len() < WORTH || !deflate(piece, &mut out) {
                store(piece, &mut out);
            }
            out.len()
        };
        let runner = br#"{"installStatus":"RUNNER_INSTALL_STATUS_READY","zone":"us-east-04a"},"#;
        let fleet = runner.repeat(1_000);
        assert!(sent(&fleet) * 20 < fleet.len());
        assert_eq!(sent(b": \n\n"), 4 + 5);
    }
}
