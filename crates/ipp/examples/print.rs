//! Prints a PDF and says each progress in a line: `print URI FILE NAME`; `print URI --status`;
//! `print URI --recover NAME`.

use std::process::ExitCode;
use std::time::Duration;

use anjungan_ipp::{Address, IppPrinter, Name, Progress, Timing};

fn main() -> ExitCode {
    match run(&std::env::args().skip(1).collect::<Vec<_>>()) {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::from(2)
        }
    }
}

fn run(arguments: &[String]) -> Result<bool, Box<dyn std::error::Error>> {
    let [uri, rest @ ..] = arguments else { return Err("print URI FILE NAME".into()) };
    let seconds = |variable: &str, usual| {
        std::env::var(variable).ok().and_then(|text| text.parse().ok()).map_or(usual, Duration::from_secs_f32)
    };
    let usual = Timing::default();
    let timing = Timing {
        reload_wait: seconds("RELOAD_WAIT", usual.reload_wait),
        job: seconds("JOB", usual.job),
        follow: Duration::from_millis(200),
        ..usual
    };
    let printer = IppPrinter::start(uri.parse::<Address>()?, timing);
    match rest {
        [flag] if flag == "--status" => {
            let (told, news) = std::sync::mpsc::channel();
            printer.subscribe(Box::new(move |status| {
                // Who listens stops when it has heard enough.
                let _ = told.send(status.clone());
            }));
            let status = news.iter().nth(1).ok_or("the printer's thread ended")?;
            println!("{status:?}");
            println!("refusal {:?}", status.refusal());
            Ok(status.refusal().is_none())
        }
        [flag, name] if flag == "--recover" => {
            let fates = printer.recover(vec![Name::new(name)?], Duration::from_secs(2)).recv()?;
            println!("{fates:?}");
            Ok(true)
        }
        [file, name] => {
            let mut printed = false;
            for step in printer.print(Name::new(name)?, std::fs::read(file)?, Box::new(|| Ok(()))) {
                println!("{step:?}");
                printed = matches!(step, Progress::Printed(_));
            }
            Ok(printed)
        }
        _ => Err("print URI FILE NAME | URI --status | URI --recover NAME".into()),
    }
}
