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
    /// Its reliability.csv, if readings were repeated.
    pub reliability: Option<&'static str>,
    /// Its ratings.csv, if pairs of pictures were rated.
    pub ratings: Option<&'static str>,
}

/// What `girth report` without a study runs, the one that opens first.
pub const DEFAULT_STUDIES: [&str; 2] = ["mesotherapy-evidence", "thigh-trial"];

/// What `girth claims` without a study judges.
pub const DEFAULT_STUDY: &str = "thigh-trial";

macro_rules! file {
    ($name:literal, $file:literal) => {
        include_str!(concat!("../../datasets/", $name, "/", $file))
    };
}

/// A study with its data and its plan alone.
macro_rules! bundled {
    ($name:literal, $about:literal) => {
        BundledStudy {
            name: $name,
            about: $about,
            data: file!($name, "data.csv"),
            plan: file!($name, "plan.toml"),
            claims: None,
            truth: None,
            reliability: None,
            ratings: None,
        }
    };
}

/// Every bundled study.
pub const BUNDLED: &[BundledStudy] = &[
    BundledStudy {
        claims: Some(file!("anorexia", "claims.toml")),
        ..bundled!("anorexia", "72 girls, weight before and after in three arms (family therapy, CBT, control)")
    },
    BundledStudy {
        claims: Some(file!("nhefs-weight", "claims.toml")),
        ..bundled!(
            "nhefs-weight",
            "1,629 people, weight in 1971 and 1982, smokers who quit and who did not; 63 without a second weight"
        )
    },
    BundledStudy {
        claims: Some(file!("sleep", "claims.toml")),
        ..bundled!("sleep", "10 people, extra sleep under two drugs (Student 1908), long form")
    },
    BundledStudy {
        claims: Some(file!("shoes", "claims.toml")),
        ..bundled!("shoes", "10 boys, sole wear of two materials, one on each foot (split body)")
    },
    BundledStudy {
        claims: Some(file!("thigh-trial", "claims.toml")),
        truth: Some(file!("thigh-trial", "truth.toml")),
        reliability: Some(file!("thigh-trial", "reliability.csv")),
        ..bundled!(
            "thigh-trial",
            "SIMULATED: 20 women, one thigh injected weekly for 12 weeks, the other not; its truth is known"
        )
    },
    BundledStudy {
        claims: Some(file!("spa-series", "claims.toml")),
        truth: Some(file!("spa-series", "truth.toml")),
        ratings: Some(file!("spa-series", "ratings.csv")),
        ..bundled!(
            "spa-series",
            "SIMULATED: 80 clients picked by a high waist reading, ten sessions that do nothing, no control"
        )
    },
    bundled!(
        "mesotherapy-evidence",
        "what has been published on mesotherapy and its neighbours: figures of trials, for `girth evidence`"
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
