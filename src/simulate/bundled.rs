//! Specifications inside the program.

/// A specification that is part of the binary.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BundledSpec {
    /// Its name behind the `@`.
    pub name: &'static str,
    /// Its simulation.toml.
    pub text: &'static str,
}

/// Every bundled specification.
pub const BUNDLED_SPECS: &[BundledSpec] = &[
    BundledSpec { name: "thigh-trial", text: include_str!("../../datasets/thigh-trial/simulation.toml") },
    BundledSpec { name: "spa-series", text: include_str!("../../datasets/spa-series/simulation.toml") },
];

impl BundledSpec {
    /// A bundled specification by its name, with or without the `@`.
    pub fn find(name: &str) -> Option<&'static BundledSpec> {
        let name = name.strip_prefix('@').unwrap_or(name);
        BUNDLED_SPECS.iter().find(|spec| spec.name == name)
    }
}
