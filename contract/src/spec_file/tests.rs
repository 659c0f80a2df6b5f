mod agreement;
mod files;
mod reading;
mod revising;
mod several;

pub(super) use files::runners;
