mod agreement;
mod files;
mod reading;
mod revising;
mod several;
