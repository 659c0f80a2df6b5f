//! What the server resolves for the runner's own pod (contract 1.8): defaults of the version under the
//! overrides of the runner.

use contract::model::{DeploymentSpec, Overrides, Resources, Scaling};
use contract::quantity;

/// The pod of a runner of that version with these overrides.
pub(crate) fn resolve(version: &str, overrides: Option<&Overrides>) -> DeploymentSpec {
    let set = overrides.cloned().unwrap_or_default();
    DeploymentSpec {
        image: format!("registry.example/sandbox-runner:{version}"),
        image_pull_policy: "IfNotPresent".to_owned(),
        service_account: "sandbox-runner".to_owned(),
        gateway_server: "gateway.example:443".to_owned(),
        args: set.args,
        env: set.env,
        annotations: set.annotations,
        labels: set.labels,
        node_selector: set.node_selector,
        tolerations: set.tolerations,
        resources: Some(resources(set.resources.unwrap_or_default())),
        init_resources: Some(Resources {
            cpu_request: "100m".to_owned(),
            memory_request: "128Mi".to_owned(),
            ..Resources::default()
        }),
        scaling: Some(scaling(set.scaling)),
        cpu_runtime_class: set.cpu_runtime_class,
        gpu_runtime_class: set.gpu_runtime_class,
        ..DeploymentSpec::default()
    }
}

/// Each unset value falls back to its default, as long as the request stays within the limit.
fn resources(set: Resources) -> Resources {
    let (cpu_request, cpu_limit) = pair(set.cpu_request, set.cpu_limit, "1", "2");
    let (memory_request, memory_limit) = pair(set.memory_request, set.memory_limit, "2Gi", "4Gi");
    Resources {
        cpu_request,
        memory_request,
        cpu_limit,
        memory_limit,
        ..Resources::default()
    }
}

/// A request and its limit. Where only one is set and the other's default contradicts it, the default
/// gives way: the request is lowered to the limit, the limit raised to the request.
fn pair(
    request: String,
    limit: String,
    request_default: &str,
    limit_default: &str,
) -> (String, String) {
    let exceeds = |a: &str, b: &str| match (quantity::parse(a), quantity::parse(b)) {
        (Some(a), Some(b)) => a > b,
        _ => false,
    };
    match (request.is_empty(), limit.is_empty()) {
        (false, false) => (request, limit),
        (true, true) => (request_default.to_owned(), limit_default.to_owned()),
        (true, false) if exceeds(request_default, &limit) => (limit.clone(), limit),
        (true, false) => (request_default.to_owned(), limit),
        (false, true) if exceeds(&request, limit_default) => (request.clone(), request),
        (false, true) => (request, limit_default.to_owned()),
    }
}

fn scaling(set: Option<Scaling>) -> Scaling {
    let mut scaling = set.unwrap_or_default();
    if !scaling.autoscaling_enabled && scaling.replicas == 0 {
        scaling.replicas = 1;
    }
    scaling
}

/// The number of pods that have to fit for the install to succeed.
pub(crate) fn replicas(spec: &DeploymentSpec) -> i32 {
    spec.scaling.as_ref().map_or(1, |scaling| {
        let wanted = if scaling.autoscaling_enabled {
            scaling.min_replicas
        } else {
            scaling.replicas
        };
        wanted.max(1)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn resolved(set: Resources) -> Resources {
        let overrides = Overrides {
            resources: Some(set),
            ..Overrides::default()
        };
        resolve("1", Some(&overrides)).resources.unwrap()
    }

    #[test]
    fn defaults_give_way_to_what_is_set() {
        let none = resolve("2026.46.1", None);
        assert_eq!(none.image, "registry.example/sandbox-runner:2026.46.1");
        assert_eq!(none.resources.unwrap().memory_limit, "4Gi");
        assert_eq!(none.scaling.unwrap().replicas, 1);

        let small = resolved(Resources {
            memory_limit: "128Mi".into(),
            ..Resources::default()
        });
        assert_eq!(
            (&*small.memory_request, &*small.memory_limit),
            ("128Mi", "128Mi")
        );
        assert_eq!((&*small.cpu_request, &*small.cpu_limit), ("1", "2"));

        let large = resolved(Resources {
            cpu_request: "8".into(),
            memory_limit: "64Gi".into(),
            ..Resources::default()
        });
        assert_eq!((&*large.cpu_request, &*large.cpu_limit), ("8", "8"));
        assert_eq!(
            (&*large.memory_request, &*large.memory_limit),
            ("2Gi", "64Gi")
        );
    }

    #[test]
    fn replicas_follow_the_scaling() {
        let with = |scaling| {
            let overrides = Overrides {
                scaling: Some(scaling),
                ..Overrides::default()
            };
            replicas(&resolve("1", Some(&overrides)))
        };
        assert_eq!(with(Scaling::default()), 1);
        assert_eq!(
            with(Scaling {
                replicas: 3,
                ..Scaling::default()
            }),
            3
        );
        let automatic = Scaling {
            autoscaling_enabled: true,
            replicas: 9,
            min_replicas: 2,
            ..Scaling::default()
        };
        assert_eq!(with(automatic), 2);
    }
}
