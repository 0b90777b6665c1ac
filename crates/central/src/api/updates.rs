//! `GET /updates/{name}`: a file of the folder that `serve --updates` names, whole or in part. Nobody is asked who they
//! are: kiosks believe the signed list of checksums in it, and not whoever gave it to them.
//!
//! **Architecture invariant:** only plain files that lie in the folder itself are served, by their names; nothing tells
//! what else lies there.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::UNIX_EPOCH;

use axum::extract::{Path, State};
use axum::http::{HeaderMap, header};
use axum::response::Response;
use tokio::io::AsyncReadExt;

use super::App;
use super::content::Content;
use super::refused::Refused;
use crate::store::StoreError;

/// The list of checksums.
const LIST: &str = "SHA256SUMS";
/// What kiosks take of it.
const LIST_BYTES_MAX: u64 = 100_000;
const NAME_BYTES_MAX: usize = 200;

/// The folder with what kiosks update themselves from. `None`: there is none here.
#[derive(Clone, Debug, Default)]
pub(crate) struct Updates(Option<Arc<PathBuf>>);

impl Updates {
    pub(crate) fn of(folder: Option<PathBuf>) -> Updates {
        Updates(folder.map(Arc::new))
    }

    /// The versions that its list names, the newest first. `None`: there is no folder, or no list in it.
    pub(crate) async fn versions(&self) -> Option<Vec<String>> {
        let file = tokio::fs::File::open(self.0.as_ref()?.join(LIST)).await.ok()?;
        let mut list = String::new();
        file.take(LIST_BYTES_MAX).read_to_string(&mut list).await.ok()?;
        Some(versions_in(&list))
    }
}

/// `<checksum>  anjungan_0.3.0.efi` is a version; other files go with one.
fn versions_in(list: &str) -> Vec<String> {
    let names = list.lines().filter_map(|line| line.split_once([' ', '\t']));
    let mut versions: Vec<String> = names
        .filter_map(|(_, name)| {
            name.trim_start().trim_start_matches('*').strip_prefix("anjungan_")?.strip_suffix(".efi")
        })
        .map(str::to_owned)
        .collect();
    versions.sort_by(|a, b| {
        match (anjungan_wire::version::is_older(a, b), anjungan_wire::version::is_older(b, a)) {
            (true, _) => std::cmp::Ordering::Greater,
            (_, true) => std::cmp::Ordering::Less,
            (false, false) => b.cmp(a),
        }
    });
    versions.dedup();
    versions
}

/// Names as releases have them. None begins with a dot, so none leads out of the folder.
fn is_name(name: &str) -> bool {
    let fits = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '+' | '~' | '^' | '-');
    (1..=NAME_BYTES_MAX).contains(&name.len()) && !name.starts_with('.') && name.chars().all(fits)
}

pub(super) async fn file(
    State(app): State<Arc<App>>,
    Path(name): Path<String>,
    headers: HeaderMap,
) -> Result<Response, Refused> {
    let missing = || Refused::not_found("there is no such update here");
    let folder = app.updates.0.as_ref().ok_or_else(missing)?;
    let path = Some(&name).filter(|name| is_name(name)).map(|name| folder.join(name)).ok_or_else(missing)?;
    // What a link points to need not be meant for everybody.
    let about = match tokio::fs::symlink_metadata(&path).await {
        Ok(about) if about.is_file() => about,
        Ok(_) => return Err(missing()),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Err(missing()),
        Err(error) => return Err(StoreError::file("read", &path)(error).into()),
    };
    let changed = about.modified().ok().and_then(|at| at.duration_since(UNIX_EPOCH).ok()).unwrap_or_default();
    let tag = format!("\"{:x}-{:x}\"", about.len(), changed.as_nanos());
    // The list and its signature say what is newest; what they name has its version in its name.
    let keep = if name.starts_with(LIST) { "no-store" } else { "public, max-age=86400" };
    let common = [
        (header::CONTENT_TYPE, "application/octet-stream".to_owned()),
        (header::CACHE_CONTROL, keep.to_owned()),
    ];
    Content::of_file(path).await?.answer(&headers, &tag, common).await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_names_of_files_in_the_folder_itself_are_names() {
        for name in [
            "SHA256SUMS",
            "SHA256SUMS.gpg",
            "anjungan_0.3.0.efi",
            "whole_anjungan_0.3.0~rc^1+a-b.root.raw.zst",
        ] {
            assert!(is_name(name), "{name}");
        }
        let long = "a".repeat(NAME_BYTES_MAX + 1);
        for name in ["", ".", "..", ".hidden", "../keys", "a/b", "a\\b", "a b", "a\0", "a%2f", "é", &long] {
            assert!(!is_name(name), "{name}");
        }
    }

    #[test]
    fn the_list_says_which_versions_there_are() {
        let list = "aa  anjungan_0.9.0.efi\nbb *anjungan_0.10.0.efi\nbb *anjungan_0.10.0.root.raw\ncc  whole_anjungan_0.9.0.efi.zst\nx\n";
        assert_eq!(versions_in(list), ["0.10.0", "0.9.0"]);
        assert_eq!(versions_in(""), Vec::<String>::new());
    }
}
