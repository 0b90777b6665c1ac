//! Passwords: argon2id, two at a time. A hash takes 19 MiB and some tens of milliseconds; more at once would let
//! whoever knocks at the door take the machine's memory.

use std::sync::LazyLock;

use argon2::Argon2;
use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher, PasswordVerifier};
use tokio::sync::Semaphore;

/// Hashes made at once.
const AT_ONCE: usize = 2;
static TURN: Semaphore = Semaphore::const_new(AT_ONCE);

/// The shortest password, in characters. Length is what counts (NIST SP 800-63B §5.1.1); nobody is made to use
/// signs and capitals.
pub const CHARACTERS_MIN: usize = 12;
/// The longest, in bytes: a page is not a password.
pub const BYTES_MAX: usize = 256;

/// Compared against when there is no such account, so that the answer takes as long.
static NOBODY: LazyLock<String> = LazyLock::new(|| hash("nobody has this password").expect("a fixed password"));

/// A password can't be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum BadPassword {
    /// Too short.
    #[error("a password needs at least {CHARACTERS_MIN} characters")]
    Short,
    /// Too long.
    #[error("a password has at most {BYTES_MAX} bytes")]
    Long,
}

/// Hashes a new password, as a PHC string with a salt of its own. Blocks for some tens of milliseconds.
pub fn hash(password: &str) -> Result<String, BadPassword> {
    if password.chars().count() < CHARACTERS_MIN {
        return Err(BadPassword::Short);
    }
    if password.len() > BYTES_MAX {
        return Err(BadPassword::Long);
    }
    let hash = Argon2::default().hash_password(password.as_bytes());
    Ok(hash.expect("the usual parameters are valid, and so is a salt of the usual length").to_string())
}

/// Whether the password is right. `None` for the hash takes as long and is never right.
pub fn verify(password: &str, hash: Option<&str>) -> bool {
    if password.len() > BYTES_MAX {
        return false;
    }
    let against = hash.unwrap_or(&NOBODY);
    let right = PasswordHash::new(against)
        .is_ok_and(|against| Argon2::default().verify_password(password.as_bytes(), &against).is_ok());
    right && hash.is_some()
}

/// [`hash`], off the runtime's threads and in turn.
pub(super) async fn hash_in_turn(password: String) -> Result<String, BadPassword> {
    let _turn = TURN.acquire().await.expect("nobody closes it");
    tokio::task::spawn_blocking(move || hash(&password)).await.expect("hashing does not panic")
}

/// [`verify`], off the runtime's threads and in turn.
pub(super) async fn verify_in_turn(password: String, hash: Option<String>) -> bool {
    let _turn = TURN.acquire().await.expect("nobody closes it");
    tokio::task::spawn_blocking(move || verify(&password, hash.as_deref()))
        .await
        .expect("verifying does not panic")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_is_itself_and_nothing_else() {
        let kept = hash("kuda terbang biru").unwrap();
        assert!(kept.starts_with("$argon2id$"), "{kept}");
        assert!(verify("kuda terbang biru", Some(&kept)));
        assert!(!verify("kuda terbang merah", Some(&kept)));
        assert!(!verify("nobody has this password", None));
        assert!(!verify("kuda terbang biru", Some("not a hash")));
    }

    #[test]
    fn too_short_and_too_long_are_refused_with_their_reason() {
        assert_eq!(hash("pendek"), Err(BadPassword::Short));
        assert_eq!(hash(&"x".repeat(257)), Err(BadPassword::Long));
    }
}
