//! A key that never leaves its module: a token, an HSM, or a signing service with a PKCS#11 library, which is how BSrE's
//! certificates can take the office key's place.

use std::path::Path;

use cryptoki::context::{CInitializeArgs, CInitializeFlags, Pkcs11};
use cryptoki::mechanism::Mechanism;
use cryptoki::object::{Attribute, AttributeType, KeyType, ObjectClass, ObjectHandle};
use cryptoki::session::{Session, UserType};
use cryptoki::types::AuthPin;
use der::asn1::UintRef;
use der::{Encode as _, Sequence};
use sha2::{Digest as _, Sha256};

use super::{Algorithm, SignError, Signer, file};

/// A key in a module.
pub struct ModuleKey {
    // A session is for one thread at a time.
    session: std::sync::Mutex<Session>,
    key: ObjectHandle,
    algorithm: Algorithm,
    chain: Vec<Vec<u8>>,
}

/// Which key of which token.
pub struct Token<'a> {
    /// The PKCS#11 library.
    pub module: &'a Path,
    /// The token's label.
    pub token: &'a str,
    /// The key's label (`CKA_LABEL`).
    pub key: &'a str,
    /// The user's PIN.
    pub pin: &'a str,
}

impl ModuleKey {
    /// Logs in to a token and finds the key. `certificates` is the chain in PEM, as for [`super::FileKey`].
    ///
    /// # Errors
    /// The module, the token or the key is not there, or the PIN is wrong.
    pub fn open(at: &Token<'_>, certificates: &str) -> Result<Self, SignError> {
        let failed = |error: cryptoki::error::Error| SignError::Module(error.to_string());
        let missing = |what: &str| SignError::Module(format!("there is no such {what}"));
        let module = Pkcs11::new(at.module).map_err(failed)?;
        module.initialize(CInitializeArgs::new(CInitializeFlags::OS_LOCKING_OK)).map_err(failed)?;
        let slots = module.get_slots_with_token().map_err(failed)?;
        let slot = slots
            .into_iter()
            .find(|slot| module.get_token_info(*slot).is_ok_and(|info| info.label().trim_end() == at.token));
        let session = module.open_ro_session(slot.ok_or_else(|| missing("token"))?).map_err(failed)?;
        session.login(UserType::User, Some(&AuthPin::new(at.pin.to_owned().into()))).map_err(failed)?;
        let wanted =
            [Attribute::Class(ObjectClass::PRIVATE_KEY), Attribute::Label(at.key.as_bytes().to_vec())];
        let found = session.find_objects(&wanted).map_err(failed)?;
        let key = *found.first().ok_or_else(|| missing("key"))?;
        let kind = session.get_attributes(key, &[AttributeType::KeyType]).map_err(failed)?;
        let algorithm = match kind.first() {
            Some(Attribute::KeyType(kind)) if *kind == KeyType::RSA => Algorithm::Rsa,
            Some(Attribute::KeyType(kind)) if *kind == KeyType::EC => Algorithm::P256,
            Some(_) | None => return Err(SignError::Module("the key is neither RSA nor EC".into())),
        };
        Ok(Self {
            session: std::sync::Mutex::new(session),
            key,
            algorithm,
            chain: file::chain(certificates)?,
        })
    }
}

/// PKCS#11 gives an ECDSA signature as two numbers; X.509 wants them in a sequence.
#[derive(Sequence)]
struct EcdsaSignature<'a> {
    r: UintRef<'a>,
    s: UintRef<'a>,
}

impl Signer for ModuleKey {
    fn chain(&self) -> &[Vec<u8>] {
        &self.chain
    }

    fn algorithm(&self) -> Algorithm {
        self.algorithm
    }

    fn sign(&self, message: &[u8]) -> Result<Vec<u8>, SignError> {
        let failed = |error: cryptoki::error::Error| SignError::Module(error.to_string());
        let session =
            self.session.lock().map_err(|_| SignError::Module("a thread that used it panicked".into()))?;
        match self.algorithm {
            Algorithm::Rsa => session.sign(&Mechanism::Sha256RsaPkcs, self.key, message).map_err(failed),
            // Not every module hashes for ECDSA; all of them sign a hash.
            Algorithm::P256 => {
                let both =
                    session.sign(&Mechanism::Ecdsa, self.key, &Sha256::digest(message)).map_err(failed)?;
                let (r, s) = both.split_at(both.len() / 2);
                let wrong = |error: der::Error| SignError::Module(error.to_string());
                EcdsaSignature { r: UintRef::new(r).map_err(wrong)?, s: UintRef::new(s).map_err(wrong)? }
                    .to_der()
                    .map_err(wrong)
            }
        }
    }
}
