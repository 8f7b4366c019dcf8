//! Studies inside the program.

/// A study whose files are part of the binary.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BundledStudy {
    /// Its name behind the `@`.
    pub name: &'static str,
    /// One line for lists.
    pub about: &'static str,
    /// Its data.csv.
    pub data: &'static str,
    /// Its plan.toml.
    pub plan: &'static str,
    /// Its claims.toml, if its data can settle any.
    pub claims: Option<&'static str>,
    /// Its truth.toml, if its data are simulated.
    pub truth: Option<&'static str>,
}

/// What `girth report` without a study runs.
pub const DEFAULT_STUDY: &str = "thigh-trial";

macro_rules! bundled {
    ($name:literal, $about:literal, claims) => {
        BundledStudy {
            name: $name,
            about: $about,
            data: include_str!(concat!("../../datasets/", $name, "/data.csv")),
            plan: include_str!(concat!("../../datasets/", $name, "/plan.toml")),
            claims: Some(include_str!(concat!("../../datasets/", $name, "/claims.toml"))),
            truth: None,
        }
    };
    ($name:literal, $about:literal, simulated) => {
        BundledStudy {
            name: $name,
            about: $about,
            data: include_str!(concat!("../../datasets/", $name, "/data.csv")),
            plan: include_str!(concat!("../../datasets/", $name, "/plan.toml")),
            claims: Some(include_str!(concat!("../../datasets/", $name, "/claims.toml"))),
            truth: Some(include_str!(concat!("../../datasets/", $name, "/truth.toml"))),
        }
    };
    ($name:literal, $about:literal) => {
        BundledStudy {
            name: $name,
            about: $about,
            data: include_str!(concat!("../../datasets/", $name, "/data.csv")),
            plan: include_str!(concat!("../../datasets/", $name, "/plan.toml")),
            claims: None,
            truth: None,
        }
    };
}

/// Every bundled study.
pub const BUNDLED: &[BundledStudy] = &[
    bundled!("anorexia", "72 girls, weight before and after in three arms (family therapy, CBT, control)", claims),
    bundled!(
        "nhefs-weight",
        "1,629 people, weight in 1971 and 1982, smokers who quit and who did not; 63 without a second weight",
        claims
    ),
    bundled!("sleep", "10 people, extra sleep under two drugs (Student 1908), long form", claims),
    bundled!("shoes", "10 boys, sole wear of two materials, one on each foot (split body)", claims),
    bundled!(
        "thigh-trial",
        "SIMULATED: 20 women, one thigh injected weekly for 12 weeks, the other not; its truth is known",
        simulated
    ),
    bundled!(
        "spa-series",
        "SIMULATED: 80 clients picked by a high waist reading, ten sessions that do nothing, no control",
        simulated
    ),
    bundled!("bdims", "507 people, girths of one occasion: for `girth check`"),
];

impl BundledStudy {
    /// A bundled study by its name, with or without the `@`.
    pub fn find(name: &str) -> Option<&'static BundledStudy> {
        let name = name.strip_prefix('@').unwrap_or(name);
        BUNDLED.iter().find(|study| study.name == name)
    }
}
