//! How long to wait before something that failed is tried again.

/// Pauses that double, with jitter: of many pages no two wait the same, so that a server that comes back is not
/// run over.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Backoff {
    first: u32,
    longest: u32,
}

impl Backoff {
    /// Of so many milliseconds at first and at most.
    pub(crate) const fn new(first: u32, longest: u32) -> Self {
        Self { first, longest }
    }

    /// Milliseconds until the next try, after so many failures before the last one; `random` from 0 to 1.
    pub(crate) fn pause(self, before: u32, random: f64) -> u32 {
        let doubled = self.first.saturating_mul(1 << before.min(16));
        part(doubled.min(self.longest), 0.5 + random / 2.0)
    }

    /// Some milliseconds more, so that those who were told the same time do not all come at once.
    pub(super) fn jitter(self, random: f64) -> u32 {
        part(self.first, random)
    }
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a part of a whole number"
)]
fn part(millis: u32, share: f64) -> u32 {
    (f64::from(millis) * share) as u32
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tries_become_rarer_and_never_stop() {
        let backoff = Backoff::new(200, 5_000);
        let longest = [0, 1, 2, 3, 4, 5, u32::MAX].map(|before| backoff.pause(before, 1.0));
        assert_eq!(longest, [200, 400, 800, 1_600, 3_200, 5_000, 5_000]);
        assert_eq!(backoff.pause(0, 0.0), 100);
        assert_eq!(backoff.pause(u32::MAX, 0.0), 2_500);
    }
}
