//! Answers a file of vectors of the reference solver, as JSON that it can compare.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use anyhow::{Context, Result};
use serde::Serialize;
use yardstick::oracle::Ratio;
use yardstick::vectors::Vectors;

/// Reads a file of vectors and prints the answers, or only how our policy compares with the best possible one.
///
/// # Errors
/// When the file cannot be read, or names something that its model does not have.
pub(crate) fn run(file: &Path, ratios_only: bool) -> Result<()> {
    let text = fs::read_to_string(file).with_context(|| format!("{} cannot be read", file.display()))?;
    match Vectors::read(&text)? {
        Vectors::SeveralCauses { vectors } => {
            print(vectors.iter().map(|v| Ok((v.id.clone(), v.answer().with_context(|| v.id.clone())?))))
        }
        Vectors::OneCause { vectors } if ratios_only => {
            let mut ratios = Vec::new();
            for vector in &vectors {
                ratios.extend(vector.ratio(&vector.answer().with_context(|| vector.id.clone())?));
            }
            println!("vectors {}", vectors.len());
            summary("one step", &ratios, |r| r.one_step);
            summary("one step, refined", &ratios, |r| r.policy);
            Ok(())
        }
        Vectors::OneCause { vectors } => {
            print(vectors.iter().map(|v| Ok((v.id.clone(), v.answer().with_context(|| v.id.clone())?))))
        }
    }
}

fn print<T: Serialize>(answers: impl Iterator<Item = Result<(String, T)>>) -> Result<()> {
    let answers: BTreeMap<String, T> = answers.collect::<Result<_>>()?;
    println!("{}", serde_json::to_string(&answers)?);
    Ok(())
}

fn summary(name: &str, ratios: &[Ratio], of: fn(&Ratio) -> f64) {
    let mut sorted: Vec<f64> = ratios.iter().map(of).collect();
    sorted.sort_unstable_by(f64::total_cmp);
    let mean = sorted.iter().sum::<f64>() / sorted.len().max(1) as f64;
    let at = |share: f64| sorted.get((share * (sorted.len().max(1) - 1) as f64) as usize).copied().unwrap_or(f64::NAN);
    println!("{name}: mean {mean:.6}, p95 {:.6}, worst {:.6}", at(0.95), at(1.0));
}
