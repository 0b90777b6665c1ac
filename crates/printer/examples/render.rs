//! Draws what a printer makes of a file: `render PROFILE JOB.escpos PAPER.png`. A picture stored under the key 01 is
//! a grey field.

use std::process::ExitCode;

use anjungan_printer::bitmap::Bitmap;
use anjungan_printer::command::LogoKey;
use anjungan_printer::profile::Profile;
use anjungan_printer::virtual_printer::render;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [profile, job, png] = &arguments[..] else {
        eprintln!("usage: render PROFILE JOB.escpos PAPER.png");
        return ExitCode::from(2);
    };
    match draw(profile, job, png) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{job}: {error}");
            ExitCode::FAILURE
        }
    }
}

fn draw(profile: &str, job: &str, png: &str) -> Result<(), Box<dyn std::error::Error>> {
    let logo = (LogoKey::FIRST, Bitmap::from_fn(256, 96, |x, y| (x + y) % 2 == 0));
    let bytes = std::fs::read(job)?;
    let (papers, tally) = render(&Profile::named(profile)?, &[logo], [bytes.as_slice()]);
    if tally.unknown > 0 {
        return Err(format!("{} commands are not known: {:?}", tally.unknown, tally.unknown_first).into());
    }
    let [paper] = &papers[..] else { return Err(format!("gave {} papers, not one", papers.len()).into()) };
    std::fs::write(png, &paper.png)?;
    Ok(())
}
