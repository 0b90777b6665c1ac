//! What the thread is asked to do.

use std::sync::mpsc::Sender;
use std::time::Duration;

use super::{BaudProbe, BeforeFirstByte, LogoError, Progress};
use crate::bitmap::Bitmap;
use crate::command::{LogoKey, ProcessId};
use crate::status::Cause;

pub(super) enum Order {
    Print(PrintOrder),
    Recover { names: Vec<u32>, wait: Duration, reply: Sender<Vec<u32>> },
    ProbeBaud { reply: Sender<BaudProbe> },
    StoreLogo { key: LogoKey, picture: Bitmap, reply: Sender<Result<(), LogoError>> },
}

pub(super) struct PrintOrder {
    pub(super) name: ProcessId,
    pub(super) bytes: Vec<u8>,
    pub(super) paper_mm: f32,
    pub(super) before_first_byte: BeforeFirstByte,
    pub(super) progress: Sender<Progress>,
}

impl PrintOrder {
    pub(super) fn report(&self, progress: Progress) {
        // The caller may have lost interest; the job goes on all the same.
        let _ = self.progress.send(progress);
    }
}

impl Order {
    /// Ends an order that nobody will carry out any more.
    pub(super) fn refuse(self) {
        // In every case the caller may have lost interest.
        match self {
            Order::Print(order) => order.report(Progress::Refused(Cause::Stopped)),
            // A closed channel says it: no job was proved.
            Order::Recover { .. } => {}
            Order::ProbeBaud { reply } => {
                let _ = reply.send(BaudProbe::Nothing);
            }
            Order::StoreLogo { reply, .. } => {
                let _ = reply.send(Err(LogoError::NotReady(Cause::Stopped)));
            }
        }
    }
}
