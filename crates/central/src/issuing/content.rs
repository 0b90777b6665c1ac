//! What stands on a card: the person's words, the office's template. Pure.

use anjungan_card::{CardContent, Officer, Paper, Template, TemplateError};
use anjungan_wire::application::{Address, Photo};
use jiff::Timestamp;

use crate::office::rules::OfficeRules;
use crate::store::IssueFacts;

/// A card's content.
pub fn card_content(facts: &IssueFacts, at: Timestamp) -> CardContent {
    let person = &facts.application.person;
    CardContent {
        number: facts.number.clone(),
        nik: person.nik.clone(),
        name: person.name.clone(),
        birth_place: person.birth_place.clone(),
        born: person.born,
        sex: person.sex,
        marital: person.marital,
        religion: person.religion,
        // The forms in use say "alamat domisili".
        address: address(person.lives_at.as_ref().unwrap_or(&person.address)),
        phone: person.phone.clone(),
        education: person.education.clone(),
        skills: person.skills.clone(),
        languages: person.languages.clone(),
        work: person.work.clone(),
        wish: person.wish.position.clone(),
        photo: match &facts.application.photo {
            Photo::Taken { jpeg } => Some(jpeg.clone()),
            Photo::AtCounter | Photo::FromPhone => None,
        },
        issued: facts.days.issued,
        valid_until: facts.days.valid_until,
        reports: facts.days.reports.clone(),
        officer: Officer { name: facts.rules.signer.name.clone(), nip: facts.rules.signer.nip.clone() },
        check_address: facts.check_url.clone(),
        seal: Some(facts.code.clone()),
        at,
    }
}

/// The office's template: the usual one on the paper that its name says, with the office's own names, and over it
/// what its configuration sets in `[card.layout]`.
///
/// # Errors
/// The layout has keys or values that no template has.
pub fn template(rules: &OfficeRules) -> Result<Template, TemplateError> {
    let mut table = toml::Table::new();
    if !rules.card.layout.is_null() {
        // From TOML to JSON in the store, and back; TOML has no null, so nothing is lost.
        table = toml::Table::try_from(&rules.card.layout).map_err(|error| TemplateError::new(&error))?;
    }
    let mut template = Template::from_table(table.clone())?;
    let set = |key: &str| table.get("texts").and_then(|texts| texts.get(key)).is_some();
    let region = anjungan_regions::name(rules.region.as_str()).unwrap_or_default();
    let texts = &mut template.texts;
    if !set("government") {
        texts.government = match rules.card.government.as_str() {
            "" => government(region),
            given => given.to_owned(),
        };
    }
    if !set("office") {
        texts.office = rules.name.to_uppercase();
    }
    if !set("place") {
        texts.place = match rules.card.place.as_str() {
            "" => anjungan_regions::bare_name(region).to_owned(),
            given => given.to_owned(),
        };
    }
    if !set("officer_title") && !rules.signer.title.is_empty() {
        texts.officer_title.clone_from(&rules.signer.title);
    }
    if !table.contains_key("paper") && rules.card.template == "cr80" {
        template.paper = Paper::Cr80;
    }
    Ok(template)
}

/// "PEMERINTAH KABUPATEN BEKASI" of "Kab. Bekasi".
fn government(region: &str) -> String {
    match region {
        "" => String::new(),
        region => format!("PEMERINTAH {}", region.replace("Kab. ", "Kabupaten ").to_uppercase()),
    }
}

/// "Jl. Contoh 1 RT 001/RW 002, Gandasari, Cikarang Barat, Kab. Bekasi, Jawa Barat 17530"
fn address(address: &Address) -> String {
    let code = address.village.as_str();
    let mut street = address.street.clone();
    match (&address.rt, &address.rw) {
        (Some(rt), Some(rw)) => street.push_str(&format!(" RT {rt}/RW {rw}")),
        (Some(rt), None) => street.push_str(&format!(" RT {rt}")),
        (None, Some(rw)) => street.push_str(&format!(" RW {rw}")),
        (None, None) => {}
    }
    let village = anjungan_regions::village(code).map(|village| village.name.to_owned());
    // Codes of district, regency and province.
    let around =
        [6, 4, 2].map(|digits| code.get(..digits).and_then(anjungan_regions::name).map(str::to_owned));
    let places: Vec<String> = [Some(street), village].into_iter().chain(around).flatten().collect();
    let postcode = address.postcode.as_ref().map(|code| format!(" {code}")).unwrap_or_default();
    places.join(", ") + &postcode
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rules(more: &str) -> OfficeRules {
        let toml = format!(
            "region = \"3216\"\nname = \"Dinas Ketenagakerjaan\"\n\
             [number]\npattern = \"{{office}} {{date:ddmmyy}} {{serial:6}}\"\nreset = \"day\"\n{more}"
        );
        OfficeRules::parse(&toml).unwrap()
    }

    #[test]
    fn an_office_that_sets_nothing_has_its_own_names_on_the_usual_card() {
        let template = template(&rules("")).unwrap();
        assert_eq!(template.texts.government, "PEMERINTAH KABUPATEN BEKASI");
        assert_eq!(template.texts.office, "DINAS KETENAGAKERJAAN");
        assert_eq!(template.texts.place, "Bekasi");
        assert_eq!(template.paper, Paper::A4Panels);
    }

    #[test]
    fn an_office_changes_its_card_in_its_configuration() {
        let rules = rules(
            "[card]\ntemplate = \"cr80\"\nplace = \"Cikarang\"\n\
             [card.layout]\nnumber_boxes = [4, 6, 6]\nleave_out = [\"religion\"]\n\
             [card.layout.texts]\noffice = \"DINAS REKAAN\"\n[card.layout.colours]\naccent = \"#102030\"",
        );
        let template = template(&rules).unwrap();
        assert_eq!(template.paper, Paper::Cr80);
        assert_eq!(
            (template.texts.office.as_str(), template.texts.place.as_str()),
            ("DINAS REKAAN", "Cikarang")
        );
        assert_eq!(template.leave_out, [anjungan_card::Field::Religion]);
    }

    #[test]
    fn an_address_names_its_places_from_the_village_up() {
        let found = anjungan_regions::villages("321608");
        let village = found.first().expect("the district has villages");
        let line = address(&Address {
            street: "Jl. Contoh 1".into(),
            rt: Some("001".into()),
            rw: Some("002".into()),
            village: village.code.parse().unwrap(),
            postcode: Some("17530".into()),
        });
        let wanted = format!(
            "Jl. Contoh 1 RT 001/RW 002, {}, Cikarang Barat, Kab. Bekasi, Jawa Barat 17530",
            village.name
        );
        assert_eq!(line, wanted);
    }
}
