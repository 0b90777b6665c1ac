//! The office's rules in force, shared: the scanner checks cards with them, the clerk says on slips where the public
//! reaches central, and the visit asks what they ask.

use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

use anjungan_wire::office::Office;

use super::Post;
use crate::catalogue::Reader;
use crate::visit::{self, machine};

/// The rules, as they were last read.
#[derive(Clone, Default)]
pub struct Rules(Arc<Mutex<Inner>>);

#[derive(Default)]
struct Inner {
    generation: Option<u64>,
    office: Option<Arc<Office>>,
}

impl Rules {
    /// Reads what is in force now.
    pub fn read(catalogue: &Path) -> Self {
        let rules = Self::default();
        rules.lock().office = look(catalogue);
        rules
    }

    /// The rules; `None`: none have come, and there is no card service.
    pub fn office(&self) -> Option<Arc<Office>> {
        self.lock().office.clone()
    }

    /// Reads them again where another generation is in force, and tells the visit.
    pub fn look_again(&self, generation: u64, catalogue: &Path, post: &Post) {
        let mut inner = self.lock();
        if inner.generation.replace(generation) == Some(generation) {
            return;
        }
        inner.office = look(catalogue);
        let office = inner.office.clone();
        drop(inner);
        post(visit::Event::Machine(machine::Event::Office(office)));
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Inner> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn look(catalogue: &Path) -> Option<Arc<Office>> {
    let office = Reader::open(catalogue).and_then(|reader| reader.office()).unwrap_or_else(|error| {
        tracing::error!(%error, "the office's rules can't be read: there is no card service until they can");
        None
    });
    office.map(Arc::new)
}
