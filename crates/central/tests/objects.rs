//! Where pictures lie: in the folder, and in a bucket of a server that nobody here wrote (tests/objects.sh starts it).

use anjungan_central::objects::{Objects, ObjectsError, Place, Server, Settings};
use anjungan_central::office::people::Role;
use anjungan_wire::content::MediaHash;
use bytes::Bytes;

use crate::console::content::{act, begin, begun, feed, picture};
use crate::console::desk::{desk, desk_of, goes_to, jpeg};
use crate::kit;

/// The address of an S3 server, with the bucket `gambar` on it.
const SERVER: &str = "ANJUNGAN_TEST_OBJECTS";

fn at(endpoint: &str) -> Server {
    Server { endpoint: Some(endpoint.into()), region: "us-east-1".into(), ca_file: None }
}

fn bucket_at(endpoint: &str, prefix: &str) -> Settings {
    let place: Place = format!("s3://gambar/{prefix}").parse().unwrap();
    let key = |name: &str| (name != "AWS_SESSION_TOKEN").then(|| "contoh".to_owned());
    Settings::of(place, at(endpoint), None, &key).unwrap()
}

/// A server of which it is certain that nobody listens there any more.
fn nobody() -> String {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    format!("http://{}", listener.local_addr().unwrap())
}

fn server() -> Option<String> {
    let server = std::env::var(SERVER).ok();
    if server.is_none() {
        println!("skipped: no S3 server ({SERVER}); tests/objects.sh starts one");
    }
    server
}

fn block_on<T>(work: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(work)
}

#[test]
fn in_a_folder_a_picture_is_a_file_of_its_name_and_a_damaged_one_is_not_shown() {
    let store = kit::store();
    let objects = Objects::folder(store.dir()).unwrap();
    block_on(async {
        let hash = objects.put(&Bytes::from_static(b"gambar")).await.unwrap();
        assert_eq!(objects.put(&Bytes::from_static(b"gambar")).await.unwrap(), hash);
        assert_eq!(objects.get(&hash).await.unwrap().unwrap(), "gambar");
        let file = store.dir().join("blobs").join(hash.to_string());
        assert_eq!(std::fs::read(&file).unwrap(), b"gambar");
        assert_eq!(
            std::fs::read_dir(store.dir().join("blobs")).unwrap().count(),
            1,
            "nothing is left beside it"
        );
        std::fs::write(&file, b"gambaR").unwrap();
        assert!(matches!(objects.get(&hash).await, Err(ObjectsError::Damaged { .. })));
        assert!(!objects.has(&MediaHash([0; 32])).await.unwrap());
    });
}

#[test]
fn while_the_bucket_is_away_nothing_is_kept_published_or_lost() {
    // A picture of the library, from when the bucket was there.
    let at_home = desk();
    let editor = at_home.officer("edi", Role::Editor);
    picture(&editor);
    let made = anjungan_central::content::picture::made(&jpeg()).unwrap();

    let desk = desk_of(kit::central_with(&bucket_at(&nobody(), "a")));
    let (editor, approver) = (desk.officer("edi", Role::Editor), desk.officer("ayu", Role::Approver));
    let file = jpeg();
    let refused = editor.post_files("/console/content/pictures", &[], &[("file", "a.jpg", &file)]);
    assert_eq!((refused.status, refused.header("retry-after")), (503, "60"));
    assert!(refused.text().contains("id=\"error\""), "a page that says what to do");
    assert!(editor.page("/console/content/pictures").contains("id=\"empty\""));
    let typed = [("face", "image"), ("image.id.alt", "Yang diketik"), ("kind", "slide"), ("key", "k1")];
    let refused = editor.post_files("/console/content", &typed, &[("image.id.file", "a.jpg", &file)]);
    assert_eq!((refused.status, refused.header("retry-after")), (503, "60"));
    assert!(refused.text().contains("Yang diketik") && refused.text().contains("id=\"error\""));

    let hash: MediaHash = anjungan_wire::encoding::sha256_hex(&made.jpeg).parse().unwrap();
    let named = made.clone();
    desk.running
        .central
        .with_store(move |store| {
            let by =
                store.officers().unwrap().into_iter().find(|officer| officer.role == Role::Editor).unwrap();
            let by = anjungan_central::store::Author { id: by.id, role: by.role, offices: by.offices };
            store.add_media(&hash, &named, "poster.jpg", &by, jiff::Timestamp::now()).unwrap();
        })
        .unwrap();
    let slide = [("face", "image"), ("image.id", &*hash.to_string()), ("image.id.alt", "Poster")];
    let thing = begun(&editor, "slide", &slide);
    goes_to(&act(&editor, &thing, "submit"));
    let refused = act(&approver, &thing, "publish");
    assert_eq!((refused.status, refused.header("retry-after")), (503, "60"));
    assert!(refused.text().contains("id=\"error\"") && feed(&desk, "announcements").is_empty());
    let blob = desk.kiosk.get(&format!("/v1/blob/{hash}"), "");
    assert_eq!((blob.status, blob.header("retry-after")), (503, "30"));
    assert_eq!(editor.get(&format!("/console/content/picture/{hash}")).status, 503);
    // A slide without a picture needs no bucket.
    assert_eq!(begin(&editor, "slide", &[("face", "text"), ("headline.id", "Loket tutup")]).status, 303);

    // What lay in the folder before there was a bucket is read from there.
    std::fs::write(desk.running.dir.path().join("blobs").join(hash.to_string()), &made.jpeg).unwrap();
    let older = Objects::folder(desk.running.dir.path()).unwrap();
    assert!(block_on(older.has(&hash)).unwrap());
}

#[test]
fn a_bucket_keeps_pictures_under_its_prefix_and_gives_them_back() {
    let Some(server) = server() else { return };
    let store = kit::store();
    let bucket = Objects::open(&bucket_at(&server, "kantor/3216"), store.dir()).unwrap();
    let folder = Objects::folder(store.dir()).unwrap();
    block_on(async {
        bucket.check().await.unwrap();
        let hash = bucket.put(&Bytes::from_static(b"dalam ember")).await.unwrap();
        assert_eq!(bucket.get(&hash).await.unwrap().unwrap(), "dalam ember");
        assert!(!folder.has(&hash).await.unwrap());
        let elsewhere = Objects::open(&bucket_at(&server, "kantor/3275"), store.dir()).unwrap();
        assert!(!elsewhere.has(&hash).await.unwrap(), "another prefix is another place");
        // What came before the bucket is found, and moves when it is told to.
        let older = folder.put(&Bytes::from_static(b"dari dulu")).await.unwrap();
        assert!(elsewhere.has(&older).await.unwrap());
        let copies = elsewhere.copy_from(&folder, &[older, hash]).await.unwrap();
        assert_eq!((copies.copied, copies.there, copies.missing), (1, 0, 1));
        let copies = elsewhere.copy_from(&folder, &[older]).await.unwrap();
        assert_eq!((copies.copied, copies.there, copies.missing), (0, 1, 0));
        let none: Place = "s3://tidak-ada".parse().unwrap();
        let key = |_: &str| Some("contoh".to_owned());
        let none = Settings::of(none, at(&server), None, &key).unwrap();
        let none = Objects::open(&none, store.dir()).unwrap();
        let error = none.check().await.unwrap_err();
        assert!(matches!(error, ObjectsError::NoBucket { .. }), "{error}");
        assert!(!error.to_string().contains("contoh"), "no key in an error: {error}");
    });
}

#[test]
fn a_slide_from_a_bucket_reaches_a_kiosk() {
    let Some(server) = server() else { return };
    let desk = desk_of(kit::central_with(&bucket_at(&server, "utuh")));
    let (editor, approver) = (desk.officer("edi", Role::Editor), desk.officer("ayu", Role::Approver));
    let hash = picture(&editor);
    let blobs = desk.running.dir.path().join("blobs");
    assert!(!blobs.join(&hash).exists(), "it lies in the bucket");
    let thing =
        begun(&editor, "slide", &[("face", "image"), ("image.id", &hash), ("image.id.alt", "Poster")]);
    goes_to(&act(&editor, &thing, "submit"));
    goes_to(&act(&approver, &thing, "publish"));
    let blob = desk.kiosk.get(&format!("/v1/blob/{hash}"), "");
    assert_eq!((blob.status, blob.header("content-type")), (200, "image/jpeg"));
    assert_eq!(anjungan_wire::encoding::sha256_hex(&blob.body), hash);
    assert_eq!(editor.get(&format!("/console/content/picture/{hash}")).body, blob.body);
}
