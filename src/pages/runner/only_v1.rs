//! The fields of a runner that only v1 has: what is set, and the state of its direct endpoint (contract-v1 2.3).

use std::sync::Arc;

use contract::{
    document::{camel, snake},
    model::Runner,
    part::Part,
};
use leptos::prelude::*;
use serde_json::Value;

use super::{Live, in_v1::InV1};
use crate::{
    api::{
        session::Rights,
        spoken::{dialect, writes_v1_beside},
    },
    format::word::sentence,
    state::session::use_person,
    widgets::{
        card::{Card, Pair},
        copy::CopyButton,
    },
};

/// A field that is set: its place below the spec, and its value.
type Line = (String, String);

/// The card; nothing where v1 is not served, or not to this person.
#[component]
pub(super) fn OnlyV1Card(runner: Live) -> impl IntoView {
    let rights = use_person().rights();
    let is_v1 = dialect() == contract::api::Dialect::V1;
    let is_managed = runner.with_untracked(|runner| runner.is_managed());
    let is_beside = writes_v1_beside() && rights == Rights::Admin && is_managed;
    if !is_v1 && !is_beside {
        return ().into_any();
    }
    let in_v1 = is_beside.then(|| InV1::follow(runner));
    let shown = Memo::new(move |_| match in_v1 {
        Some(in_v1) => in_v1.runner(),
        None => Some(runner.get()),
    });
    let is_read = Memo::new(move |_| shown.with(Option::is_some));
    let set = Memo::new(move |_| shown.get().map(|runner| lines(&runner)).unwrap_or_default());
    let endpoint = Memo::new(move |_| shown.get().and_then(|runner| endpoint(&runner)));
    let rows = move || {
        let set = set.get().into_iter();
        set.map(|(place, value)| view! { <Pair name=place>{value}</Pair> })
            .collect_view()
    };
    view! {
        <Show when=move || is_read.get()>
            <Card title="Data plane, volumes, tenant metrics, image pull">
                {move || endpoint.get().map(|endpoint| view! { <EndpointPairs endpoint /> })}
                <Show
                    when=move || !set.with(Vec::is_empty)
                    fallback=|| view! { <p class="muted">"Nothing is set here: the platform’s defaults apply."</p> }
                >
                    <dl class="pairs">{rows}</dl>
                </Show>
            </Card>
        </Show>
    }
    .into_any()
}

/// How the endpoint is. The names of its fields are not documented, so what is not known is shown as it came
/// (contract-v1 J-08).
#[derive(Debug, Clone, PartialEq, Eq, Default)]
struct Endpoint {
    state: String,
    uri: String,
    others: Vec<Line>,
}

#[component]
fn EndpointPairs(endpoint: Endpoint) -> impl IntoView {
    let Endpoint { state, uri, others } = endpoint;
    let address = (!uri.is_empty()).then(|| {
        view! {
            <Pair name="Address">
                <code>{uri.clone()}</code>
                <CopyButton text=uri what="address" />
            </Pair>
        }
    });
    let others = others.into_iter().map(|(name, value)| {
        view! { <Pair name=sentence(&snake(&name))>{value}</Pair> }
    });
    view! {
        <dl class="pairs">
            <Pair name="Direct endpoint">{state}</Pair>
            {address}
            {others.collect_view()}
        </dl>
    }
}

fn endpoint(runner: &Runner) -> Option<Endpoint> {
    let Value::Object(mut status) = runner.data_plane_status.clone()? else {
        return None;
    };
    let mut text = |key: &str| match status.shift_remove(key) {
        Some(Value::String(text)) => text,
        Some(other) => other.to_string(),
        None => String::new(),
    };
    let (state, uri) = (text("state"), text("uri"));
    let word = state.rsplit('_').next().unwrap_or_default();
    let others = status
        .iter()
        .map(|(name, value)| (name.clone(), written(value)));
    Some(Endpoint {
        state: if word.is_empty() {
            "State not known".to_owned()
        } else {
            sentence(word)
        },
        uri,
        others: others.filter(|(_, value)| !value.is_empty()).collect(),
    })
}

/// Every field that is set of these parts.
fn lines(runner: &Arc<Runner>) -> Vec<Line> {
    let mut spec = runner.managed_spec.clone().unwrap_or_default();
    let mut found = Vec::new();
    for part in Part::ONLY_V1 {
        let value = part.as_it_came(&mut spec).and_then(Option::take);
        let name = part.place().rsplit('.').next().unwrap_or_default();
        below(name, &value.unwrap_or_default(), &mut found);
    }
    found
}

fn below(place: &str, value: &Value, found: &mut Vec<Line>) {
    match value {
        Value::Null => {}
        Value::Object(fields) if !fields.is_empty() => {
            // Keys of annotations stay as they are: they are in no snake_case.
            let is_map = place.ends_with("annotations");
            for (key, value) in fields {
                let key = if is_map || camel(key) != *key {
                    key.clone()
                } else {
                    snake(key)
                };
                below(&format!("{place}.{key}"), value, found);
            }
        }
        value => found.push((place.to_owned(), written(value))),
    }
}

/// A value in a line.
fn written(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Array(items) => items.iter().map(written).collect::<Vec<_>>().join(", "),
        Value::Null => String::new(),
        other => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use contract::api::Dialect;
    use serde_json::json;

    use super::*;

    fn runner(document: Value) -> Arc<Runner> {
        Arc::new(Dialect::V1.runner(document).unwrap())
    }

    #[test]
    fn what_is_set_is_listed_by_its_place() {
        let runner = runner(json!({ "spec": {
            "dataPlane": { "loadBalancer": {
                "sourceRanges": ["10.0.0.0/8", "192.0.2.0/24"], "annotations": { "a.example/fooBar": "x" },
            } },
            "volumes": {}, "tenantMetrics": { "enabled": true },
        } }));
        let lines = lines(&runner);
        for line in [
            (
                "data_plane.load_balancer.source_ranges",
                "10.0.0.0/8, 192.0.2.0/24",
            ),
            ("data_plane.load_balancer.annotations.a.example/fooBar", "x"),
            ("volumes", "{}"),
            ("tenant_metrics.enabled", "true"),
        ] {
            let line = (line.0.to_owned(), line.1.to_owned());
            assert!(lines.contains(&line), "{line:?} in {lines:?}");
        }
        assert_eq!(lines.len(), 4);
    }

    #[test]
    fn an_endpoint_is_told_whatever_its_fields_are_called() {
        let of = |status: Value| endpoint(&runner(json!({ "dataPlaneStatus": status })));
        assert_eq!(of(json!(null)), None);
        let told = of(json!({
            "state": "RUNNER_DATA_PLANE_STATE_PENDING", "protocols": [], "message": "wait", "later": { "a": 1 },
        }));
        let others = [("message", "wait"), ("later", r#"{"a":1}"#)];
        let told = told.unwrap();
        assert_eq!((told.state.as_str(), told.uri.as_str()), ("Pending", ""));
        assert_eq!(
            told.others,
            others.map(|(name, value)| (name.to_owned(), value.to_owned()))
        );
        assert_eq!(of(json!({})).unwrap().state, "State not known");
    }
}
