//! Numbers that look drawn by lot and are the same every time.

/// A sequence of numbers out of one seed: SplitMix64 (Steele, Lea, Flood 2014), which is enough for
/// variety and needs nothing.
#[derive(Clone, Debug)]
pub struct Draw(u64);

impl Draw {
    /// The sequence of the `n`th vacancy, whatever others there are.
    pub fn of(n: u64) -> Self {
        Self(n.wrapping_add(1).wrapping_mul(0x2545_f491_4f6c_dd1d))
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// A number from `least` to `most`, both included.
    pub fn between(&mut self, least: u32, most: u32) -> u32 {
        let span = u64::from(most.saturating_sub(least)) + 1;
        least + u32::try_from(self.next() % span).unwrap_or(0)
    }

    /// True in `percent` of a hundred.
    pub fn chance(&mut self, percent: u32) -> bool {
        self.between(0, 99) < percent
    }

    /// One of several; there must be one.
    pub fn one_of<'a, T>(&mut self, several: &'a [T]) -> &'a T {
        &several[(self.next() % several.len() as u64) as usize]
    }
}
