//! The search over everything: codes, events and updates by number, and all pages by words.
//!
//! The index lies in memory and is made once for each language, in the background at start or on the first search. A word
//! that no page holds is replaced by the nearest one that does, and the page says so; numbers and codes never are.

use std::collections::{BTreeMap, BTreeSet};

use diagnosis::KnowledgeBase;
use tantivy::collector::TopDocs;
use tantivy::query::{BooleanQuery, BoostQuery, DisjunctionMaxQuery, Occur, PhraseQuery, Query, TermQuery};
use tantivy::schema::{Field, IndexRecordOption, STORED, Schema, TextFieldIndexing, TextOptions, Value};
use tantivy::snippet::SnippetGenerator;
use tantivy::tokenizer::{AsciiFoldingFilter, LowerCaser, SimpleTokenizer, Stemmer, TextAnalyzer};
use tantivy::{Index, IndexReader, Score, TantivyDocument, TantivyError, Term};

use crate::catalogue::{Entry, Kind, entries};
use crate::portal::Language;

mod words;

pub(crate) use words::Piece;
use words::Vocabulary;

/// Letters of a query that are looked at.
pub(crate) const LONGEST: usize = 120;
/// Results on a page.
pub(crate) const SHOWN: usize = 12;
/// Letters of a snippet.
const SNIPPET: usize = 180;
/// Memory that one writer of the library needs while the index is made, in bytes: its least.
const WRITER: usize = 15_000_000;
const ANALYZER: &str = "stemmed";
/// A synonym counts this much of the word itself.
const SYNONYM: Score = 0.6;
/// Two words that were typed side by side and stand near each other count this much more.
const TOGETHER: Score = 0.5;
/// And this much more if they stand there just as they were typed.
const AS_TYPED: Score = 0.8;
/// How far apart: "screen stays black" is near "black screen".
const NEAR: u32 = 3;
/// What the other fields and synonyms of a word add to its best one.
const TIE: Score = 0.2;
/// Pages that are weighed by their kind before the best are shown.
const WEIGHED: usize = 60;

/// What was found.
#[derive(Clone, Debug, Default)]
pub(crate) struct Found {
    pub(crate) hits: Vec<Hit>,
    /// The query with its corrections, if there was one.
    pub(crate) corrected: Option<String>,
    /// A code that was asked for and is not in our lists, as it was typed.
    pub(crate) unlisted: Option<String>,
}

/// A page that was found.
#[derive(Clone, Debug)]
pub(crate) struct Hit {
    pub(crate) kind: Kind,
    pub(crate) path: String,
    pub(crate) title: String,
    pub(crate) snippet: Vec<Piece>,
}

/// The index of a language.
pub(crate) struct Search {
    entries: Vec<Entry>,
    reader: IndexReader,
    analyzer: TextAnalyzer,
    fields: Fields,
    vocabulary: Vocabulary,
    /// Words and phrases that stand for each other, from the content.
    synonyms: BTreeMap<String, Vec<String>>,
    /// The same by the stems of the words, for other inflections of them.
    stemmed: BTreeMap<String, Vec<String>>,
    /// Words that find nothing by themselves, from the content.
    quiet: BTreeSet<String>,
}

#[derive(Clone, Copy)]
struct Fields {
    position: Field,
    keys: Field,
    title: Field,
    signs: Field,
    body: Field,
    sources: Field,
}

impl Fields {
    /// The fields that are searched, and what a word in each is worth.
    fn weighted(self) -> [(Field, Score); 5] {
        [(self.keys, 3.0), (self.title, 3.0), (self.signs, 2.2), (self.body, 1.0), (self.sources, 0.5)]
    }
}

impl Search {
    /// Makes the index.
    ///
    /// # Errors
    /// If the library cannot build it in memory.
    pub(crate) fn of(base: &KnowledgeBase, language: &Language) -> Result<Self, TantivyError> {
        let entries = entries(base, language);
        let mut schema = Schema::builder();
        let indexing = TextFieldIndexing::default()
            .set_tokenizer(ANALYZER)
            .set_index_option(IndexRecordOption::WithFreqsAndPositions);
        let text = TextOptions::default().set_indexing_options(indexing);
        let stored = text.clone().set_stored();
        let fields = Fields {
            position: schema.add_u64_field("position", STORED),
            keys: schema.add_text_field("keys", text.clone()),
            title: schema.add_text_field("title", text.clone()),
            sources: schema.add_text_field("sources", text),
            signs: schema.add_text_field("signs", stored.clone()),
            body: schema.add_text_field("body", stored),
        };
        let analyzer = analyzer();
        let index = Index::create_in_ram(schema.build());
        index.tokenizers().register(ANALYZER, analyzer.clone());
        let mut vocabulary = Vocabulary::of(analyzer.clone());
        let mut writer = index.writer_with_num_threads::<TantivyDocument>(1, WRITER)?;
        for (position, entry) in entries.iter().enumerate() {
            let mut document = TantivyDocument::default();
            document.add_u64(fields.position, position as u64);
            let body = format!("{} {}", entry.summary, entry.body);
            for (field, text) in [
                (fields.keys, &entry.keys),
                (fields.title, &entry.title),
                (fields.signs, &entry.signs),
                (fields.body, &body),
                (fields.sources, &entry.sources),
            ] {
                let text = words::normalised(text);
                vocabulary.learn(&text);
                document.add_text(field, text);
            }
            writer.add_document(document)?;
        }
        writer.commit()?;
        writer.wait_merging_threads()?;
        let reader = index.reader()?;
        let synonyms = words::synonyms(&language.articles.synonyms);
        synonyms.keys().for_each(|word| vocabulary.learn(word));
        let quiet: BTreeSet<String> = language.articles.quiet.iter().cloned().collect();
        quiet.iter().for_each(|word| vocabulary.learn(word));
        let single = synonyms.iter().filter(|(word, _)| !word.contains(' '));
        let stemmed = single.map(|(word, others)| (words::stem(&analyzer, word), others.clone())).collect();
        let bytes = reader.searcher().space_usage()?.total().get_bytes();
        tracing::info!(language = %language.tag, pages = entries.len(), bytes, "the search is ready");
        Ok(Self { entries, reader, analyzer, fields, vocabulary, synonyms, stemmed, quiet })
    }

    /// Searches. With `exactly`, no word is corrected.
    ///
    /// # Errors
    /// If the library fails.
    pub(crate) fn find(&self, query: &str, exactly: bool) -> Result<Found, TantivyError> {
        let asked: Vec<String> = words::split(&words::apart(query));
        let meant: Vec<String> = if exactly {
            asked.clone()
        } else {
            asked.iter().map(|word| self.vocabulary.nearest(word).unwrap_or_else(|| word.clone())).collect()
        };
        let numbered = self.by_number(&asked);
        // Events may explain a code that is in no list.
        let unknown = |word: &&String| words::is_code(word) && !self.vocabulary.holds(word);
        let unlisted = asked.iter().filter(unknown).find(|word| self.by_number(&[(*word).clone()]).is_empty());
        let exact = numbered.into_iter().chain(self.term(&meant));
        let mut hits: Vec<Hit> = exact.map(|entry| self.plain(entry)).collect();
        for hit in self.by_words(&meant)? {
            if !hits.iter().any(|known| known.path == hit.path) {
                hits.push(hit);
            }
        }
        hits.truncate(SHOWN);
        let corrected = (meant != asked).then(|| meant.join(" "));
        Ok(Found { hits, corrected, unlisted: unlisted.cloned() })
    }

    /// Pages whose number was typed, in any spelling, the codes in the order in which they stand in an error box.
    fn by_number(&self, asked: &[String]) -> Vec<&Entry> {
        let mut found: Vec<&Entry> = Vec::new();
        for word in asked {
            // Short numbers are codes only by themselves: "windows 7" is none.
            let short = word.len() < 3 && asked.len() > 1;
            let keys = if short { Vec::new() } else { words::number_keys(word) };
            let has = |entry: &&Entry, kind: Kind| {
                entry.kind == kind && entry.keys.split_whitespace().any(|key| keys.contains(&key.to_ascii_lowercase()))
            };
            // A second number of a box is an extended code; the first is a code of the client.
            let second = !found.is_empty() && keys.len() > 1;
            let order = |entry: &&Entry| second && !entry.path.contains("/extended/");
            let mut codes: Vec<&Entry> = self.entries.iter().filter(|entry| has(entry, Kind::Code)).collect();
            codes.sort_by_key(order);
            let others = [Kind::Event, Kind::Update]
                .into_iter()
                .flat_map(|kind| self.entries.iter().filter(move |e| has(e, kind)));
            for entry in codes.into_iter().chain(others) {
                if !found.iter().any(|known| known.path == entry.path) {
                    found.push(entry);
                }
            }
        }
        found
    }

    /// The term that somebody asks for: "what is nla".
    fn term(&self, words: &[String]) -> Option<&Entry> {
        let asked = words.split_first().filter(|(first, _)| *first == "what").map(|(_, rest)| rest)?;
        let name: Vec<&String> = asked.iter().filter(|word| !self.quiet.contains(*word)).collect();
        let called = |entry: &&Entry| {
            let names = std::iter::once(&entry.title).chain(&entry.names);
            entry.kind == Kind::Term
                && names.into_iter().any(|known| words::split(known).iter().eq(name.iter().copied()))
        };
        self.entries.iter().find(called)
    }

    fn by_words(&self, words: &[String]) -> Result<Vec<Hit>, TantivyError> {
        let query = self.query(words);
        let searcher = self.reader.searcher();
        let top = searcher.search(&query, &TopDocs::with_limit(WEIGHED).order_by_score())?;
        let mut generators = Vec::new();
        for field in [self.fields.signs, self.fields.body] {
            let mut generator = SnippetGenerator::create(&searcher, &query, field)?;
            generator.set_max_num_chars(SNIPPET);
            generators.push((field, generator));
        }
        let mut hits: Vec<(Score, Hit)> = Vec::new();
        for (score, address) in top {
            let document: TantivyDocument = searcher.doc(address)?;
            let position = document.get_first(self.fields.position).and_then(|value| value.as_u64());
            let Some(entry) = position.and_then(|p| self.entries.get(usize::try_from(p).ok()?)) else { continue };
            let marked = generators.iter().map(|(field, generator)| (*field, generator.snippet_from_doc(&document)));
            let best = marked.max_by_key(|(_, snippet)| snippet.highlighted().len());
            let snippet = best.filter(|(_, snippet)| !snippet.highlighted().is_empty()).map(|(field, snippet)| {
                let whole = document.get_first(field).and_then(|value| value.as_str()).unwrap_or_default();
                words::cut_out(whole, snippet.fragment(), snippet.highlighted())
            });
            let snippet = snippet.unwrap_or_else(|| self.plain(entry).snippet);
            hits.push((score * entry.kind.worth(), Hit { snippet, ..self.plain(entry) }));
        }
        hits.sort_by(|a, b| b.0.total_cmp(&a.0));
        Ok(hits.into_iter().map(|(_, hit)| hit).collect())
    }

    /// Every word, the rarer the heavier. A word counts by its best field and its best synonym, not by their number.
    fn query(&self, words: &[String]) -> BooleanQuery {
        let typed = self.phrases(words);
        let is_loud = |phrase: &String| !self.quiet.contains(phrase);
        let loud: Vec<&String> = typed.iter().filter(|phrase| is_loud(phrase)).collect();
        let counted: Vec<&String> = if loud.is_empty() { typed.iter().collect() } else { loud };
        let each = |occur: Occur| -> Vec<(Occur, Box<dyn Query>)> {
            counted.iter().map(|phrase| (occur, self.phrase(phrase))).collect()
        };
        // A page that holds every word counts twice.
        let mut clauses = each(Occur::Should);
        if counted.len() > 1 {
            clauses.push((Occur::Should, Box::new(BooleanQuery::new(each(Occur::Must)))));
        }
        let side_by_side = typed.windows(2).filter(|pair| pair.iter().all(is_loud));
        clauses.extend(side_by_side.flat_map(|pair| self.together(pair)).map(|query| (Occur::Should, query)));
        BooleanQuery::new(clauses)
    }

    /// The words of a query, where those that have a synonym together are taken as one.
    fn phrases(&self, words: &[String]) -> Vec<String> {
        let longest = self.synonyms.keys().map(|key| key.split(' ').count()).max().unwrap_or(1);
        let mut phrases = Vec::new();
        let mut rest = words;
        while !rest.is_empty() {
            let lengths = (2..=longest.min(rest.len())).rev();
            let known =
                lengths.map(|n| (n, rest[..n].join(" "))).find(|(_, joined)| self.synonyms.contains_key(joined));
            let (length, phrase) = known.unwrap_or_else(|| (1, rest[0].clone()));
            phrases.push(phrase);
            rest = &rest[length..];
        }
        phrases
    }

    /// Two words that were typed side by side and stand near each other.
    fn together(&self, pair: &[String]) -> Vec<Box<dyn Query>> {
        let tokens: Vec<String> = pair.iter().flat_map(|word| self.tokens(word)).collect();
        let fields = if tokens.len() > 1 { self.fields.weighted().to_vec() } else { Vec::new() };
        let query = |(field, weight): (Field, Score)| -> [Box<dyn Query>; 2] {
            [(NEAR, TOGETHER), (0, AS_TYPED)].map(|(slop, worth)| -> Box<dyn Query> {
                let terms = tokens.iter().map(|token| Term::from_field_text(field, token)).collect();
                let mut phrase = PhraseQuery::new(terms);
                phrase.set_slop(slop);
                Box::new(BoostQuery::new(Box::new(phrase), weight * worth))
            })
        };
        fields.into_iter().flat_map(query).collect()
    }

    /// A word or a phrase, with what stands for it.
    fn phrase(&self, phrase: &str) -> Box<dyn Query> {
        let same = std::iter::once((phrase, 1.0));
        let others = self.synonyms.get(phrase).or_else(|| self.stemmed.get(&words::stem(&self.analyzer, phrase)));
        let others = others.into_iter().flatten().map(|other| (other.as_str(), SYNONYM));
        let mut alternatives: Vec<Box<dyn Query>> = Vec::new();
        for (text, worth) in same.chain(others) {
            for (field, weight) in self.fields.weighted() {
                let term = |token: &String| -> (Occur, Box<dyn Query>) {
                    let term = Term::from_field_text(field, token);
                    (Occur::Must, Box::new(TermQuery::new(term, IndexRecordOption::WithFreqs)))
                };
                let all = BooleanQuery::new(self.tokens(text).iter().map(term).collect());
                alternatives.push(Box::new(BoostQuery::new(Box::new(all), weight * worth)));
            }
        }
        Box::new(DisjunctionMaxQuery::with_tie_breaker(alternatives, TIE))
    }

    fn tokens(&self, text: &str) -> Vec<String> {
        words::tokens(&self.analyzer, text)
    }

    fn plain(&self, entry: &Entry) -> Hit {
        Hit {
            kind: entry.kind,
            path: entry.path.clone(),
            title: entry.title.clone(),
            snippet: words::pieces(&entry.summary, &[], false),
        }
    }
}

fn analyzer() -> TextAnalyzer {
    TextAnalyzer::builder(SimpleTokenizer::default())
        .filter(LowerCaser)
        .filter(AsciiFoldingFilter)
        .filter(Stemmer::default())
        .build()
}
