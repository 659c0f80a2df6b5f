//! A calendar as iCalendar (RFC 5545).

use std::str::FromStr;
use std::time::Duration;

use contract::console::Millis;
use icalendar::{Calendar, CalendarDateTime, Component, Event, EventLike, EventStatus};

use super::published::Published;

/// How often programs are asked to fetch it.
const FRESH: Duration = Duration::from_hours(1);

/// Writes a calendar.
pub(super) fn write(name: &str, entries: &[Published]) -> String {
    let mut calendar = Calendar::empty();
    calendar
        .append_property(("VERSION", "2.0"))
        .append_property(("PRODID", "-//runner-console//maintenance//EN"))
        .append_property(("CALSCALE", "GREGORIAN"))
        .append_property(("METHOD", "PUBLISH"))
        .name(name)
        .description(
            "When automatic updates of runners may and may not start, for the next 90 days.",
        );
    calendar.append_property(("REFRESH-INTERVAL;VALUE=DURATION", duration().as_str()));
    calendar.append_property(("X-PUBLISHED-TTL", duration().as_str()));
    calendar.extend(entries.iter().map(event));
    calendar.to_string()
}

/// An instant in the calendar crate's own type.
fn utc<T: FromStr + Default>(at: Millis) -> T {
    at.instant().to_string().parse().unwrap_or_default()
}

fn duration() -> String {
    format!("PT{}H", FRESH.as_secs() / 3600)
}

fn event(entry: &Published) -> Event {
    let time = |at: Millis| CalendarDateTime::Utc(utc(at));
    let mut event = Event::with_uid(&entry.uid);
    event
        .summary(&entry.summary)
        .description(&entry.description)
        .starts(time(entry.from))
        .ends(time(entry.to))
        .sequence(u32::try_from(entry.sequence).unwrap_or(u32::MAX))
        .timestamp(utc(entry.changed_at))
        .last_modified(utc(entry.changed_at))
        // It takes nobody's time.
        .add_property("TRANSP", "TRANSPARENT");
    event.status(if entry.is_cancelled {
        EventStatus::Cancelled
    } else {
        EventStatus::Confirmed
    });
    event.done()
}
