//! The roll: so many dot rows of paper, and a sensor near its end.

use super::fault::Fault;
use crate::profile::Profile;

#[derive(Debug, Clone)]
pub(super) struct Roll {
    full_rows: u64,
    near_rows: u64,
    left_rows: u64,
    /// A fault took paper away; mending it brings a full roll.
    shortened: bool,
    dots_per_mm: f64,
    /// Rows moved since the beginning, over all rolls.
    pub(super) moved_rows: u64,
}

impl Roll {
    pub(super) fn new(profile: &Profile, roll_mm: f32, near_end_mm: f32) -> Self {
        let dots_per_mm = f64::from(profile.dpi) / 25.4;
        // An endless roll is written as infinity; the cast saturates.
        let rows = |mm: f32| (f64::from(mm.max(0.0)) * dots_per_mm).round() as u64;
        let full_rows = rows(roll_mm);
        Self {
            full_rows,
            near_rows: rows(near_end_mm),
            left_rows: full_rows,
            shortened: false,
            dots_per_mm,
            moved_rows: 0,
        }
    }

    pub(super) fn is_out(&self) -> bool {
        self.left_rows == 0
    }

    pub(super) fn is_near_end(&self) -> bool {
        self.left_rows <= self.near_rows
    }

    pub(super) fn left_rows(&self) -> u64 {
        self.left_rows
    }

    pub(super) fn left_mm(&self) -> f32 {
        (self.left_rows as f64 / self.dots_per_mm) as f32
    }

    pub(super) fn rows(&self, mm: f32) -> u64 {
        (f64::from(mm.max(0.0)) * self.dots_per_mm).round() as u64
    }

    pub(super) fn moved_mm(&self) -> u64 {
        (self.moved_rows as f64 / self.dots_per_mm) as u64
    }

    pub(super) fn consume(&mut self, rows: u64) {
        self.left_rows = self.left_rows.saturating_sub(rows);
        self.moved_rows += rows;
    }

    /// Only so many rows are left.
    pub(super) fn shorten(&mut self, left_rows: u64) {
        self.left_rows = left_rows;
        self.shortened = true;
    }

    pub(super) fn fault(&self) -> Option<Fault> {
        match (self.is_out(), self.shortened) {
            (true, _) => Some(Fault::PaperOut),
            (false, true) => Some(Fault::PaperOutAfter { mm: self.left_mm() }),
            (false, false) => None,
        }
    }

    pub(super) fn refill(&mut self) {
        self.left_rows = self.full_rows;
        self.shortened = false;
    }
}
