//! `anjungan-printer`: a virtual receipt printer on a pseudo-terminal or a network port, for tests and demonstrations.

use std::io::{self, BufRead};
use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::mpsc::{self, Sender};

use anjungan_printer::profile::Profile;
use anjungan_printer::virtual_printer::{Fault, Flow, Order, PaperEnd, Setup, Speed, VirtualPrinter};
use anyhow::Context as _;
use clap::{Parser, ValueEnum};

/// A receipt printer without paper: programs print on it as on a real ESC/POS printer, and every receipt becomes a
/// picture (01.png) and a text (01.txt) of what is really on paper.
#[derive(Parser)]
#[command(version, after_help = format!("{}\n
Point a program at it with the address  serial:LINK  or  tcp:ADDRESS
Exit codes: 0 ended as asked, 1 could not run, 2 wrong command line.", commands()))]
struct Arguments {
    /// Where programs find the printer; a link to a terminal is made here, and removed at the end
    #[arg(long, value_name = "PATH", required_unless_present = "tcp")]
    link: Option<PathBuf>,
    /// Be a network printer at this address, such as 127.0.0.1:9100; port 0 takes any that is free
    #[arg(long, value_name = "ADDRESS")]
    tcp: Option<SocketAddr>,
    /// Folder for the receipts; made if absent
    #[arg(long, value_name = "DIR")]
    out: PathBuf,
    /// What kind of printer it is: one of epson-tm-t82, epson-tm-t88v, clone-80mm, clone-58mm, write-only, or a
    /// path to a profile of your own (.toml)
    #[arg(long, value_name = "NAME", default_value = "epson-tm-t82")]
    profile: String,
    /// Line speed on the printer's switches; without it, whatever the program sets
    #[arg(long, value_name = "BITS/S")]
    baud: Option<u32>,
    /// What it does when its buffer is full
    #[arg(long, value_enum, default_value = "ready")]
    flow: FlowName,
    /// Paper on a new roll, in millimetres; without it, what the profile says
    #[arg(long, value_name = "MM")]
    roll: Option<f32>,
    /// Decides which bytes a bad line spoils
    #[arg(long, value_name = "N", default_value_t = 1)]
    seed: u64,
    /// Break something before the first byte, or when the order says: 'paper-out 120', 'after 300 bytes cover-open'.
    /// May be given more than once
    #[arg(long, value_name = "ORDER")]
    fault: Vec<Order>,
    /// A file of orders, one a line, carried out one after the other; # begins a comment
    #[arg(long, value_name = "FILE")]
    script: Option<PathBuf>,
}

#[derive(Clone, Copy, ValueEnum)]
enum FlowName {
    /// Its ready line stops the computer; nothing is lost
    Ready,
    /// It sends XOFF and XON; who does not heed them loses bytes
    XonXoff,
    /// What does not fit is lost
    None,
}

enum Input {
    Line(String),
    /// Standard input has ended; the printer goes on.
    End,
    Interrupt,
}

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let prepared =
        profile(&arguments.profile).and_then(|profile| Ok((profile, script(arguments.script.as_ref())?)));
    let (profile, script) = match prepared {
        Ok(prepared) => prepared,
        Err(error) => {
            eprintln!("anjungan-printer: {error:#}");
            return ExitCode::from(2);
        }
    };
    match run(arguments, profile, script) {
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

fn script(path: Option<&PathBuf>) -> anyhow::Result<Vec<Order>> {
    let Some(path) = path else { return Ok(Vec::new()) };
    let text = std::fs::read_to_string(path)
        .with_context(|| format!("the script {} cannot be read", path.display()))?;
    let lines = (1..).zip(text.lines()).map(|(n, line)| (n, line.split('#').next().unwrap_or("").trim()));
    lines
        .filter(|(_, line)| !line.is_empty())
        .map(|(n, line)| line.parse().with_context(|| format!("{} line {n}", path.display())))
        .collect()
}

fn run(arguments: Arguments, profile: Profile, script: Vec<Order>) -> anyhow::Result<()> {
    let Arguments { link, tcp, out, baud, flow, roll, seed, fault, .. } = arguments;
    std::fs::create_dir_all(&out).map_err(|error| {
        anyhow::anyhow!("--out {}: can't be made ({error}): give another folder", out.display())
    })?;
    let scale = profile.clone();
    let bare = Setup::bare(profile);
    let printer = VirtualPrinter::start(Setup {
        link: link.clone(),
        tcp,
        out: Some(out.clone()),
        on_paper: Some(Box::new(move |paper| {
            let end = match paper.end {
                PaperEnd::Cut | PaperEnd::Hanging => "",
                PaperEnd::TornOff => ", torn off",
                PaperEnd::RollEnd => ", the roll ended in it",
            };
            let power = if paper.power_cycled { ", the power went" } else { "" };
            println!("paper {:02}: {:.0} mm{end}{power}", paper.number, scale.mm(paper.height));
        })),
        speed: baud.map_or(Speed::AsComputer, Speed::Baud),
        flow: match flow {
            FlowName::Ready => Flow::Ready,
            FlowName::XonXoff => Flow::XonXoff,
            FlowName::None => Flow::None,
        },
        roll_mm: roll.unwrap_or(bare.roll_mm),
        seed,
        orders: fault,
        script,
        ..bare
    })
    .map_err(|error| {
        let option = match (&link, tcp) {
            (Some(link), None) => format!("--link {}", link.display()),
            (Some(link), Some(tcp)) => format!("--link {} --tcp {tcp}", link.display()),
            (None, tcp) => format!("--tcp {}", tcp.map_or_else(String::new, |tcp| tcp.to_string())),
        };
        anyhow::anyhow!("{option}: no printer can be put there ({error}): give another")
    })?;
    let places: Vec<String> = link
        .map(|link| link.display().to_string())
        .into_iter()
        .chain(printer.tcp_address().map(|address| address.to_string()))
        .collect();
    println!(
        "printer at {}, receipts in {}; type help for what can go wrong",
        places.join(" and "),
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
    match line {
        "" => {}
        "tally" => {
            let tally = printer.tally();
            println!("{tally}");
            for unknown in &tally.unknown_first {
                println!("unknown: {}", unknown.escape_ascii());
            }
        }
        "faults" => {
            let faults: Vec<String> = printer.faults().iter().map(Fault::to_string).collect();
            println!("faults: {}", if faults.is_empty() { "none".to_owned() } else { faults.join(", ") });
        }
        "help" => println!("{}", commands()),
        _ => match line.parse::<Order>() {
            Ok(order) => printer.order(order),
            Err(error) => eprintln!("{error}"),
        },
    }
}

/// What can be typed, from the same table that reads it.
fn commands() -> String {
    let line = |usage: &str, about: &str| format!("  {usage:<18} {about}\n");
    let mut text = "Type a line while it runs to break or mend the printer:\n".to_owned();
    for fault in Fault::ALL {
        text += &line(&fault.usage(), fault.about());
    }
    for (usage, about) in [
        ("mend FAULT", "take back that fault alone"),
        ("refill", "put a new roll in and close the cover"),
        ("clear, return", "mend everything, plug it in, switch it on"),
        ("power-cycle", "switch it off and on"),
        ("after N bytes …", "do it then; also N mm, N papers, N ms"),
        ("tally", "show what it has received"),
        ("faults", "show what is wrong"),
        ("help", "show this list"),
        ("quit", "stop (as does Ctrl-C)"),
    ] {
        text += &line(usage, about);
    }
    text.trim_end().to_owned()
}
