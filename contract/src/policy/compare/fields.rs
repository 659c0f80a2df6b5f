//! Bounds, lists, flags and defaults.

use serde_json::Value;

use super::{Effect, EffectKind};
use crate::document::snake;
use crate::policy::amount::{Amount, Unit};
use crate::policy::read::At;
use crate::policy::{Policy, judge};

/// How a field restricts.
enum Form {
    /// More is refused. Absent is no bound.
    Most(Of),
    /// Less is refused. Absent is no bound.
    Least(Of),
    /// What is not in the list is refused; an empty list restricts nothing.
    Open,
    /// As `Open`, but an entry covers everything that begins with it.
    OpenPrefixes,
    /// If the group is present, anything not in the list is refused; an empty list refuses everything.
    Closed,
    /// What begins with an entry is refused.
    Denied,
    /// True refuses something.
    Forbids(&'static str),
    /// False refuses something if the group is present.
    Permits(&'static str),
    /// What a sandbox gets that states nothing.
    Default,
}

/// What a bound counts.
#[derive(Clone, Copy)]
enum Of {
    Quantity(Unit),
    Number,
    /// Zero is no bound.
    NumberOrNone,
}

/// Group, name in JSON, how it restricts, what it is about.
const FIELDS: &[(&str, &str, Form, &str)] = &[
    (
        "resources",
        "defaultCpu",
        Form::Default,
        "CPU of a container that states none",
    ),
    (
        "resources",
        "defaultMemory",
        Form::Default,
        "memory of a container that states none",
    ),
    (
        "resources",
        "minCpu",
        Form::Least(Of::Quantity(Unit::Cores)),
        "CPU for a container",
    ),
    (
        "resources",
        "minMemory",
        Form::Least(Of::Quantity(Unit::Bytes)),
        "memory for a container",
    ),
    (
        "resources",
        "maxCpu",
        Form::Most(Of::Quantity(Unit::Cores)),
        "CPU for a container",
    ),
    (
        "resources",
        "maxMemory",
        Form::Most(Of::Quantity(Unit::Bytes)),
        "memory for a container",
    ),
    (
        "resources",
        "maxGpuCount",
        Form::Most(Of::Number),
        "GPUs for a container",
    ),
    (
        "resources",
        "cpuCeiling",
        Form::Most(Of::Quantity(Unit::Cores)),
        "CPU for a whole sandbox",
    ),
    (
        "resources",
        "memoryCeiling",
        Form::Most(Of::Quantity(Unit::Bytes)),
        "memory for a whole sandbox",
    ),
    (
        "resources",
        "requireLimits",
        Form::Forbids("containers without requests and limits"),
        "",
    ),
    (
        "image",
        "allowedRegistries",
        Form::OpenPrefixes,
        "images from",
    ),
    ("image", "allowedImages", Form::Open, "the image"),
    (
        "instance",
        "allowedInstanceTypes",
        Form::Open,
        "the machine",
    ),
    (
        "network",
        "denyHttpsHostnameRules",
        Form::Forbids("rules that name a host"),
        "",
    ),
    (
        "security",
        "allowPrivileged",
        Form::Permits("privileged containers"),
        "",
    ),
    (
        "security",
        "allowedCapabilities",
        Form::Closed,
        "the capability",
    ),
    (
        "security",
        "allowedSeccompProfiles",
        Form::Closed,
        "the seccomp profile",
    ),
    (
        "lifecycle",
        "defaultLifetimeSeconds",
        Form::Default,
        "lifetime in seconds of a sandbox that asks for none",
    ),
    (
        "metadata",
        "deniedAnnotationPrefixes",
        Form::Denied,
        "annotations that begin with",
    ),
    (
        "metadata",
        "maxAnnotationCount",
        Form::Most(Of::NumberOrNone),
        "annotations",
    ),
    ("volumes", "allowedMedia", Form::Open, "volumes on"),
    (
        "volumes",
        "maxSize",
        Form::Most(Of::Quantity(Unit::Bytes)),
        "for a volume",
    ),
];

pub(super) fn compare(old: &Policy, new: &Policy) -> Vec<Effect> {
    let mut effects = Vec::new();
    for (group, json, form, about) in FIELDS {
        let [was, is] = [old, new].map(|policy| policy.group(group));
        let mut add = |kind, words: String| {
            effects.push(Effect {
                group,
                path: format!("constraints.{group}.{}", snake(json)),
                kind,
                words,
            });
        };
        match form {
            Form::Most(of) => {
                let [was, is] = [was, is].map(|group| of.read(group, json));
                let [open_was, open_is] = [was, is].map(|bound| bound.unwrap_or(Amount(u128::MAX)));
                if open_is < open_was {
                    add(
                        EffectKind::Refuses,
                        format!("more than {} {about}", of.text(is)),
                    );
                } else if open_is > open_was {
                    add(
                        EffectKind::Allows,
                        match is {
                            Some(_) => {
                                format!("up to {} {about} (was {})", of.text(is), of.text(was))
                            }
                            None => format!("more than {} {about}, without limit", of.text(was)),
                        },
                    );
                }
            }
            Form::Least(of) => {
                let [was, is] = [was, is].map(|group| of.read(group, json));
                if is.unwrap_or_default() > was.unwrap_or_default() {
                    add(
                        EffectKind::Refuses,
                        format!("less than {} {about}", of.text(is)),
                    );
                } else if is.unwrap_or_default() < was.unwrap_or_default() {
                    add(
                        EffectKind::Allows,
                        format!("less than {} {about}", of.text(was)),
                    );
                }
            }
            Form::Open | Form::OpenPrefixes => {
                let [was, is] =
                    [was, is].map(|group| Some(group.texts(json)).filter(|l| !l.is_empty()));
                let covers = if matches!(form, Form::Open) {
                    equal
                } else {
                    begins
                };
                lists(was, is, covers, about, &mut add);
            }
            Form::Closed => {
                let [was, is] =
                    [was, is].map(|group| group.is_present().then(|| group.texts(json)));
                lists(was, is, equal, about, &mut add);
            }
            Form::Denied => {
                let [was, is] = [was, is].map(|group| group.texts(json));
                let more = missing(&is, &was, begins);
                let less = missing(&was, &is, begins);
                if !more.is_empty() {
                    add(
                        EffectKind::Refuses,
                        format!("{about} {}", judge::listed(&more)),
                    );
                }
                if !less.is_empty() {
                    add(
                        EffectKind::Allows,
                        format!("{about} {}", judge::listed(&less)),
                    );
                }
            }
            Form::Forbids(what) | Form::Permits(what) => {
                let forbidden = [was, is].map(|group| match form {
                    Form::Forbids(_) => group.flag(json),
                    _ => group.is_present() && !group.flag(json),
                });
                match forbidden {
                    [false, true] => add(EffectKind::Refuses, (*what).to_owned()),
                    [true, false] => add(EffectKind::Allows, (*what).to_owned()),
                    _ => {}
                }
            }
            Form::Default => {
                let [was, is] = [was, is].map(|group| default(group, json));
                if was != is {
                    add(EffectKind::Changes, format!("{about}: {is} (was {was})"));
                }
            }
        }
    }
    effects
}

impl Of {
    fn read(self, group: At<'_>, json: &str) -> Option<Amount> {
        match self {
            Self::Quantity(_) => group.amount(json),
            Self::Number => group
                .long(json)
                .map(|number| Amount(number.try_into().unwrap_or(0))),
            Self::NumberOrNone => Self::Number.read(group, json).filter(|bound| bound.0 > 0),
        }
    }

    fn text(self, bound: Option<Amount>) -> String {
        let bound = bound.unwrap_or_default();
        match self {
            Self::Quantity(unit) => bound.text(unit),
            Self::Number | Self::NumberOrNone => bound.0.to_string(),
        }
    }
}

fn default(group: At<'_>, json: &str) -> String {
    let platform = "the platform's default".to_owned();
    match group.get(json) {
        Some(Value::String(text)) if !text.is_empty() => text.clone(),
        Some(value) => match crate::document::long(value) {
            Some(0) | None => platform,
            Some(number) => number.to_string(),
        },
        None => platform,
    }
}

type Covers = fn(&str, &str) -> bool;

fn equal(one: &str, other: &str) -> bool {
    one == other
}

/// Whether all that begins with `inner` begins with `outer`.
fn begins(outer: &str, inner: &str) -> bool {
    inner.starts_with(outer)
}

/// What of one list no entry of the other covers.
fn missing<'a>(of: &[&'a str], within: &[&str], covers: Covers) -> Vec<&'a str> {
    let lost = |item: &&&str| !within.iter().any(|outer| covers(outer, item));
    of.iter().filter(lost).copied().collect()
}

/// Lists that allow; `None` is everything.
fn lists(
    was: Option<Vec<&str>>,
    is: Option<Vec<&str>>,
    covers: Covers,
    about: &str,
    add: &mut impl FnMut(EffectKind, String),
) {
    let any = match about.strip_prefix("the ") {
        Some(noun) => format!("any {noun}"),
        None => format!("{about} any"),
    };
    let but = |list: &[&str]| match list {
        [] => any.clone(),
        list => format!("{any} but {}", judge::listed(list)),
    };
    match (was, is) {
        (None, None) => {}
        (None, Some(is)) => add(EffectKind::Refuses, but(&is)),
        (Some(was), None) => add(EffectKind::Allows, but(&was)),
        (Some(was), Some(is)) => {
            let lost = missing(&was, &is, covers);
            let won = missing(&is, &was, covers);
            if !lost.is_empty() {
                add(
                    EffectKind::Refuses,
                    format!("{about} {}", judge::listed(&lost)),
                );
            }
            if !won.is_empty() {
                add(
                    EffectKind::Allows,
                    format!("{about} {}", judge::listed(&won)),
                );
            }
        }
    }
}
