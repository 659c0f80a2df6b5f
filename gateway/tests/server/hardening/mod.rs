//! Attacks. Each test here fails when the defence that it is about is taken out.

mod backlog;
mod bombs;
mod crowds;
mod floods;
mod guessing;
mod slowness;
mod smuggling;
