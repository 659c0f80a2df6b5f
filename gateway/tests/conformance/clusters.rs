//! Lends free clusters to stories, each to one at a time.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use tokio::sync::{Semaphore, SemaphorePermit};

use crate::target::Target;

/// A CKS cluster as stories see it.
#[derive(Debug, Clone)]
pub(crate) struct Cluster {
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) zone: String,
}

/// The clusters that had no runner at the start.
#[derive(Default)]
pub(crate) struct Clusters {
    plain: Shelf,
    named: BTreeMap<String, Shelf>,
}

impl Clusters {
    /// Joins the cluster list with the runner list.
    pub(crate) async fn find(target: &Target) -> Self {
        let answer = target.call("GET", "/v1beta1/cks/clusters", None).await;
        let answer = answer.and_then(|answer| match answer.json() {
            Some(list) if answer.status == 200 => Ok(list),
            _ => Err(answer.to_string()),
        });
        let items = answer.unwrap_or_else(|why| panic!("cannot list the clusters: {why}"));
        let taken = target.runners().await;
        let taken = taken.unwrap_or_else(|why| panic!("cannot list the runners: {why}"));
        let mut plain = Vec::new();
        let mut named = BTreeMap::new();
        for item in items["items"].as_array().into_iter().flatten() {
            let text = |key: &str| item[key].as_str().unwrap_or_default().to_owned();
            let cluster = Cluster {
                id: text("id"),
                name: text("name"),
                zone: text("zone"),
            };
            if taken
                .iter()
                .any(|r| r["identity"]["clusterId"] == item["id"])
            {
                continue;
            }
            let running = item["status"] == "STATUS_RUNNING";
            named.insert(cluster.name.clone(), Shelf::new(vec![cluster.clone()]));
            if running {
                plain.push(cluster);
            }
        }
        // The local control plane names the clusters that have nothing special about them.
        if plain
            .iter()
            .any(|cluster| cluster.name.starts_with("free-"))
        {
            plain.retain(|cluster| cluster.name.starts_with("free-"));
        }
        Self {
            plain: Shelf::new(plain),
            named,
        }
    }

    pub(crate) async fn lend(&self, count: usize) -> Result<Lease<'_>, String> {
        self.plain
            .lend(count)
            .await
            .ok_or_else(|| format!("this server has fewer than {count} free running clusters"))
    }

    pub(crate) async fn lend_named(&self, name: &str) -> Result<Lease<'_>, String> {
        match self.named.get(name) {
            Some(shelf) => shelf.lend(1).await,
            None => None,
        }
        .ok_or_else(|| format!("this server has no free cluster named {name}"))
    }
}

/// Clusters that are lent to one story at a time.
struct Shelf {
    total: usize,
    free: Arc<Mutex<Vec<Cluster>>>,
    permits: Semaphore,
}

impl Default for Shelf {
    fn default() -> Self {
        Self::new(Vec::new())
    }
}

impl Shelf {
    fn new(clusters: Vec<Cluster>) -> Self {
        Self {
            total: clusters.len(),
            permits: Semaphore::new(clusters.len()),
            free: Arc::new(Mutex::new(clusters)),
        }
    }

    /// Nothing if the shelf never held so many.
    async fn lend(&self, count: usize) -> Option<Lease<'_>> {
        if count > self.total {
            return None;
        }
        let permit = self
            .permits
            .acquire_many(u32::try_from(count).ok()?)
            .await
            .ok()?;
        let mut free = self.free.lock().ok()?;
        let rest = free.len().checked_sub(count)?;
        Some(Lease {
            clusters: free.split_off(rest),
            home: Arc::clone(&self.free),
            _permit: permit,
        })
    }
}

/// Clusters in the hands of a story; they go back when it is dropped.
pub(crate) struct Lease<'a> {
    pub(crate) clusters: Vec<Cluster>,
    home: Arc<Mutex<Vec<Cluster>>>,
    _permit: SemaphorePermit<'a>,
}

impl Drop for Lease<'_> {
    fn drop(&mut self) {
        if let Ok(mut home) = self.home.lock() {
            home.append(&mut self.clusters);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shelf() -> Shelf {
        let cluster = |name: &str| Cluster {
            id: name.to_owned(),
            name: name.to_owned(),
            zone: "Z".to_owned(),
        };
        Shelf::new(vec![cluster("a"), cluster("b")])
    }

    #[tokio::test]
    async fn a_cluster_is_lent_once_and_comes_back() {
        let shelf = shelf();
        let first = shelf.lend(2).await.unwrap();
        assert_eq!(first.clusters.len(), 2);
        assert_eq!(shelf.permits.available_permits(), 0);
        drop(first);
        assert_eq!(shelf.lend(2).await.unwrap().clusters.len(), 2);
        assert!(shelf.lend(3).await.is_none());
    }
}
