//! Whether this machine has any way out: a route to everywhere, as the kernel lists them.
//!
//! It tells a cable that is out from a central that does not answer. A router that leads nowhere has a route too, and
//! looks like the second.

/// Flags of a route (`linux/route.h`, `linux/ipv6_route.h`).
const UP: u32 = 0x0001;
const REJECT: u32 = 0x0200;

/// Whether there is a way out. Where the kernel does not tell, there is said to be one: whoever asks looks for the fault
/// elsewhere then, and never excuses it.
pub fn has_way_out() -> bool {
    let read = |what: &str| std::fs::read_to_string(format!("/proc/net/{what}"));
    match (read("route"), read("ipv6_route")) {
        (Ok(v4), Ok(v6)) => leads_out(&v4, &v6),
        (Ok(v4), Err(_)) => leads_out(&v4, ""),
        (Err(_), Ok(_) | Err(_)) => true,
    }
}

fn leads_out(v4: &str, v6: &str) -> bool {
    v4.lines().skip(1).any(|line| default_v4(line).is_some())
        || v6.lines().any(|line| default_v6(line).is_some())
}

/// `Iface Destination Gateway Flags RefCnt Use Metric Mask …`
fn default_v4(line: &str) -> Option<()> {
    let words: Vec<&str> = line.split_whitespace().collect();
    let (destination, flags, mask) = (words.get(1)?, words.get(3)?, words.get(7)?);
    (*destination == "00000000" && *mask == "00000000" && leads(flags)).then_some(())
}

/// `destination length source length next-hop metric references use flags device`
fn default_v6(line: &str) -> Option<()> {
    let words: Vec<&str> = line.split_whitespace().collect();
    let (destination, length, flags, device) = (words.first()?, words.get(1)?, words.get(8)?, words.get(9)?);
    let everywhere = destination.bytes().all(|digit| digit == b'0') && *length == "00";
    (everywhere && *device != "lo" && leads(flags)).then_some(())
}

fn leads(flags: &str) -> bool {
    u32::from_str_radix(flags, 16).is_ok_and(|flags| flags & UP != 0 && flags & REJECT == 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEAD: &str =
        "Iface\tDestination\tGateway \tFlags\tRefCnt\tUse\tMetric\tMask\t\tMTU\tWindow\tIRTT\n";

    #[test]
    fn only_a_route_to_everywhere_leads_out() {
        let v4 = |line: &str| leads_out(&format!("{HEAD}{line}"), "");
        assert!(v4("enp1s0\t00000000\t0102A8C0\t0003\t0\t0\t100\t00000000\t0\t0\t0"));
        assert!(!v4("enp1s0\t0002A8C0\t00000000\t0001\t0\t0\t100\t00FFFFFF\t0\t0\t0"), "its own net alone");
        assert!(!v4("enp1s0\t00000000\t0102A8C0\t0002\t0\t0\t100\t00000000\t0\t0\t0"), "not up");
        assert!(!v4("enp1s0\t00000000\t00000000\t0201\t0\t0\t100\t00000000\t0\t0\t0"), "to nowhere");
        assert!(!v4(""));
        assert!(!v4("enp1s0\t00000000"), "half a line");
        let zeros = "0".repeat(32);
        let v6 = |flags: &str, device: &str| {
            leads_out(
                HEAD,
                &format!("{zeros} 00 {zeros} 00 {zeros} 00000400 00000001 00000000 {flags} {device}\n"),
            )
        };
        assert!(v6("00000003", "enp1s0"));
        // The kernel's own last entry.
        assert!(!v6("00200200", "lo"));
    }
}
