//! Live truth: the stream, the list behind it, and what the API may do to it.

mod faults;
mod local;
mod organizations;
mod passing;
mod rights;
