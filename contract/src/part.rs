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

/// In the order of the contract, which is the order of [`Part`].
static ROWS: [Row; Part::ALL.len()] = [
    Row {
        part: Part::Zone,
        parent: None,
        place: "identity.zone",
        get: |runner| json!(runner.identity.zone),
        put: |to, from| to.identity.zone.clone_from(&from.identity.zone),
    },
    Row {
        part: Part::RunnerGroupId,
        parent: None,
        place: "identity.runner_group_id",
        get: |runner| json!(runner.identity.runner_group_id),
        put: |to, from| {
            let group = &from.identity.runner_group_id;
            to.identity.runner_group_id.clone_from(group);
        },
    },
    Row {
        part: Part::ManagedSpec,
        parent: None,
        place: "managed_spec",
        get: |runner| json!(runner.managed_spec),
        put: |to, from| to.managed_spec.clone_from(&from.managed_spec),
    },
    Row {
        part: Part::ReleaseChannel,
        parent: Some(Part::ManagedSpec),
        place: "managed_spec.release_channel",
        get: |runner| json!(of_spec(runner, |spec| &spec.release_channel)),
        put: |to, from| {
            spec(to).release_channel =
                of_spec(from, |spec| &spec.release_channel).unwrap_or_default();
        },
    },
    Row {
        part: Part::MaintenancePolicy,
        parent: Some(Part::ManagedSpec),
        place: "managed_spec.maintenance_policy",
        get: |runner| json!(of_spec(runner, |spec| &spec.maintenance_policy)),
        put: |to, from| {
            let policy = of_spec(from, |spec| &spec.maintenance_policy);
            spec(to).maintenance_policy = policy.flatten();
        },
    },
    Row {
        part: Part::Overrides,
        parent: Some(Part::ManagedSpec),
        place: "managed_spec.overrides",
        get: |runner| json!(of_spec(runner, |spec| &spec.overrides)),
        put: |to, from| spec(to).overrides = of_spec(from, |spec| &spec.overrides).flatten(),
    },
    Row {
        part: Part::ProfileBindings,
        parent: None,
        place: "profile_bindings",
        get: |runner| json!(runner.profile_bindings),
        put: |to, from| to.profile_bindings.clone_from(&from.profile_bindings),
    },
    Row {
        part: Part::DisplayName,
        parent: None,
        place: "display_name",
        get: |runner| json!(runner.display_name),
        put: |to, from| to.display_name.clone_from(&from.display_name),
    },
    Row {
        part: Part::Policy,
        parent: None,
        place: "policy",
        get: |runner| json!(runner.policy),
        put: |to, from| to.policy.clone_from(&from.policy),
    },
    Row {
        part: Part::EnforceResourceLimits,
        parent: Some(Part::ManagedSpec),
        place: "managed_spec.enforce_resource_limits",
        get: |runner| json!(of_spec(runner, |spec| &spec.enforce_resource_limits)),
        put: |to, from| {
            let flag = of_spec(from, |spec| &spec.enforce_resource_limits);
            spec(to).enforce_resource_limits = flag.unwrap_or_default();
        },
    },
    Row {
        part: Part::Volumes,
        parent: Some(Part::ManagedSpec),
        place: "managed_spec.volumes",
        get: |runner| json!(of_spec(runner, |spec| &spec.volumes)),
        put: |to, from| spec(to).volumes = of_spec(from, |spec| &spec.volumes).flatten(),
    },
    Row {
        part: Part::TenantMetrics,
        parent: Some(Part::ManagedSpec),
        place: "managed_spec.tenant_metrics",
        get: |runner| json!(of_spec(runner, |spec| &spec.tenant_metrics)),
        put: |to, from| {
            spec(to).tenant_metrics = of_spec(from, |spec| &spec.tenant_metrics).flatten();
        },
    },
    Row {
        part: Part::ImagePull,
        parent: Some(Part::ManagedSpec),
        place: "managed_spec.image_pull",
        get: |runner| json!(of_spec(runner, |spec| &spec.image_pull)),
        put: |to, from| spec(to).image_pull = of_spec(from, |spec| &spec.image_pull).flatten(),
    },
    Row {
        part: Part::DataPlane,
        parent: Some(Part::ManagedSpec),
        place: "managed_spec.data_plane",
        get: |runner| json!(of_spec(runner, |spec| &spec.data_plane)),
        put: |to, from| spec(to).data_plane = of_spec(from, |spec| &spec.data_plane).flatten(),
    },
];

// A row is found by the number of its part.
const _: () = {
    let mut index = 0;
    while index < ROWS.len() {
        assert!(ROWS[index].part as usize == index);
        index += 1;
    }
};

fn spec(runner: &mut Runner) -> &mut ManagedSpec {
    runner.managed_spec.get_or_insert_default()
}

fn of_spec<T: Clone>(runner: &Runner, get: impl Fn(&ManagedSpec) -> &T) -> Option<T> {
    runner.managed_spec.as_ref().map(|spec| get(spec).clone())
}

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
