//! A minimal reader of the reference data sets, apart from girth's own ingestion.

use girth::data::{
    Decimal, Exclusion, ExclusionReason, Outcome, OutcomeKind, PairedSample, ParticipantId, Sample, Unit,
};
use girth::stats::Moments;
use std::path::Path;

/// The cells of one file.
pub struct Table {
    header: Vec<String>,
    rows: Vec<Vec<String>>,
}

impl Table {
    /// Reads a CSV file with a header line.
    pub fn read(path: &Path) -> Result<Table, String> {
        let mut reader = csv::Reader::from_path(path).map_err(|cause| format!("{}: {cause}", path.display()))?;
        let header = reader.headers().map_err(|cause| cause.to_string())?.iter().map(str::to_owned).collect();
        let rows = reader
            .records()
            .map(|record| record.map(|record| record.iter().map(str::to_owned).collect()))
            .collect::<Result<Vec<Vec<String>>, _>>()
            .map_err(|cause| cause.to_string())?;
        Ok(Table { header, rows })
    }

    /// A column of decimals, `None` for an empty cell.
    pub fn column(&self, name: &str) -> Result<Vec<Option<Decimal>>, String> {
        let at = self.position(name).ok_or_else(|| format!("the data set has no column `{name}`"))?;
        let parse = |text: &str| Decimal::parse(text, '.').map_err(|cause| format!("{name}: `{text}`: {cause}"));
        self.rows
            .iter()
            .map(|row| match row[at].trim() {
                "" | "NA" => Ok(None),
                text => parse(text).map(Some),
            })
            .collect()
    }

    fn position(&self, name: &str) -> Option<usize> {
        self.header.iter().position(|column| column == name)
    }

    /// The readings of the column `y`.
    pub fn single(&self) -> Result<Sample, String> {
        let values: Vec<Decimal> = self.column("y")?.into_iter().flatten().collect();
        Sample::try_new(&values, Unit::None).map_err(|cause| cause.to_string())
    }

    /// How far the differences of the doubles nearest to the readings are from the differences of the readings, in SDs of these.
    ///
    /// The reference computes with the doubles, girth with the decimals. That matters only for readings of 1e9 with a spread of 1e-3.
    pub fn binary_noise(&self) -> Result<f64, String> {
        let (before, after) = (self.column("before")?, self.column("after")?);
        let differences: Vec<(f64, Decimal)> = before
            .into_iter()
            .zip(after)
            .filter_map(|(before, after)| before.zip(after))
            .filter_map(|(before, after)| {
                let decimals = before.decimals().max(after.decimals());
                let difference = after.ticks_at(decimals)? - before.ticks_at(decimals)?;
                Some((after.to_f64() - before.to_f64(), Decimal::new(difference, decimals)?))
            })
            .collect();
        let noise = differences.iter().map(|(binary, exact)| (binary - exact.to_f64()).abs()).fold(0.0, f64::max);
        let exact: Vec<Decimal> = differences.into_iter().map(|(_, exact)| exact).collect();
        let sd = Sample::try_new(&exact, Unit::None).ok().and_then(|sample| Moments::of(&sample).sd);
        Ok(sd.filter(|&sd| sd > 0.0).map_or(0.0, |sd| noise / sd))
    }

    /// The words of a column.
    pub fn words(&self, name: &str) -> Result<Vec<String>, String> {
        let at = self.position(name).ok_or_else(|| format!("the data set has no column `{name}`"))?;
        Ok(self.rows.iter().map(|row| row[at].trim().to_owned()).collect())
    }

    /// The columns `before` and `after` of the rows whose column `arm` says so.
    pub fn arm(&self, name: &str) -> Result<PairedSample, String> {
        let arms = self.words("arm")?;
        let rows = self.rows.iter().zip(arms).filter(|(_, arm)| arm == name).map(|(row, _)| row.clone()).collect();
        let arm = Table { header: self.header.clone(), rows };
        Ok(arm.paired()?.labelled(Some(name.to_owned())))
    }

    /// The columns `before` and `after`, incomplete pairs left out with their reason.
    pub fn paired(&self) -> Result<PairedSample, String> {
        let (before, after) = (self.column("before")?, self.column("after")?);
        let id_column = self.position("id");
        let (mut ids, mut first, mut second, mut excluded) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
        for (row, pair) in before.into_iter().zip(after).enumerate() {
            let participant = ParticipantId::new(match id_column {
                Some(column) => self.rows[row][column].clone(),
                None => format!("row {}", row + 1),
            });
            let reason = match pair {
                (Some(before), Some(after)) => {
                    ids.push(participant);
                    first.push(before);
                    second.push(after);
                    continue;
                }
                (None, None) => ExclusionReason::MissingBoth,
                (None, Some(_)) => ExclusionReason::MissingBefore,
                (Some(_), None) => ExclusionReason::MissingAfter,
            };
            excluded.push(Exclusion { participant, reason, line: Some(row as u64 + 2) });
        }
        let outcome = Outcome {
            name: "reading".to_owned(),
            label: "Reading".to_owned(),
            kind: OutcomeKind::Other,
            unit: Unit::None,
        };
        PairedSample::try_new(outcome, None, ids, &first, &second, excluded).map_err(|cause| cause.to_string())
    }
}
