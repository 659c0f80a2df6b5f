//! What a gateway is started with, from the command line to the open databases.

mod command_line;
mod configuration;
mod data_dir;
mod error;
mod gateway;
mod local_tokens;
mod options;
mod tls;

use std::io;

pub use command_line::{CommandLine, LogFormat, Task};
pub use configuration::Configuration;
pub use error::StartError;
pub use gateway::{Gateway, Local};
pub use options::Options;
pub use tls::TlsFiles;

/// What is wrong with a file, in words of our own where we have some.
fn io_problem(error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::NotFound => "there is no such file".to_owned(),
        io::ErrorKind::PermissionDenied => "this user may not read it".to_owned(),
        io::ErrorKind::IsADirectory => "this is a directory".to_owned(),
        io::ErrorKind::InvalidData => "it is not text".to_owned(),
        _ => error.to_string(),
    }
}
