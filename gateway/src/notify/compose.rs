//! The text of a message, made only of the fields that are named here.

use contract::console::Millis;
use contract::console::notify::{Cause, Content, ContentRunner, HOUR, Kind, MINUTE, Sketch, When};
use contract::console::share::Known;
use contract::model::InstallStatus;

use super::decide::Subject;
use super::store::StoredRule;

/// Runners that a message names.
const NAMED: usize = 50;

/// Where the parts of messages come from.
pub(super) struct Composer<'a> {
    /// What links into the console begin with.
    pub(super) origin: &'a str,
    pub(super) rule_id: &'a str,
    pub(super) sketch: &'a Sketch,
    /// A runner as it is known, with its hints.
    pub(super) runner: &'a (dyn Fn(&str) -> Option<Known> + Sync),
    /// The title of a link, and when it ends.
    pub(super) link: &'a (dyn Fn(&str) -> Option<(String, Millis)> + Sync),
}

impl<'a> Composer<'a> {
    /// For messages of a rule.
    pub(super) fn of(
        rule: &'a StoredRule,
        runner: &'a (dyn Fn(&str) -> Option<Known> + Sync),
        link: &'a (dyn Fn(&str) -> Option<(String, Millis)> + Sync),
    ) -> Self {
        Self {
            origin: &rule.origin,
            rule_id: &rule.id,
            sketch: &rule.sketch,
            runner,
            link,
        }
    }
}

impl Composer<'_> {
    /// What is said when a rule tells something.
    pub(super) fn content(
        &self,
        kind: Kind,
        cause: Option<Cause>,
        subjects: &[Subject],
    ) -> Content {
        let phrase = phrase(self.sketch.when, subjects.len() > 1);
        let who = self.who(cause.as_ref(), subjects);
        let title = match kind {
            Kind::Flapping => format!("{who}: {phrase}, again and again"),
            Kind::Recovered => format!("Resolved: {who}: {phrase}"),
            _ => format!("{who}: {phrase}"),
        };
        let is_of_runners = self.sketch.when.is_of_runners();
        let named = subjects.iter().take(NAMED).filter(|_| is_of_runners);
        let runners: Vec<_> = named.map(|subject| self.runner(kind, subject)).collect();
        let link = match (runners.as_slice(), self.sketch.when) {
            ([only], _) => only.link.clone(),
            (_, When::ShareEnding { .. }) => format!("{}/shares", self.origin),
            _ => format!("{}/", self.origin),
        };
        Content {
            kind,
            title,
            rule: self.sketch.name.clone(),
            cause,
            more: if is_of_runners {
                subjects.len() - runners.len()
            } else {
                0
            },
            runners,
            link,
            silence: self.silence(kind),
            silence_link: self.page(),
        }
    }

    /// What is said when a rule's maker may not read any more.
    pub(super) fn rule_ended(&self) -> Content {
        Content {
            kind: Kind::RuleEnded,
            title: format!(
                "The rule “{}” has ended: whoever created it can no longer read runners",
                self.sketch.name
            ),
            rule: self.sketch.name.clone(),
            cause: None,
            runners: Vec::new(),
            more: 0,
            link: self.page(),
            silence: "Save the rule again with a token that can read runners, or delete it."
                .to_owned(),
            silence_link: String::new(),
        }
    }

    fn who(&self, cause: Option<&Cause>, subjects: &[Subject]) -> String {
        match (subjects, self.sketch.when) {
            (_, When::Blind) => "The console".to_owned(),
            ([only], When::ShareEnding { .. }) => match (self.link)(&only.id) {
                Some((title, _)) => format!("The link “{title}”"),
                None => "A link".to_owned(),
            },
            (several, When::ShareEnding { .. }) => format!("{} links", several.len()),
            ([only], _) => only.id.clone(),
            (several, _) => {
                let cause =
                    cause.map(|cause| format!(" of {} {}", cause.dimension.word(), cause.value));
                format!("{} runners{}", several.len(), cause.unwrap_or_default())
            }
        }
    }

    fn runner(&self, kind: Kind, subject: &Subject) -> ContentRunner {
        let known = (self.runner)(&subject.id);
        let (summary, hints) = match known {
            Some(known) => (Some(known.summary), known.hints),
            None => (None, Vec::new()),
        };
        let status = summary.as_ref().map(|summary| &summary.install_status);
        let failed = match self.sketch.when {
            When::InstallFailed => true,
            When::NeedsAttention => status == Some(&InstallStatus::Failed),
            _ => false,
        };
        let tells_failure = failed && kind != Kind::Recovered;
        let what = match (self.sketch.when, kind, status) {
            (When::NeedsAttention, Kind::Alarm | Kind::Flapping, Some(status)) => {
                attention(status).to_owned()
            }
            _ => subject.what.clone(),
        };
        let place = |part: fn(&contract::console::RunnerSummary) -> &String| {
            summary.as_ref().map(part).cloned().unwrap_or_default()
        };
        ContentRunner {
            runner_id: subject.id.clone(),
            zone: place(|summary| &summary.zone),
            cluster: place(|summary| &summary.cluster_name),
            since: Some(subject.since),
            what,
            error: if tells_failure {
                place(|summary| &summary.failure)
            } else {
                String::new()
            },
            hint: hints
                .into_iter()
                .next()
                .filter(|_| tells_failure)
                .unwrap_or_default(),
            link: format!("{}/runners/{}", self.origin, encoded(&subject.id)),
        }
    }

    fn silence(&self, kind: Kind) -> String {
        let steady = match kind {
            Kind::Flapping => {
                "You will get no more messages about this until it has been stable for 30 minutes. "
            }
            _ => "",
        };
        format!(
            "{steady}To pause the rule “{}”: {}",
            self.sketch.name,
            self.page()
        )
    }

    /// The page of the rule.
    fn page(&self) -> String {
        format!("{}/notifications/{}", self.origin, self.rule_id)
    }
}

/// What is said to see whether it arrives.
pub(super) fn test(channel: &str, origin: &str) -> Content {
    Content {
        kind: Kind::Test,
        title: format!("Test message for the channel “{channel}”"),
        rule: "Someone is checking that messages arrive.".to_owned(),
        cause: None,
        runners: Vec::new(),
        more: 0,
        link: format!("{origin}/notifications"),
        silence: "This message is sent only once.".to_owned(),
        silence_link: String::new(),
    }
}

/// What is said when nothing gets through a channel.
pub(super) fn channel_dead(channel: &str, place: &str, answer: &str, origin: &str) -> Content {
    Content {
        kind: Kind::ChannelDead,
        title: format!("The channel “{channel}” to {place} does not accept messages: {answer}"),
        rule: "Sent by the console itself.".to_owned(),
        cause: None,
        runners: Vec::new(),
        more: 0,
        link: format!("{origin}/notifications"),
        silence: "This message is sent only once. The gateway tries to deliver messages for a day."
            .to_owned(),
        silence_link: String::new(),
    }
}

/// Why somebody should look at a runner, by its install status.
fn attention(status: &InstallStatus) -> &'static str {
    match status {
        InstallStatus::Failed => "the install failed",
        InstallStatus::Ready => "READY, but silent",
        _ => "the install takes too long",
    }
}

/// What a rule is about, in a few words.
fn phrase(when: When, is_of_many: bool) -> String {
    match when {
        When::NeedsAttention if is_of_many => "need attention".to_owned(),
        When::NeedsAttention => "needs attention".to_owned(),
        When::InstallFailed => "the install failed".to_owned(),
        When::Silent { after } => format!("READY, but silent for {}", time(after)),
        When::Installing { after } => format!("installing for {}", time(after)),
        When::RolloutStuck { after } => format!("rolling out for {}", time(after)),
        When::RolloutDone => "the rollout is done".to_owned(),
        When::UpdateWaiting => "an update missed its window".to_owned(),
        When::ShareEnding { before } => format!("expires within {}", time(before)),
        When::Changed => "changed".to_owned(),
        When::Blind => "cannot read the API".to_owned(),
    }
}

/// A time in whole hours or minutes.
fn time(seconds: u32) -> String {
    match seconds {
        HOUR => "1 hour".to_owned(),
        _ if seconds.is_multiple_of(HOUR) => format!("{} hours", seconds / HOUR),
        MINUTE => "1 minute".to_owned(),
        _ => format!("{} minutes", seconds / MINUTE),
    }
}

/// One segment of an address.
fn encoded(id: &str) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~".contains(&byte);
    id.bytes()
        .map(|byte| {
            if plain(byte) {
                char::from(byte).to_string()
            } else {
                format!("%{byte:02X}")
            }
        })
        .collect()
}

#[cfg(test)]
mod tests;
