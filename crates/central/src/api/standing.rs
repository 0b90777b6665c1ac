//! Whether central can write, as it was last seen: for the line above every page of the console, and for `/readyz`.

use std::sync::{Mutex, PoisonError};

use crate::store::{Obstacle, StoreError};

/// Noted by whatever writes often: pushes, beats, upkeep once a minute, `/readyz`.
#[derive(Default)]
pub(crate) struct Standing(Mutex<Option<Obstacle>>);

impl Standing {
    /// How a write went. An error that is no [`Obstacle`] says nothing about the next write.
    pub(crate) fn note(&self, wrote: Result<(), &StoreError>) {
        let now = match wrote {
            Ok(()) => None,
            Err(error) => match error.obstacle() {
                None => return,
                obstacle => obstacle,
            },
        };
        let before = std::mem::replace(&mut *self.0.lock().unwrap_or_else(PoisonError::into_inner), now);
        match (before, now) {
            (before, Some(obstacle)) if before != now => tracing::error!("nothing can be kept: {obstacle}"),
            (Some(_), None) => tracing::info!("central can write again"),
            (Some(_) | None, Some(_)) | (None, None) => {}
        }
    }

    /// What stands in the way now.
    pub(crate) fn now(&self) -> Option<Obstacle> {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_trouble_stands_until_something_was_written() {
        let standing = Standing::default();
        standing.note(Err(&StoreError::Obstacle(Obstacle::Full)));
        standing.note(Err(&StoreError::Damaged { place: "inbox.clock" }));
        assert_eq!(standing.now(), Some(Obstacle::Full));
        standing.note(Ok(()));
        assert_eq!(standing.now(), None);
    }
}
