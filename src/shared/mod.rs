//! What a teammate sees through a link (design D8): a program of its own, so that it is small and can do
//! nothing but this. The console shows the same `board` as a preview.

mod app;
pub(crate) mod board;
mod following;
mod link;
mod past;
mod refused;
mod row;
mod stream;
pub(crate) mod words;

pub(crate) use app::SharedApp;
