//! What central wrote in two languages.

use anjungan_wire::content::Bilingual;
use serde::Serialize;
use utoipa::ToSchema;

/// A text in Indonesian, and in English where somebody wrote it.
#[derive(Serialize, ToSchema)]
pub(super) struct Text {
    /// Bahasa Indonesia.
    id: String,
    /// English.
    #[serde(skip_serializing_if = "Option::is_none")]
    en: Option<String>,
}

impl Text {
    pub(super) fn of<T: Into<String>>(text: Bilingual<T>) -> Text {
        Text { id: text.id.into(), en: text.en.map(Into::into) }
    }
}
