//! Specifications inside the program.

/// A specification that is part of the binary.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BundledSpec {
    /// Its name behind the `@`.
    pub name: &'static str,
    /// The file below datasets/.
    pub path: &'static str,
    /// What is in it.
    pub text: &'static str,
}

macro_rules! bundled {
    ($name:literal, $path:literal) => {
        BundledSpec { name: $name, path: $path, text: include_str!(concat!("../../datasets/", $path)) }
    };
}

/// Every bundled specification.
pub const BUNDLED_SPECS: &[BundledSpec] = &[
    bundled!("thigh-trial", "thigh-trial/simulation.toml"),
    bundled!("spa-series", "spa-series/simulation.toml"),
    bundled!("thigh-trial-reliability", "thigh-trial/reliability.toml"),
];

impl BundledSpec {
    /// A bundled specification by its name, with or without the `@`.
    pub fn find(name: &str) -> Option<&'static BundledSpec> {
        let name = name.strip_prefix('@').unwrap_or(name);
        BUNDLED_SPECS.iter().find(|spec| spec.name == name)
    }
}
