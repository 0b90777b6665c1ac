//! What can be done to the demonstration's printer: buttons beside its paper.

use std::rc::Rc;
use std::time::Duration;

use anjungan_printer::virtual_printer::{Order, VirtualPrinter};
use anjungan_ui::{PaperWindow, PrinterOrder};
use slint::{ComponentHandle, Image, ModelRc, Timer, TimerMode, VecModel};

use super::paper;

/// How often the window looks at the printer. It shows what somebody has just done there.
const LOOK: Duration = Duration::from_millis(500);

/// What stands on a button, and the order it gives (`anjungan_printer::virtual_printer::Order`).
const ORDERS: [(&str, &str); 18] = [
    ("Kertas habis", "paper-out"),
    ("Habis tengah", "after 20 mm paper-out"),
    ("Sisa 120 mm", "paper-out 120"),
    ("Hampir habis", "near-end"),
    ("Isi kertas", "refill"),
    ("Pulihkan", "clear"),
    ("Buka tutup", "cover-open"),
    ("Tutup lagi", "mend cover-open"),
    ("Pisau macet", "cutter-jam"),
    ("Pisau rusak", "cutter-broken"),
    ("Panas 20 s", "head-hot 20000"),
    ("Diam saja", "stall"),
    ("Cabut kabel", "unplug"),
    ("Pasang kabel", "mend unplug"),
    ("Mati, hidup", "power-cycle"),
    ("Saluran lambat", "slow 120"),
    ("Salah baud", "wrong-baud 9600"),
    ("Jawaban hilang", "lost-answers 5"),
];

/// Connects the buttons and shows how the printer is, for as long as what it returns is kept.
pub fn connect(window: &PaperWindow, printer: &Rc<VirtualPrinter>) -> Timer {
    window.set_orders(ModelRc::from(Rc::new(VecModel::from_iter(
        ORDERS.map(|(label, order)| PrinterOrder { label: label.into(), order: order.into() }),
    ))));
    let weak = Rc::downgrade(printer);
    window.on_ordered(move |order| {
        let Some(printer) = weak.upgrade() else { return };
        match order.parse::<Order>() {
            Ok(order) => printer.order(order),
            Err(error) => tracing::error!(%error, "a button of the paper's window has no order"),
        }
    });
    let timer = Timer::default();
    let mut hung = 0;
    let (window, printer) = (window.as_weak(), Rc::downgrade(printer));
    timer.start(TimerMode::Repeated, LOOK, move || {
        if let (Some(window), Some(printer)) = (window.upgrade(), printer.upgrade()) {
            // Half a paper is what a fault leaves, so it must be seen before it is cut.
            let hanging = printer.hanging();
            let length = hanging.as_ref().map_or(0, |paper| paper.height);
            if let Some(paper) = hanging.filter(|_| length != hung) {
                window.set_paper(Image::from_rgb8(paper::pixels(&paper)));
            }
            hung = length;
            let faults: Vec<String> = printer.faults().iter().map(ToString::to_string).collect();
            window.set_broken(!faults.is_empty());
            window.set_state(state(&faults, printer.paper_left_mm()).into());
        }
    });
    timer
}

fn state(faults: &[String], paper_left_mm: f32) -> String {
    let wrong = if faults.is_empty() { "Pencetak baik".to_owned() } else { faults.join(", ") };
    if paper_left_mm.is_finite() {
        format!("{wrong} · sisa kertas {:.1} m", paper_left_mm / 1_000.0)
    } else {
        wrong
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_button_gives_an_order_that_the_printer_knows() {
        for (label, order) in ORDERS {
            assert!(order.parse::<Order>().is_ok(), "{label}: {order}");
        }
    }
}
