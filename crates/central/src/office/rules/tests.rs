use super::*;

const WHOLE: &str = r#"
region = "3216"
name = "Disnaker Kabupaten Contoh"
public_host = "ak1.contoh.example"
minimum_age = 18
pickup = true
prints_max = 2
asks = ["email"]
privacy_contact = "Loket 3"

[number]
pattern = "{office} {date:ddmmyy} {serial:6}"
reset = "day"

[validity]
months = 24
report_months = 6
end = "exclusive"

[clock]
working_days = 2
zone = "WITA"
opens = "07:30:00"
closes = "15:00:00"
days_off = ["2026-11-27"]

[signer]
name = "CONTOH PENGANTAR"
nip = "199001012015011001"
title = "Pengantar Kerja Ahli Muda"

[card]
template = "a4-four-panels"
place = "Contoh"

[retention]
after_card_months = 12

[[documents]]
id = "ktp"
name_id = "KTP"
name_en = "Identity card"
required = true
"#;

#[test]
fn a_whole_configuration_reads_and_reaches_the_kiosks() {
    let rules = OfficeRules::parse(WHOLE).unwrap();
    assert_eq!(rules.retention, Retention { after_card_months: 12, after_closed_months: 12 });
    assert_eq!(rules.calendar().zone, Zone::Wita);
    let today = jiff::civil::date(2026, 11, 21);
    let office = rules.published(Vec::new(), today);
    assert_eq!((office.opens, office.closes), (8, 15));
    // Its own day off and the nation's, from that day on.
    let first = [(2026, 11, 27), (2026, 12, 24), (2026, 12, 25), (2027, 1, 1)];
    assert_eq!(office.holidays[..4], first.map(|(year, month, day)| jiff::civil::date(year, month, day)));
    assert_eq!(office.minimum_age, 18);
    assert!(office.pickup);
    assert_eq!((office.prints_max, office.working_days), (2, 2));
    assert_eq!(office.asks, [Ask::Email]);
    assert_eq!(office.documents.len(), 1);
    assert_eq!(office.privacy_contact, "Loket 3");
    assert_eq!(office.notice.len(), 7);
    let again = OfficeRules::parse(&toml::to_string(&rules).unwrap()).unwrap();
    assert_eq!(again, rules);
}

#[test]
fn the_least_configuration_is_the_national_core() {
    let least =
        "region = \"3216\"\nname = \"Disnaker\"\n[number]\npattern = \"AK1 {serial:6}\"\nreset = \"never\"\n";
    let rules = OfficeRules::parse(least).unwrap();
    assert_eq!(rules.validity, Validity { months: 24, report_months: 6, end: End::Inclusive });
    let usual =
        OfficeRules { number: rules.number.clone(), ..OfficeRules::usual(rules.region.clone(), "Disnaker") };
    assert_eq!(rules, usual);
    // Beyond the years whose days off are known.
    let today = jiff::civil::date(2040, 1, 1);
    assert_eq!(rules.published(vec![], today), Office::usual(rules.region.clone(), "Disnaker"));
}

#[test]
fn what_can_not_be_is_refused_with_its_place() {
    for (from, to, why) in [
        ("\"3216\"", "\"32\"", "region"),
        ("\"Disnaker Kabupaten Contoh\"", "\" \"", "name"),
        ("minimum_age = 18", "minimum_age = 3", "minimum_age"),
        ("months = 24", "months = 0", "validity"),
        ("07:30:00", "15:00:00", "clock"),
        ("ak1.contoh.example", "https://ak1.contoh.example/", "public_host"),
        ("reset = \"day\"", "reset = \"hour\"", "reset"),
        ("{date:ddmmyy}", "{date:mmyy}", "pattern"),
        ("pickup", "pick_up", "pick_up"),
    ] {
        let text = WHOLE.replacen(from, to, 1);
        let error = OfficeRules::parse(&text).unwrap_err().to_string();
        assert!(error.contains(why), "{why}: {error}");
    }
}
