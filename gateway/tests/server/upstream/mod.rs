//! The API is remote: how requests go there and answers come back.

mod passing;
mod retries;
mod tls;
