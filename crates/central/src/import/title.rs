//! Titles and names as a person would write them. Words stay as they are; only their dress changes.

use super::text::{is_unwanted, one_line, shortened_to_chars};

/// Longer titles are cut.
const TITLE_CHARS_MAX: usize = 120;

/// A title in order.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Title {
    /// The text; empty when nothing was left.
    pub text: String,
    /// It was all in capitals.
    pub capitals: bool,
    /// It names no job.
    pub generic: bool,
}

/// Mends a title: one line, no emoji, no ornaments at the ends, no shouting.
pub fn title(source: &str) -> Title {
    let line: String = one_line(source, 1000).chars().filter(|c| !is_pictogram(*c)).collect();
    let line = line.split_whitespace().collect::<Vec<_>>().join(" ");
    let ornament = |c: char| !c.is_alphanumeric() && !matches!(c, '(' | ')' | '"' | '\'' | '+' | '#' | '.');
    let line = line.trim_matches(ornament).trim_matches(['.', ' ']);
    let capitals = mend_capitals(line);
    let mended = mend_small(&capitals);
    Title {
        capitals: capitals != line,
        generic: GENERIC.contains(&line.to_lowercase().as_str()),
        text: shortened_to_chars(&mended, TITLE_CHARS_MAX),
    }
}

/// A text all in capitals in ordinary case; any other as it is.
pub fn mend_capitals(line: &str) -> String {
    let letters = line.chars().filter(|c| c.is_alphabetic()).count();
    if letters < 3 || line.chars().any(char::is_lowercase) {
        return line.into();
    }
    let mut mended = String::with_capacity(line.len());
    let mut word = String::new();
    for c in line.chars().chain([' ']) {
        if c.is_alphanumeric() || c == '\'' {
            word.push(c);
        } else {
            mended.push_str(&ordinary(&word, mended.is_empty()));
            word.clear();
            mended.push(c);
        }
    }
    mended.pop();
    mended
}

/// A title without any capital gets its first.
fn mend_small(line: &str) -> String {
    let mut letters = line.chars();
    match letters.next() {
        Some(first) if !line.chars().any(char::is_uppercase) => first.to_uppercase().chain(letters).collect(),
        Some(_) | None => line.into(),
    }
}

/// A word that stood in capitals among others.
fn ordinary(word: &str, first: bool) -> String {
    if is_acronym(word) {
        return word.into();
    }
    let lower = word.to_lowercase();
    if !first && SMALL.contains(&lower.as_str()) {
        return lower;
    }
    let mut letters = lower.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

fn is_acronym(word: &str) -> bool {
    let roman = word.trim_end_matches(['A', 'B', 'C']);
    ACRONYMS.contains(&word)
        || word.chars().any(|c| c.is_ascii_digit())
        || (!roman.is_empty() && roman.chars().all(|c| matches!(c, 'I' | 'V' | 'X')))
        || (word.len() <= 5 && !word.chars().any(|c| matches!(c, 'A' | 'I' | 'U' | 'E' | 'O' | 'Y')))
}

/// Capitals that are no word but have a vowel; those without one are recognised by that.
const ACRONYMS: &[&str] = &[
    "ABK", "ADM", "AI", "AO", "API", "ASN", "BAP", "BEI", "BOD", "BPJS", "BUMN", "CA", "CEO", "CS", "CSO",
    "CV", "DKI", "EDP", "ERP", "FA", "FO", "GA", "GMS", "HR", "HRD", "HRGA", "HSE", "IE", "IGD", "IPA",
    "IPAL", "IPS", "IT", "MEP", "OB", "OSS", "PA", "PAUD", "PIC", "PPIC", "PT", "QA", "QAQC", "QC", "RO",
    "SIM", "SMA", "SMK", "SMP", "SPB", "SPG", "TI", "TIK", "TK", "TPI", "UI", "UKM", "UX",
];

/// Words that stay small inside a title.
const SMALL: &[&str] = &[
    "dan", "atau", "di", "ke", "dari", "untuk", "yang", "dengan", "pada", "of", "and", "or", "the", "for",
    "in", "to",
];

/// Titles that say nothing about the job.
const GENERIC: &[&str] = &[
    "lowongan",
    "lowongan kerja",
    "lowongan pekerjaan",
    "lowongan kerja terbaru",
    "loker",
    "info loker",
    "info lowongan",
    "info lowongan kerja",
    "dibutuhkan",
    "dibutuhkan segera",
    "dibutuhkan karyawan",
    "dibutuhkan cepat",
    "dicari",
    "dicari karyawan",
    "karyawan",
    "karyawati",
    "karyawan/karyawati",
    "karyawan/i",
    "pegawai",
    "pekerja",
    "tenaga kerja",
    "staf",
    "staff",
    "open recruitment",
    "open rekrutmen",
    "rekrutmen",
    "recruitment",
    "walk in interview",
    "walk-in interview",
    "job vacancy",
    "vacancy",
    "hiring",
    "we are hiring",
    "urgently needed",
];

/// Emoji and ornaments, which ticket printers have no signs for.
fn is_pictogram(c: char) -> bool {
    is_unwanted(c)
        || matches!(c, '\u{1f000}'..='\u{1faff}' | '\u{2600}'..='\u{27bf}' | '\u{2b00}'..='\u{2bff}'
            | '\u{2190}'..='\u{21ff}' | '\u{2300}'..='\u{23ff}' | '\u{25a0}'..='\u{25ff}' | '\u{20d0}'..='\u{20ff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn capitals_become_ordinary_and_acronyms_stay() {
        for (source, expected) in [
            ("OPERATOR PRODUKSI", "Operator Produksi"),
            (
                "SALES PROMOTION GIRL (SPG) - GISTING, TANGGAMUS",
                "Sales Promotion Girl (SPG) - Gisting, Tanggamus",
            ),
            ("STAFF HRD & IT DI PT CONTOH", "Staff HRD & IT di PT Contoh"),
            ("SOPIR SIM B2 UMUM", "Sopir SIM B2 Umum"),
            ("ENGINEER PROCESS PLC/ DCS", "Engineer Process PLC/ DCS"),
            ("LEMBAGA KELAS IIA KENDAL", "Lembaga Kelas IIA Kendal"),
            ("GURU SMK LULUSAN S1", "Guru SMK Lulusan S1"),
            ("HRD", "HRD"),
            ("HR & GA", "HR & GA"),
            ("K3", "K3"),
            ("Kasir", "Kasir"),
            ("Admin QC", "Admin QC"),
            ("KANTOR KELAS I NON TPI", "Kantor Kelas I Non TPI"),
        ] {
            let mended = title(source);
            assert_eq!(mended.text, expected, "{source}");
            assert_eq!(mended.capitals, source != expected, "{source}");
        }
    }

    #[test]
    fn ornaments_and_emoji_go_and_words_stay() {
        for (source, expected) in [
            ("  Kasir   Toko ", "Kasir Toko"),
            ("🔥🔥 Barista ☕ Senior !!!", "Barista Senior"),
            ("*** Helper ***", "Helper"),
            ("Sales &amp; Marketing", "Sales & Marketing"),
            ("<b>Admin</b><script>x</script>", "Admin"),
            ("C++ Programmer", "C++ Programmer"),
            ("psikiater", "Psikiater"),
            ("iOS developer", "iOS developer"),
            ("Ko\u{202e}ki", "Koki"),
            ("🙂", ""),
            ("---", ""),
        ] {
            assert_eq!(title(source).text, expected, "{source}");
        }
    }

    #[test]
    fn a_title_that_names_no_job_is_kept_and_flagged() {
        assert!(title("Lowongan Pekerjaan").generic);
        let shouted = title("LOWONGAN PEKERJAAN!!");
        assert_eq!(shouted.text, "Lowongan Pekerjaan");
        assert!(shouted.generic && shouted.capitals);
        assert!(!title("Lowongan Kasir").generic);
    }

    #[test]
    fn a_very_long_title_is_cut_between_words() {
        let long = title(&"Operator Produksi ".repeat(20)).text;
        assert!(long.chars().count() <= 120 && long.ends_with('…'), "{long}");
    }
}
