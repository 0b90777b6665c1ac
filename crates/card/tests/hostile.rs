//! What somebody else wrote, given to the check: it says no, and stands.

use std::sync::LazyLock;

use anjungan_card::{NotValid, Paper, Signer as _, compose, sign_pades, verify};
use proptest::prelude::*;

use super::{samples, signing};

struct Card {
    pdf: Vec<u8>,
    roots: Vec<Vec<u8>>,
    /// Where the digits of its signature stand.
    hole: std::ops::Range<usize>,
}

static CARD: LazyLock<Card> = LazyLock::new(|| {
    let office = signing::office();
    let content = samples::bare();
    let pdf = compose(&content, &samples::template(Paper::Cr80)).unwrap();
    let pdf = sign_pades(&pdf, &office, content.at).unwrap();
    let start = find(&pdf, b"/Contents<") + b"/Contents<".len();
    let end = start + pdf[start..].iter().position(|byte| *byte == b'>').unwrap();
    Card { pdf, roots: office.chain().to_vec(), hole: start..end }
});

fn find(bytes: &[u8], word: &[u8]) -> usize {
    bytes.windows(word.len()).rposition(|window| window == word).unwrap()
}

/// A change of a file; places are shares of its length.
#[derive(Clone, Debug)]
enum Edit {
    Set(f64, u8),
    Insert(f64, Vec<u8>),
    Remove(f64, usize),
    Copy(f64, usize, f64),
}

impl Edit {
    fn apply(&self, bytes: &mut Vec<u8>) {
        let place = |share: f64, len: usize| (share * len as f64) as usize;
        match self {
            Edit::Set(share, value) => {
                let at = place(*share, bytes.len());
                if let Some(byte) = bytes.get_mut(at) {
                    *byte = *value;
                }
            }
            Edit::Insert(share, more) => {
                let at = place(*share, bytes.len());
                bytes.splice(at..at, more.iter().copied());
            }
            Edit::Remove(share, count) => {
                let at = place(*share, bytes.len());
                bytes.drain(at..(at + count).min(bytes.len()));
            }
            Edit::Copy(share, count, to) => {
                let at = place(*share, bytes.len());
                let piece = bytes[at..(at + count).min(bytes.len())].to_vec();
                let to = place(*to, bytes.len());
                bytes.splice(to..to, piece);
            }
        }
    }
}

/// Half of the places lie in the signature's own dictionary, which is a twentieth of the file.
fn share() -> impl Strategy<Value = f64> {
    let from = CARD.hole.start as f64 / CARD.pdf.len() as f64 - 0.005;
    prop_oneof![0.0..1.0, from..1.0]
}

fn edit() -> impl Strategy<Value = Edit> {
    prop_oneof![
        4 => (share(), any::<u8>()).prop_map(|(at, value)| Edit::Set(at, value)),
        1 => (share(), prop::collection::vec(any::<u8>(), 1..40)).prop_map(|(at, more)| Edit::Insert(at, more)),
        1 => (share(), 1..5_000_usize).prop_map(|(at, count)| Edit::Remove(at, count)),
        1 => (share(), 1..5_000_usize, share()).prop_map(|(at, count, to)| Edit::Copy(at, count, to)),
    ]
}

/// A file whose range is right and whose hole holds these bytes.
fn around(signature: &[u8]) -> Vec<u8> {
    let digits: String = signature.iter().map(|byte| format!("{byte:02x}")).collect();
    let head = "%PDF-1.4\n1 0 obj\n<</Type/Sig/M(D:20261121023000Z)/ByteRange[0 ";
    let before = head.len() + "0000000000 0000000000 0000000000]/Contents".len();
    let after = before + digits.len() + 2;
    let tail = ">>\nendobj\n%%EOF\n";
    format!("{head}{before:010} {after:010} {:010}]/Contents<{digits}>{tail}", tail.len()).into_bytes()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn whatever_is_changed_in_a_signed_card_is_noticed(edits in prop::collection::vec(edit(), 1..5)) {
        let mut pdf = CARD.pdf.clone();
        for edit in &edits {
            edit.apply(&mut pdf);
        }
        prop_assert_eq!(verify(&pdf, &CARD.roots).is_ok(), pdf == CARD.pdf);
    }

    #[test]
    fn whatever_is_changed_in_the_signature_before_it_is_written_is_noticed(
        edits in prop::collection::vec(edit(), 1..4),
    ) {
        let digits = &CARD.pdf[CARD.hole.clone()];
        let bytes = |pair: &[u8]| u8::from_str_radix(std::str::from_utf8(pair).unwrap(), 16).unwrap();
        let mut signature: Vec<u8> = digits.chunks(2).map(bytes).collect();
        let whole = signature.clone();
        for edit in &edits {
            edit.apply(&mut signature);
        }
        // The document is another, so that not even the right signature holds; what is read of it is read.
        prop_assert!(verify(&around(&signature), &CARD.roots).is_err());
        signature.resize(whole.len(), 0);
        let digits: String = signature.iter().map(|byte| format!("{byte:02x}")).collect();
        let mut pdf = CARD.pdf.clone();
        pdf[CARD.hole.clone()].copy_from_slice(digits.as_bytes());
        prop_assert_eq!(verify(&pdf, &CARD.roots).is_ok(), signature == whole);
    }

    #[test]
    fn no_bytes_are_a_signed_card(bytes in prop::collection::vec(any::<u8>(), 0..2_000)) {
        prop_assert!(verify(&bytes, &CARD.roots).is_err());
        let sequence = [&[0x30, 0x82, (bytes.len() >> 8) as u8, bytes.len() as u8], bytes.as_slice()].concat();
        prop_assert!(verify(&around(&sequence), &CARD.roots).is_err());
    }

    #[test]
    fn no_words_of_a_pdf_are_a_signed_card(
        words in prop::collection::vec(
            prop_oneof![
                Just("/ByteRange[".to_owned()), Just("0 ".to_owned()), Just("]".to_owned()),
                Just("/Contents".to_owned()), Just("<3082".to_owned()), Just(">".to_owned()),
                Just("/M(D:20261121023000Z)".to_owned()), Just("/M(D:".to_owned()),
                any::<u64>().prop_map(|n| format!("{n} ")), (0..200_u64).prop_map(|n| format!("{n} ")),
                "[0-9a-f]{0,40}", "\\PC{0,8}",
            ],
            0..40,
        ),
    ) {
        prop_assert!(verify(words.concat().as_bytes(), &CARD.roots).is_err());
    }
}

#[test]
fn ranges_that_overlap_run_out_or_overflow_are_refused() {
    assert!(verify(&CARD.pdf, &CARD.roots).is_ok());
    let at = find(&CARD.pdf, b"/ByteRange[");
    let size = CARD.pdf.len();
    let (before, after) = (CARD.hole.start - 1, CARD.hole.end + 1);
    let most = u64::MAX;
    for range in [
        format!("0 {after:010} {before:010} {:010}", size - before),
        format!("0 {before:010} {before:010} {:010}", size - before),
        format!("0 {before:010} {after:010} {:010}", size - after + 1),
        format!("0 {before:010} {after:010} {:010}", size - after - 1),
        format!("1 {before:010} {after:010} {:010}", size - after),
        format!("0 {before:010} {most} 2"),
        format!("0 {most}{most} 1 1"),
        format!("0 0 0 {size:010}"),
        format!("0 {size:010} {size:010} 0"),
        "0 -1 5 5".into(),
        String::new(),
    ] {
        let mut changed = CARD.pdf.clone();
        let old = at + "/ByteRange[".len()..find(&CARD.pdf, b"]/Contents<");
        changed.splice(old, range.bytes());
        assert_eq!(verify(&changed, &CARD.roots), Err(NotValid::NotWhole), "{range}");
    }
}

#[test]
fn a_second_signature_makes_both_worthless() {
    let second = &CARD.pdf[find(&CARD.pdf, b"<</Type/Sig")..];
    let both = [CARD.pdf.as_slice(), second].concat();
    assert_eq!(verify(&both, &CARD.roots), Err(NotValid::NotWhole));
    let twice = [CARD.pdf.as_slice(), &CARD.pdf].concat();
    assert_eq!(verify(&twice, &CARD.roots), Err(NotValid::NotWhole));
}

#[test]
fn a_cut_card_is_refused_wherever_it_was_cut() {
    for len in (0..CARD.pdf.len()).step_by(499).chain(CARD.hole.clone().step_by(97)) {
        assert_eq!(verify(&CARD.pdf[..len], &CARD.roots), Err(NotValid::NotWhole), "{len} bytes");
    }
}

#[test]
fn files_far_larger_than_a_card_are_refused_by_their_shape() {
    let many = b"/ByteRange[0 1 2 3]/Contents<00>".repeat(200_000);
    assert_eq!(verify(&many, &CARD.roots), Err(NotValid::TooLong));
    // Sequences in sequences, as deep as a file may be long.
    let deep = around(&[&[0x30, 0x82, 0xff, 0xff][..], &[0x30, 0x80].repeat(200_000)].concat());
    assert_eq!(verify(&deep, &CARD.roots), Err(NotValid::Malformed));
    let mut longer = CARD.pdf.clone();
    longer.resize(8_000_000, b' ');
    assert_eq!(verify(&longer, &CARD.roots), Err(NotValid::TooLong));
}
