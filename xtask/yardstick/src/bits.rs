//! Every float of many consultations, with its place, so that a native run and one in a browser can be held side by side.
//!
//! Rust's `Debug` prints the shortest digits that give the same float back, and it prints every field, those that are added
//! later included. So the floats are read from there: nothing can be left out by forgetting it.

use std::fmt::Debug;

use anyhow::{Context, Result};
use diagnosis::economy::Economy;
use diagnosis::explanation::{Weight, weights};
use diagnosis::knowledge_base::{ObservationIndex, RemedyIndex};
use diagnosis::lookahead::{Outlook, information_gain};
use diagnosis::posterior::Posterior;
use diagnosis::{Entry, Evidence, KnowledgeBase, Settings, Surface, consult, transcript};

use crate::oracle;
use crate::vectors::Vectors;

/// What is worked out on both sides.
#[derive(Clone, Copy, Debug)]
pub struct Inputs<'t> {
    /// Files of vectors.
    pub vectors: &'t [&'t str],
    /// Written cases of the shipped content: a name, a tab, and the case as it stands in an address, one a line.
    pub cases: &'t str,
}

/// The floats of one case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Case {
    /// Its name.
    pub name: String,
    /// Where each float stands; empty where only bits were handed over.
    pub places: Vec<String>,
    /// The bits of each float, in the same order. The last ones are a hash of everything else: order, ids, decisions.
    pub bits: Vec<u64>,
}

/// Works out everything.
///
/// # Errors
/// When an input is broken.
pub fn of(inputs: Inputs<'_>) -> Result<Vec<Case>> {
    let mut cases = Vec::new();
    for (file, text) in inputs.vectors.iter().enumerate() {
        match Vectors::read(text)? {
            Vectors::OneCause { vectors } => {
                for vector in &vectors {
                    let case = oracle::Case::of(vector).with_context(|| vector.id.clone())?;
                    let mut floats = Floats::default();
                    floats.add("answer", &case.answer());
                    consultation(&mut floats, &case.base, &case.evidence, &case.posterior);
                    cases.push(floats.case(format!("vector {} of file {}", vector.id, file + 1)));
                }
            }
            Vectors::SeveralCauses { vectors } => {
                for vector in &vectors {
                    let mut floats = Floats::default();
                    // The enumeration itself is no part of the engine, and takes the logarithm of the platform.
                    floats.add("pairs", &vector.pairs().with_context(|| vector.id.clone())?);
                    cases.push(floats.case(format!("vector {} of file {}", vector.id, file + 1)));
                }
            }
        }
    }
    let base = knowledge::base();
    for line in inputs.cases.lines() {
        let (name, query) = line.split_once('\t').with_context(|| format!("no tab in {line:?}"))?;
        cases.extend(vignette(&base, name, query));
    }
    Ok(cases)
}

/// A written case as it grows, entry by entry.
fn vignette(base: &KnowledgeBase, name: &str, query: &str) -> Vec<Case> {
    let whole = transcript::parse(base, query);
    let entries = whole.entries();
    let one = |known: usize| {
        let mut evidence = Evidence::default();
        entries[..known].iter().for_each(|entry| evidence.give(*entry));
        let mut floats = Floats::default();
        consultation(&mut floats, base, &evidence, &Posterior::of(base, &evidence));
        floats.case(format!("{name}, {known} of {} entries", entries.len()))
    };
    (0..=entries.len()).map(one).collect()
}

/// Everything that is worked out for a case, also what no page shows.
fn consultation(floats: &mut Floats, base: &KnowledgeBase, evidence: &Evidence, posterior: &Posterior) {
    let tried: Vec<RemedyIndex> = evidence
        .entries()
        .iter()
        .filter_map(|e| if let Entry::Tried(remedy, _) = e { Some(*remedy) } else { None })
        .collect();
    let economy = Economy::new(base, Settings::PRODUCTION, evidence.granted(base), &tried);
    let outlook = Outlook::new(base, evidence, posterior, &economy);
    let price = outlook.price();
    let gains: Vec<(ObservationIndex, f64)> =
        outlook.open().into_iter().map(|o| (o, information_gain(base, posterior, o))).collect();
    let reasons: Vec<Vec<Weight>> = (0..base.hypotheses()).map(|h| weights(posterior, h)).collect();
    floats.add("posterior", posterior);
    floats.add("worths", &outlook.worths(price.minutes, usize::MAX));
    floats.add("gains", &gains);
    floats.add("price", &price);
    floats.add("weights", &reasons);
    floats.add("conflict", &diagnosis::conflict::measure(base, posterior));
    floats.add("consultation", &consult(base, evidence, &Surface::default()));
}

/// Floats as they are gathered.
#[derive(Default)]
struct Floats {
    places: Vec<String>,
    bits: Vec<u64>,
    rest: u64,
}

impl Floats {
    /// Adds all floats of a value, and everything else of it to the hash.
    fn add(&mut self, name: &str, value: &impl Debug) {
        let text = format!("{value:#?}");
        // The fields around a line, by depth, and how many lines there were at each depth.
        let mut path: Vec<(String, usize)> = Vec::new();
        for line in text.lines() {
            let depth = (line.len() - line.trim_start().len()) / 4;
            let line = line.trim().trim_end_matches(',');
            let (field, shown) = line.split_once(": ").unwrap_or(("", line));
            path.truncate(depth + 1);
            if path.len() <= depth {
                path.resize(depth + 1, (String::new(), 0));
            } else {
                path[depth].1 += 1;
            }
            path[depth].0 = field.to_string();
            match float(shown) {
                Some(float) => {
                    let step = |(field, place): &(String, usize)| {
                        if field.is_empty() { place.to_string() } else { field.clone() }
                    };
                    let inside: Vec<String> = path[1.min(depth)..].iter().map(step).collect();
                    self.places.push(format!("{name} / {}", inside.join(" / ")));
                    self.bits.push(float.to_bits());
                }
                None => self.hash(line),
            }
        }
    }

    /// FNV-1a with 64 bits, line by line.
    fn hash(&mut self, line: &str) {
        let start = if self.rest == 0 { 0xcbf2_9ce4_8422_2325 } else { self.rest };
        let step = |hash: u64, byte: u8| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
        self.rest = line.bytes().chain([b'\n']).fold(start, step);
    }

    fn case(mut self, name: String) -> Case {
        self.places.push("everything that is no float".to_string());
        self.bits.push(self.rest);
        Case { name, places: self.places, bits: self.bits }
    }
}

/// A float as `Debug` shows it; whole numbers and words are none.
fn float(shown: &str) -> Option<f64> {
    let digits = shown.strip_prefix('-').unwrap_or(shown);
    let number = digits.starts_with(|c: char| c.is_ascii_digit()) && digits.contains(['.', 'e']);
    if number || ["NaN", "inf"].contains(&digits) { shown.parse().ok() } else { None }
}

/// Writes cases without their places: a name with the count of floats on each line, and all bits.
pub fn write(cases: &[Case]) -> (String, Vec<u8>) {
    let names = cases.iter().map(|c| format!("{}\t{}\n", c.bits.len(), c.name)).collect();
    (names, cases.iter().flat_map(|c| &c.bits).flat_map(|bits| bits.to_le_bytes()).collect())
}

/// Reads what [`write`] has written.
///
/// # Errors
/// When names and bits do not fit together.
pub fn read(names: &str, bits: &[u8]) -> Result<Vec<Case>> {
    let (mut rest, odd) = bits.as_chunks::<8>();
    anyhow::ensure!(odd.is_empty(), "{} bytes are left over", odd.len());
    let mut cases = Vec::new();
    for line in names.lines() {
        let (count, name) = line.split_once('\t').with_context(|| format!("no tab in {line:?}"))?;
        let (own, after) =
            rest.split_at_checked(count.parse()?).with_context(|| format!("{name}: bits are missing"))?;
        rest = after;
        let bits = own.iter().map(|bits| u64::from_le_bytes(*bits)).collect();
        cases.push(Case { name: name.to_string(), places: Vec::new(), bits });
    }
    anyhow::ensure!(rest.is_empty(), "{} floats are left over", rest.len());
    Ok(cases)
}

/// The first float that differs, with its case and place; none if all are the same to the last bit.
pub fn difference(expected: &[Case], found: &[Case]) -> Option<String> {
    for (e, f) in expected.iter().zip(found) {
        if e.name != f.name {
            return Some(format!("the case {:?} is {:?} here", e.name, f.name));
        }
        let differing = (0..e.bits.len().max(f.bits.len())).find(|i| e.bits.get(*i) != f.bits.get(*i));
        if let Some(i) = differing {
            let shown = |bits: Option<&u64>| {
                bits.map_or("nothing".to_string(), |b| format!("{:?} ({b:#018x})", f64::from_bits(*b)))
            };
            let place = f.places.get(i).or(e.places.get(i)).map_or("", String::as_str);
            let (theirs, ours) = (shown(e.bits.get(i)), shown(f.bits.get(i)));
            return Some(format!("{}: float {i} ({place}) is {theirs} there and {ours} here", e.name));
        }
    }
    let (there, here) = (expected.len(), found.len());
    (there != here).then(|| format!("{there} cases there, {here} here"))
}

#[cfg(test)]
mod tests;
