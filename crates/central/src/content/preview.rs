//! Pictures of a kiosk's real screens, before anything is published.
//!
//! Another program draws them, the terminal itself without a window: central asks with a line of JSON and gets a
//! picture. Where no program is configured the page says so.

mod program;

use std::sync::Arc;

use anjungan_wire::fact::Language;
use bytes::Bytes;
use jiff::Timestamp;

pub use program::Program;

use super::Body;

/// What is asked for.
#[derive(Clone, Debug)]
pub struct Asked {
    /// What to show.
    pub body: Body,
    /// In which language.
    pub language: Language,
    /// In which size.
    pub size: Size,
    /// When it is looked at: a vacancy says when it was last heard of.
    pub at: Timestamp,
    /// The pictures it shows, as [`Body::pictures`] names them.
    pub pictures: Vec<Bytes>,
}

/// The sizes of a panel.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Size {
    /// 1080 × 1920
    Portrait,
    /// 1920 × 1080
    Landscape,
}

impl Size {
    /// Every size.
    pub const ALL: [Size; 2] = [Size::Portrait, Size::Landscape];

    /// The name in addresses and in requests.
    pub fn as_str(self) -> &'static str {
        match self {
            Size::Portrait => "portrait",
            Size::Landscape => "landscape",
        }
    }

    /// The size of this name.
    pub fn named(name: &str) -> Option<Size> {
        Self::ALL.into_iter().find(|size| size.as_str() == name)
    }
}

/// Why there is no picture.
#[derive(Debug, thiserror::Error)]
pub enum NoPreview {
    /// No program is configured.
    #[error("no preview program is configured: start central with --preview")]
    NotConfigured,
    /// The program did not answer as it should.
    #[error("the preview program failed: {0}")]
    Failed(String),
}

/// Draws screens. Takes up to some seconds; called off the runtime's threads.
pub trait Preview: Send + Sync {
    /// A PNG of what a kiosk would show.
    fn draw(&self, asked: &Asked) -> Result<Vec<u8>, NoPreview>;
}

/// Where nothing draws.
#[derive(Clone, Copy, Debug, Default)]
pub struct Nothing;

impl Preview for Nothing {
    fn draw(&self, _asked: &Asked) -> Result<Vec<u8>, NoPreview> {
        Err(NoPreview::NotConfigured)
    }
}

/// Whatever draws previews.
pub type Previewer = Arc<dyn Preview>;
