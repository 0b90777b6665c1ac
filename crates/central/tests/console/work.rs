//! Officers at work: from the queue to a card, and two at once.

use anjungan_central::office::people::Role;
use anjungan_central::office::workflow::Stage;
use anjungan_central::store::ApplicationId;
use jiff::Timestamp;

use super::desk::{Browser, Desk, application, desk, doubtful, goes_to, hidden};
use crate::kit::Answer;

fn stage(desk: &Desk, id: ApplicationId) -> Stage {
    desk.running.central.with_store(move |store| store.summary(id).unwrap().unwrap().stage).unwrap()
}

fn address(id: ApplicationId) -> String {
    format!("/console/applications/{id}")
}

/// Does an act as the page offers it.
fn act(browser: &Browser, id: ApplicationId, act: &str, more: &[(&str, &str)]) -> Answer {
    let page = browser.page(&address(id));
    let key = hidden(&page, &format!("data-act=\"{act}\""), "key");
    let mut fields = vec![("act", act), ("key", key)];
    fields.extend_from_slice(more);
    browser.post(&format!("{}/act", address(id)), &fields)
}

#[test]
fn from_the_queue_to_a_card_that_can_be_checked() {
    let mut desk = desk();
    let told = application(1, "CONTOH SINTETIS");
    let id = desk.apply(&told);
    let operator = desk.officer("budi", Role::Operator);
    let signer = desk.officer("sri", Role::Signer);

    let queue = operator.page("/console");
    assert!(queue.contains(told.receipt.as_str()) && queue.contains("CONTOH SINTETIS"));
    let page = operator.page(&address(id));
    assert!(page.contains("9799••••••••0001") && !page.contains(told.person.nik.digits()));

    assert_eq!(goes_to(&act(&operator, id, "take", &[])), format!("{}?done=taken", address(id)));
    assert!(operator.page("/console?show=mine").contains(told.receipt.as_str()));
    goes_to(&act(&operator, id, "approve", &[("note", "Cocok dengan KTP")]));
    assert_eq!(stage(&desk, id), Stage::Approved);
    assert!(operator.page(&address(id)).contains("Cocok dengan KTP"));

    let list = signer.page("/console/sign");
    let key = hidden(&list, "id=\"sign\"", "key").to_owned();
    let signed = signer.post("/console/sign", &[("key", &key), ("id", &id.to_string())]);
    assert!(signed.text().contains("data-result=\"signed\""), "{}", signed.text());
    assert_eq!(stage(&desk, id), Stage::Ready);
    // The same click again changes nothing.
    let again = signer.post("/console/sign", &[("key", &key), ("id", &id.to_string())]);
    assert_eq!(again.status, 200);
    assert_eq!(stage(&desk, id), Stage::Ready);

    let pdf = operator.get(&format!("{}/card", address(id)));
    assert_eq!((pdf.status, pdf.header("content-type")), (200, "application/pdf"));
    assert!(pdf.body.starts_with(b"%PDF 3216 "));
    goes_to(&act(&operator, id, "print", &[]));
    goes_to(&act(&operator, id, "collect", &[]));
    assert_eq!(stage(&desk, id), Stage::Collected);
}

#[test]
fn what_is_sent_back_names_reasons_and_what_was_typed_survives_a_refusal() {
    let mut desk = desk();
    let id = desk.apply(&application(1, "CONTOH SINTETIS"));
    let operator = desk.officer("budi", Role::Operator);
    act(&operator, id, "take", &[]);
    let refused = act(&operator, id, "send-back", &[("note", "Foto kurang jelas, sudah ditelepon")]);
    assert_eq!(refused.status, 409);
    let page = refused.text();
    assert!(
        page.contains("Pilih sedikitnya satu alasan.") && page.contains("Foto kurang jelas, sudah ditelepon")
    );
    goes_to(&act(&operator, id, "send-back", &[("reason", "photo-dark"), ("reason", "name-differs")]));
    assert_eq!(stage(&desk, id), Stage::NeedsMending);
    assert!(operator.page(&address(id)).contains("Foto terlalu gelap"));
}

#[test]
fn two_officers_never_work_on_one_file_unless_one_takes_it_over() {
    let mut desk = desk();
    let id = desk.apply(&application(1, "CONTOH SINTETIS"));
    let (budi, sari) = (desk.officer("budi", Role::Operator), desk.officer("sari", Role::Operator));
    act(&budi, id, "take", &[]);
    let key = hidden(&budi.page(&address(id)), "data-act=\"approve\"", "key").to_owned();

    let page = sari.page(&address(id));
    assert!(page.contains("Sedang dikerjakan oleh Petugas budi"), "{page}");
    assert!(!page.contains("data-act=\"approve\""));
    let refused = sari.post(&format!("{}/act", address(id)), &[("act", "approve"), ("key", "sari-1")]);
    assert_eq!(refused.status, 409);
    assert_eq!(stage(&desk, id), Stage::Verifying);

    goes_to(&sari.post(&format!("{}/take-over", address(id)), &[]));
    let late = budi.post(&format!("{}/act", address(id)), &[("act", "approve"), ("key", &key)]);
    assert_eq!(late.status, 409);
    assert!(late.text().contains("Sedang dikerjakan oleh Petugas sari"));
    goes_to(&act(&sari, id, "approve", &[]));
    assert_eq!(stage(&desk, id), Stage::Approved);
}

#[test]
fn two_approvals_at_once_give_one_number_and_a_double_click_is_one_act() {
    let mut desk = desk();
    let ids: Vec<_> = (1..=6).map(|n| desk.apply(&application(n, "CONTOH SINTETIS"))).collect();
    let budi = desk.officer("budi", Role::Operator);
    for id in &ids {
        act(&budi, *id, "take", &[]);
    }
    let token = budi.token();
    std::thread::scope(|scope| {
        for id in &ids {
            let key = hidden(&budi.page(&address(*id)), "data-act=\"approve\"", "key").to_owned();
            for _ in 0..3 {
                let (budi, token, key) = (&budi, token.clone(), key.clone());
                scope.spawn(move || {
                    let path = format!("{}/act", address(*id));
                    let answer =
                        budi.post_bare(&path, &[("token", &token), ("act", "approve"), ("key", &key)]);
                    assert_eq!(answer.status, 303, "{}", answer.text());
                });
            }
        }
    });
    let mut numbers: Vec<String> = ids
        .iter()
        .map(|id| {
            let id = *id;
            let read = move |store: &mut anjungan_central::store::Store| {
                store.summary(id).unwrap().unwrap().number.unwrap().to_string()
            };
            desk.running.central.with_store(read).unwrap()
        })
        .collect();
    numbers.sort();
    let serials: Vec<&str> = numbers.iter().map(|number| &number[number.len() - 6..]).collect();
    assert_eq!(serials, ["000001", "000002", "000003", "000004", "000005", "000006"]);
}

#[test]
fn a_doubt_stands_in_words_and_before_the_approval() {
    let mut desk = desk();
    let mut told = application(1, "CONTOH SINTETIS");
    doubtful(&mut told);
    let id = desk.apply(&told);
    let operator = desk.officer("budi", Role::Operator);
    act(&operator, id, "take", &[]);
    let page = operator.page(&address(id));
    assert!(page.contains("Kode kecamatan pada NIK tidak ada"), "{page}");
    let refused = act(&operator, id, "approve", &[]);
    assert_eq!(refused.status, 409);
    assert!(refused.text().contains("Selesaikan dahulu"));
    goes_to(&operator.post(&format!("{}/settle", address(id)), &[("concern", "nik-doubt")]));
    goes_to(&act(&operator, id, "approve", &[]));
}

#[test]
fn whoever_looks_at_a_nik_or_a_person_is_written_down() {
    let mut desk = desk();
    let told = application(1, "CONTOH SINTETIS");
    let id = desk.apply(&told);
    let operator = desk.officer("budi", Role::Operator);
    let shown = operator.post(&format!("{}/nik", address(id)), &[]);
    assert!(shown.text().contains("9799 9915 0599 0001"));
    let trail = desk.running.central.with_store(move |store| {
        assert!(store.verify_audit().is_ok());
        store.audit(&format!("application:{id}"), None, 100).unwrap()
    });
    let acts: Vec<String> = trail.unwrap().into_iter().map(|row| row.act).collect();
    assert!(acts.contains(&"show-nik".to_owned()), "{acts:?}");
    operator.page(&address(id));
    let auditor = desk.officer("ani", Role::Auditor);
    let page = auditor.page("/console/audit");
    assert!(
        page.contains("data-act=\"show-nik\"")
            && page.contains("data-act=\"look\"")
            && !page.contains("CONTOH SINTETIS")
    );
    let only = auditor.page("/console/audit?act=show-nik");
    assert!(only.contains("data-act=\"show-nik\"") && !only.contains("data-act=\"look\""));
    let only = auditor.page("/console/audit?officer=applicant");
    assert!(only.contains("data-act=\"receive\"") && !only.contains("data-act=\"look\""));
    let newest =
        desk.running.central.with_store(|store| store.audit("", None, 1).unwrap().remove(0)).unwrap();
    let day = (Timestamp::from_millisecond(newest.at_ms).unwrap() + jiff::SignedDuration::from_hours(7))
        .strftime("%Y-%m-%d")
        .to_string();
    let that_day = auditor.page(&format!("/console/audit?day={day}"));
    assert!(that_day.contains(&format!("data-no=\"{}\"", newest.no)), "{day}");
    for day in ["2000-01-01", "2100-01-01"] {
        let another = auditor.page(&format!("/console/audit?day={day}"));
        assert!(another.contains("id=\"empty\"") && !another.contains("data-no="), "{day}");
    }
    let verified = auditor.post("/console/audit/verify", &[]);
    assert!(verified.text().contains("data-whole=\"true\""), "{}", verified.text());
}

#[test]
fn search_finds_by_receipt_number_nik_and_name_and_nothing_of_it_is_in_an_address() {
    let mut desk = desk();
    let told = application(1, "CONTOH SINTETIS");
    let id = desk.apply(&told);
    desk.apply(&application(2, "ORANG LAIN"));
    let operator = desk.officer("budi", Role::Operator);
    let line = format!("data-id=\"{id}\"");
    for q in [told.receipt.as_str(), &told.receipt.as_str().to_lowercase(), "9799 9915 0599 0001", "sintetis"]
    {
        let answer = operator.post("/console/search", &[("q", q)]);
        assert_eq!(answer.status, 200);
        let page = answer.text();
        assert!(page.contains(&line), "{q}: {page}");
        assert!(!page.contains("ORANG LAIN"), "{q}");
    }
    assert!(operator.post("/console/search", &[("q", "tidak ada")]).text().contains("id=\"empty\""));
    assert!(operator.post("/console/search", &[("q", "x")]).text().contains("id=\"error\""));
}

#[test]
fn the_same_nik_with_another_name_is_settled_by_an_officer() {
    let mut desk = desk();
    let first = desk.apply(&application(1, "CONTOH SINTETIS"));
    let mut other = application(2, "NAMA LAIN");
    other.person.nik = application(1, "").person.nik;
    let second = desk.apply(&other);
    let operator = desk.officer("budi", Role::Operator);
    let page = operator.page("/console/duplicates");
    assert!(page.contains("CONTOH SINTETIS") && page.contains("NAMA LAIN"), "{page}");
    let key = hidden(&page, "name=\"settle\"", "key");
    let second_text = second.to_string();
    let fields = [("key", key), ("second", second_text.as_str()), ("settle", "first")];
    goes_to(&operator.post("/console/duplicates", &fields));
    assert_eq!((stage(&desk, first), stage(&desk, second)), (Stage::Submitted, Stage::Cancelled));
    assert!(operator.page("/console/duplicates").contains("id=\"empty\""));
}

#[test]
fn an_officer_of_another_office_finds_nothing_here() {
    let mut desk = desk();
    let id = desk.apply(&application(1, "CONTOH SINTETIS"));
    let other = desk.officer_of("joko", Role::Signer, Some("3275"));
    assert!(other.page("/console").contains("id=\"empty\""));
    for path in ["", "/photo", "/card"] {
        assert_eq!(other.get(&format!("{}{path}", address(id))).status, 404, "{path}");
    }
    for path in ["/act", "/nik", "/lease", "/take-over", "/settle", "/revoke"] {
        let fields = [("act", "take"), ("key", "k"), ("concern", "nik-doubt")];
        assert_eq!(other.post(&format!("{}{path}", address(id)), &fields).status, 404, "{path}");
    }
}

#[test]
fn what_a_person_asks_of_their_data_has_a_clock_and_an_end() {
    let mut desk = desk();
    let told = application(1, "CONTOH SINTETIS");
    let id = desk.apply(&told);
    let signer = desk.officer("sri", Role::Signer);
    let text = id.to_string();
    for wish in ["copy", "erase"] {
        goes_to(&signer.post("/console/requests/new", &[("application", &text), ("wish", wish)]));
    }
    let page = signer.page("/console/requests");
    assert!(page.contains("sisa 71 jam") || page.contains("sisa 72 jam"), "{page}");
    let copy = hidden(&page, "data-do=\"export\"", "request").to_owned();
    let file = signer.post("/console/requests/export", &[("request", &copy)]);
    assert!(file.header("content-disposition").starts_with("attachment; filename=\"salinan-data-"));
    assert!(file.text().contains("CONTOH SINTETIS") && !file.text().contains(&told.secret.to_base32()));
    let erase = hidden(&page, "data-do=\"erase\"", "request").to_owned();
    assert_eq!(
        signer.post("/console/requests/erase", &[("request", &erase)]).status,
        400,
        "not without a tick"
    );
    goes_to(&signer.post("/console/requests/erase", &[("request", &erase), ("sure", "yes")]));
    assert_eq!(signer.get(&address(id)).status, 404);
    let all = signer.page("/console?show=all");
    assert!(!all.contains("CONTOH SINTETIS") && all.contains("data dihapus"));
    assert!(!all.contains(&format!("href=\"{}\"", address(id))), "there is nothing to open");
    let waiting = signer.page("/console?show=waiting");
    assert!(waiting.contains("id=\"empty\""), "nobody has work with it");
    assert!(waiting.contains("data-tile=\"waiting\" aria-current=\"page\"><strong>0</strong>"), "{waiting}");
}

#[test]
fn the_overdue_list_counts_in_working_days() {
    let mut desk = desk();
    let (late, today) =
        (desk.apply(&application(1, "CONTOH SINTETIS")), desk.apply(&application(2, "CONTOH LAIN")));
    let (now, office) = (Timestamp::now(), anjungan_central::office::calendar::Calendar::default());
    let conn = crate::kit::database(desk.running.dir.path());
    let due = |id: ApplicationId, at: Timestamp| {
        conn.execute("UPDATE application SET due_ms = ?2 WHERE id = ?1", [id.0, at.as_millisecond()])
            .unwrap();
    };
    let long_ago = now - jiff::SignedDuration::from_hours(24 * 40);
    due(late, long_ago);
    due(today, now - jiff::SignedDuration::from_secs(1));
    let days = office.days_over(long_ago, now);
    assert!(days > 20, "{days}");
    let mut budi = desk.officer("budi", Role::Operator);
    let page = budi.page("/console?show=late");
    assert!(page.contains(&format!("terlambat {days} hari kerja")), "{page}");
    assert!(page.contains("terlambat, belum 1 hari kerja") || page.contains("terlambat 1 hari kerja"));
    budi.lang = "en";
    assert!(budi.page("/console?show=late").contains(&format!("{days} working days overdue")));
}
