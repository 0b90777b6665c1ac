//! Where in a job's bytes something else may be said.
//!
//! A question inside a command becomes that command's data: dots of a picture, or a length. So a driver that wants to
//! ask a printer in mid-job must know where one command has ended and the next has not begun. The bytes are read anew
//! here, rather than remembered when the job was built, because jobs are stored as bytes and may come from elsewhere.

/// Offsets in `job` between two commands, in order, from 0 to its end if all of it is understood. From the first
/// command not known to this crate on there are none: its length is not known either.
#[must_use]
pub fn safe_points(job: &[u8]) -> Vec<usize> {
    let mut points = vec![0];
    let mut at = 0;
    while let Some(length) = command_length(&job[at..]) {
        at += length;
        if at > job.len() {
            break;
        }
        points.push(at);
    }
    points
}

/// Bytes of the command that `rest` begins with, text byte for byte; `None` at its end, or when it is not known.
fn command_length(rest: &[u8]) -> Option<usize> {
    let counted = |at: usize| rest.get(at..at + 2).map(|n| usize::from(u16::from_le_bytes([n[0], n[1]])));
    Some(match *rest.first()? {
        // Characters, and line feeds.
        0x0A | 0x0D | 0x20..=0x7E | 0x80.. => 1,
        0x1B => match *rest.get(1)? {
            b'@' | b'2' => 2,
            b'a' | b'd' | b't' | b'E' | b'J' | b'3' | b'M' | b'-' => 3,
            _ => return None,
        },
        0x1D => match *rest.get(1)? {
            b'!' | b'a' | b'r' | b'I' | b'B' => 3,
            b'V' => match *rest.get(2)? {
                0 | 1 | 48 | 49 => 3,
                _ => 4,
            },
            b'v' => 8 + counted(4)? * counted(6)?,
            b'(' => 5 + counted(3)?,
            b'8' => {
                let n = rest.get(3..7)?;
                7 + usize::try_from(u32::from_le_bytes([n[0], n[1], n[2], n[3]])).ok()?
            }
            _ => return None,
        },
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bitmap::Bitmap;
    use crate::command::{Command, LogoKey, ProcessId, QrLevel, RasterScale, Size};
    use proptest::prelude::*;

    #[test]
    fn every_command_that_a_job_may_hold_ends_at_a_safe_point() {
        let picture = Bitmap::from_fn(24, 9, |x, y| (x ^ y) & 1 == 0);
        let commands = [
            Command::Initialise,
            Command::CodePage(19),
            Command::Text(b"a"),
            Command::LineFeed,
            Command::Bold(true),
            Command::Size(Size::DOUBLE),
            Command::Feed(2),
            Command::Raster { picture: &picture, scale: RasterScale::Double },
            Command::PrintLogo(LogoKey::FIRST),
            Command::DefineLogo { key: LogoKey::FIRST, picture: &picture },
            Command::AutoStatus(14),
            Command::Barrier,
            Command::ProcessId(ProcessId::of(7)),
            Command::Cut { extra_dots: 0 },
        ];
        let (mut job, mut ends) = (Vec::new(), vec![0]);
        for command in &commands {
            command.write_to(&mut job);
            ends.push(job.len());
        }
        assert_eq!(safe_points(&job), ends);
        let code = Command::Qr { data: b"X", module_dots: 6, level: QrLevel::M }.bytes();
        // Five commands make a code; between them is as safe as anywhere.
        assert_eq!(safe_points(&code).len(), 6);
        assert_eq!(safe_points(&code).last(), Some(&code.len()));
    }

    #[test]
    fn nothing_is_safe_behind_what_is_not_known() {
        assert_eq!(safe_points(b"ab\x1B\x7Fcd"), [0, 1, 2]);
        // A picture that is not all there has no end.
        assert_eq!(safe_points(b"\x1Dv0\x00\x02\x00\x02\x00\xFF"), [0]);
    }

    proptest! {
        #[test]
        fn points_rise_within_the_job_whatever_it_holds(job in prop::collection::vec(any::<u8>(), 0..300)) {
            let points = safe_points(&job);
            prop_assert!(points.windows(2).all(|pair| pair[0] < pair[1]));
            prop_assert!(points.iter().all(|at| *at <= job.len()));
        }
    }
}
