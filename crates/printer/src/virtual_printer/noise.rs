//! What a bad line makes of bytes, the same for the same seed.

/// A sequence of numbers that look random (SplitMix64), so that a failing test fails again.
#[derive(Debug, Clone)]
pub(super) struct Dice(u64);

impl Dice {
    pub(super) fn new(seed: u64) -> Self {
        Self(seed)
    }

    pub(super) fn roll(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }
}

/// Loses one of every so many bytes, at a place the dice choose.
#[derive(Debug, Clone, Default)]
pub(super) struct Sieve {
    at: u32,
    loses: u32,
}

impl Sieve {
    pub(super) fn lets_through(&mut self, every: Option<u32>, dice: &mut Dice) -> bool {
        let Some(every) = every.map(|n| n.max(1)) else { return true };
        if self.at == 0 {
            self.loses = (dice.roll() % u64::from(every)) as u32;
        }
        let lost = self.at == self.loses;
        self.at = (self.at + 1) % every;
        !lost
    }
}

/// A receiver at another speed than the sender, sampling what the line holds: 8 bits, no parity, 1 stop bit.
#[derive(Debug, Clone, Default)]
pub(super) struct Uart {
    /// Bytes of the sender that pass while one is being received, in hundredths.
    blind: u64,
}

impl Uart {
    /// Speeds closer than 3 % understand each other.
    pub(super) fn understands(from: u32, to: u32) -> bool {
        u64::from(from.abs_diff(to)) * 100 <= u64::from(from.max(to)) * 3
    }

    /// What a receiver at `to` makes of a byte sent at `from`. A frame without its stop bit is noise.
    pub(super) fn receive(&mut self, byte: u8, from: u32, to: u32, dice: &mut Dice) -> Vec<u8> {
        let (from, to) = (u64::from(from.max(1)), u64::from(to.max(1)));
        if self.blind >= 100 {
            self.blind -= 100;
            return Vec::new();
        }
        // The line bit by bit: start, eight data bits from the lowest, and then rest.
        let level = |sent_bits: u64| match sent_bits {
            0 => false,
            1..=8 => byte >> (sent_bits - 1) & 1 == 1,
            _ => true,
        };
        // Time in units of 1 / (from × to × 2) s: a sent bit lasts 2 × to, a received one 2 × from.
        let (sent, received) = (2 * to, 2 * from);
        let mut heard = Vec::new();
        let mut start: u64 = 0;
        while let Some(edge) =
            (start.div_ceil(sent)..9).find(|bit| !level(*bit)).map(|bit| start.max(bit * sent))
        {
            let at = |nth: u64| level((edge + nth * received + received / 2) / sent);
            let value = (0..8).fold(0, |value, bit| value | u8::from(at(bit + 1)) << bit);
            heard.push(if at(9) { value } else { dice.roll() as u8 });
            start = edge + 10 * received;
        }
        self.blind += (start.saturating_sub(10 * sent) * 10) / sent;
        heard
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_speeds_hear_what_was_said() {
        for byte in 0..=255 {
            assert_eq!(Uart::default().receive(byte, 9600, 9600, &mut Dice::new(1)), [byte]);
        }
    }

    #[test]
    fn a_slow_ear_hears_fewer_bytes_and_a_fast_one_more() {
        let hear = |from, to| {
            let (mut uart, mut dice) = (Uart::default(), Dice::new(1));
            b"Nomor antrean A-0042".iter().flat_map(|byte| uart.receive(*byte, from, to, &mut dice)).count()
        };
        assert!((2..8).contains(&hear(38_400, 9600)), "{}", hear(38_400, 9600));
        assert!(hear(9600, 38_400) > 20);
        assert!(Uart::understands(9600, 9800) && !Uart::understands(9600, 19_200));
    }

    #[test]
    fn one_of_so_many_is_lost() {
        let (mut sieve, mut dice) = (Sieve::default(), Dice::new(7));
        let through = (0..100).filter(|_| sieve.lets_through(Some(10), &mut dice)).count();
        assert_eq!(through, 90);
        assert!(sieve.lets_through(None, &mut dice));
        assert!(!sieve.lets_through(Some(1), &mut dice));
    }
}
