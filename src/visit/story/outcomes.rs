//! Every state of a ticket and every piece of news: what may follow, and what the screen may say of it.

use super::ticket::{Look, REPRINTS_MAX, Update};
use super::*;
use crate::wording::Cause;

const NUMBER: &str = "K07-4F2Q-91";

/// Every piece of news.
fn updates() -> Vec<Update> {
    let mut updates = vec![
        Update::Accepted { number: NUMBER.into() },
        Update::Printing,
        Update::Resumed,
        Update::Printed,
        Update::Unverified,
        Update::Doubtful,
        Update::Expired,
    ];
    for cause in Cause::ALL {
        updates.extend([Update::Blocked(cause), Update::Suspended(cause), Update::Failed(cause)]);
    }
    updates
}

/// A way into every state of the screen.
fn states() -> Vec<(Look, Kiosk)> {
    let after = |updates: &[Update]| {
        let mut kiosk = Kiosk::printing();
        for update in updates {
            kiosk.job(update.clone());
        }
        kiosk
    };
    let mut not_out = after(&[Update::Printing, Update::Doubtful]);
    not_out.does(Event::Ticket(ticket::Event::ConfirmedOut(false)));
    vec![
        (Look::Preparing, after(&[])),
        (Look::Printing, after(&[Update::Printing])),
        (Look::Suspended, after(&[Update::Printing, Update::Suspended(Cause::PaperOut)])),
        (Look::Waiting, after(&[Update::Blocked(Cause::PaperOut)])),
        (Look::Blocked, after(&[Update::Blocked(Cause::OutOfOrder)])),
        (Look::Printed, after(&[Update::Printing, Update::Printed])),
        (Look::Unverified, after(&[Update::Printing, Update::Unverified])),
        (Look::Doubtful, not_out),
        (Look::Expired, after(&[Update::Expired])),
        (Look::Failed, after(&[Update::Failed(Cause::NotPrintable)])),
    ]
}

fn is_over(look: Look) -> bool {
    matches!(look, Look::Printed | Look::Doubtful | Look::Expired | Look::Failed)
}

#[test]
fn only_proof_says_printed_and_number_and_code_are_always_there() {
    for (from, _) in states() {
        for update in updates() {
            let (_, mut kiosk) = states().into_iter().find(|(look, _)| *look == from).unwrap();
            assert_eq!(kiosk.ticket().look, from);
            kiosk.job(update.clone());
            let ticket = kiosk.ticket();
            let told = format!("{from:?} + {update:?} = {ticket:?}");
            assert_eq!((ticket.number.as_str(), &ticket.qr), (NUMBER, &vacancy("3").url), "{told}");
            assert!(!ticket.headline.is_empty() && !ticket.explanation.is_empty(), "{told}");
            if ticket.look == Look::Printed {
                assert!(from == Look::Printed || update == Update::Printed, "{told}");
            } else {
                assert!(!told.contains("berhasil"), "{told}");
            }
            if is_over(from) {
                assert_eq!(ticket.look, from, "what is over stays over: {told}");
            }
            if from == Look::Unverified && update != Update::Printed {
                assert_eq!(ticket.look, from, "only a late proof answers instead of the visitor: {told}");
            }
            let troubled = matches!(
                ticket.look,
                Look::Suspended | Look::Waiting | Look::Blocked | Look::Expired | Look::Failed
            );
            assert_eq!(!ticket.code.is_empty(), troubled, "{told}");
        }
    }
}

#[test]
fn leaving_any_state_leaves_nothing_that_could_begin() {
    for (look, mut kiosk) in states() {
        let effects = kiosk.does(Event::Nav(Nav::Finish));
        let cancelled = effects.iter().any(|effect| matches!(effect, Effect::CancelPrint { .. }));
        let may_go_on = matches!(look, Look::Preparing | Look::Waiting | Look::Blocked | Look::Suspended);
        assert_eq!(cancelled, may_go_on, "{look:?}");
    }
}

#[test]
fn a_job_that_waits_for_the_printer_after_its_visitor_went_is_called_back() {
    for news in [Update::Blocked(Cause::PaperOut), Update::Suspended(Cause::CoverOpen)] {
        let mut kiosk = Kiosk::printing();
        kiosk.job(Update::Printing);
        kiosk.does(Event::Nav(Nav::Back));
        let effects = kiosk.job(news.clone());
        assert!(matches!(effects[..], [Effect::CancelPrint { .. }]), "behind another page: {news:?}");

        let mut kiosk = Kiosk::printing();
        kiosk.job(Update::Printing);
        kiosk.does(Event::Nav(Nav::Finish));
        kiosk.waits(30);
        assert_eq!(kiosk.page(), "attract");
        let effects = kiosk.job(news.clone());
        assert!(matches!(effects[..], [Effect::CancelPrint { .. }]), "after the visit: {news:?}");
    }
}

#[test]
fn news_of_a_ticket_on_the_screen_call_nothing_back() {
    let mut kiosk = Kiosk::printing();
    for update in updates() {
        assert_eq!(kiosk.job(update.clone()), [], "{update:?}");
    }
}

#[test]
fn a_ticket_called_back_with_nothing_on_paper_does_not_count() {
    let mut kiosk = Kiosk::reading();
    for _ in 0..20 {
        kiosk.does(Event::Detail(detail::Event::PrintChosen));
        kiosk.job(Update::Printing);
        kiosk.does(Event::Nav(Nav::Back));
        kiosk.job(Update::Blocked(Cause::PaperOut));
    }
    assert!(kiosk.vacancy().can_print);
}

#[test]
fn the_screen_waits_for_what_stopped_in_the_middle_but_not_for_ever() {
    let mut kiosk = Kiosk::printing();
    kiosk.job(Update::Printing);
    kiosk.job(Update::Suspended(Cause::PaperOut));
    assert_eq!(kiosk.ticket().headline, "Cetakan berhenti di tengah");
    kiosk.waits(100);
    assert_eq!((kiosk.ticket().look, kiosk.view().idle_seconds_left), (Look::Suspended, None));
    kiosk.job(Update::Resumed);
    assert_eq!(kiosk.ticket().look, Look::Printing);
    kiosk.job(Update::Suspended(Cause::PaperOut));
    kiosk.waits(120 + 80);
    assert_eq!(kiosk.page(), "attract");
}

/// Somebody says that nothing came out.
fn not_out() -> Kiosk {
    let mut kiosk = Kiosk::printing();
    kiosk.job(Update::Printing);
    kiosk.job(Update::Doubtful);
    kiosk.does(Event::Ticket(ticket::Event::ConfirmedOut(false)));
    kiosk
}

#[test]
fn a_ticket_that_did_not_come_out_is_printed_again_under_its_number_twice_at_most() {
    let mut kiosk = not_out();
    for _ in 0..REPRINTS_MAX {
        assert!(kiosk.ticket().can_reprint);
        let before = kiosk.request();
        let asked = kiosk.does(Event::Ticket(ticket::Event::ReprintChosen));
        let [Effect::Reprint { request, of, .. }] = asked[..] else { panic!("{asked:?}") };
        assert_eq!((of, kiosk.request()), (before, request));
        assert_eq!((kiosk.ticket().look, kiosk.ticket().number.as_str()), (Look::Preparing, NUMBER));
        assert_eq!(kiosk.does(Event::Ticket(ticket::Event::ReprintChosen)), [], "one at a time");
        kiosk.job(Update::Printing);
        kiosk.job(Update::Doubtful);
        kiosk.does(Event::Ticket(ticket::Event::ConfirmedOut(false)));
    }
    assert!(!kiosk.ticket().can_reprint);
    assert_eq!(kiosk.does(Event::Ticket(ticket::Event::ReprintChosen)), []);
    assert_eq!(
        kiosk.ticket().explanation,
        "Potret nomor dan kode QR ini. Isinya sama dengan tiket. Beri tahu petugas."
    );
}

#[test]
fn nothing_is_printed_again_where_it_cannot_come_out() {
    for news in [
        machine::Event::TicketsLeft(Some(0)),
        machine::Event::Printer(Printer::Down(Cause::PaperOut)),
        machine::Event::Printer(Printer::Down(Cause::OutOfOrder)),
    ] {
        let mut kiosk = not_out();
        kiosk.does(Event::Machine(news.clone()));
        assert!(!kiosk.ticket().can_reprint, "{news:?}");
        assert_eq!(kiosk.does(Event::Ticket(ticket::Event::ReprintChosen)), [], "{news:?}");
    }
}

#[test]
fn a_copy_counts_as_the_ticket_it_is() {
    let mut kiosk = not_out();
    kiosk.does(Event::Ticket(ticket::Event::ReprintChosen));
    kiosk.job(Update::Printing);
    kiosk.job(Update::Printed);
    assert_eq!(kiosk.ticket().look, Look::Printed);
    kiosk.does(Event::Ticket(ticket::Event::Done));
    for told in ["", "Anda masih bisa mencetak 2 tiket"] {
        kiosk.does(Event::Detail(detail::Event::PrintChosen));
        kiosk.job(Update::Printing);
        kiosk.job(Update::Printed);
        kiosk.does(Event::Ticket(ticket::Event::Done));
        assert_eq!(kiosk.vacancy().print_note, told);
    }
    kiosk.does(Event::Nav(Nav::Finish));
    assert_eq!(kiosk.facts()[0].tickets_printed, 3);
}

#[test]
fn nobody_prints_again_before_saying_that_nothing_came_out() {
    for (look, mut kiosk) in states() {
        let offered = look == Look::Doubtful;
        assert_eq!(kiosk.ticket().can_reprint, offered, "{look:?}");
        let asked = kiosk.does(Event::Ticket(ticket::Event::ReprintChosen));
        assert_eq!(!asked.is_empty(), offered, "{look:?}");
    }
}
