//! Live truth: the stream, the list behind it, and what the API may do to it.

mod faults;
mod gzip;
mod local;
mod organizations;
mod passing;
mod rights;
