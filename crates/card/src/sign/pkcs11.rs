//! A key that never leaves its module: a token, an HSM, or a signing service with a PKCS#11 library, which is how BSrE's
//! certificates can take the office key's place.
//!
//! A module is loaded once in a program and stays. A session is opened for each use of a key, so that a token that was
//! pulled out and put back needs nothing but the next try.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use cryptoki::context::{CInitializeArgs, CInitializeFlags, Pkcs11};
use cryptoki::error::{Error, RvError};
use cryptoki::mechanism::Mechanism;
use cryptoki::object::{Attribute, AttributeType, KeyType, ObjectClass, ObjectHandle};
use cryptoki::session::{Session, UserType};
use cryptoki::types::AuthPin;
use der::asn1::{OctetString, UintRef};
use der::{Decode as _, Encode as _, Sequence};
use rustls_pki_types::CertificateDer;
use sha2::{Digest as _, Sha256};

use super::{Algorithm, SignError, Signer, file};

/// Which key of which token.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Token {
    /// The PKCS#11 library.
    pub module: PathBuf,
    /// The token's label.
    pub token: String,
    /// The key's label (`CKA_LABEL`), where it is found by that.
    pub key: Option<String>,
    /// The key's id (`CKA_ID`), where it is found by that.
    pub key_id: Option<Vec<u8>>,
}

/// The modules that were loaded. Never unloaded: finishing one would close the sessions of other threads.
static MODULES: Mutex<BTreeMap<PathBuf, Pkcs11>> = Mutex::new(BTreeMap::new());

/// A key in a module, logged in to.
pub struct TokenKey {
    // A session is for one thread at a time.
    session: Mutex<Session>,
    key: ObjectHandle,
    algorithm: Algorithm,
    which: Token,
}

/// A key in a module with its certificates.
pub struct ModuleKey {
    key: TokenKey,
    chain: Vec<Vec<u8>>,
}

impl TokenKey {
    /// Logs in to the token and finds the key. A wrong PIN counts: tokens lock themselves after a few.
    ///
    /// # Errors
    /// The module, the token or the key is not there, or the PIN is wrong.
    pub fn open(which: &Token, pin: &str) -> Result<Self, SignError> {
        let module = loaded(&which.module)?;
        let slots = module.get_slots_with_token().map_err(failed)?;
        let slot = slots
            .into_iter()
            .find(|slot| {
                module.get_token_info(*slot).is_ok_and(|info| info.label().trim_end() == which.token)
            })
            .ok_or_else(|| SignError::NoToken(which.token.clone()))?;
        let session = module.open_ro_session(slot).map_err(failed)?;
        match session.login(UserType::User, Some(&AuthPin::new(pin.to_owned().into()))) {
            // Another card is being signed with it at this moment.
            Ok(()) | Err(Error::Pkcs11(RvError::UserAlreadyLoggedIn, _)) => {}
            Err(Error::Pkcs11(RvError::PinIncorrect | RvError::PinLenRange, _)) => {
                return Err(SignError::WrongPin);
            }
            Err(Error::Pkcs11(RvError::PinLocked | RvError::PinExpired, _)) => {
                return Err(SignError::PinLocked);
            }
            Err(error) => return Err(failed(error)),
        }
        let found = session.find_objects(&which.template(ObjectClass::PRIVATE_KEY)).map_err(failed)?;
        let &[key] = found.as_slice() else { return Err(SignError::NoKey(which.name(), found.len())) };
        let kind = session.get_attributes(key, &[AttributeType::KeyType]).map_err(failed)?;
        let algorithm = match kind.first() {
            Some(Attribute::KeyType(kind)) if *kind == KeyType::RSA => Algorithm::Rsa,
            Some(Attribute::KeyType(kind)) if *kind == KeyType::EC => Algorithm::P256,
            Some(_) | None => return Err(SignError::Module("the key is neither RSA nor EC".into())),
        };
        Ok(Self { session: Mutex::new(session), key, algorithm, which: which.clone() })
    }

    /// Its kind.
    pub fn algorithm(&self) -> Algorithm {
        self.algorithm
    }

    /// The public half as a certificate holds it: an RSA public key in DER, or a point.
    ///
    /// # Errors
    /// The token does not have it beside the private one, or it is not on P-256.
    pub fn public_key(&self) -> Result<Vec<u8>, SignError> {
        let session = self.session()?;
        let found = session.find_objects(&self.which.template(ObjectClass::PUBLIC_KEY)).map_err(failed)?;
        let &[key] = found.as_slice() else {
            return Err(SignError::Module(
                "the public key is not on the token beside the private one".into(),
            ));
        };
        let wanted = match self.algorithm {
            Algorithm::Rsa => vec![AttributeType::Modulus, AttributeType::PublicExponent],
            Algorithm::P256 => vec![AttributeType::EcPoint],
        };
        let wrong = |error: der::Error| SignError::Module(error.to_string());
        let told = session.get_attributes(key, &wanted).map_err(failed)?;
        match told.as_slice() {
            [Attribute::Modulus(modulus), Attribute::PublicExponent(exponent)] => RsaPublicKey {
                modulus: UintRef::new(modulus).map_err(wrong)?,
                exponent: UintRef::new(exponent).map_err(wrong)?,
            }
            .to_der()
            .map_err(wrong),
            [Attribute::EcPoint(point)] => {
                let point = OctetString::from_der(point).map_err(wrong)?.into_bytes();
                match point.as_slice() {
                    [4, numbers @ ..] if numbers.len() == 64 => Ok(point),
                    _ => Err(SignError::Module("the key is on another curve than P-256".into())),
                }
            }
            _ => Err(SignError::Module("the token does not tell the public key".into())),
        }
    }

    /// Signs a message; the hashing is part of it.
    ///
    /// # Errors
    /// The token is gone, or does not sign with this key.
    pub fn sign(&self, message: &[u8]) -> Result<Vec<u8>, SignError> {
        let session = self.session()?;
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

    fn session(&self) -> Result<std::sync::MutexGuard<'_, Session>, SignError> {
        self.session.lock().map_err(|_| SignError::Module("a thread that used it panicked".into()))
    }
}

impl ModuleKey {
    /// The same with the key's certificates in PEM, as for [`super::FileKey`].
    ///
    /// # Errors
    /// As for [`TokenKey::open`]; or the certificates can't be read. That they belong to the key is seen when it signs.
    pub fn open(which: &Token, pin: &str, certificates: &str) -> Result<Self, SignError> {
        let chain = file::chain(certificates)?;
        Ok(Self { key: TokenKey::open(which, pin)?, chain })
    }
}

impl Signer for ModuleKey {
    fn chain(&self) -> &[Vec<u8>] {
        &self.chain
    }

    fn algorithm(&self) -> Algorithm {
        self.key.algorithm
    }

    fn sign(&self, message: &[u8]) -> Result<Vec<u8>, SignError> {
        let signature = self.key.sign(message)?;
        // Tokens do not tell whose certificate a key has, and some tell nothing of its public half.
        let own = CertificateDer::from(self.chain[0].as_slice());
        let own = webpki::EndEntityCert::try_from(&own)
            .map_err(|error| SignError::Certificate(error.to_string()))?;
        own.verify_signature(self.key.algorithm.verifier(), message, &signature)
            .map_err(|_| SignError::NotAPair)?;
        Ok(signature)
    }
}

impl Token {
    fn template(&self, class: ObjectClass) -> Vec<Attribute> {
        let label = self.key.iter().map(|label| Attribute::Label(label.as_bytes().to_vec()));
        let id = self.key_id.iter().map(|id| Attribute::Id(id.clone()));
        [Attribute::Class(class)].into_iter().chain(label).chain(id).collect()
    }

    fn name(&self) -> String {
        let id = self.key_id.as_ref().map(|id| format!("id {}", super::update::hex(id)));
        self.key.clone().into_iter().chain(id).collect::<Vec<_>>().join(", ")
    }
}

fn loaded(path: &Path) -> Result<Pkcs11, SignError> {
    let mut modules = MODULES.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(module) = modules.get(path) {
        return Ok(module.clone());
    }
    let module = Pkcs11::new(path).map_err(|error| SignError::NoModule(error.to_string()))?;
    match module.initialize(CInitializeArgs::new(CInitializeFlags::OS_LOCKING_OK)) {
        // The same library by another path.
        Ok(()) | Err(Error::Pkcs11(RvError::CryptokiAlreadyInitialized, _)) => {}
        Err(error) => return Err(SignError::NoModule(error.to_string())),
    }
    modules.insert(path.to_owned(), module.clone());
    Ok(module)
}

fn failed(error: Error) -> SignError {
    SignError::Module(error.to_string())
}

/// PKCS#11 gives an ECDSA signature as two numbers; X.509 wants them in a sequence.
#[derive(Sequence)]
struct EcdsaSignature<'a> {
    r: UintRef<'a>,
    s: UintRef<'a>,
}

/// RFC 8017 A.1.1.
#[derive(Sequence)]
struct RsaPublicKey<'a> {
    modulus: UintRef<'a>,
    exponent: UintRef<'a>,
}
