//! Activity feeds, as Atom (RFC 4287). For each runner: its ID, what happened, and why an install failed. People are
//! not named, and links are not mentioned.

use atom_syndication::{Content, Entry, Feed, FixedDateTime, Link, Person, Text};
use contract::console::filter::Filter;
use contract::console::share::Selection;
use contract::console::{Happening, HistoryEntry, Millis};

/// Entries that are looked through, and entries that are told.
pub(super) const LOOKED_AT: i64 = 5000;
const TOLD: usize = 100;

/// Whether a feed tells of a runner, of those that are meant now. Of one that is gone only a feed of all runners,
/// or one that names it, can tell.
pub(super) fn is_meant(selection: &Selection, picked: &[String], runner_id: &str) -> bool {
    match selection {
        Selection::Only(ids) => ids.contains(runner_id),
        Selection::Matching(filter) if *filter == Filter::default() => true,
        Selection::Matching(_) => picked
            .binary_search_by(|id| id.as_str().cmp(runner_id))
            .is_ok(),
    }
}

/// Writes a feed of these entries, the newest first.
pub(super) fn write(
    feed_id: &str,
    name: &str,
    origin: &str,
    made_at: Millis,
    entries: impl Iterator<Item = HistoryEntry>,
) -> String {
    let told = entries.filter(|entry| is_told(&entry.what)).take(TOLD);
    let entries: Vec<Entry> = told
        .map(|entry| of_entry(feed_id, origin, &entry))
        .collect();
    let newest = entries.first().map(|entry| entry.updated);
    let feed = Feed {
        title: Text::plain(name.to_owned()),
        id: format!("{origin}/console/feed/{feed_id}"),
        updated: newest.unwrap_or_else(|| time(made_at)),
        authors: vec![Person {
            name: "runner-console".to_owned(),
            ..Person::default()
        }],
        links: vec![to(origin.to_owned() + "/")],
        entries,
        ..Feed::default()
    };
    feed.to_string()
}

/// Links are for those who were given them, and gaps are not about runners.
fn is_told(what: &Happening) -> bool {
    !matches!(
        what,
        Happening::Shared { .. }
            | Happening::ShareChanged { .. }
            | Happening::ShareRevoked { .. }
            | Happening::ShareOpened { .. }
            | Happening::Unwatched { .. }
            | Happening::Simulated
            | Happening::Newer(_)
    )
}

fn of_entry(feed_id: &str, origin: &str, entry: &HistoryEntry) -> Entry {
    let headline = headline(&entry.what);
    let at = time(entry.at);
    let more = more(&entry.what);
    Entry {
        title: Text::plain(clean(&format!("{}: {headline}", entry.runner_id))),
        id: format!("{origin}/console/feed/{feed_id}#{}", entry.id),
        updated: at,
        published: Some(at),
        links: vec![to(format!(
            "{origin}/runners/{}/history",
            segment(&entry.runner_id)
        ))],
        content: (!more.is_empty()).then(|| Content {
            value: Some(clean(&more)),
            content_type: Some("text".to_owned()),
            ..Content::default()
        }),
        ..Entry::default()
    }
}

/// The happening in a line that names nobody.
fn headline(what: &Happening) -> String {
    let line = match what {
        Happening::Created { .. } => "Created",
        Happening::Edited { .. } => "Changed through this console",
        Happening::UpgradeRequested { .. } => {
            "The available update was applied through this console"
        }
        Happening::DeleteRequested { .. } => "Deleted through this console",
        other => return other.headline(str::to_owned, str::to_owned),
    };
    line.to_owned()
}

fn more(what: &Happening) -> String {
    match what {
        Happening::Install { message, hints, .. } => {
            let hint = hints.first().map(String::as_str).unwrap_or_default();
            [message.as_str(), hint].join("\n").trim().to_owned()
        }
        Happening::Edited { mask, .. } | Happening::Changed { mask } => mask.join("\n"),
        _ => String::new(),
    }
}

/// Without what XML 1.0 has no way to write.
fn clean(text: &str) -> String {
    let is_written =
        |&c: &char| matches!(c, '\t' | '\n') || (c >= ' ' && !matches!(c, '\u{fffe}' | '\u{ffff}'));
    text.chars().filter(is_written).collect()
}

fn to(href: String) -> Link {
    Link {
        href,
        rel: "alternate".to_owned(),
        ..Link::default()
    }
}

/// A runner ID as a segment of a path.
fn segment(runner_id: &str) -> String {
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~".contains(&byte);
    let bytes = runner_id.bytes();
    bytes
        .map(|byte| {
            if is_plain(byte) {
                char::from(byte).to_string()
            } else {
                format!("%{byte:02X}")
            }
        })
        .collect()
}

fn time(at: Millis) -> FixedDateTime {
    at.instant().to_string().parse().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(id: i64, what: Happening) -> HistoryEntry {
        HistoryEntry {
            id,
            at: Millis(1_790_000_000_000 + id),
            runner_id: "a<b>&".to_owned(),
            what,
        }
    }

    #[test]
    fn names_and_links_stay_inside_and_text_is_text() {
        let by = || "CANARY-person".to_owned();
        let title = || "CANARY-title".to_owned();
        let entries = vec![
            entry(
                9,
                Happening::Edited {
                    by: by(),
                    mask: vec!["managed_spec.overrides.env".into()],
                    change: Some(3),
                },
            ),
            entry(
                8,
                Happening::Shared {
                    by: by(),
                    title: title(),
                },
            ),
            entry(7, Happening::ShareOpened { title: title() }),
            entry(
                6,
                Happening::Install {
                    from: contract::model::InstallStatus::Provisioning,
                    to: contract::model::InstallStatus::Failed,
                    reason: "CANARY-reason".into(),
                    message: "<script>\u{1}quota</script>".into(),
                    hints: vec!["ask".into(), "second".into()],
                },
            ),
        ];
        let text = write(
            "feed",
            "On <call>",
            "https://console.example",
            Millis(5),
            entries.into_iter(),
        );
        assert!(!text.contains("CANARY"), "{text}");
        let read: Feed = text.parse().unwrap();
        assert_eq!(read.title.value, "On <call>");
        assert_eq!(read.entries.len(), 2);
        assert_eq!(
            read.entries[0].title.value,
            "a<b>&: Changed through this console"
        );
        assert_eq!(
            read.entries[0].links[0].href,
            "https://console.example/runners/a%3Cb%3E%26/history"
        );
        let content = read.entries[1].content.clone().unwrap().value.unwrap();
        assert_eq!(content, "<script>quota</script>\nask");
    }
}
