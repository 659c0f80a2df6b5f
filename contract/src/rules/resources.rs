//! What pods request and their limits: quantities that make sense, and requests within limits.

use serde_json::{Map, Value};

use crate::document::snake;
use crate::model::Resources;
use crate::quantity::{self, Of};

/// Everything wrong with resources: the field, and what.
pub(super) fn wrong(resources: &Resources) -> Vec<(&'static str, String)> {
    let mut found = Vec::new();
    let Resources {
        cpu_request,
        memory_request,
        cpu_limit,
        memory_limit,
        ..
    } = resources;
    for (name, text, of) in [
        ("cpu_request", cpu_request, Of::Cpu),
        ("memory_request", memory_request, Of::Memory),
        ("cpu_limit", cpu_limit, Of::Cpu),
        ("memory_limit", memory_limit, Of::Memory),
    ] {
        if !text.is_empty()
            && let Err(wrong) = quantity::read(text, of)
        {
            found.push((name, wrong.to_string()));
        }
    }
    for (name, request, limit) in [
        ("cpu_request", cpu_request, cpu_limit),
        ("memory_request", memory_request, memory_limit),
    ] {
        let pair = (quantity::parse(request), quantity::parse(limit));
        if matches!(pair, (Some(request), Some(limit)) if request > limit) {
            found.push((name, format!("{request} is above the limit {limit}")));
        }
    }
    found
}

/// The same of the defaults in a profile's JSON, where they are text.
pub(super) fn wrong_in(json: &Map<String, Value>) -> Vec<(&'static str, String)> {
    let defaults = json
        .iter()
        .find(|(key, _)| snake(key) == "resource_defaults")
        .and_then(|(_, defaults)| defaults.as_object());
    let text = |name: &str| {
        let given = defaults?.iter().find(|(key, _)| snake(key) == name)?.1;
        given.as_str().map(str::to_owned)
    };
    wrong(&Resources {
        cpu_request: text("cpu_request").unwrap_or_default(),
        memory_request: text("memory_request").unwrap_or_default(),
        cpu_limit: text("cpu_limit").unwrap_or_default(),
        memory_limit: text("memory_limit").unwrap_or_default(),
        ..Resources::default()
    })
}
