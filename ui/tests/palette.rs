//! Contrast, computed from the palettes the screens use (WCAG 2.2, 1.4.3 and 1.4.6).
use crate::stage::{View, app, look};
use anjungan_ui::{Colors, Theme};
use slint::{Color, Global};

fn luminance(color: Color) -> f64 {
    let linear = |channel: u8| {
        let c = f64::from(channel) / 255.0;
        if c <= 0.040_45 { c / 12.92 } else { ((c + 0.055) / 1.055).powf(2.4) }
    };
    0.2126 * linear(color.red()) + 0.7152 * linear(color.green()) + 0.0722 * linear(color.blue())
}

fn contrast(a: Color, b: Color) -> f64 {
    let (a, b) = (luminance(a), luminance(b));
    (a.max(b) + 0.05) / (a.min(b) + 0.05)
}

/// Every pair the screens draw: text on its ground.
fn texts(c: &Colors) -> Vec<(&'static str, Color, Color)> {
    vec![
        ("ink on surface", c.ink, c.surface),
        ("ink on raised", c.ink, c.raised),
        ("ink on raised, pressed", c.ink, c.raised_pressed),
        ("ink on sunken", c.ink, c.sunken),
        ("quiet ink on surface", c.ink_quiet, c.surface),
        ("quiet ink on raised", c.ink_quiet, c.raised),
        ("quiet ink on sunken", c.ink_quiet, c.sunken),
        ("accent on surface", c.accent, c.surface),
        ("accent on raised", c.accent, c.raised),
        ("accent on soft accent", c.accent, c.accent_soft),
        ("on accent", c.on_accent, c.accent),
        ("on accent, pressed", c.on_accent, c.accent_pressed),
        ("quiet on accent", c.on_accent_quiet, c.accent),
        ("positive on surface", c.positive, c.surface),
        ("positive on soft positive", c.positive, c.positive_soft),
        ("held on surface", c.held, c.surface),
        ("held on soft held", c.held, c.held_soft),
        ("ink on soft held", c.ink, c.held_soft),
        ("quiet ink on soft held", c.ink_quiet, c.held_soft),
        ("warning on soft warning", c.warning, c.warning_soft),
        ("danger on soft danger", c.danger, c.danger_soft),
        ("surface on positive", c.surface, c.positive),
        ("surface on danger", c.surface, c.danger),
        ("surface on warning", c.surface, c.warning),
        ("ink on soft accent", c.ink, c.accent_soft),
        ("quiet ink on soft accent", c.ink_quiet, c.accent_soft),
        ("danger on raised", c.danger, c.raised),
        ("danger on surface", c.danger, c.surface),
        ("warning on raised", c.warning, c.raised),
        ("ink on soft warning", c.ink, c.warning_soft),
        ("print on paper", c.paper_ink, c.paper),
        ("print on the side of a roll", c.paper_ink, c.paper_shade),
        ("ink on soft danger", c.ink, c.danger_soft),
        ("quiet ink on soft warning", c.ink_quiet, c.warning_soft),
        ("quiet ink on soft danger", c.ink_quiet, c.danger_soft),
    ]
}

#[test]
fn text_can_be_read_in_both_palettes() {
    let app = app();
    for (high, least) in [(false, 4.5), (true, 7.0)] {
        look(&app, View { contrast: high, ..View::PLAIN });
        for (name, text, ground) in texts(&Theme::get(&app).get_colors()) {
            let ratio = contrast(text, ground);
            assert!(ratio >= least, "{name}: {ratio:.2} is under {least} (high contrast: {high})");
        }
    }
}

#[test]
fn the_bounds_of_controls_can_be_seen() {
    let app = app();
    for high in [false, true] {
        look(&app, View { contrast: high, ..View::PLAIN });
        let c = Theme::get(&app).get_colors();
        for (name, line, ground) in [
            ("control on surface", c.line_strong, c.surface),
            ("control on raised", c.line_strong, c.raised),
            ("focus on surface", c.focus, c.surface),
            ("focus on raised", c.focus, c.raised),
        ] {
            let ratio = contrast(line, ground);
            assert!(ratio >= 3.0, "{name}: {ratio:.2} is under 3 (high contrast: {high})");
        }
    }
}

/// What can't be touched may be faint, but has to be read, and never stands out more than what can be.
#[test]
fn what_is_disabled_is_quieter_than_what_is_not() {
    let app = app();
    for high in [false, true] {
        look(&app, View { contrast: high, ..View::PLAIN });
        let c = Theme::get(&app).get_colors();
        let said = contrast(c.disabled_ink, c.disabled);
        assert!(said >= 3.0, "disabled ink: {said:.2} is under 3 (high contrast: {high})");
        for (name, quiet, loud) in [
            ("ink", said, contrast(c.accent, c.raised)),
            ("line", contrast(c.disabled_line, c.surface), contrast(c.line_strong, c.surface)),
        ] {
            assert!(quiet < loud, "disabled {name}: {quiet:.2}, enabled: {loud:.2} (high contrast: {high})");
        }
    }
}

#[test]
fn contrast_is_computed_as_the_standard_does() {
    let (black, white) = (Color::from_rgb_u8(0, 0, 0), Color::from_rgb_u8(255, 255, 255));
    assert!((contrast(black, white) - 21.0).abs() < 1e-9);
    // #777777 on white is the well-known near miss.
    let ratio = contrast(Color::from_rgb_u8(0x77, 0x77, 0x77), white);
    assert!(ratio > 4.4 && ratio < 4.5, "{ratio}");
}
