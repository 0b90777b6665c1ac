use super::*;

fn largest() -> Application {
    let receipt = ReceiptNumber::draw(&"K07".parse().unwrap(), [1; 8]);
    specimen::application(
        receipt,
        Secret::new([2; 16]),
        Photo::Taken { jpeg: vec![7; limits::PHOTO_BYTES_MAX] },
    )
}

#[test]
fn the_largest_photo_fits_one_op_and_comes_back() {
    let text = serde_json::to_vec(&largest()).unwrap();
    assert!(text.len() + 48 <= crate::limits::OP_SEALED_BYTES_MAX, "{}", text.len());
    assert_eq!(serde_json::from_slice::<Application>(&text).unwrap(), largest());
}

#[test]
fn no_person_shows_in_a_debug_text_by_number_secret_or_picture() {
    let text = format!("{:?}", largest());
    assert!(!text.contains(specimen::NIK) && text.contains("9799••••••••0001"), "{text}");
    assert!(text.contains("Secret(…)") && text.contains("Taken(40000 bytes)"), "{text}");
}
