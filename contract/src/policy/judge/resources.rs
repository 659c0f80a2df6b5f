//! CPU, memory and GPUs (contract-v1 3.4, 9.3).

use serde_json::json;

use super::{Edit, Judgement, listed};
use crate::policy::amount::{Amount, Unit};
use crate::policy::{Container, Policy, Sandbox};

/// What a group of resource fields looks at.
struct Resource {
    unit: Unit,
    /// For people.
    word: &'static str,
    request: fn(&Container) -> Option<&String>,
    limit: fn(&Container) -> Option<&String>,
    /// Names in JSON and paths of minimum, maximum, ceiling.
    min: (&'static str, &'static str),
    max: (&'static str, &'static str),
    ceiling: (&'static str, &'static str),
}

const RESOURCES: [Resource; 2] = [
    Resource {
        unit: Unit::Cores,
        word: "CPU",
        request: |container| container.cpu_request.as_ref(),
        limit: |container| container.cpu_limit.as_ref(),
        min: ("minCpu", "constraints.resources.min_cpu"),
        max: ("maxCpu", "constraints.resources.max_cpu"),
        ceiling: ("cpuCeiling", "constraints.resources.cpu_ceiling"),
    },
    Resource {
        unit: Unit::Bytes,
        word: "memory",
        request: |container| container.memory_request.as_ref(),
        limit: |container| container.memory_limit.as_ref(),
        min: ("minMemory", "constraints.resources.min_memory"),
        max: ("maxMemory", "constraints.resources.max_memory"),
        ceiling: ("memoryCeiling", "constraints.resources.memory_ceiling"),
    },
];

const GPUS: &str = "constraints.resources.max_gpu_count";
const LIMITS: &str = "constraints.resources.require_limits";

pub(super) fn judge(policy: &Policy, sandbox: &Sandbox) -> Vec<Judgement> {
    let group = policy.group("resources");
    let mut found = Vec::new();
    for resource in &RESOURCES {
        if let Some(least) = group.amount(resource.min.0) {
            found.push(resource.least(least, sandbox));
        }
        if let Some(most) = group.amount(resource.max.0) {
            found.push(resource.most(most, sandbox));
        }
    }
    if let Some(most) = group.long("maxGpuCount") {
        let asked = sandbox
            .containers
            .iter()
            .map(|container| container.gpu_count);
        let asked = asked.max().unwrap_or_default();
        found.push(if asked <= most {
            Judgement::allowed(
                GPUS,
                format!("a container asks for {asked} GPUs; at most {most} may be requested"),
            )
        } else {
            let why = format!("a container asks for {asked} GPUs; at most {most} may be requested");
            Judgement::refused(GPUS, why, Some(Edit::Set(json!(asked.to_string()))))
        });
    }
    for resource in &RESOURCES {
        if let Some(ceiling) = group.amount(resource.ceiling.0) {
            found.push(resource.together(ceiling, sandbox));
        }
    }
    if group.flag("requireLimits") {
        found.push(limits(sandbox));
    }
    found
}

impl Resource {
    fn least(&self, least: Amount, sandbox: &Sandbox) -> Judgement {
        let path = self.min.1;
        let bound = least.text(self.unit);
        let stated = |container| (self.request)(container).and_then(|text| Amount::read(text));
        let smallest = sandbox.containers.iter().filter_map(stated).min();
        match smallest {
            Some(smallest) if smallest < least => {
                let asked = smallest.text(self.unit);
                let why = format!(
                    "a container gets {asked} {}; at least {bound} is required",
                    self.word
                );
                Judgement::refused(path, why, Some(Edit::Set(json!(asked))))
            }
            _ if sandbox
                .containers
                .iter()
                .any(|c| (self.request)(c).is_none()) =>
            {
                Judgement::unknown(path, self.unstated())
            }
            _ => Judgement::allowed(
                path,
                format!("every container gets at least {bound} {}", self.word),
            ),
        }
    }

    fn most(&self, most: Amount, sandbox: &Sandbox) -> Judgement {
        let path = self.max.1;
        let bound = most.text(self.unit);
        let stated = |container| {
            let both = [(self.request)(container), (self.limit)(container)];
            both.into_iter()
                .flatten()
                .filter_map(|text| Amount::read(text))
                .max()
        };
        let largest = sandbox.containers.iter().filter_map(stated).max();
        match largest {
            Some(largest) if largest > most => {
                let asked = largest.text(self.unit);
                let why = format!(
                    "a container asks for {asked} {}; more than {bound} is refused, not capped",
                    self.word
                );
                Judgement::refused(path, why, Some(Edit::Set(json!(asked))))
            }
            _ if sandbox.containers.iter().any(|c| stated(c).is_none()) => {
                Judgement::unknown(path, self.unstated())
            }
            _ => Judgement::allowed(
                path,
                format!("no container asks for more than {bound} {}", self.word),
            ),
        }
    }

    fn together(&self, ceiling: Amount, sandbox: &Sandbox) -> Judgement {
        let path = self.ceiling.1;
        let bound = ceiling.text(self.unit);
        let requests = sandbox.containers.iter().map(self.request);
        let volumes = sandbox.volumes.iter().filter(|volume| {
            matches!(self.unit, Unit::Bytes)
                && volume.medium.as_deref() == Some("STORAGE_MEDIUM_MEMORY")
        });
        let parts: Vec<_> = requests
            .chain(volumes.map(|volume| volume.size.as_ref()))
            .collect();
        let sum: Amount = parts
            .iter()
            .flatten()
            .filter_map(|text| Amount::read(text))
            .sum();
        let asked = sum.text(self.unit);
        if sum > ceiling {
            let why = format!(
                "all containers together request {asked} {}; at most {bound} is allowed",
                self.word
            );
            Judgement::refused(path, why, Some(Edit::Set(json!(asked))))
        } else if parts.contains(&None) {
            Judgement::unknown(path, self.unstated())
        } else {
            Judgement::allowed(
                path,
                format!(
                    "all containers together request {asked} {} of {bound}",
                    self.word
                ),
            )
        }
    }

    fn unstated(&self) -> String {
        format!(
            "a part states no {} and the policy has no default for it: the platform's default applies, and that is not public",
            self.word
        )
    }
}

fn limits(sandbox: &Sandbox) -> Judgement {
    let mut lacking = Vec::new();
    for (index, container) in sandbox.containers.iter().enumerate() {
        let complete = RESOURCES.iter().all(|resource| {
            (resource.request)(container).is_some() && (resource.limit)(container).is_some()
        });
        if !complete {
            lacking.push(match container.name.as_str() {
                "" => format!("container {}", index + 1),
                name => name.to_owned(),
            });
        }
    }
    if lacking.is_empty() {
        return Judgement::allowed(LIMITS, "every container has requests and limits");
    }
    let why = format!(
        "requests and limits for CPU and memory are missing in {}",
        listed(&lacking)
    );
    Judgement::refused(LIMITS, why, Some(Edit::Set(json!(false))))
}
