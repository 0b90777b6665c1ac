//! `anjungan-printer`: a virtual receipt printer on a pseudo-terminal, for tests and demonstrations.

use std::io::{self, BufRead};
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::mpsc::{self, Sender};

use anjungan_printer::profile::Profile;
use anjungan_printer::virtual_printer::{Fault, Setup, VirtualPrinter};
use anyhow::Context as _;
use clap::Parser;

const COMMANDS: &str = "\
Type a line while it runs to break or mend the printer:
  paper-out          take the paper out
  paper-out MM       let the paper end after so many millimetres more
  near-end           let the roll be nearly used up
  cover-open         open the cover
  cutter-stuck       block the cutter
  slow N             take only N bytes a second
  stall              take nothing and say nothing
  vanish             unplug it: the link disappears
  return             plug it in again, everything mended
  refill             put a new roll in and close the cover
  tally              show what it has received
  help               show this list
  quit               stop (as does Ctrl-C)";

/// A receipt printer without paper: programs print on it as on a real ESC/POS printer, and every receipt becomes a
/// picture (01.png) and a text (01.txt).
#[derive(Parser)]
#[command(version, after_help = format!("{COMMANDS}\n
Point a program at it with the address  serial:LINK
Exit codes: 0 ended as asked, 1 could not run, 2 wrong command line."))]
struct Arguments {
    /// Where programs find the printer; a link to a terminal is made here, and removed at the end
    #[arg(long, value_name = "PATH")]
    link: PathBuf,
    /// Folder for the receipts; made if absent
    #[arg(long, value_name = "DIR")]
    out: PathBuf,
    /// What kind of printer it is: one of epson-tm-t82, epson-tm-t88v, clone-80mm, clone-58mm, write-only, or a
    /// path to a profile of your own (.toml)
    #[arg(long, value_name = "NAME", default_value = "epson-tm-t82")]
    profile: String,
}

enum Input {
    Line(String),
    /// Standard input has ended; the printer goes on.
    End,
    Interrupt,
}

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let profile = match profile(&arguments.profile) {
        Ok(profile) => profile,
        Err(error) => {
            eprintln!("anjungan-printer: {error:#}");
            return ExitCode::from(2);
        }
    };
    match run(arguments, profile) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("anjungan-printer: {error:#}");
            ExitCode::from(1)
        }
    }
}

fn profile(name: &str) -> anyhow::Result<Profile> {
    if !name.ends_with(".toml") {
        return Ok(Profile::named(name)?);
    }
    let text = std::fs::read_to_string(name).with_context(|| format!("the profile {name} cannot be read"))?;
    Ok(Profile::from_toml(&text)?)
}

fn run(arguments: Arguments, profile: Profile) -> anyhow::Result<()> {
    let out = arguments.out.clone();
    std::fs::create_dir_all(&out).map_err(|error| {
        anyhow::anyhow!("--out {}: can't be made ({error}): give another folder", out.display())
    })?;
    let scale = profile.clone();
    let printer = VirtualPrinter::start(Setup {
        out: Some(arguments.out),
        on_paper: Some(Box::new(move |paper| {
            println!("paper {:02}: {:.0} mm", paper.number, scale.mm(paper.height));
        })),
        ..Setup::new(arguments.link.clone(), profile)
    })
    .map_err(|error| {
        let link = arguments.link.display();
        anyhow::anyhow!("--link {link}: no printer can be put there ({error}): give another path")
    })?;
    println!(
        "printer at {}, receipts in {}; type help for what can go wrong",
        arguments.link.display(),
        out.display()
    );

    let (inputs, inbox) = mpsc::channel();
    let interrupt = inputs.clone();
    ctrlc::set_handler(move || send(&interrupt, Input::Interrupt)).context("Ctrl-C cannot be caught")?;
    std::thread::spawn(move || {
        for line in io::stdin().lock().lines().map_while(Result::ok) {
            send(&inputs, Input::Line(line));
        }
        send(&inputs, Input::End);
    });
    for input in inbox {
        match input {
            Input::Line(line) if line.trim() == "quit" => break,
            Input::Line(line) => obey(&printer, line.trim()),
            Input::End => {}
            Input::Interrupt => break,
        }
    }
    Ok(())
}

fn send(to: &Sender<Input>, input: Input) {
    // The main thread is gone only when the program ends.
    let _ = to.send(input);
}

fn obey(printer: &VirtualPrinter, line: &str) {
    let (word, number) = line.split_once(' ').unwrap_or((line, ""));
    let fault = match (word, number) {
        ("", "") => return,
        ("paper-out", "") => Fault::PaperOut,
        ("paper-out", mm) => match mm.parse() {
            Ok(mm) => Fault::PaperOutAfter { mm },
            Err(_) => return eprintln!("“{mm}” is no number of millimetres"),
        },
        ("near-end", "") => Fault::NearEnd,
        ("cover-open", "") => Fault::CoverOpen,
        ("cutter-stuck", "") => Fault::CutterStuck,
        ("slow", rate) => match rate.parse() {
            Ok(bytes_per_s) => Fault::Slow { bytes_per_s },
            Err(_) => return eprintln!("write slow and bytes a second, such as slow 960"),
        },
        ("stall", "") => Fault::Stall,
        ("vanish", "") => Fault::Vanish,
        ("return", "") => return printer.clear(),
        ("refill", "") => return printer.refill(),
        ("tally", "") => return println!("{:?}", printer.tally()),
        ("help", "") => return println!("{COMMANDS}"),
        _ => return eprintln!("“{line}” is not known; type help"),
    };
    printer.fault(fault);
}
