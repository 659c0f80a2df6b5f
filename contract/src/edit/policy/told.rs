//! A change of a policy as it would be typed into the policy's text: YAML or JSON, with keys spelled as they are there.

use serde_json::Value;

use super::object;
use crate::document::{Kind, camel, camel_keys, snake_keys};
use crate::policy::POLICY;
use crate::policy::judge::{Change, Edit};
use crate::spec_file::{emit_items, emit_scalar};

/// A change in words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Told {
    /// `set constraints.resources.max_cpu to "12"`.
    pub words: String,
    /// The items of a list that are meant, as they stand in the text.
    pub items: Option<String>,
}

/// How a text of a policy is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
struct Notation {
    is_json: bool,
    is_camel: bool,
}

impl Notation {
    /// YAML in `snake_case`, where a text does not say otherwise.
    fn of(text: &str) -> Self {
        let Ok((document, _)) = object(text) else {
            return Self::default();
        };
        let value = document.value;
        let is_empty = value.as_object().is_some_and(serde_json::Map::is_empty);
        Self {
            is_json: !is_empty && serde_json::from_str::<Value>(text).is_ok(),
            is_camel: snake_keys(value.clone(), &POLICY) != value
                && camel_keys(value.clone(), &POLICY) == value,
        }
    }

    fn path(self, path: &str) -> String {
        if self.is_camel {
            camel(path)
        } else {
            path.to_owned()
        }
    }

    fn scalar(self, path: &str, value: &Value) -> String {
        let key = path.rsplit('.').next().unwrap_or_default();
        if self.is_json {
            value.to_string()
        } else {
            emit_scalar(key, value)
        }
    }

    fn items(self, path: &str, items: &[Value]) -> String {
        let message = match POLICY.at(path).map(|field| field.kind) {
            Some(Kind::Messages(message)) => Some(message),
            _ => None,
        };
        let spelled = |item: &Value| match message {
            Some(message) if self.is_camel => camel_keys(item.clone(), message),
            Some(message) => snake_keys(item.clone(), message),
            None => item.clone(),
        };
        let items: Vec<_> = items.iter().map(spelled).collect();
        if self.is_json {
            let items: Vec<_> = items.iter().map(|item| format!("{item:#}")).collect();
            items.join(",\n")
        } else {
            emit_items(&items).trim_end().to_owned()
        }
    }
}

/// A change of the policy that a text is or will be.
pub fn told(change: &Change, text: &str) -> Told {
    let notation = Notation::of(text);
    let path = notation.path(change.path);
    let (words, items) = match &change.edit {
        Edit::Set(value) => {
            let value = notation.scalar(change.path, value);
            (format!("set {path} to {value}"), None)
        }
        Edit::Remove => (format!("remove {path}"), None),
        Edit::Append(more) => (format!("add to {path}"), Some(more)),
        Edit::Drop(less) => (format!("remove from {path}"), Some(less)),
    };
    Told {
        words,
        items: items.map(|items| notation.items(change.path, items)),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::policy::judge::allowing;
    use crate::policy::{Policy, Sandbox};

    fn changes(text: &str, asked: &Value) -> Vec<Told> {
        let (_, policy) = object(text).unwrap();
        let asked = Sandbox::read(asked).unwrap();
        let changes = allowing(&policy.shown(), &asked).unwrap();
        changes.iter().map(|change| told(change, text)).collect()
    }

    fn is(words: &str, items: Option<&str>) -> Told {
        Told {
            words: words.to_owned(),
            items: items.map(str::to_owned),
        }
    }

    #[test]
    fn a_change_is_written_as_its_text_is() {
        let asked = json!({
            "containers": [{ "cpuRequest": "12" }],
            "egress": [{ "httpsHostname": "a.example", "ports": [{ "port": 443, "endPort": 0 }] }],
        });
        let yaml = "constraints:\n  resources:\n    max_cpu: \"1\"\n  network:\n    allowed_egress:\n      - any: true\n";
        let egress = "- https_hostname: a.example\n  ports:\n    - port: 443\n      end_port: 0";
        assert_eq!(
            changes(yaml, &asked),
            [
                is("set constraints.resources.max_cpu to \"12\"", None),
                is("add to constraints.network.allowed_egress", Some(egress)),
            ]
        );
        let camel = yaml
            .replace("max_cpu", "maxCpu")
            .replace("allowed_egress", "allowedEgress");
        let told = changes(&camel, &asked);
        assert_eq!(told[1].words, "add to constraints.network.allowedEgress");
        let camel_egress = egress
            .replace("https_hostname", "httpsHostname")
            .replace("end_port", "endPort");
        assert_eq!(told[1].items, Some(camel_egress));
        let json = r#"{"constraints": {"network": {"allowedEgress": [{"any": true}]}}}"#;
        let items = changes(json, &asked)[0].items.clone().unwrap();
        let read: Value = serde_json::from_str(&items).unwrap();
        assert_eq!(read, asked["egress"][0]);
    }

    #[test]
    fn what_says_nothing_of_itself_gets_yaml() {
        let asked = json!({ "runtimeClass": "kata" });
        for text in ["{}", "constraints:\n  image: {}\n"] {
            let classes = "add to constraints.security.allowed_runtime_classes";
            assert_eq!(changes(text, &asked), [is(classes, Some("- kata"))]);
        }
        let change = &allowing(&Policy::default(), &Sandbox::read(&asked).unwrap()).unwrap()[0];
        assert_eq!(told(change, "").items.as_deref(), Some("- kata"));
    }
}
