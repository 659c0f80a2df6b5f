//! Sets the stage for a story and clears it afterwards.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::clusters::{Cluster, Lease};
use crate::http::Answer;
use crate::matcher::matches;
use crate::table::Story;
use crate::target::Target;
use crate::variables::Variables;

pub(crate) const RUNNERS: &str = "/v1beta2/sandbox/managed-runners";
pub(crate) const V1_RUNNERS: &str = "/v1/sandbox/managedRunners";
const PROFILES: &str = "/v1beta2/sandbox/profile-templates";

/// Time between two looks at something that is changing.
pub(crate) const PAUSE: Duration = Duration::from_millis(40);

/// How long the removal of a runner may take.
const REMOVAL: Duration = Duration::from_mins(1);

/// What a story works with.
pub(crate) struct Stage<'a> {
    target: &'a Target,
    pub(crate) variables: Variables,
    /// What was made, to be removed: paths of runners and of profile templates.
    runners: Vec<String>,
    profiles: Vec<String>,
    /// Clusters that no other story may use until this one is cleared.
    leases: Vec<Lease<'a>>,
}

/// Why a story cannot be played.
pub(crate) enum Missing {
    /// The server lacks what the story needs.
    Need(String),
    /// The server refused what every server must allow.
    Refused(String),
}

impl<'a> Stage<'a> {
    /// Makes and finds everything that the story asks for.
    pub(crate) async fn set(target: &'a Target, story: &Story) -> Result<Self, (Self, Missing)> {
        let mut stage = Self {
            target,
            variables: Variables::default(),
            runners: Vec::new(),
            profiles: Vec::new(),
            leases: Vec::new(),
        };
        match stage.prepare(story).await {
            Ok(()) => Ok(stage),
            Err(missing) => Err((stage, missing)),
        }
    }

    async fn prepare(&mut self, story: &Story) -> Result<(), Missing> {
        let run = unique();
        self.variables.set("run", run.clone());
        for name in &story.needs.clusters {
            let lease = self.target.lend_named(name).await.map_err(Missing::Need)?;
            self.describe(name, &lease.clusters[0]);
            self.leases.push(lease);
        }
        self.look_around(story).await?;
        let fresh = &story.fresh;
        let lease = self
            .target
            .lend(fresh.clusters.max(fresh.runners).max(fresh.v1))
            .await;
        let lease = lease.map_err(Missing::Need)?;
        for (index, cluster) in lease.clusters.iter().enumerate() {
            self.describe(&format!("cluster{}", index + 1), cluster);
        }
        let clusters = lease.clusters.clone();
        self.leases.push(lease);
        self.furnish(story, &run, &clusters)
            .await
            .map_err(Missing::Refused)
    }

    /// Finds the runners that the server must already have.
    async fn look_around(&mut self, story: &Story) -> Result<(), Missing> {
        if story.needs.fleet == 0 && story.needs.runners.is_empty() {
            return Ok(());
        }
        let runners = self.target.runners().await.map_err(Missing::Refused)?;
        if runners.len() < story.needs.fleet {
            let wanted = story.needs.fleet;
            return Err(Missing::Need(format!(
                "this server has fewer than {wanted} runners"
            )));
        }
        for (name, looks) in &story.needs.runners {
            let found = runners.iter().find(|runner| matches(looks, Some(runner)));
            let found = found
                .ok_or_else(|| Missing::Need(format!("this server has no runner like {looks}")))?;
            let identity = &found["identity"];
            self.variables.set(name, identity["runnerId"].clone());
            for (key, value) in [
                ("zone", &identity["zone"]),
                ("clusterId", &identity["clusterId"]),
                ("profileBindings", &found["profileBindings"]),
            ] {
                self.variables.set(format!("{name}.{key}"), value.clone());
            }
        }
        Ok(())
    }

    fn describe(&mut self, name: &str, cluster: &Cluster) {
        self.variables.set(format!("{name}.id"), cluster.id.clone());
        self.variables
            .set(format!("{name}.name"), cluster.name.clone());
        self.variables
            .set(format!("{name}.zone"), cluster.zone.to_lowercase());
        self.variables
            .set(format!("{name}.ZONE"), cluster.zone.to_uppercase());
    }

    async fn furnish(
        &mut self,
        story: &Story,
        run: &str,
        clusters: &[Cluster],
    ) -> Result<(), String> {
        let mut default = String::new();
        for n in 1..=story.fresh.profiles.max(story.fresh.runners.min(1)) {
            let name = format!("p{n}-{run}");
            let body = json!({ "profileTemplate": { "displayName": name, "spec": {} } });
            let profile = self.make(PROFILES, body).await?;
            let id = profile["id"].as_str().unwrap_or_default().to_owned();
            self.variables.set(format!("profile{n}.id"), id.clone());
            self.variables.set(format!("profile{n}.name"), name);
            if n == 1 {
                default = id;
            }
        }
        for (n, cluster) in clusters.iter().enumerate().take(story.fresh.runners) {
            let n = n + 1;
            let name = format!("r{n}-{run}");
            let body = json!({ "runnerId": name, "runner": {
                "identity": { "zone": cluster.zone.to_lowercase(), "clusterId": cluster.id },
                "managedSpec": { "maintenancePolicy": never_by_itself() },
                "profileBindings": [{ "profileTemplateId": default, "isDefault": true }],
            } });
            let runner = self.make(RUNNERS, body).await?;
            self.variables.set(format!("runner{n}"), name);
            self.variables
                .set(format!("runner{n}.id"), runner["id"].clone());
        }
        for (n, cluster) in clusters.iter().enumerate().take(story.fresh.v1) {
            let n = n + 1;
            let name = format!("v{n}-{run}");
            let body = json!({
                "identity": { "runnerId": name, "zone": cluster.zone.to_lowercase(), "clusterId": cluster.id },
                "displayName": name,
                "spec": { "maintenancePolicy": never_by_itself() },
                "policy": { "displayName": "conformance" },
            });
            let runner = self
                .make(&format!("{V1_RUNNERS}?requestId={name}"), body)
                .await?;
            self.variables.set(format!("runner{n}"), name);
            self.variables
                .set(format!("runner{n}.etag"), runner["etag"].clone());
        }
        Ok(())
    }

    async fn make(&mut self, path: &str, body: Value) -> Result<Value, String> {
        let answer = self.target.call("POST", path, Some(body)).await?;
        self.remember("POST", path, &answer);
        let made = answer.json().filter(|_| answer.status == 200);
        made.ok_or_else(|| format!("POST {path} in preparation: {answer}"))
    }

    /// Takes note of what a call has made.
    pub(crate) fn remember(&mut self, method: &str, path: &str, answer: &Answer) {
        let Some(body) = answer
            .json()
            .filter(|_| method == "POST" && answer.status < 300)
        else {
            return;
        };
        let id = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        if path == RUNNERS {
            self.runners.push(format!("{RUNNERS}/{}", id(&body["id"])));
        } else if path.split('?').next() == Some(V1_RUNNERS) {
            let path = format!("{V1_RUNNERS}/{}", id(&body["identity"]["runnerId"]));
            // The same request again is the same runner.
            if !self.runners.contains(&path) {
                self.runners.push(path);
            }
        } else if path == PROFILES {
            self.profiles
                .push(format!("{PROFILES}/{}", id(&body["id"])));
        }
    }

    /// Removes everything that was made, so that clusters and names are free again.
    pub(crate) async fn clear(self) -> Result<(), String> {
        for path in &self.runners {
            self.remove(path).await?;
        }
        for path in &self.runners {
            self.wait_until_gone(path).await?;
        }
        for path in &self.profiles {
            self.remove(path).await?;
        }
        Ok(())
    }

    async fn remove(&self, path: &str) -> Result<(), String> {
        let answer = self.target.call("DELETE", path, None).await?;
        match answer.status {
            200 | 404 => Ok(()),
            _ => Err(format!("DELETE {path} in clearing up: {answer}")),
        }
    }

    async fn wait_until_gone(&self, path: &str) -> Result<(), String> {
        let start = Instant::now();
        while start.elapsed() < REMOVAL {
            if self.target.call("GET", path, None).await?.status == 404 {
                return Ok(());
            }
            tokio::time::sleep(PAUSE).await;
        }
        Err(format!(
            "{path} is still there {REMOVAL:?} after its deletion"
        ))
    }
}

/// A policy under which no update starts by itself: the stories decide when revisions move.
fn never_by_itself() -> Value {
    json!({ "exclusions": [{
        "startTime": "2020-01-01T00:00:00Z", "endTime": "2100-01-01T00:00:00Z", "reason": "conformance",
    }] })
}

/// A part of names that no other story has, in this run or another; 15 characters of a runner
/// ID (contract 1.2).
fn unique() -> String {
    static STORY: AtomicUsize = AtomicUsize::new(0);
    let now = jiff::Timestamp::now().as_millisecond();
    format!("{now:x}-{:03}", STORY.fetch_add(1, Ordering::Relaxed))
}
