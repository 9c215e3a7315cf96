//! Journeys in a real browser against the finished binary. `cargo xtask test` runs everything in this module last, because
//! it needs the client; without the binary or a browser each test says so and passes, unless `CI=true`.

mod axe;
mod base_path;
mod checks;
mod devices;
mod evidence;
mod keyboard;
mod narrow;
mod paste;
mod real_input;
mod takeover;
mod taking_back;
mod whole_case;
