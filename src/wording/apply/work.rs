//! Where somebody has worked.

use super::{phrases, questions};

questions! {
    /// Whether at all.
    WORKED: "Apakah Anda pernah bekerja?", "Have you ever worked?";
        "Magang dan usaha sendiri juga dihitung.", "Traineeships and your own business count too.";
    /// The jobs.
    JOBS: "Pengalaman kerja Anda", "Your work history";
        "Tambahkan bila ada yang lain.", "Add others if there are any.";
    /// The employer.
    EMPLOYER: "Di mana Anda bekerja?", "Where did you work?";
        "Nama perusahaan, toko, atau usaha sendiri.", "The company, the shop, or your own business.";
    /// The position.
    JOB_POSITION: "Sebagai apa?", "As what?"; "Misalnya: kasir.", "For example: cashier.";
    /// The first year.
    JOB_FROM: "Mulai tahun berapa?", "From which year?"; "4 angka.", "4 digits.";
    /// The last year.
    JOB_TO: "Sampai tahun berapa?", "Until which year?"; "4 angka.", "4 digits.";
}

phrases! {
    /// One tap, and that is all.
    NEVER_WORKED: "Belum pernah bekerja", "I have never worked";
    /// Rows follow.
    HAVE_WORKED: "Pernah bekerja", "I have worked";
    /// Another job.
    ADD_JOB: "Tambah pengalaman", "Add a job";
    /// None yet.
    NO_JOBS: "Belum ada pengalaman.", "No job yet.";
    /// None although there was one.
    JOB_NEEDED: "Tambahkan satu pengalaman, atau kembali dan pilih belum pernah bekerja.",
        "Add one job, or go back and say that you have never worked.";
    /// Still there.
    STILL_THERE: "Masih bekerja", "Still working there";
    /// "2019 – sekarang"
    UNTIL_NOW: "sekarang", "now";
}
