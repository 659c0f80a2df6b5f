//! `${name}` in any text of a story.

use std::collections::BTreeMap;

use serde_json::Value;

/// The variables of one story.
#[derive(Debug, Clone, Default)]
pub(crate) struct Variables(BTreeMap<String, Value>);

impl Variables {
    /// Sets a variable, over an older value if need be.
    pub(crate) fn set(&mut self, name: impl Into<String>, value: impl Into<Value>) {
        self.0.insert(name.into(), value.into());
    }

    /// Replaces every variable in a text.
    pub(crate) fn text(&self, text: &str) -> Result<String, String> {
        let mut out = String::with_capacity(text.len());
        let mut rest = text;
        while let Some((before, after)) = rest.split_once("${") {
            let (name, after) = after
                .split_once('}')
                .ok_or_else(|| format!("a variable is not closed in: {text}"))?;
            out.push_str(before);
            match self.get(name)? {
                Value::String(value) => out.push_str(value),
                value => out.push_str(&value.to_string()),
            }
            rest = after;
        }
        out.push_str(rest);
        Ok(out)
    }

    /// Replaces every variable in a JSON value. A text that is one variable and nothing else becomes
    /// that variable's value with its type.
    pub(crate) fn json(&self, value: &Value) -> Result<Value, String> {
        Ok(match value {
            Value::String(text) => {
                match text.strip_prefix("${").and_then(|t| t.strip_suffix('}')) {
                    Some(name) if !name.contains('}') => self.get(name)?.clone(),
                    _ => Value::String(self.text(text)?),
                }
            }
            Value::Array(items) => items
                .iter()
                .map(|item| self.json(item))
                .collect::<Result<_, _>>()?,
            Value::Object(fields) => fields
                .iter()
                .map(|(key, field)| Ok((self.text(key)?, self.json(field)?)))
                .collect::<Result<_, String>>()?,
            other => other.clone(),
        })
    }

    fn get(&self, name: &str) -> Result<&Value, String> {
        self.0
            .get(name)
            .ok_or_else(|| format!("no variable is named {name}"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn variables() -> Variables {
        let mut variables = Variables::default();
        variables.set("id", "r-1");
        variables.set("revision", 4);
        variables.set("body", json!({ "runnerId": "r-1" }));
        variables
    }

    #[test]
    fn texts_are_filled_in() {
        assert_eq!(
            variables().text("/a/${id}/b?r=${revision}").unwrap(),
            "/a/r-1/b?r=4"
        );
        assert_eq!(
            variables().text("no $ at all {}").unwrap(),
            "no $ at all {}"
        );
        assert!(variables().text("${nobody}").is_err());
        assert!(variables().text("${id").is_err());
    }

    #[test]
    fn a_lone_variable_keeps_its_type() {
        let value =
            json!({ "a": "${revision}", "b": ["x${revision}"], "c": "${body}", "d": "${id}${id}" });
        assert_eq!(
            variables().json(&value).unwrap(),
            json!({ "a": 4, "b": ["x4"], "c": { "runnerId": "r-1" }, "d": "r-1r-1" })
        );
    }
}
