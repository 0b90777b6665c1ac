//! Texts as the index sees them: words without case, accents, hyphens and punctuation.
//!
//! "E-Commerce", "e commerce" and "ecommerce" must find each other, and so must "Muara Gembong" and the
//! official "Muaragembong". So neighbours in the *head* of a vacancy (title, employer, place, sort of
//! work) are indexed joined as well, hyphenated words everywhere, and a query tries its neighbours
//! joined too.

use anjungan_wire::vacancy::Vacancy;

/// A longer word is cut here: nobody types it to its end, and a text without spaces must not grow the
/// index.
const WORD_BYTES_MAX: usize = 40;

/// Words nobody means when there are others: "lowongan kerja di Bekasi".
const FILLERS: [&str; 16] = [
    "lowongan",
    "loker",
    "lowker",
    "kerja",
    "pekerjaan",
    "bekerja",
    "cari",
    "mencari",
    "di",
    "ke",
    "dari",
    "dan",
    "yang",
    "untuk",
    "sebagai",
    "daerah",
];

/// Where a word stands. The head counts more than the text.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Field {
    /// Title, employer, sort of work, place.
    Head,
    /// The rest: description, requirements, skills, studies.
    Text,
}

/// Calls `each` for every word of a vacancy; words of the head come first, and words may repeat.
pub fn of_vacancy(vacancy: &Vacancy, mut each: impl FnMut(Field, &str)) {
    let place = &vacancy.place;
    let head = [
        Some(&vacancy.title),
        vacancy.employer.as_ref(),
        vacancy.job_function.as_ref(),
        Some(&place.province),
        place.regency.as_ref(),
        place.district.as_ref(),
    ];
    let mut joined = String::new();
    for text in head.into_iter().flatten() {
        let words = fold(text);
        let mut before: Option<&str> = None;
        for word in words.split_ascii_whitespace() {
            each(Field::Head, word);
            if let Some(before) = before {
                joined.clear();
                joined.push_str(before);
                joined.push_str(word);
                each(Field::Head, cut(&joined));
            }
            before = Some(word);
        }
    }
    if let Some(employer) = vacancy.employer.as_deref().and_then(of_employer) {
        each(Field::Head, &employer);
    }
    let lists = vacancy.skills.iter().chain(&vacancy.studies).map(String::as_str);
    let texts =
        [vacancy.description.as_str(), &vacancy.requirements, vacancy.sector.as_deref().unwrap_or("")];
    let mut scratch = String::new();
    for text in texts.into_iter().chain(lists) {
        scratch.clear();
        fold_into(text, &mut scratch);
        for word in scratch.split_ascii_whitespace() {
            each(Field::Text, word);
        }
        if text.contains('-') {
            hyphenated(text, |word| each(Field::Text, word));
        }
    }
}

/// What is left of "PT. Maju Bersama, Tbk" and "Maju Bersama PT" alike: sources write the legal form as they like.
pub fn bare_name(name: &str) -> String {
    const FORMS: [&str; 6] = ["pt", "cv", "tbk", "ud", "persero", "firma"];
    let lower = name.to_lowercase();
    let words = lower.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    words.filter(|word| !FORMS.contains(word)).collect::<Vec<_>>().join(" ")
}

/// The word under which an employer's vacancies stand in the index: nobody can type it. `None`: the name says nothing.
pub fn of_employer(name: &str) -> Option<String> {
    let bare = bare_name(name);
    (!bare.is_empty()).then(|| format!("={bare}"))
}

/// Words around a hyphen, joined: `ecommerce` for "e-commerce".
fn hyphenated(text: &str, mut each: impl FnMut(&str)) {
    for piece in text.split(char::is_whitespace).filter(|piece| piece.contains('-')) {
        let folded = fold(piece);
        if folded.contains(' ') {
            each(cut(&folded.replace(' ', "")));
        }
    }
}

/// A query's words: fillers left out while others remain, and whether the last one is still being typed.
pub fn of_query(text: &str) -> Vec<String> {
    let folded = fold(text);
    let all: Vec<&str> = folded.split_ascii_whitespace().take(QUERY_WORDS_MAX).collect();
    let unfinished = text.chars().next_back().is_some_and(char::is_alphanumeric);
    let last = all.len().wrapping_sub(1);
    let meant = |(i, word): (usize, &&str)| (unfinished && i == last) || !FILLERS.contains(word);
    let kept: Vec<String> =
        all.iter().enumerate().filter(|(i, w)| meant((*i, w))).map(|(_, w)| (*w).into()).collect();
    if kept.is_empty() { all.into_iter().map(str::to_owned).collect() } else { kept }
}

/// More words than this are not looked at.
const QUERY_WORDS_MAX: usize = 8;

/// The words of `text`, separated by one space.
pub fn fold(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    fold_into(text, &mut folded);
    folded
}

fn fold_into(text: &str, out: &mut String) {
    let mut word_start = out.len();
    for c in text.chars() {
        if c.is_ascii_alphanumeric() {
            if out.len() - word_start < WORD_BYTES_MAX {
                out.push(c.to_ascii_lowercase());
            }
        } else if c.is_ascii() {
            if out.len() > word_start {
                out.push(' ');
                word_start = out.len();
            }
        } else if is_mark(c) {
            // An accent written as its own character, or an apostrophe: the word goes on.
        } else if c.is_alphanumeric() {
            if out.len() - word_start < WORD_BYTES_MAX {
                plain(c, out);
            }
        } else if out.len() > word_start {
            out.push(' ');
            word_start = out.len();
        }
    }
    if out.ends_with(' ') {
        out.pop();
    }
}

/// `word` at the length the index keeps.
fn cut(word: &str) -> &str {
    &word[..word.floor_char_boundary(WORD_BYTES_MAX)]
}

fn is_mark(c: char) -> bool {
    matches!(c, '\u{300}'..='\u{36f}' | '’' | 'ʼ' | '\u{ad}' | '\u{200b}'..='\u{200d}')
}

/// The Latin letter under the accent; anything else in small letters.
fn plain(c: char, out: &mut String) {
    let c = c.to_lowercase().next().unwrap_or(c);
    out.push(match c {
        'à'..='å' | 'ā' | 'ă' | 'ą' => 'a',
        'ç' | 'ć' | 'č' => 'c',
        'è'..='ë' | 'ē' | 'ĕ' | 'ė' | 'ę' | 'ě' => 'e',
        'ì'..='ï' | 'ī' | 'ĭ' | 'į' => 'i',
        'ñ' | 'ń' | 'ň' => 'n',
        'ò'..='ö' | 'ø' | 'ō' | 'ő' => 'o',
        'ù'..='ü' | 'ū' | 'ŭ' | 'ů' | 'ű' => 'u',
        'ý' | 'ÿ' => 'y',
        'š' | 'ś' => 's',
        'ž' | 'ź' | 'ż' => 'z',
        other => other,
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn case_accents_hyphens_and_points_make_no_difference() {
        assert_eq!(fold("  Café  “E-Commerce” (PT. Maju_Jaya)!"), "cafe e commerce pt maju jaya");
        assert_eq!(fold("Cafe\u{301}"), "cafe");
        assert_eq!(fold("Ma’ruf"), "maruf");
        assert_eq!(fold("…"), "");
    }

    #[test]
    fn fillers_are_dropped_unless_they_are_all_there_is_or_still_being_typed() {
        assert_eq!(of_query("lowongan kerja di Bekasi"), ["bekasi"]);
        assert_eq!(of_query("lowongan kerja"), ["kerja"]);
        assert_eq!(of_query("lowongan kerja "), ["lowongan", "kerja"]);
        assert_eq!(of_query("admin di"), ["admin", "di"]);
        assert_eq!(of_query("admin di "), ["admin"]);
        assert_eq!(of_query(" - "), Vec::<String>::new());
    }

    #[test]
    fn a_legal_form_and_points_are_no_part_of_a_name() {
        for written in
            ["PT Maju Bersama", "PT. MAJU BERSAMA", "Maju Bersama, PT", "PT Maju-Bersama Tbk (Persero)"]
        {
            assert_eq!(bare_name(written), "maju bersama");
        }
        assert_ne!(bare_name("PT Maju Bersama Dua"), "maju bersama");
        assert_eq!((bare_name("PT."), of_employer("PT.")), (String::new(), None));
    }

    #[test]
    fn a_word_has_an_end() {
        assert_eq!(fold(&"a".repeat(100)).len(), WORD_BYTES_MAX);
        assert!(fold(&"日".repeat(100)).len() <= WORD_BYTES_MAX + 3);
    }
}
