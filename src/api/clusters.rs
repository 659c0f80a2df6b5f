//! CKS clusters (contract 6.1).

use contract::wire::{Cluster, ClusterList};

use super::{ApiError, Client};
use crate::paths::api;

/// Every cluster that the caller may read.
pub(crate) async fn list(client: &Client) -> Result<Vec<Cluster>, ApiError> {
    let list: ClusterList = client.get(api::CLUSTERS).await?;
    Ok(list.items)
}
