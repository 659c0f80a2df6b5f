//! Ports of a network rule in a line: `443, 8000-8100, UDP 53` (contract-v1 3.7).

use serde_json::{Map, Value, json};

/// The protocol that a port has which names none.
const USUAL: &str = "TCP";

const PROTOCOLS: [&str; 3] = [USUAL, "UDP", "SCTP"];

/// What is told of a line that is none of ports.
pub(super) const WRONG: &str = "Write ports such as 443, 8000-8100 or UDP 53.";

/// How a line of ports is written.
pub(super) const HINT: &str =
    "Ports are written like 443, 8000-8100, UDP 53. None means all ports; for a host, TCP 443.";

/// The ports of a line; none where it is no list of ports.
fn read(line: &str) -> Option<Vec<Value>> {
    let parts = line.split(',').map(str::trim);
    parts.filter(|part| !part.is_empty()).map(one).collect()
}

/// What a rule has for a line. One that cannot be read is kept as typed, and refused.
pub(super) fn kept(line: &str) -> Option<Value> {
    match read(line) {
        Some(ports) => (!ports.is_empty()).then(|| ports.into()),
        None => Some(line.into()),
    }
}

/// A line as it is written back.
pub(super) fn canonical(line: &str) -> String {
    write(&kept(line).unwrap_or_default())
}

fn one(part: &str) -> Option<Value> {
    let words: Vec<&str> = part
        .split([' ', '/'])
        .filter(|word| !word.is_empty())
        .collect();
    let (protocol, range) = match words[..] {
        [range] => (USUAL, range),
        [one, other] => protocol(one)
            .map(|protocol| (protocol, other))
            .or_else(|| protocol(other).map(|protocol| (protocol, one)))?,
        _ => return None,
    };
    let (from, to) = match range.split_once('-') {
        Some((from, to)) => (port(from)?, Some(port(to)?)),
        None => (port(range)?, None),
    };
    let mut ports = Map::new();
    if protocol != USUAL {
        ports.insert("protocol".to_owned(), json!(protocol));
    }
    ports.insert("port".to_owned(), json!(from));
    if let Some(to) = to {
        ports.insert("endPort".to_owned(), json!(to));
    }
    Some(Value::Object(ports))
}

fn protocol(word: &str) -> Option<&'static str> {
    PROTOCOLS
        .into_iter()
        .find(|protocol| protocol.eq_ignore_ascii_case(word))
}

fn port(text: &str) -> Option<u16> {
    text.trim().parse().ok()
}

/// The line of what a rule holds. What is no list of ports is shown as it is.
pub(super) fn write(ports: &Value) -> String {
    match ports {
        Value::Null => String::new(),
        Value::String(typed) => typed.clone(),
        Value::Array(ports) => {
            let parts: Option<Vec<_>> = ports.iter().map(written).collect();
            parts.map_or_else(
                || Value::from(ports.clone()).to_string(),
                |parts| parts.join(", "),
            )
        }
        other => other.to_string(),
    }
}

fn written(one: &Value) -> Option<String> {
    let port = one.get("port")?.as_u64()?;
    let end = one
        .get("endPort")
        .and_then(Value::as_u64)
        .filter(|end| *end != 0);
    let range = end.map_or_else(|| port.to_string(), |end| format!("{port}-{end}"));
    let protocol = one.get("protocol").and_then(Value::as_str);
    Some(match protocol.filter(|protocol| *protocol != USUAL) {
        Some(protocol) => format!("{protocol} {range}"),
        None => range,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_ports() {
        let read = |line| Value::from(read(line).unwrap());
        assert_eq!(
            read("443, 8000-8100,udp 53, 1-2/sctp,"),
            json!([
                { "port": 443 }, { "port": 8000, "endPort": 8100 },
                { "protocol": "UDP", "port": 53 }, { "protocol": "SCTP", "port": 1, "endPort": 2 },
            ])
        );
        assert_eq!(read(" "), json!([]));
        assert_eq!(
            write(&read("443 , 8000-8100, UDP 53")),
            "443, 8000-8100, UDP 53"
        );
        assert_eq!(
            write(&json!([{ "protocol": "TCP", "port": 80, "endPort": 0 }])),
            "80"
        );
    }

    #[test]
    fn a_line_is_kept_whatever_it_is() {
        assert_eq!(kept(" "), None);
        assert_eq!(kept("443,"), Some(json!([{ "port": 443 }])));
        assert_eq!(kept("http"), Some(json!("http")));
        for (typed, written) in [("443,", "443"), ("http ", "http "), ("53/udp", "UDP 53")] {
            assert_eq!(canonical(typed), written);
        }
    }

    #[test]
    fn what_is_no_port_is_told_and_kept() {
        for line in [
            "http", "70000", "-1", "443 53", "UDP", "1-", "1-2-3", "UDP 1 2",
        ] {
            assert_eq!(read(line), None, "{line}");
        }
        assert_eq!(write(&json!("http")), "http");
        assert_eq!(write(&json!([{ "name": "web" }])), r#"[{"name":"web"}]"#);
    }
}
