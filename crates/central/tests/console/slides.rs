//! A slide with its picture, in one form.

use anjungan_central::office::people::Role;
use anjungan_wire::content::{Item, SlideFace};

use super::content::{act, begin, contents};
use super::desk::{Browser, desk, goes_to, hidden, jpeg};
use crate::kit::Answer;

const SLIDE: [(&str, &str); 3] =
    [("kind", "slide"), ("face", "image"), ("image.id.alt", "Bursa kerja 5 Desember")];

/// A slide's form, sent with files.
fn send(editor: &Browser, fields: &[(&str, &str)], files: &[(&str, &str, &[u8])]) -> Answer {
    let page = editor.page("/console/content/new?kind=slide");
    assert!(page.contains("enctype=\"multipart/form-data\"") && page.contains("name=\"image.id.file\""));
    let mut all = vec![("key", hidden(&page, "id=\"content-form\"", "key"))];
    all.extend_from_slice(fields);
    editor.post_files("/console/content", &all, files)
}

#[test]
fn a_slide_brings_its_picture_along() {
    let desk = desk();
    let (editor, approver) = (desk.officer("edi", Role::Editor), desk.officer("ayu", Role::Approver));
    let picture = jpeg();
    let files: [(&str, &str, &[u8]); 2] =
        [("image.id.file", "/home/edi/poster.jpg", &picture), ("image.en.file", "", b"")];
    let thing = goes_to(&send(&editor, &SLIDE, &files)).split('?').next().unwrap().to_owned();
    goes_to(&act(&editor, &thing, "submit"));
    goes_to(&act(&approver, &thing, "publish"));
    let Item::Slide(slide) = &contents(&desk, "announcements")[0].item else { panic!() };
    let SlideFace::Image { image } = &slide.face else { panic!() };
    assert!(image.en.is_none(), "an input in which nothing was chosen is no picture");
    let library = editor.page("/console/content/pictures");
    assert!(library.contains("poster.jpg") && !library.contains("/home"));

    // Another file in its place: another version with another picture.
    let form = editor.page(&format!("{thing}/edit"));
    let (key, rev) = (hidden(&form, "content-form", "key"), hidden(&form, "content-form", "rev"));
    let before = image.id.sha256.to_string();
    let fields = [SLIDE.as_slice(), &[("image.id", &before), ("key", key), ("rev", rev)]].concat();
    let mut other = Vec::new();
    let red = image::RgbImage::from_pixel(400, 400, image::Rgb([200, 0, 0]));
    red.write_to(&mut std::io::Cursor::new(&mut other), image::ImageFormat::Png).unwrap();
    goes_to(&editor.post_files(&format!("{thing}/edit"), &fields, &[("image.id.file", "b.png", &other)]));
    assert!(editor.page(&thing).contains("id=\"changes\""));
    assert_eq!(editor.page("/console/content/pictures").matches("<figure>").count(), 2);
}

#[test]
fn what_was_typed_and_what_was_uploaded_outlive_a_mistake() {
    let desk = desk();
    let editor = desk.officer("edi", Role::Editor);
    let picture = jpeg();
    // The picture is good, another field is not: the picture is chosen when the form comes again.
    let answer =
        send(&editor, &[SLIDE[0], SLIDE[1], ("priority", "banyak")], &[("image.id.file", "a.jpg", &picture)]);
    assert_eq!(answer.status, 422);
    let page = answer.text();
    assert!(page.contains("f-priority-error") && page.contains("f-image-id-alt-error"));
    let chosen = page.split("name=\"image.id\"").nth(1).unwrap().split("</select>").next().unwrap();
    assert!(chosen.contains("selected"), "{chosen}");
    // The picture is none.
    let answer = send(&editor, &SLIDE, &[("image.id.file", "a.svg", b"<svg/>")]);
    assert_eq!(answer.status, 422);
    let page = answer.text();
    assert!(page.contains("id=\"f-image-id-error\"") && page.contains("Bursa kerja 5 Desember"));
    assert!(editor.page("/console/content").contains("id=\"empty\""));
}

#[test]
fn a_form_with_files_needs_its_token_first_and_takes_no_file_that_nobody_asks_for() {
    let desk = desk();
    let editor = desk.officer("edi", Role::Editor);
    let picture = jpeg();
    let origin = format!("http://{}", editor.authority);
    let headers = [("content-type", "multipart/form-data; boundary=xx"), ("origin", origin.as_str())];
    let part = |name: &str, value: &str| {
        format!("--xx\r\ncontent-disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n")
    };
    let late = part("kind", "slide") + &part("token", &editor.token()) + "--xx--\r\n";
    assert_eq!(editor.send("POST", "/console/content", late.as_bytes(), &headers).status, 403);
    let answer = send(&editor, &SLIDE, &[("other.file", "a.jpg", &picture)]);
    assert_eq!(answer.status, 400);
    // An announcement has no picture.
    let answer = editor.post_files(
        "/console/content",
        &[("kind", "announcement"), ("key", "k1")],
        &[("image.id.file", "a.jpg", &picture)],
    );
    assert_eq!(answer.status, 400);
    assert!(editor.page("/console/content/pictures").contains("id=\"empty\""));
    // The plain form still does.
    assert_eq!(begin(&editor, "slide", &[("face", "image")]).status, 422);
}
