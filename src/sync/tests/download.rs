//! Files: resumed, checked, whole or not there.

use sha2::{Digest as _, Sha256};

use super::super::answer::CallError;
use super::super::download::{DownloadError, Wanted, fetch, tidy};
use super::*;

fn file() -> Vec<u8> {
    (0..3_000_000u32).map(|i| (i / 7) as u8).collect()
}

fn wanted(bytes: &[u8]) -> Wanted {
    Wanted { sha256: Sha256::digest(bytes).into(), size: bytes.len() as u64, size_max: 1 << 30 }
}

/// The piece that a request asks for, with its status line.
fn piece(request: &Request, bytes: &[u8]) -> Reply {
    let range = request.header("range").unwrap().strip_prefix("bytes=").unwrap().to_owned();
    let (from, to) = range.split_once('-').unwrap();
    let (from, to): (usize, usize) = (from.parse().unwrap(), to.parse().unwrap());
    let part = &bytes[from..=to];
    let head = format!(
        "HTTP/1.1 206 Partial Content\r\nContent-Type: application/zstd\r\nContent-Range: bytes {from}-{to}/{}\r\n\
         Content-Length: {}\r\nConnection: close\r\n\r\n",
        bytes.len(),
        part.len()
    );
    Reply::Raw([head.as_bytes(), part].concat())
}

fn whole(bytes: &[u8]) -> Reply {
    let head = format!("HTTP/1.1 200 OK\r\nContent-Length: {}\r\nConnection: close\r\n\r\n", bytes.len());
    Reply::Raw([head.as_bytes(), bytes].concat())
}

fn get(server: &Server, wanted: &Wanted, folder: &std::path::Path) -> Result<Vec<u8>, DownloadError> {
    let (client, _clock) = client(server);
    let source = |sha256: &[u8; 32], from, to| client.piece(sha256, from, to);
    fetch(&source, wanted, folder, &|| false).map(|path| std::fs::read(path).unwrap())
}

fn files(folder: &std::path::Path) -> usize {
    std::fs::read_dir(folder).unwrap().count()
}

#[test]
fn a_file_comes_in_pieces_and_is_not_fetched_twice() {
    let (folder, bytes) = (tempfile::tempdir().unwrap(), file());
    let served = bytes.clone();
    let server = Server::start(move |request| piece(request, &served));
    assert_eq!(get(&server, &wanted(&bytes), folder.path()).unwrap(), bytes);
    assert_eq!(server.paths().len(), 2);
    assert_eq!(get(&server, &wanted(&bytes), folder.path()).unwrap(), bytes);
    assert_eq!(server.paths().len(), 2, "it was there");
    assert_eq!(files(folder.path()), 1, "no part is left");
}

#[test]
fn a_torn_piece_is_resumed_where_it_ended() {
    let (folder, bytes) = (tempfile::tempdir().unwrap(), file());
    let served = bytes.clone();
    let mut tries = 0;
    let server = Server::start(move |request| {
        tries += 1;
        let mut reply = piece(request, &served);
        if let (Reply::Raw(bytes), 1) = (&mut reply, tries) {
            bytes.truncate(1_000_000);
        }
        reply
    });
    let torn = get(&server, &wanted(&bytes), folder.path());
    assert!(matches!(torn, Err(DownloadError::Call(CallError::Offline(_)))), "{torn:?}");
    assert_eq!(get(&server, &wanted(&bytes), folder.path()).unwrap(), bytes);
    let second = server.requests()[1].header("range").unwrap().to_owned();
    assert!(!second.starts_with("bytes=0-"), "{second}");
}

#[test]
fn a_central_that_knows_no_pieces_sends_all_of_it() {
    let (folder, bytes) = (tempfile::tempdir().unwrap(), file());
    let part =
        folder.path().join(anjungan_wire::encoding::hex(&wanted(&bytes).sha256)).with_extension("part");
    std::fs::write(part, b"the beginning of something else").unwrap();
    let served = bytes.clone();
    let server = Server::start(move |_| whole(&served));
    assert_eq!(get(&server, &wanted(&bytes), folder.path()).unwrap(), bytes);
}

#[test]
fn wrong_bytes_are_thrown_away_and_an_older_file_stays() {
    let (folder, bytes) = (tempfile::tempdir().unwrap(), file());
    let old = folder.path().join("older");
    std::fs::write(&old, b"x").unwrap();
    let mut served = bytes.clone();
    served[2_999_999] ^= 1;
    let server = Server::start(move |request| piece(request, &served));
    let wrong = get(&server, &wanted(&bytes), folder.path());
    assert!(matches!(wrong, Err(DownloadError::WrongHash)), "{wrong:?}");
    assert_eq!(files(folder.path()), 1);
    assert!(old.exists());
}

#[test]
fn a_login_page_an_empty_piece_and_a_huge_file_are_no_files() {
    let (folder, bytes) = (tempfile::tempdir().unwrap(), file());
    let portal = Server::start(|_| raw("200 OK\r\nContent-Type: text/html", "<html>"));
    let error = get(&portal, &wanted(&bytes), folder.path());
    assert!(matches!(error, Err(DownloadError::Call(CallError::NotCentral(_)))), "{error:?}");
    let empty = Server::start(|_| raw("206 Partial Content\r\nContent-Range: bytes 0-0/1", ""));
    let error = get(&empty, &wanted(&bytes), folder.path());
    assert!(matches!(error, Err(DownloadError::Call(CallError::Garbled(_)))), "{error:?}");
    let huge = Wanted { size: u64::MAX, ..wanted(&bytes) };
    assert!(matches!(get(&empty, &huge, folder.path()), Err(DownloadError::TooLarge { .. })));
}

#[test]
fn a_stop_keeps_what_came() {
    let (folder, bytes) = (tempfile::tempdir().unwrap(), file());
    let served = bytes.clone();
    let server = Server::start(move |request| piece(request, &served));
    let (client, _clock) = client(&server);
    let source = |sha256: &[u8; 32], from, to| client.piece(sha256, from, to);
    let reads = std::cell::Cell::new(0);
    let stopping = || {
        reads.set(reads.get() + 1);
        reads.get() > 5
    };
    let stopped = fetch(&source, &wanted(&bytes), folder.path(), &stopping);
    assert!(matches!(stopped, Err(DownloadError::Stopped)));
    assert_eq!(files(folder.path()), 1, "the part is kept");
    tidy(folder.path(), &[]);
    assert_eq!(files(folder.path()), 0);
}

#[test]
fn tidying_touches_only_files_that_came_from_central() {
    let folder = tempfile::tempdir().unwrap();
    let (used, unused) = ([1; 32], [2; 32]);
    let name = |sha256: &[u8; 32]| anjungan_wire::encoding::hex(sha256);
    let others = ["ledger.db", "ledger.db-wal", "device.key", "catalogue.db", "x.part", "aa"];
    for file in others {
        std::fs::write(folder.path().join(file), b"x").unwrap();
    }
    for file in [name(&used), name(&unused), format!("{}.part", name(&unused))] {
        std::fs::write(folder.path().join(file), b"x").unwrap();
    }
    tidy(folder.path(), &[used]);
    assert_eq!(files(folder.path()), others.len() + 1);
    assert!(others.iter().all(|file| folder.path().join(file).exists()));
    assert!(folder.path().join(name(&used)).exists());
}
