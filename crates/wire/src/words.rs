//! Four words for a key, so that the person who installs a kiosk and the person who accepts it at
//! central can compare them over the telephone.

use sha2::{Digest, Sha256};

/// 256 Indonesian words, short, distinct by ear, none of them a name or an insult.
const WORDS: &str = include_str!("words.txt");

/// The four words of a public key: its first four hash bytes, a word each.
pub fn fingerprint_words(public_key: &[u8; 32]) -> [&'static str; 4] {
    let hash = Sha256::digest(public_key);
    let words: Vec<&str> = WORDS.lines().collect();
    [0, 1, 2, 3].map(|at| words[usize::from(hash[at])])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn there_are_256_different_words() {
        let words: std::collections::BTreeSet<&str> = WORDS.lines().collect();
        assert_eq!(words.len(), 256);
        assert!(words.iter().all(|word| word.bytes().all(|b| b.is_ascii_lowercase()) && word.len() <= 8));
    }

    #[test]
    fn words_belong_to_a_key() {
        assert_eq!(fingerprint_words(&[0; 32]), fingerprint_words(&[0; 32]));
        assert_ne!(fingerprint_words(&[0; 32]), fingerprint_words(&[1; 32]));
    }
}
