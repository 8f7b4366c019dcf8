//! A study: a plan, its data, and the claims that it came with.

use super::{BUNDLED, BundledStudy, Plan, PlanError};
use crate::claims::Claim;
use crate::ingest::{Source, read_path};
use std::fs;
use std::path::Path;

/// Everything that a report starts from.
#[derive(Clone, Debug, PartialEq)]
pub struct Study {
    /// Short name, also the folder of the report: `anorexia`.
    pub name: String,
    /// The plan.
    pub plan: Plan,
    /// The file of the plan, for error messages and the list of inputs, with its text.
    pub plan_file: Option<(String, String)>,
    /// The data.
    pub data: Source,
    /// Claims that the study came with.
    pub claims: Vec<Claim>,
    /// The file of the claims, with its text.
    pub claims_file: Option<(String, String)>,
    /// Simulated data: the file of what is true of them, with its text.
    pub truth_file: Option<(String, String)>,
    /// The file of repeated readings that the plan names.
    pub reliability: Option<Source>,
    /// The file of rated pairs of pictures that the plan names.
    pub ratings: Option<Source>,
}

impl Study {
    /// A bundled study: `anorexia` or `@anorexia`.
    ///
    /// # Errors
    /// [`PlanError::NotFound`] with the list of names.
    pub fn bundled(name: &str) -> Result<Study, PlanError> {
        let Some(study) = BundledStudy::find(name) else {
            let names: Vec<String> = BUNDLED.iter().map(|study| format!("@{}", study.name)).collect();
            return Err(PlanError::NotFound(format!(
                "there is no bundled study {name}; there are {} (`girth datasets` describes them)",
                names.join(", ")
            )));
        };
        let file = |suffix: &str| format!("@{}/{suffix}", study.name);
        let claims = match study.claims {
            Some(text) => Claim::read_all(&file("claims.toml"), text)?,
            None => Vec::new(),
        };
        Ok(Study {
            name: study.name.to_owned(),
            plan: Plan::read(&file("plan.toml"), study.plan)?,
            plan_file: Some((file("plan.toml"), study.plan.to_owned())),
            data: Source { name: format!("@{}", study.name), bytes: study.data.as_bytes().to_vec() },
            claims,
            claims_file: study.claims.map(|text| (file("claims.toml"), text.to_owned())),
            truth_file: study.truth.map(|text| (file("truth.toml"), text.to_owned())),
            reliability: study.reliability.map(|text| Source::new(file("reliability.csv"), text)),
            ratings: study.ratings.map(|text| Source::new(file("ratings.csv"), text)),
        })
    }

    /// A folder with plan.toml, the data file that it names, and claims.toml if there is one.
    ///
    /// # Errors
    /// [`PlanError`] when one of them is missing or cannot be read.
    pub fn from_folder(folder: &Path) -> Result<Study, PlanError> {
        Study::from_plan(&folder.join("plan.toml"))
    }

    /// A plan file; its data and claims.toml lie beside it.
    ///
    /// # Errors
    /// [`PlanError`] when one of them is missing or cannot be read.
    pub fn from_plan(path: &Path) -> Result<Study, PlanError> {
        let file = path.display().to_string();
        let text = read_text(path)?;
        let plan = Plan::read(&file, &text)?;
        let folder = path.parent().unwrap_or(Path::new("."));
        let data = read_path(&folder.join(&plan.data))?;
        let beside = |name: Option<&String>| name.map(|name| read_path(&folder.join(name))).transpose();
        let reliability = beside(plan.reliability.file.as_ref())?;
        let ratings = beside(plan.photos.as_ref().and_then(|photos| photos.ratings.as_ref()))?;
        let name = study_name(folder, path);
        let mut study = Study {
            name,
            plan,
            plan_file: Some((file, text)),
            data,
            claims: Vec::new(),
            claims_file: None,
            truth_file: None,
            reliability,
            ratings,
        };
        let truth = folder.join("truth.toml");
        if study.plan.simulated && truth.is_file() {
            study.truth_file = Some((truth.display().to_string(), read_text(&truth)?));
        }
        let claims = folder.join("claims.toml");
        if claims.is_file() {
            study.add_claims(&claims)?;
        }
        Ok(study)
    }

    /// A data file alone, with a plan made from flags.
    pub fn from_data(data: Source, plan: Plan) -> Study {
        let stem = Path::new(data.name.trim_start_matches('@')).file_stem();
        let name = stem.map_or_else(|| "stdin".to_owned(), |stem| stem.to_string_lossy().into_owned());
        let name = if name == "-" { "stdin".to_owned() } else { name };
        Study {
            name,
            plan,
            plan_file: None,
            data,
            claims: Vec::new(),
            claims_file: None,
            truth_file: None,
            reliability: None,
            ratings: None,
        }
    }

    /// Takes the plan from a file and keeps the data.
    ///
    /// # Errors
    /// [`PlanError`] when the file is missing or not a plan.
    pub fn replace_plan(&mut self, path: &Path) -> Result<(), PlanError> {
        let file = path.display().to_string();
        let text = read_text(path)?;
        self.plan = Plan::read(&file, &text)?;
        self.plan_file = Some((file, text));
        Ok(())
    }

    /// Reads the study's claims from a file, in place of those it has.
    ///
    /// # Errors
    /// [`PlanError`] when the file is missing or not a list of claims.
    pub fn add_claims(&mut self, path: &Path) -> Result<(), PlanError> {
        let file = path.display().to_string();
        let text = read_text(path)?;
        self.claims = Claim::read_all(&file, &text)?;
        self.claims_file = Some((file, text));
        Ok(())
    }
}

fn read_text(path: &Path) -> Result<String, PlanError> {
    fs::read_to_string(path).map_err(|cause| {
        let what = match cause.kind() {
            std::io::ErrorKind::NotFound => "there is no such file".to_owned(),
            std::io::ErrorKind::InvalidData => "the file is not UTF-8 text; save it as UTF-8".to_owned(),
            _ => cause.to_string(),
        };
        PlanError::NotFound(format!("{}: {what}", path.display()))
    })
}

/// The folder's name; the plan's, when the plan lies in the current folder.
fn study_name(folder: &Path, plan: &Path) -> String {
    let absolute = folder.canonicalize().unwrap_or_else(|_| folder.to_path_buf());
    let name = absolute.file_name().or_else(|| plan.file_stem());
    name.map_or_else(|| "study".to_owned(), |name| name.to_string_lossy().into_owned())
}
