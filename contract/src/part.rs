//! What of a runner can be replaced, as one table. Masks, edits, losses, fingerprints and the dialects' spellings
//! are loops over it: one more mutable part is one more row here, and its name in the dialects that have it.

use serde_json::{Value, json};

use crate::document::{camel, snake};
use crate::model::{ManagedSpec, Runner};

/// A part of a runner that an update replaces as a whole (contract 3.1, contract-v1 4.1).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Part {
    /// Zone of its cluster.
    Zone,
    /// Scheduling group.
    RunnerGroupId,
    /// Channel, maintenance, overrides and flags together.
    ManagedSpec,
    /// Release channel.
    ReleaseChannel,
    /// Maintenance windows and exclusions.
    MaintenancePolicy,
    /// Settings of the runner's own pod.
    Overrides,
    /// The list of bound profiles.
    ProfileBindings,
    /// Name for people, where it can be changed.
    DisplayName,
    /// What sandboxes may be and do.
    Policy,
    /// The flag that sandboxes must state their limits.
    EnforceResourceLimits,
    /// Registered volumes.
    Volumes,
    /// Usage collector of sandboxes.
    TenantMetrics,
    /// When images are pulled.
    ImagePull,
    /// The runner's direct endpoint.
    DataPlane,
}

/// One part.
struct Row {
    part: Part,
    /// The part that holds it and can be replaced as well.
    parent: Option<Part>,
    /// Where it stands in the model's document, in `snake_case`.
    place: &'static str,
    get: fn(&Runner) -> Value,
    /// Gives the first runner what the second has.
    put: fn(&mut Runner, &Runner),
}

/// A part that is a field of the runner, or of a message that every runner has.
macro_rules! of_runner {
    ($part:ident, $place:literal, $($field:ident).+) => {
        Row {
            part: Part::$part,
            parent: None,
            place: $place,
            get: |runner| json!(runner.$($field).+),
            put: |to, from| to.$($field).+.clone_from(&from.$($field).+),
        }
    };
}

/// A part that is a field of the managed spec.
macro_rules! of_spec {
    ($part:ident, $field:ident) => {
        Row {
            part: Part::$part,
            parent: Some(Part::ManagedSpec),
            place: concat!("managed_spec.", stringify!($field)),
            get: |runner| json!(runner.managed_spec.as_ref().map(|spec| &spec.$field)),
            put: |to, from| {
                let field = from.managed_spec.as_ref().map(|spec| spec.$field.clone());
                let spec = to.managed_spec.get_or_insert_default();
                spec.$field = field.unwrap_or_default();
            },
        }
    };
}

/// In the order of the contract, which is the order of [`Part`].
static ROWS: [Row; Part::ALL.len()] = [
    of_runner!(Zone, "identity.zone", identity.zone),
    of_runner!(
        RunnerGroupId,
        "identity.runner_group_id",
        identity.runner_group_id
    ),
    of_runner!(ManagedSpec, "managed_spec", managed_spec),
    of_spec!(ReleaseChannel, release_channel),
    of_spec!(MaintenancePolicy, maintenance_policy),
    of_spec!(Overrides, overrides),
    of_runner!(ProfileBindings, "profile_bindings", profile_bindings),
    of_runner!(DisplayName, "display_name", display_name),
    of_runner!(Policy, "policy", policy),
    of_spec!(EnforceResourceLimits, enforce_resource_limits),
    of_spec!(Volumes, volumes),
    of_spec!(TenantMetrics, tenant_metrics),
    of_spec!(ImagePull, image_pull),
    of_spec!(DataPlane, data_plane),
];

// A row is found by the number of its part.
const _: () = {
    let mut index = 0;
    while index < ROWS.len() {
        assert!(ROWS[index].part as usize == index);
        index += 1;
    }
};

impl Part {
    /// All of them: those of v1beta2 first, in the order of the contract.
    pub const ALL: [Self; 14] = [
        Self::Zone,
        Self::RunnerGroupId,
        Self::ManagedSpec,
        Self::ReleaseChannel,
        Self::MaintenancePolicy,
        Self::Overrides,
        Self::ProfileBindings,
        Self::DisplayName,
        Self::Policy,
        Self::EnforceResourceLimits,
        Self::Volumes,
        Self::TenantMetrics,
        Self::ImagePull,
        Self::DataPlane,
    ];

    /// Those of a spec that v1 alone has (contract-v1 2.3). They are kept as they came.
    pub const ONLY_V1: [Self; 4] = [
        Self::Volumes,
        Self::TenantMetrics,
        Self::ImagePull,
        Self::DataPlane,
    ];

    /// Where a spec keeps one of [`Self::ONLY_V1`]; none for the others.
    pub fn as_it_came(self, spec: &mut ManagedSpec) -> Option<&mut Option<Value>> {
        match self {
            Self::Volumes => Some(&mut spec.volumes),
            Self::TenantMetrics => Some(&mut spec.tenant_metrics),
            Self::ImagePull => Some(&mut spec.image_pull),
            Self::DataPlane => Some(&mut spec.data_plane),
            _ => None,
        }
    }

    const fn row(self) -> &'static Row {
        &ROWS[self as usize]
    }

    /// Where it stands in the model's document, in `snake_case`. Its name in the history and in stored rows.
    pub const fn place(self) -> &'static str {
        self.row().place
    }

    /// The part of that place, in either spelling.
    pub fn at(place: &str) -> Option<Self> {
        let place = snake(place);
        Self::ALL.into_iter().find(|part| part.place() == place)
    }

    /// The keys that lead to it in the model's JSON.
    pub fn keys(self) -> impl Iterator<Item = String> {
        self.place().split('.').map(camel)
    }

    /// The part that holds it and can be replaced as well.
    pub fn parent(self) -> Option<Self> {
        self.row().parent
    }

    /// Those of a dialect's parts that it holds, so that they can be replaced on their own.
    pub fn children(self, among: &[Self]) -> impl Iterator<Item = Self> {
        let children = among.iter().copied();
        children.filter(move |part| part.parent() == Some(self))
    }

    /// Whether a place of the model's document, in `snake_case`, is this part or within it.
    pub fn holds(self, place: &str) -> bool {
        let rest = place.strip_prefix(self.place());
        rest.is_some_and(|rest| rest.is_empty() || rest.starts_with(['.', '[']))
    }

    /// What a runner has there, as the model's document says it.
    pub fn get(self, runner: &Runner) -> Value {
        (self.row().get)(runner)
    }

    /// Gives a runner what another has there.
    pub fn put(self, to: &mut Runner, from: &Runner) {
        (self.row().put)(to, from);
    }

    /// A runner that has nothing but this part, without what its children among a dialect's parts hold.
    fn only(self, runner: &Runner, among: &[Self]) -> Runner {
        let (mut only, blank) = (Runner::default(), Runner::default());
        self.put(&mut only, runner);
        for child in self.children(among) {
            child.put(&mut only, &blank);
        }
        only
    }

    /// What a runner has there beside what the part's children hold, so that nothing is counted twice.
    pub fn own(self, runner: &Runner, among: &[Self]) -> Value {
        self.get(&self.only(runner, among))
    }

    /// Whether two runners have something else there, beside what the part's children hold.
    pub fn differs(self, one: &Runner, other: &Runner, among: &[Self]) -> bool {
        self.only(one, among) != self.only(other, among)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::ManagedSpec;

    #[test]
    fn rows_stand_in_the_order_of_the_parts() {
        for (part, row) in Part::ALL.into_iter().zip(&ROWS) {
            assert_eq!(part, row.part);
            assert_eq!(Part::at(part.place()), Some(part));
            if let Some(parent) = part.parent() {
                assert!(parent.holds(part.place()) && parent < part);
            }
        }
    }

    #[test]
    fn what_v1_alone_has_is_found_where_it_stands() {
        for part in Part::ALL {
            let mut runner = Runner::default();
            let spec = runner.managed_spec.get_or_insert_default();
            let slot = part.as_it_came(spec);
            assert_eq!(slot.is_some(), Part::ONLY_V1.contains(&part), "{part:?}");
            if let Some(slot) = slot {
                *slot = Some(json!({ "later": 1 }));
                assert_eq!(part.get(&runner), json!({ "later": 1 }));
            }
        }
    }

    #[test]
    fn places_are_where_the_parts_stand() {
        let some = Some(json!({}));
        let runner = Runner {
            managed_spec: Some(ManagedSpec {
                volumes: some.clone(),
                tenant_metrics: some.clone(),
                image_pull: some.clone(),
                data_plane: some.clone(),
                ..ManagedSpec::default()
            }),
            policy: some,
            ..Runner::default()
        };
        let document = json!(runner);
        for part in Part::ALL {
            let value = part
                .keys()
                .try_fold(&document, |value, key| value.get(&key));
            assert_eq!(value, Some(&part.get(&runner)), "{part:?}");
            assert_eq!(
                snake(&part.keys().collect::<Vec<_>>().join(".")),
                part.place()
            );
        }
    }
}
