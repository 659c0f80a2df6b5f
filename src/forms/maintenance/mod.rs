//! When the runner may update by itself (contract 1.4).

mod drag;
mod foretold;
mod length;
mod rows;
mod warnings;
