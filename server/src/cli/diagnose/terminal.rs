//! The interview in a terminal: questions on one side, numbers on the other.

use std::io::{self, BufRead, Read, Write};

use diagnosis::evidence::Evidence;
use diagnosis::knowledge_base::OutcomeIndex;
use diagnosis::reading::understood::Understood;
use diagnosis::words::interview::{InterviewView, interview as put};

use super::sheet::Sheet;
use super::{Case, DiagnoseError};
use crate::pages::interview::next;
use crate::pages::start::OUR_CASE;
use crate::portal::{Knowledge, PageWords};

/// Bytes of a line that are looked at; no answer is that long.
const LONGEST_LINE: u64 = 4096;

/// What was typed.
enum Typed {
    /// A choice by its number on the screen; 0 is "I do not know".
    Number(usize),
    Back,
    Quit,
    Why,
    Other,
}

/// Asks until there is nothing left to ask, somebody quits, or the input ends. An ended input is no mistake: what was
/// answered until then is the case.
///
/// # Errors
/// If the input cannot be read, or the questions cannot be written.
pub(super) fn interview(
    knowledge: &Knowledge,
    input: &mut dyn BufRead,
    talk: &mut dyn Write,
) -> Result<Evidence, DiagnoseError> {
    let w = PageWords::of(&knowledge.languages[0]);
    let mut evidence = diagnosis::transcript::parse(&knowledge.base, OUR_CASE);
    let mut before: Vec<Evidence> = Vec::new();
    let nothing = Understood::default();
    loop {
        let case = Case::of(knowledge, &evidence, &nothing);
        let Some(question) = next(&case.consultation) else { break };
        let language = case.language();
        let view = put(&knowledge.base, &language.words, &case.places, &case.transcript, &case.consultation, &question);
        talk.write_all(asked(&view, before.is_empty(), &w).as_bytes())?;
        match answer(&view, &w, input, talk)? {
            Some(Typed::Number(number)) => {
                let outcome = number.checked_sub(1).map(OutcomeIndex::at);
                let mut after = evidence.clone();
                after.answer(question.observation, outcome);
                before.push(std::mem::replace(&mut evidence, after));
            }
            Some(Typed::Back) => match before.pop() {
                Some(former) => evidence = former,
                None => tell(talk, &w.say("terminal.first"))?,
            },
            _ => break,
        }
    }
    talk.write_all(b"\n")?;
    Ok(evidence)
}

/// Reads until something is typed that moves on; nothing is typed any more when the input has ended.
fn answer(
    view: &InterviewView,
    w: &PageWords<'_>,
    input: &mut dyn BufRead,
    talk: &mut dyn Write,
) -> Result<Option<Typed>, DiagnoseError> {
    // "I do not know" is the last choice of the page; here it is 0.
    let choices = view.choices.len().saturating_sub(1);
    loop {
        talk.write_all(b"> ")?;
        talk.flush()?;
        let line = line(input).map_err(|error| DiagnoseError::Unreadable("standard input".to_string(), error))?;
        let Some(line) = line else { return Ok(None) };
        match typed(&line, choices) {
            Typed::Why => tell(talk, &why(view))?,
            Typed::Other => tell(talk, &w.fill("terminal.wrong", &[("n", &choices.to_string())]))?,
            moving => return Ok(Some(moving)),
        }
    }
}

fn typed(line: &str, choices: usize) -> Typed {
    match line.trim() {
        "" => Typed::Number(0),
        "b" | "B" => Typed::Back,
        "q" | "Q" => Typed::Quit,
        "?" => Typed::Why,
        other => match other.parse::<usize>() {
            Ok(number) if number <= choices => Typed::Number(number),
            _ => Typed::Other,
        },
    }
}

/// A question with its numbered answers.
fn asked(view: &InterviewView, first: bool, w: &PageWords<'_>) -> String {
    let mut sheet = Sheet::default();
    if first {
        sheet.paragraph("", &w.say("terminal.keys"));
        sheet.gap();
    }
    sheet.paragraph("", &view.eyebrow);
    sheet.paragraph("", &view.heading);
    if let Some((unknown, choices)) = view.choices.split_last() {
        for (i, choice) in choices.iter().enumerate() {
            sheet.hanging(&format!("{:>4}  ", i + 1), "      ", &choice.label);
            sheet.paragraph("      ", &choice.hint);
        }
        sheet.hanging("   0  ", "      ", &unknown.label);
    }
    format!("\n{}", sheet.into_text())
}

/// Help and reasons.
fn why(view: &InterviewView) -> String {
    let mut sheet = Sheet::default();
    sheet.paragraph("  ", &view.help);
    sheet.paragraph("  ", &format!("{}:", view.why_label));
    for paragraph in &view.why {
        sheet.hanging("  - ", "    ", paragraph);
    }
    sheet.into_text()
}

fn tell(talk: &mut dyn Write, text: &str) -> io::Result<()> {
    talk.write_all(text.trim_end().as_bytes())?;
    talk.write_all(b"\n")
}

/// The next line; none when the input has ended. Of a line without an end only the beginning is kept.
fn line(input: &mut dyn BufRead) -> io::Result<Option<String>> {
    let mut bytes = Vec::new();
    if (&mut *input).take(LONGEST_LINE).read_until(b'\n', &mut bytes)? == 0 {
        return Ok(None);
    }
    let mut last = bytes.last().copied();
    while last != Some(b'\n') {
        let mut rest = Vec::new();
        if (&mut *input).take(LONGEST_LINE).read_until(b'\n', &mut rest)? == 0 {
            break;
        }
        last = rest.last().copied();
    }
    Ok(Some(String::from_utf8_lossy(&bytes).into_owned()))
}
