//! CKS clusters (contract 6.1).

use contract::{
    api::CLUSTERS,
    model::{Cluster, ClusterList},
};

use super::{ApiError, Client};

/// Every cluster that the caller may read.
pub(crate) async fn list(client: &Client) -> Result<Vec<Cluster>, ApiError> {
    let list: ClusterList = client.get(CLUSTERS).await?;
    Ok(list.items)
}
