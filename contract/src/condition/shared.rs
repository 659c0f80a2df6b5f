//! The state of a runner, in words for people who do not operate it.

use super::Tone;

/// How a runner is, worst last.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum SharedState {
    /// READY and CONNECTED (contract 7.2).
    Working,
    /// The install is in progress, or the first heartbeats are awaited (contract 7.1).
    Installing,
    /// The same, for longer than is usual.
    Slow,
    /// It is being deleted.
    Leaving,
    /// No heartbeats: whether it works is not known.
    Unknown,
    /// The install failed, or is stuck.
    Attention,
}

impl SharedState {
    /// In a few words.
    pub fn words(self) -> &'static str {
        match self {
            Self::Working => "Working",
            Self::Installing => "Being installed",
            Self::Slow => "Being installed, longer than usual",
            Self::Leaving => "Being removed",
            Self::Unknown => "Status unknown",
            Self::Attention => "Needs attention",
        }
    }

    /// Its colour.
    pub fn tone(self) -> Tone {
        match self {
            Self::Working => Tone::Ok,
            Self::Installing | Self::Slow => Tone::Busy,
            Self::Leaving => Tone::Off,
            Self::Unknown => Tone::Warn,
            Self::Attention => Tone::Bad,
        }
    }
}

/// How all runners of a page are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Overall {
    /// The state that is worth telling: the worst.
    pub worst: Option<SharedState>,
    /// How many are in it.
    pub count: usize,
    /// How many there are.
    pub total: usize,
}

impl Overall {
    /// Of several runners.
    pub fn of(states: impl IntoIterator<Item = SharedState>) -> Self {
        let states: Vec<_> = states.into_iter().collect();
        let worst = states.iter().max().copied();
        Self {
            worst,
            count: states.iter().filter(|state| Some(**state) == worst).count(),
            total: states.len(),
        }
    }

    /// In one sentence.
    pub fn sentence(self) -> String {
        let Self {
            worst,
            count,
            total,
        } = self;
        let Some(worst) = worst else {
            return "There are no runners here now".to_owned();
        };
        let one = count == 1;
        let what = match worst {
            SharedState::Working if one => "is working",
            SharedState::Working => "are working",
            SharedState::Installing if one => "is being installed",
            SharedState::Installing => "are being installed",
            SharedState::Slow if one => "is being installed, longer than usual",
            SharedState::Slow => "are being installed, longer than usual",
            SharedState::Leaving if one => "is being removed",
            SharedState::Leaving => "are being removed",
            SharedState::Unknown if one => "has an unknown status",
            SharedState::Unknown => "have an unknown status",
            SharedState::Attention if one => "needs attention",
            SharedState::Attention => "need attention",
        };
        match (count, total) {
            (1, 1) => format!("The runner {what}"),
            (count, total) if count == total => format!("All {total} runners {what}"),
            (count, total) => format!("{count} of {total} runners {what}"),
        }
    }

    /// Its colour.
    pub fn tone(self) -> Tone {
        self.worst.map_or(Tone::Off, SharedState::tone)
    }

    /// In one word, as a badge shows it.
    pub fn word(self) -> &'static str {
        match self.worst {
            None => "none",
            Some(SharedState::Working) => "working",
            Some(SharedState::Installing | SharedState::Slow) => "installing",
            Some(SharedState::Leaving) => "leaving",
            Some(SharedState::Unknown) => "unknown",
            Some(SharedState::Attention) => "attention",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_worst_is_told() {
        use SharedState::{Attention, Unknown, Working};
        let told = |states: &[SharedState]| Overall::of(states.iter().copied()).sentence();
        assert_eq!(told(&[]), "There are no runners here now");
        assert_eq!(told(&[Working]), "The runner is working");
        assert_eq!(told(&[Working; 3]), "All 3 runners are working");
        assert_eq!(
            told(&[Working, Attention, Unknown]),
            "1 of 3 runners needs attention"
        );
        assert_eq!(
            told(&[Unknown, Working, Unknown]),
            "2 of 3 runners have an unknown status"
        );
    }
}
