//! Names of hosts in rules: exact, with one leftmost `*.` label, or `*` for all (contract-v1 3.7, 9.3).

/// Every name.
pub(super) const EVERY: &str = "*";

/// What is wrong with a name, if anything.
pub(super) fn wrong(name: &str) -> Option<String> {
    let rest = name.strip_prefix("*.").unwrap_or(name);
    let label = |label: &str| {
        let inner = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-';
        (1..=63).contains(&label.len())
            && label.bytes().all(inner)
            && !label.starts_with('-')
            && !label.ends_with('-')
    };
    let labels = rest.split('.').collect::<Vec<_>>();
    let fits = name.len() <= 253 && labels.len() >= 2 && labels.iter().all(|text| label(text));
    (name != EVERY && !fits).then(|| {
        let name = crate::invisible::shown(name);
        format!("\"{name}\" is not a host name such as example.com or *.example.com, in lower case")
    })
}

/// Whether `outer` covers every host that `inner` names. A wildcard stands for exactly one label.
pub(super) fn covers(outer: &str, inner: &str) -> bool {
    if outer == EVERY || outer == inner {
        return true;
    }
    match (outer.strip_prefix("*."), inner.strip_prefix("*.")) {
        (Some(domain), None) => inner
            .split_once('.')
            .is_some_and(|(_, rest)| rest == domain),
        _ => false,
    }
}

/// Whether some host has both names.
pub(super) fn meet(one: &str, other: &str) -> bool {
    covers(one, other) || covers(other, one)
}
