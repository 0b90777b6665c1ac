use anjungan_wire::health::PrinterState;

use super::*;

fn kiosk(code: &str, regency: &str, version: &str, standing: Standing) -> Running {
    Running {
        kiosk: code.parse().unwrap(),
        site: String::new(),
        regency: regency.parse().unwrap(),
        version: (!version.is_empty()).then(|| version.to_owned()),
        since_ms: 0,
        standing,
        trouble: None,
        heard_ms: 0,
    }
}

fn wanted(layer: Layer) -> Wanted {
    Wanted { layer, version: "0.3.0".into(), at_ms: 0, by: String::new() }
}

fn of_kiosk() -> Layer {
    Layer::Kiosk("K01".parse().unwrap())
}

fn of_district() -> Layer {
    Layer::District("3216".parse().unwrap())
}

#[test]
fn a_version_goes_from_a_kiosk_to_its_regency_to_all_and_only_when_it_is_well() {
    use Standing::{Disconnected, Ready};
    let old = kiosk("K02", "3216", "0.2.9", Ready);
    let far = kiosk("K03", "3275", "0.2.9", Ready);
    let first = |version, standing| kiosk("K01", "3216", version, standing);
    let table = [
        (of_kiosk(), first("0.2.9", Ready), Next::Waits(Why::Nobody)),
        (of_kiosk(), first("", Ready), Next::Waits(Why::Nobody)),
        (of_kiosk(), first("0.3.0", Ready), Next::To(of_district())),
        (of_kiosk(), first("0.10.0", Ready), Next::To(of_district())),
        (of_kiosk(), first("0.3.0", Disconnected), Next::Waits(Why::Unwell("K01".parse().unwrap()))),
        (of_district(), first("0.3.0", Ready), Next::Waits(Why::Older(1))),
        (Layer::Tenant, first("0.3.0", Ready), Next::Everywhere),
    ];
    for (layer, first, expected) in table {
        let fleet = [first, old.clone(), far.clone()];
        assert_eq!(next(&wanted(layer.clone()), &fleet), expected, "{layer:?}");
    }
    // One that is cut off with the old version is updated when it is back: nobody waits for it.
    let fleet = [first("0.3.0", Ready), kiosk("K02", "3216", "0.2.9", Disconnected), far.clone()];
    assert_eq!(next(&wanted(of_district()), &fleet), Next::To(Layer::Tenant));
    let mut dumb = first("0.3.0", Standing::Reduced);
    dumb.trouble = Some(Trouble::Printer(PrinterState::Fault));
    assert_eq!(next(&wanted(of_kiosk()), &[dumb.clone()]), Next::Waits(Why::Unwell("K01".parse().unwrap())));
    dumb.trouble = Some(Trouble::PaperLow);
    assert_eq!(next(&wanted(of_kiosk()), &[dumb]), Next::To(of_district()));
    assert_eq!(next(&wanted(of_kiosk()), &[]), Next::Waits(Why::Nobody));
}

#[test]
fn the_nearest_layer_says_which_version_is_wanted() {
    let kiosk = kiosk("K01", "3216", "0.2.9", Standing::Ready);
    let all = [wanted(Layer::Tenant), wanted(of_kiosk()), wanted(of_district())];
    assert_eq!(wanted_of(&kiosk, &all).map(|one| &one.layer), Some(&of_kiosk()));
    assert_eq!(wanted_of(&kiosk, &all[..1]).map(|one| &one.layer), Some(&Layer::Tenant));
    let other = [wanted(Layer::District("3275".parse().unwrap()))];
    assert_eq!(wanted_of(&kiosk, &other), None);
    assert_eq!(progress(&of_district(), "0.3.0", std::slice::from_ref(&kiosk)), (1, 0));
    assert_eq!(progress(&of_district(), "0.2.0", &[kiosk]), (1, 1));
}
