#!/usr/bin/env python3
"""A workbook of 200,000 invented vacancies with the dirt of real ones, as Excel writes it: texts in a shared table, dates
as numbers and as texts, wages as numbers and as texts. usage: large-xlsx.py FILE [ROWS]"""

import sys
import zipfile
from xml.sax.saxutils import escape

HEAD = ["Kode Lowongan", "Jabatan", "Perusahaan", "Kab/Kota", "Kecamatan", "Alamat", "Gaji Minimum", "Gaji Maksimum", "Kuota",
        "Tanggal Buka", "Tanggal Tutup", "Pendidikan", "Pengalaman", "Uraian", "Persyaratan"]
PLACES = ["Kota Bekasi", "Kab. Bekasi", "Kota Semarang", "Kab. Karawang", "Kota Bandung"]
STYLE = ' s="1"'
SCHOOLS = ["SMA/SMK", "D3", "S1", "SMP"]
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
REL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml"


def row(n):
    return [f"LOW-{n:06}", f"Operator Produksi {n % 5000}", f"PT Contoh Sintetis {n % 8000}", PLACES[n % 5], "Cikarang Barat",
            f"Jl. Contoh No. {n}", f"Rp {4 + n % 3}.{n % 1000:03}.000" if n % 3 else 4_000_000 + n, 6_000_000 + n, n % 40 + 1,
            46327 + n % 60, f"{n % 28 + 1}/12/2026", SCHOOLS[n % 4], f"{n % 4} tahun",
            f"Menjalankan mesin contoh nomor {n}, memeriksa hasil, mencatat, menjaga kebersihan tempat kerja.",
            "Teliti; sehat; mau bekerja bergiliran"]


def main(path, rows):
    texts = {}

    def cell(at, line, value):
        name = f"{chr(65 + at)}{line}"
        if isinstance(value, str):
            return f'<c r="{name}" t="s"><v>{texts.setdefault(value, len(texts))}</v></c>'
        return f'<c r="{name}"{STYLE if at == 9 else ""}><v>{value}</v></c>'

    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as book:
        with book.open("xl/worksheets/sheet1.xml", "w", force_zip64=True) as sheet:
            sheet.write(f'<worksheet xmlns="{MAIN}"><sheetData>'.encode())
            for line in range(1, rows + 2):
                cells = HEAD if line == 1 else row(line - 2)
                text = "".join(cell(at, line, value) for at, value in enumerate(cells))
                sheet.write(f'<row r="{line}">{text}</row>'.encode())
            sheet.write(b"</sheetData></worksheet>")
        with book.open("xl/sharedStrings.xml", "w", force_zip64=True) as shared:
            shared.write(f'<sst xmlns="{MAIN}">'.encode())
            for text in texts:
                shared.write(f"<si><t>{escape(text)}</t></si>".encode())
            shared.write(b"</sst>")
        book.writestr("xl/styles.xml", f'<styleSheet xmlns="{MAIN}"><cellXfs count="2"><xf numFmtId="0"/>'
                      '<xf numFmtId="14" applyNumberFormat="1"/></cellXfs></styleSheet>')
        book.writestr("xl/workbook.xml", f'<workbook xmlns="{MAIN}" xmlns:r="{REL}"><sheets>'
                      '<sheet name="Lowongan" sheetId="1" r:id="rId1"/></sheets></workbook>')
        parts = [("worksheet", "worksheets/sheet1.xml"), ("sharedStrings", "sharedStrings.xml"), ("styles", "styles.xml")]
        book.writestr("xl/_rels/workbook.xml.rels", f'<Relationships xmlns="{PACKAGE}/relationships">' + "".join(
            f'<Relationship Id="rId{n}" Type="{REL}/{kind}" Target="{to}"/>' for n, (kind, to) in enumerate(parts, 1))
            + "</Relationships>")
        book.writestr("_rels/.rels", f'<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="rId1" '
                      f'Type="{REL}/officeDocument" Target="xl/workbook.xml"/></Relationships>')
        book.writestr("[Content_Types].xml", f'<Types xmlns="{PACKAGE}/content-types"><Default Extension="rels" '
                      'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
                      f'<Override PartName="/xl/workbook.xml" ContentType="{SHEET}.sheet.main+xml"/>'
                      f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{SHEET}.worksheet+xml"/>'
                      f'<Override PartName="/xl/sharedStrings.xml" ContentType="{SHEET}.sharedStrings+xml"/>'
                      f'<Override PartName="/xl/styles.xml" ContentType="{SHEET}.styles+xml"/></Types>')


main(sys.argv[1], int(sys.argv[2]) if len(sys.argv) > 2 else 200_000)
