//! What is sent whole or in part: a download that broke off goes on where it stopped.

use std::io::SeekFrom;
use std::path::PathBuf;

use axum::body::Body;
use axum::http::{HeaderMap, HeaderName, StatusCode, header};
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use tokio::fs::File;
use tokio::io::{AsyncReadExt, AsyncSeekExt};
use tokio_util::io::ReaderStream;

use super::refused::Refused;
use crate::store::StoreError;

/// Bytes read from the disk at a time.
const CHUNK_BYTES: usize = 64 * 1024;

/// What is sent: a picture is small and held, another blob is read from the disk bit by bit.
pub(super) enum Content {
    Held(Bytes),
    OnDisk { file: File, path: PathBuf, size: u64 },
}

impl Content {
    pub(super) async fn of_file(path: PathBuf) -> Result<Content, Refused> {
        let failed = |error| Refused::from(StoreError::file("read", &path)(error));
        let file = File::open(&path).await.map_err(failed)?;
        let size = file.metadata().await.map_err(failed)?.len();
        Ok(Content::OnDisk { file, path, size })
    }

    /// The answer to who asked with these headers, under this entity tag.
    pub(super) async fn answer(
        self,
        asked: &HeaderMap,
        tag: &str,
        common: [(HeaderName, String); 2],
    ) -> Result<Response, Refused> {
        let size = self.size();
        let common = (common, [(header::ACCEPT_RANGES, "bytes".to_owned()), (header::ETAG, tag.to_owned())]);
        match wanted(asked, tag, size) {
            Wanted::Whole => {
                let length = [(header::CONTENT_LENGTH, size.to_string())];
                Ok((common.0, common.1, length, self.part(0, size).await?).into_response())
            }
            Wanted::Part { first, last } => {
                let length = last - first + 1;
                let range = [
                    (header::CONTENT_RANGE, format!("bytes {first}-{last}/{size}")),
                    (header::CONTENT_LENGTH, length.to_string()),
                ];
                let body = self.part(first, length).await?;
                Ok((StatusCode::PARTIAL_CONTENT, common.0, common.1, range, body).into_response())
            }
            Wanted::Nothing => {
                let range = [(header::CONTENT_RANGE, format!("bytes */{size}"))];
                let refused =
                    Refused::malformed(format!("the range lies outside the {size} bytes of this file"))
                        .with(StatusCode::RANGE_NOT_SATISFIABLE);
                Ok((range, refused).into_response())
            }
        }
    }

    fn size(&self) -> u64 {
        match self {
            Content::Held(bytes) => bytes.len() as u64,
            Content::OnDisk { size, .. } => *size,
        }
    }

    /// The `length` bytes from `first`, which are there.
    async fn part(self, first: u64, length: u64) -> Result<Body, Refused> {
        match self {
            Content::Held(bytes) => {
                let held = |at: u64| usize::try_from(at).unwrap_or(usize::MAX).min(bytes.len());
                Ok(Body::from(bytes.slice(held(first)..held(first + length))))
            }
            Content::OnDisk { mut file, path, .. } => {
                let failed = |error| Refused::from(StoreError::file("read", &path)(error));
                file.seek(SeekFrom::Start(first)).await.map_err(failed)?;
                Ok(Body::from_stream(ReaderStream::with_capacity(file.take(length), CHUNK_BYTES)))
            }
        }
    }
}

/// What of a file is asked for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Wanted {
    Whole,
    Part { first: u64, last: u64 },
    Nothing,
}

/// RFC 9110 §14.2, for one range. Several ranges, other units and what does not parse are ignored, as
/// the RFC allows: the answer is the whole file.
fn wanted(headers: &HeaderMap, tag: &str, size: u64) -> Wanted {
    let text = |name| headers.get(name).and_then(|value| value.to_str().ok());
    if text(header::IF_RANGE).is_some_and(|want| want != tag) {
        return Wanted::Whole;
    }
    let Some((first, last)) = text(header::RANGE)
        .and_then(|range| range.strip_prefix("bytes="))
        .and_then(|range| range.split_once('-'))
    else {
        return Wanted::Whole;
    };
    match (first.trim().parse::<u64>(), last.trim()) {
        (Ok(first), _) if first >= size => Wanted::Nothing,
        (Ok(first), "") => Wanted::Part { first, last: size - 1 },
        (Ok(first), last) => match last.parse::<u64>() {
            Ok(last) if last >= first => Wanted::Part { first, last: last.min(size - 1) },
            Ok(_) | Err(_) => Wanted::Whole,
        },
        (Err(_), last) if first.trim().is_empty() => match last.parse::<u64>() {
            Ok(0) => Wanted::Nothing,
            Ok(tail) if size > 0 => Wanted::Part { first: size.saturating_sub(tail), last: size - 1 },
            Ok(_) => Wanted::Nothing,
            Err(_) => Wanted::Whole,
        },
        (Err(_), _) => Wanted::Whole,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(range: &str) -> Wanted {
        let mut headers = HeaderMap::new();
        headers.insert(header::RANGE, range.parse().unwrap());
        wanted(&headers, "\"t\"", 100)
    }

    #[test]
    fn ranges_are_read_as_the_rfc_says() {
        for (range, want) in [
            ("bytes=0-0", Wanted::Part { first: 0, last: 0 }),
            ("bytes=40-", Wanted::Part { first: 40, last: 99 }),
            ("bytes=40-1000", Wanted::Part { first: 40, last: 99 }),
            ("bytes=-10", Wanted::Part { first: 90, last: 99 }),
            ("bytes=-1000", Wanted::Part { first: 0, last: 99 }),
            ("bytes=100-", Wanted::Nothing),
            ("bytes=-0", Wanted::Nothing),
            ("bytes=9-3", Wanted::Whole),
            ("bytes=1-2,5-6", Wanted::Whole),
            ("lines=1-2", Wanted::Whole),
            ("bytes=x-y", Wanted::Whole),
            ("bytes=-", Wanted::Whole),
            ("bytes=99999999999999999999-", Wanted::Whole),
        ] {
            assert_eq!(of(range), want, "{range}");
        }
    }

    #[test]
    fn another_tag_means_the_whole_file() {
        let mut headers = HeaderMap::new();
        headers.insert(header::RANGE, "bytes=5-".parse().unwrap());
        headers.insert(header::IF_RANGE, "\"other\"".parse().unwrap());
        assert_eq!(wanted(&headers, "\"t\"", 100), Wanted::Whole);
        headers.insert(header::IF_RANGE, "\"t\"".parse().unwrap());
        assert_eq!(wanted(&headers, "\"t\"", 100), Wanted::Part { first: 5, last: 99 });
    }
}
