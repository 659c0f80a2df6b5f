//! Instants in the person's zone and in UTC, by the browser's own calendar.

use jiff::Timestamp;
use js_sys::{Array, Date, Function, Intl::DateTimeFormat, Object, Reflect};
use wasm_bindgen::{JsCast, JsValue};

thread_local! {
    static LOCAL: Option<Function> = formatter(&SECOND, Some(Zone::Local));
    static UTC: Option<Function> = formatter(&SECOND, Some(Zone::Utc));
    static LOCAL_MINUTE: Option<Function> = formatter(&SECOND[..6], Some(Zone::Local));
    static UTC_MINUTE: Option<Function> = formatter(&SECOND[..6], Some(Zone::Utc));
    static UTC_SHORT: Option<Function> = formatter(&SHORT, Some(Zone::Utc));
    static LOCAL_SHORT: Option<Function> = formatter(&SHORT, None);
    static DAY: Option<Function> = formatter(&SECOND[..4], None);
    static CLOCK: Option<Function> = formatter(&SECOND[4..], None);
    static CLOCK_MINUTE: Option<Function> = formatter(&SECOND[4..6], None);
}

/// `Mon, 23 Nov 2026, 14:02:11 UTC`.
pub(crate) fn utc(instant: Timestamp) -> String {
    format!("{} UTC", write(&UTC, instant))
}

/// The same instant in the person's zone, which is named: `… 16:02:11 GMT+2`.
pub(crate) fn local(instant: Timestamp) -> String {
    write(&LOCAL, instant)
}

/// To the minute, for what is planned: `Sat, 28 Nov 2026, 09:00 UTC`.
pub(crate) fn utc_minute(instant: Timestamp) -> String {
    format!("{} UTC", write(&UTC_MINUTE, instant))
}

/// To the minute, in the person's zone, which is named.
pub(crate) fn local_minute(instant: Timestamp) -> String {
    write(&LOCAL_MINUTE, instant)
}

/// Within a year, without naming the zone: `Sat, 28 Nov, 09:00`.
fn utc_short(instant: Timestamp) -> String {
    write(&UTC_SHORT, instant)
}

/// For what is ahead: with the year where that is more than a year away, `Sat, 28 Nov, 09:00 UTC`.
pub(crate) fn utc_ahead(instant: Timestamp, now: Timestamp) -> String {
    if is_far(instant, now) {
        utc_minute(instant)
    } else {
        format!("{} UTC", utc_short(instant))
    }
}

/// The same on the person's clock; the zone is named with the year.
pub(crate) fn local_ahead(instant: Timestamp, now: Timestamp) -> String {
    if is_far(instant, now) {
        local_minute(instant)
    } else {
        local_short(instant)
    }
}

/// Whether a day and a month leave open which year is meant.
fn is_far(instant: Timestamp, now: Timestamp) -> bool {
    const YEAR: i64 = 365 * 86_400;
    instant.duration_since(now).as_secs().abs() >= YEAR
}

/// On the person's clock.
fn local_short(instant: Timestamp) -> String {
    write(&LOCAL_SHORT, instant)
}

/// For machines: `2026-11-23T14:02:11.000Z`.
pub(crate) fn iso(instant: Timestamp) -> String {
    date(instant).to_iso_string().into()
}

/// The time of day in the person's zone: `14:02:31`.
pub(crate) fn clock(instant: Timestamp) -> String {
    write(&CLOCK, instant)
}

/// When something was or will be, as briefly as can be: `14:02` today, else `Sat, 28 Nov, 09:00`, with the
/// year where that is far.
pub(crate) fn brief(instant: Timestamp, now: Timestamp) -> String {
    if day(instant) == day(now) {
        write(&CLOCK_MINUTE, instant)
    } else {
        local_ahead(instant, now)
    }
}

/// The day in the person's zone: `Tue, 24 Nov 2026`.
pub(crate) fn day(instant: Timestamp) -> String {
    write(&DAY, instant)
}

/// The person's zone: `Europe/Helsinki`.
pub(crate) fn zone() -> String {
    let options = DateTimeFormat::new(&Array::new(), &Object::new()).resolved_options();
    Reflect::get(&options, &JsValue::from_str("timeZone"))
        .ok()
        .and_then(|zone| zone.as_string())
        .unwrap_or_else(|| "local time".to_owned())
}

/// The parts of an instant to the second; the first six are to the minute, the last three are the time.
const SECOND: [&str; 7] = [
    "weekday", "day", "month", "year", "hour", "minute", "second",
];

/// Without the year, for what comes soon.
const SHORT: [&str; 5] = ["weekday", "day", "month", "hour", "minute"];

/// A zone that is told with the instant.
#[derive(Clone, Copy)]
enum Zone {
    Local,
    Utc,
}

/// Builds a formatter once: the options are the costly part.
fn formatter(parts: &[&str], zone: Option<Zone>) -> Option<Function> {
    let options = Object::new();
    let set = |key: &str, value: &str| {
        Reflect::set(&options, &JsValue::from_str(key), &JsValue::from_str(value)).ok()
    };
    for part in parts {
        let form = match *part {
            "weekday" | "month" => "short",
            "day" | "year" => "numeric",
            _ => "2-digit",
        };
        set(part, form)?;
    }
    set("hourCycle", "h23")?;
    match zone {
        Some(Zone::Utc) => set("timeZone", "UTC")?,
        Some(Zone::Local) => set("timeZoneName", "short")?,
        None => true,
    };
    // English like the rest of the page; day before month, which no reader takes for the other.
    let locales = Array::of1(&JsValue::from_str("en-GB"));
    let format = DateTimeFormat::new(&locales, &options);
    Reflect::get(&format, &JsValue::from_str("format"))
        .ok()?
        .dyn_into()
        .ok()
}

fn write(
    formatter: &'static std::thread::LocalKey<Option<Function>>,
    instant: Timestamp,
) -> String {
    let date = date(instant);
    formatter
        .with(|format| {
            format
                .as_ref()?
                .call1(&JsValue::UNDEFINED, &date)
                .ok()?
                .as_string()
        })
        .unwrap_or_else(|| iso(instant))
}

fn date(instant: Timestamp) -> Date {
    #[expect(
        clippy::cast_precision_loss,
        reason = "milliseconds are exact for 285,000 years"
    )]
    let millis = instant.as_millisecond() as f64;
    Date::new(&JsValue::from_f64(millis))
}
