//! The next openings of a policy, in UTC and on the person's clock.

use contract::{
    maintenance::{Calendar, Opening, cron, duration},
    model::MaintenancePolicy,
};
use jiff::Timestamp;
use leptos::prelude::*;

use super::forecast::{Forecast, forecast};
use crate::{
    format::{age, time, zone},
    state::clock::use_clock,
    widgets::icon::{Glyph, Icon},
};

/// The next five openings of a policy in both zones, and those that exclusions swallow; where there are
/// none, why, and what to do.
#[component]
pub(crate) fn Openings(#[prop(into)] policy: Signal<MaintenancePolicy>) -> impl IntoView {
    let clock = use_clock();
    let policy = Memo::new(move |_| policy.get());
    // The calendar need not be asked every second.
    let minute = Memo::new(move |_| clock.now().as_second() / 60);
    let city = zone::city();
    move || {
        let now = Timestamp::from_second(minute.get() * 60).unwrap_or_default();
        policy.with(|policy| match forecast(policy, now) {
            Err(_) => view! { <Warning text=unreadable(policy) /> }.into_any(),
            Ok(_) if policy.windows.is_empty() && policy.exclusions.is_empty() => view! {
                <p class="muted">
                    "Updates may start at any time. With windows, their next openings are listed here."
                </p>
            }
            .into_any(),
            Ok(lines) if !lines.iter().any(|line| matches!(line, Forecast::Open(_))) => view! {
                <Warning text="No window will open again: add one that will, or choose “Any time”.".to_owned() />
                {list(&lines, now, &city)}
            }
            .into_any(),
            Ok(lines) if leaves_nothing_shut(policy, now) => view! {
                <Warning text="These windows never close, so they never delay an update: make them shorter, or choose “Any time”.".to_owned() />
                {list(&lines, now, &city)}
            }
            .into_any(),
            Ok(lines) => list(&lines, now, &city).into_any(),
        })
    }
}

/// Whether there are windows and none of them ever closes.
fn leaves_nothing_shut(policy: &MaintenancePolicy, now: Timestamp) -> bool {
    let calendar = Calendar::new(Some(policy));
    !policy.windows.is_empty() && calendar.is_ok_and(|calendar| calendar.never_closes(now))
}

/// Which part of a policy cannot be read.
fn unreadable(policy: &MaintenancePolicy) -> String {
    let wrong = |window: &contract::model::MaintenanceWindow| {
        cron(&window.cron).is_err() || duration(window.duration_seconds).is_err()
    };
    let what = match policy.windows.iter().position(wrong) {
        Some(index) => format!("Window {}", index + 1),
        None => "An exclusion".to_owned(),
    };
    format!("{what} cannot be read. Once it is corrected, the next openings are listed here.")
}

#[component]
fn Warning(text: String) -> impl IntoView {
    view! {
        <p class="badge-line tone-warn">
            <Glyph icon=Icon::Alert />
            {text}
        </p>
    }
}

fn list(lines: &[Forecast], now: Timestamp, city: &str) -> impl IntoView + use<> {
    let rows = lines
        .iter()
        .map(|line| match line {
            Forecast::Open(opening) => open(opening, now, city).into_any(),
            Forecast::Swallowed {
                start,
                reason,
                more,
                and_others,
            } => {
                let more = match (*more, *and_others) {
                    (0, false) => String::new(),
                    (more, false) => format!(" and {more} more"),
                    (more, true) => format!(" and more than {more} others"),
                };
                swallowed(*start, reason, more, now).into_any()
            }
        })
        .collect_view();
    view! { <ul class="openings">{rows}</ul> }
}

fn open(opening: &Opening, now: Timestamp, city: &str) -> impl IntoView + use<> {
    let start = opening.start;
    let wait = if start <= now {
        "open now".to_owned()
    } else {
        format!("in {}", age::short(start.duration_since(now)))
    };
    let utc = time::utc_ahead(start, now);
    let local = time::local_ahead(start, now);
    // The day is said twice only where it is another.
    let (day, hour) = local.rsplit_once(' ').unwrap_or(("", &local));
    let local = if zone::east(start) == 0 {
        String::new()
    } else if utc.starts_with(day) {
        format!("{hour} {city}")
    } else {
        format!("{local} {city}")
    };
    view! {
        <li class="openings-row">
            <strong>{wait}</strong>
            <span class="openings-when">
                <span>{utc}</span>
                " "
                <span class="muted">{local}</span>
                {opening.end.is_none().then_some(", with no end")}
            </span>
        </li>
    }
}

fn swallowed(
    start: Timestamp,
    reason: &str,
    more: String,
    now: Timestamp,
) -> impl IntoView + use<> {
    let reason = if reason.is_empty() {
        "excluded".to_owned()
    } else {
        reason.to_owned()
    };
    view! {
        <li class="openings-row openings-swallowed">
            <span>
                <span class="visually-hidden">"Does not open "</span>
                <s>{time::utc_ahead(start, now)}</s>
                {more}
            </span>
            <span class="pill tone-warn openings-reason">{reason}</span>
        </li>
    }
}

#[cfg(test)]
mod tests {
    use contract::model::MaintenanceWindow;

    use super::*;

    #[test]
    fn windows_that_never_close_are_told() {
        let now = "2026-11-23T12:00:00Z".parse().unwrap();
        let shut = |windows: &[(&str, i32)]| {
            let windows = windows.iter().map(|(cron, seconds)| MaintenanceWindow {
                cron: (*cron).to_owned(),
                duration_seconds: *seconds,
                ..MaintenanceWindow::default()
            });
            let policy = MaintenancePolicy {
                windows: windows.collect(),
                ..MaintenancePolicy::default()
            };
            !leaves_nothing_shut(&policy, now)
        };
        assert!(!shut(&[("* * * * *", 3600)]));
        assert!(!shut(&[("0 0 * * *", 43_200), ("0 12 * * *", 43_200)]));
        assert!(shut(&[("0 0 * * *", 86_340)]));
        assert!(shut(&[]), "any time is no window");
    }

    #[test]
    fn what_cannot_be_read_is_named() {
        let window = |cron: &str, seconds| MaintenanceWindow {
            cron: cron.into(),
            duration_seconds: seconds,
            ..MaintenanceWindow::default()
        };
        let mut policy = MaintenancePolicy {
            windows: vec![window("0 9 * * SAT", 60), window("0 9 * * SAT", 0)],
            ..MaintenancePolicy::default()
        };
        assert!(unreadable(&policy).starts_with("Window 2 cannot"));
        policy.windows[0].cron = "x".into();
        assert!(unreadable(&policy).starts_with("Window 1 cannot"));
        policy.windows.clear();
        assert!(unreadable(&policy).starts_with("An exclusion cannot"));
    }
}
