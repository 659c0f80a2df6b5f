//! What every version of the API says of its lists.

use serde::de::Error;
use serde_json::Value;

/// The entries of a list that can be shown: what is no object has no ID by which it could be.
///
/// # Errors
/// When nothing of it is an object: a list in which nothing is a runner is no empty fleet.
pub(super) fn objects(list: Vec<Value>) -> Result<impl Iterator<Item = Value>, serde_json::Error> {
    if !list.is_empty() && !list.iter().any(Value::is_object) {
        return Err(Error::custom("no entry is a runner"));
    }
    Ok(list.into_iter().filter(Value::is_object))
}
