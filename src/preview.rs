//! `anjungan preview`: what a kiosk would show of something that is not published yet, drawn by the kiosk's own screens.
//!
//! ```text
//!   request ─► Published ─► State ── step, step ──► view ─► Face ─► pixels ─► PNG ─► answer
//!              (as a kiosk       (as a visitor gets      (the real window,
//!               reads its feed)   to that screen)         without a display)
//! ```
//!
//! One line of JSON in, one line of JSON out, until standard input ends; requests are answered in their order, and
//! one process serves any number of them. A request:
//!
//! ```json
//! {"screen": "slide", "rows": [{"id": "s1", "body": {"item": {"kind": "slide", "face":
//!   {"is": "text", "headline": {"id": "Loket tutup"}}}}}],
//!  "pictures": ["/9j/4AAQ…"], "lang": "id", "text_step": 0, "contrast": false, "low_reach": false,
//!  "size": "portrait", "scale": 2, "at": "2026-11-23T03:00:00Z"}
//! ```
//!
//! | field | | |
//! |---|---|---|
//! | `screen` | required | [`Wanted`]: `attract`, `slide`, `home`, `announcement`, `trainings`, `training`, `fairs`, `fair`, `employers`, `employer`, `hours`, `service`, `privacy-notice`, `minimum-wage`, `vacancy`, `kind`: whichever screen the vacancy, or else the first row's kind, is for |
//! | `rows` | required, may be empty | as they would stand in a feed: `id`, and `body`, a [`anjungan_wire::content::Content`]. The first is what is looked at |
//! | `vacancy` | optional | an [`anjungan_wire::vacancy::Vacancy`], as it would stand in a feed |
//! | `pictures` | optional | the JPEG files that slides name, in base64 |
//! | `lang` | `id` | or `en` |
//! | `text_step` | 0 | 0, 1 or 2 |
//! | `contrast`, `low_reach` | `false` | |
//! | `size` | `portrait` | 1080 × 1920, or `landscape`: 1920 × 1080 |
//! | `scale` | 1 | the picture is made so many times smaller: 1 to 4 |
//! | `at` | now | when it is looked at; when `at` is left out what is not yet or no longer shown is shown all the same |
//! | `tenant`, `site`, `kiosk`, `region` | those of a specimen | whose kiosk it is |
//!
//! Targets are not looked at: an editor wants to see what is published elsewhere, too. The answer is
//! `{"png": "iVBOR…", "width": 540, "height": 960}` or `{"error": "…"}`; the error says what to change.
//!
//! **Architecture invariant:** nothing that a request says ends this program, and nothing of one is left for the next:
//! each begins with a new [`visit::State`].

mod draw;
mod request;
mod walk;

use std::io::{BufRead, Read as _, Write};

use anyhow::Context as _;

pub use request::{Answer, NotDrawn, Request, Wanted};

/// Bytes of a request, at most: eight pictures of 2 MB in base64, and their rows.
const LINE_BYTES_MAX: usize = 24 * 1024 * 1024;

/// Answers requests until there are no more.
pub fn run(requests: &mut dyn BufRead, answers: &mut dyn Write) -> anyhow::Result<()> {
    let easel = draw::Easel::new()?;
    while let Some(line) = next_line(requests).context("requests can't be read")? {
        let answer = line.and_then(|line| request::read(&line)).and_then(|request| easel.draw(&request));
        let answer = answer.unwrap_or_else(|error| Answer::Error { error: error.to_string() });
        serde_json::to_writer(&mut *answers, &answer).context("an answer can't be written")?;
        answers.write_all(b"\n").and_then(|()| answers.flush()).context("an answer can't be written")?;
    }
    Ok(())
}

/// A line without its end; `None` after the last. One that is too long is read over.
fn next_line(from: &mut dyn BufRead) -> std::io::Result<Option<Result<Vec<u8>, NotDrawn>>> {
    let mut line = Vec::new();
    let limit = LINE_BYTES_MAX as u64 + 1;
    if from.take(limit).read_until(b'\n', &mut line)? == 0 {
        return Ok(None);
    }
    if line.last() != Some(&b'\n') && line.len() > LINE_BYTES_MAX {
        pass_over_the_line(from)?;
        return Ok(Some(Err(NotDrawn::TooLong { most: LINE_BYTES_MAX })));
    }
    if line.last() == Some(&b'\n') {
        line.pop();
    }
    Ok(Some(Ok(line)))
}

fn pass_over_the_line(from: &mut dyn BufRead) -> std::io::Result<()> {
    loop {
        let bytes = from.fill_buf()?;
        match (bytes.iter().position(|byte| *byte == b'\n'), bytes.len()) {
            (_, 0) => return Ok(()),
            (Some(end), _) => {
                from.consume(end + 1);
                return Ok(());
            }
            (None, all) => from.consume(all),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_that_is_too_long_is_read_over_and_the_next_one_is_read() {
        let mut text = vec![b'x'; LINE_BYTES_MAX + 7];
        text.extend_from_slice(b"\n{}\nlast");
        let mut from = std::io::Cursor::new(text);
        assert!(matches!(next_line(&mut from).unwrap(), Some(Err(NotDrawn::TooLong { .. }))));
        assert_eq!(next_line(&mut from).unwrap().unwrap().unwrap(), b"{}");
        assert_eq!(next_line(&mut from).unwrap().unwrap().unwrap(), b"last");
        assert!(next_line(&mut from).unwrap().is_none());
    }
}
