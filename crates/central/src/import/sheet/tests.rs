use std::io::Write as _;

use jiff::civil::date;
use rust_xlsxwriter::{ExcelDateTime, Format as Dress, Workbook};
use tempfile::NamedTempFile;

use super::*;

fn file(bytes: &[u8]) -> NamedTempFile {
    let mut file = NamedTempFile::new().unwrap();
    file.write_all(bytes).unwrap();
    file
}

fn rows(path: &Path, sheet: &str) -> Result<Vec<(u32, Vec<String>)>, SheetError> {
    let mut rows = Vec::new();
    each_row(path, sheet, &mut |row, _| {
        rows.push((row.no, row.cells.iter().map(Cell::shown).collect()));
        Ok::<_, SheetError>(true)
    })?;
    Ok(rows)
}

fn texts(row: &[&str]) -> Vec<String> {
    row.iter().map(|text| (*text).to_owned()).collect()
}

#[test]
fn csv_is_read_whatever_its_delimiter_and_encoding() {
    let expected = vec![(1, texts(&["Jabatan", "Perusahaan"])), (2, texts(&["Kasir", "Café Wé"]))];
    let utf16: Vec<u8> =
        "\u{feff}Jabatan;Perusahaan\r\nKasir;Café Wé\r\n".encode_utf16().flat_map(u16::to_le_bytes).collect();
    for bytes in [
        "Jabatan,Perusahaan\nKasir,Café Wé\n".as_bytes(),
        "\u{feff}Jabatan;Perusahaan\r\nKasir;Café Wé\r\n".as_bytes(),
        b"Jabatan\tPerusahaan\r\nKasir\tCaf\xe9 W\xe9\r\n",
        b"\"Jabatan\"|\"Perusahaan\"\nKasir|\"Caf\xe9 W\xe9\"",
        &utf16,
    ] {
        assert_eq!(rows(file(bytes).path(), "").unwrap(), expected);
    }
    let gaps = file(b"Jabatan;Perusahaan\r\n\r\n\r\nKasir;\"PT\r\nContoh\"\r\nSopir;x\r\n\r\nKoki;y");
    let numbers: Vec<u32> = rows(gaps.path(), "").unwrap().iter().map(|(no, _)| *no).collect();
    assert_eq!(numbers, [1, 4, 6, 8], "rows are called as the spreadsheet program calls them");
    let noted = file("sep=;\nJabatan;Gaji, Rp\nKasir;\"5.000.000, nego\"\n\n;;\n".as_bytes());
    assert_eq!(
        rows(noted.path(), "").unwrap(),
        [(2, texts(&["Jabatan", "Gaji, Rp"])), (3, texts(&["Kasir", "5.000.000, nego"]))]
    );
}

#[test]
fn a_character_across_two_reads_is_one_character() {
    let mut text = "a".repeat((256 << 10) - 1);
    text.insert(3, '\n');
    text.push_str("é\n");
    let found = rows(file(text.as_bytes()).path(), "").unwrap();
    assert!(
        found[1].1[0].ends_with('é') || found[1].1[0].chars().count() == super::super::cell::CELL_CHARS_MAX
    );
    let last = file(format!("x;{}\ny;é\n", "b".repeat(300)).as_bytes());
    assert_eq!(rows(last.path(), "").unwrap()[1].1[1], "é");
}

#[test]
fn a_workbook_is_read_with_its_merged_cells_days_and_numbers() {
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet();
    sheet.set_name("Data").unwrap();
    let plain = Dress::new();
    sheet.merge_range(0, 0, 0, 3, "DAFTAR LOWONGAN", &plain).unwrap();
    sheet.merge_range(2, 0, 4, 0, "PT Contoh", &plain).unwrap();
    for (row, title) in (2..).zip(["Kasir", "Sopir"]) {
        sheet.write(row, 1, title).unwrap();
    }
    sheet.write(2, 2, 5_599_593.0).unwrap();
    let dated = Dress::new().set_num_format("dd/mm/yyyy");
    sheet.write_with_format(2, 3, ExcelDateTime::from_ymd(2026, 11, 22).unwrap(), &dated).unwrap();
    sheet.write(3, 3, "30 November 2026").unwrap();
    sheet.write_formula(3, 2, rust_xlsxwriter::Formula::new("=1+1").set_result("2")).unwrap();
    workbook.add_worksheet().set_hidden(true);
    let file = file(&workbook.save_to_buffer().unwrap());
    let found = rows(file.path(), "Data").unwrap();
    assert_eq!(
        found,
        [
            (1, texts(&["DAFTAR LOWONGAN"; 4])),
            (3, texts(&["PT Contoh", "Kasir", "5599593", "2026-11-22"])),
            (4, texts(&["PT Contoh", "Sopir", "2", "30 November 2026"])),
        ]
    );
    let samples = sample(file.path()).unwrap();
    assert_eq!(samples.len(), 1, "the hidden sheet is not offered");
    assert_eq!((samples[0].sheet.as_str(), samples[0].rows.len()), ("Data", 3));
    let mut days = Vec::new();
    each_row(file.path(), "Data", &mut |row, calendar| {
        days.extend(row.cells.get(3).and_then(|cell| cell.day(calendar)));
        Ok::<_, SheetError>(true)
    })
    .unwrap();
    assert_eq!(days, [date(2026, 11, 22), date(2026, 11, 30)]);
    assert!(matches!(rows(file.path(), "Lain"), Err(SheetError::NoSheet)));
}

#[test]
fn what_is_no_spreadsheet_is_refused_and_says_what_to_do() {
    assert!(matches!(rows(file(b"").path(), ""), Err(SheetError::Empty)));
    assert!(matches!(sample(file(b"\n\n;;\n").path()), Err(SheetError::Empty)));
    assert!(matches!(
        rows(file(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1").path(), ""),
        Err(SheetError::OldOrLocked)
    ));
    assert!(matches!(rows(file(b"PK\x03\x04 no archive").path(), ""), Err(SheetError::NotAWorkbook(_))));
    let open_quote = format!("a;b\nc;\"{}", "d\n".repeat(400_000));
    assert!(matches!(rows(file(open_quote.as_bytes()).path(), ""), Err(SheetError::Quote(2))));
}

#[test]
fn an_archive_that_unpacks_to_gigabytes_is_refused_before_anything_reads_it() {
    let file = NamedTempFile::new().unwrap();
    let mut archive = zip::ZipWriter::new(file.reopen().unwrap());
    let packed =
        zip::write::SimpleFileOptions::default().compression_method(zip::CompressionMethod::Deflated);
    archive.start_file("xl/sharedStrings.xml", packed).unwrap();
    let zeros = vec![0; 1 << 20];
    for _ in 0..129 {
        archive.write_all(&zeros).unwrap();
    }
    archive.finish().unwrap();
    assert!(file.path().metadata().unwrap().len() < 1 << 20);
    assert!(matches!(rows(file.path(), ""), Err(SheetError::Unpacks)));
}

#[test]
fn a_sheet_that_names_a_row_and_a_column_far_away_costs_nothing() {
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet();
    sheet.write(0, 0, "Jabatan").unwrap();
    sheet.write(1_048_575, 16_383, "jauh").unwrap();
    sheet.write(1_048_575, 0, "Kasir").unwrap();
    let file = file(&workbook.save_to_buffer().unwrap());
    let name = sample(file.path()).unwrap()[0].sheet.clone();
    assert_eq!(rows(file.path(), &name).unwrap(), [(1, texts(&["Jabatan"])), (1_048_576, texts(&["Kasir"]))]);
}
