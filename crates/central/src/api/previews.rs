//! Who draws previews, and how many at once.

use std::sync::{Arc, Mutex, PoisonError};

use tokio::sync::Semaphore;

use super::refused::Refused;
use crate::content::preview::{Asked, NoPreview, Nothing, Previewer, Program};

/// Where the terminal's program is, for whoever runs central.
const VARIABLE: &str = "ANJUNGAN_PREVIEW";

/// Whatever draws previews.
pub(super) struct Previews {
    by: Mutex<Option<Previewer>>,
    /// A program draws on a whole processor.
    turn: Semaphore,
}

impl Previews {
    /// By the program that the environment names, or by nothing.
    pub(super) fn configured() -> Previews {
        let program = std::env::var_os(VARIABLE).filter(|path| !path.is_empty());
        let by = program.map(|path| Arc::new(Program { path: path.into() }) as Previewer);
        Previews { by: Mutex::new(by), turn: Semaphore::new(1) }
    }

    pub(super) fn are_drawn(&self) -> bool {
        self.by.lock().unwrap_or_else(PoisonError::into_inner).is_some()
    }

    pub(super) fn draw_with(&self, previewer: Previewer) {
        *self.by.lock().unwrap_or_else(PoisonError::into_inner) = Some(previewer);
    }

    pub(super) async fn draw(&self, asked: Asked) -> Result<Result<Vec<u8>, NoPreview>, Refused> {
        let by = self.by.lock().unwrap_or_else(PoisonError::into_inner).clone();
        let by = by.unwrap_or_else(|| Arc::new(Nothing));
        let _turn = self.turn.acquire().await.map_err(|_| Refused::busy("central stops"))?;
        tokio::task::spawn_blocking(move || by.draw(&asked)).await.map_err(|_| Refused::internal())
    }
}
