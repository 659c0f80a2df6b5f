//! When the runner may update by itself (contract 1.4).

mod drag;
mod length;
mod rows;
