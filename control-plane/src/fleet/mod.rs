//! What a new database holds.

mod count;
mod demo;
mod draft;
mod places;
mod profiles;
mod seeded;

use jiff::Timestamp;

use crate::options::Fleet;
use crate::simulation::timing::Timing;
use crate::store::{Store, StoreError, clusters, is_seeded, runners, set_seeded};

/// Puts the fleet into the database unless one was put in before. All of it or nothing.
pub(crate) async fn seed(
    store: &Store,
    fleet: Fleet,
    timing: &Timing,
    now: Timestamp,
) -> Result<(), StoreError> {
    let mut write = store.write().await?;
    if is_seeded(&mut write).await? {
        return Ok(());
    }
    let templates = match fleet {
        Fleet::Empty => profiles::starters(now),
        Fleet::Demo | Fleet::Count(_) => profiles::demo(now),
    };
    crate::store::profiles::insert(&mut write, &templates).await?;
    clusters::insert(&mut write, &places::always(now)).await?;
    match fleet {
        Fleet::Empty => {}
        Fleet::Demo => {
            let (places, records) = demo::fleet(now, timing);
            clusters::insert(&mut write, &places).await?;
            runners::insert(&mut write, &records).await?;
        }
        Fleet::Count(count) => {
            for batch in count::batches(count, now, timing) {
                clusters::insert(&mut write, &batch.clusters).await?;
                runners::insert(&mut write, &batch.records).await?;
            }
        }
    }
    set_seeded(&mut write, &fleet.to_string()).await?;
    write.commit().await?;
    Ok(())
}
