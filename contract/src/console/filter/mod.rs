//! Which runners of a fleet are meant: the filter of the fleet page, and of links that use it.

mod facet;
mod search;

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use serde::{Deserialize, Deserializer, Serialize};

pub use facet::Facet;
pub use search::Search;

use super::RunnerSummary;
pub use crate::condition::Group;

/// Which runners of a fleet match. The default matches all.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
pub struct Filter {
    /// Every word of it must be in the ID, the name, the cluster or a label.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub text: String,
    /// A group of the strip.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub group: Option<Group>,
    /// The keys that pass; a facet without any lets everything pass.
    #[serde(
        skip_serializing_if = "BTreeMap::is_empty",
        deserialize_with = "facets"
    )]
    pub facets: BTreeMap<Facet, BTreeSet<String>>,
}

impl Filter {
    /// The runners that match now, in their order.
    pub fn pick<'a>(
        &self,
        runners: impl IntoIterator<Item = &'a RunnerSummary>,
        now: Timestamp,
    ) -> Vec<&'a RunnerSummary> {
        let search = Search::new(&self.text);
        let passes = |runner: &&RunnerSummary| {
            search.finds(runner)
                && passes(&self.facets, runner, None)
                && self.group.is_none_or(|group| group.holds(runner, now))
        };
        runners.into_iter().filter(passes).collect()
    }
}

/// Reads facets; earlier builds wrote words in the place of keys.
fn facets<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<BTreeMap<Facet, BTreeSet<String>>, D::Error> {
    let mut facets = BTreeMap::<Facet, BTreeSet<String>>::deserialize(deserializer)?;
    for (facet, values) in &mut facets {
        *values = values.iter().map(|value| facet.read(value)).collect();
    }
    Ok(facets)
}

/// Whether a runner matches the facets, leaving one out.
pub fn passes(
    facets: &BTreeMap<Facet, BTreeSet<String>>,
    runner: &RunnerSummary,
    but: Option<Facet>,
) -> bool {
    facets
        .iter()
        .all(|(facet, values)| Some(*facet) == but || values.contains(facet.value(runner).as_ref()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::InstallStatus;

    fn runner(id: &str, zone: &str, install_status: InstallStatus) -> RunnerSummary {
        RunnerSummary {
            runner_id: id.into(),
            zone: zone.into(),
            install_status,
            ..RunnerSummary::default()
        }
    }

    #[test]
    fn everything_that_is_asked_must_hold() {
        let runners = [
            runner("prod-1", "US-East-04A", InstallStatus::Failed),
            runner("prod-2", "eu-north-01a", InstallStatus::Failed),
            runner("prod-3", "us-east-04a", InstallStatus::Ready),
            runner("dev-1", "us-east-04a", InstallStatus::Failed),
        ];
        let ids = |filter: &Filter| -> Vec<String> {
            let picked = filter.pick(&runners, Timestamp::UNIX_EPOCH);
            picked
                .iter()
                .map(|runner| runner.runner_id.clone())
                .collect()
        };
        assert_eq!(ids(&Filter::default()).len(), 4);
        let filter = Filter {
            text: "prod".into(),
            group: Some(Group::Failed),
            facets: [(Facet::Zone, ["us-east-04a".to_owned()].into())].into(),
        };
        assert_eq!(ids(&filter), ["prod-1"]);
        let text = serde_json::to_string(&filter).unwrap();
        assert_eq!(serde_json::from_str::<Filter>(&text).unwrap(), filter);
    }

    #[test]
    fn a_link_that_an_earlier_build_stored_means_what_it_meant() {
        let stored = r#"{"facets": {"install": ["Failed", "No status yet"], "zone": ["Ready"]}}"#;
        let filter: Filter = serde_json::from_str(stored).unwrap();
        let written = serde_json::to_value(&filter).unwrap();
        let keys = serde_json::json!({"install": ["failed", "none"], "zone": ["Ready"]});
        assert_eq!(written["facets"], keys);
        let failed = runner("a", "ready", InstallStatus::Failed);
        assert!(passes(&filter.facets, &failed, Some(Facet::Zone)));
    }
}
