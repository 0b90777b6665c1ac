//! The world: plays actions, then heals and checks.

use anjungan_wire::id::Scope;
use anjungan_wire::request::Enrolled;
use tempfile::TempDir;

use super::action::{Action, Fate, VACANCIES};
use super::fault::{Conditions, Fault, Violation};
use super::message::{Answer, Message, Name};
use super::office::Office;
use super::terminal::Terminal;
use super::{check, heal};

/// Messages on their way, at most; the oldest is lost then.
const BAG: usize = 40;

/// Everything.
pub struct World {
    pub office: Office,
    pub terminals: Vec<Terminal>,
    pub bag: Vec<Message>,
    pub scopes: Vec<Scope>,
    pub conditions: Conditions,
    _dir: TempDir,
}

/// Plays a case to its end.
pub fn play(actions: &[Action], conditions: Conditions) -> Result<(), Violation> {
    let mut world = World::begin(conditions);
    for action in actions {
        world.act(*action)?;
    }
    heal::heal(&mut world)?;
    check::check(&mut world)
}

impl World {
    fn begin(conditions: Conditions) -> World {
        // In memory where there is such a folder: a case syncs its files some hundred times.
        let memory = std::path::Path::new("/dev/shm");
        let dir = match memory.is_dir() {
            true => tempfile::tempdir_in(memory).unwrap(),
            false => tempfile::tempdir().unwrap(),
        };
        let mut office = Office::open(&dir.path().join("central"), conditions);
        for vacancy in 0..VACANCIES / 2 {
            office.publish(vacancy, vacancy % 2, false);
        }
        let scopes: Vec<Scope> = ["vacancies@32", "vacancies@31"].map(|scope| scope.parse().unwrap()).into();
        let enrolled = |nth: u8, office: &mut Office| Enrolled {
            kiosk: format!("K{nth:02}").parse().unwrap(),
            accepted: true,
            epoch: office.store().epoch().unwrap(),
            sealing_key: office.store().sealing_key(),
            content_key: office.store().content_key(),
            scopes: scopes.clone(),
            tenant: "Disnaker".into(),
            site: "Aula".into(),
            region: "3216".parse().unwrap(),
        };
        let terminals = (0..2u8).map(|nth| {
            let folder = dir.path().join(format!("terminal-{nth}"));
            Terminal::open(&folder, nth, enrolled(nth, &mut office), conditions)
        });
        let terminals = terminals.collect();
        World { office, terminals, bag: Vec::new(), scopes, conditions, _dir: dir }
    }

    fn act(&mut self, action: Action) -> Result<(), Violation> {
        match action {
            Action::Publish { vacancy, province, crash } => self.office.publish(vacancy, province, crash),
            Action::Close { vacancy } => self.office.close(vacancy),
            Action::Purge => self.office.purge(&self.scopes),
            Action::Snapshot { scope } => {
                self.office.store().build_snapshot(&self.scopes[usize::from(scope)]).unwrap();
            }
            Action::Backup => self.office.back_up(),
            Action::Restore => self.office.restore(),
            Action::RestartOffice => self.office.restart(),
            Action::Record { terminal, poison, crash } => self.terminal(terminal).record(poison, crash),
            Action::Beat { terminal } => {
                let request = self.terminal(terminal).beat();
                self.bag.push(Message::Up(terminal.into(), request));
            }
            Action::Push { terminal } => {
                let request = self.terminal(terminal).push();
                self.bag.extend(request.map(|request| Message::Up(terminal.into(), request)));
            }
            Action::Ask { terminal, scope } => {
                let scope = self.scopes[usize::from(scope)].clone();
                let request = self.terminal(terminal).ask(&scope);
                self.bag.push(Message::Up(terminal.into(), request));
            }
            Action::Fetch { terminal } => {
                let request = self.terminal(terminal).fetch();
                self.bag.extend(request.map(|request| Message::Up(terminal.into(), request)));
            }
            Action::Restart { terminal } => self.terminal(terminal).restart(),
            Action::Rot { terminal, row, lost } if self.conditions.rot => {
                self.terminal(terminal).rot(row, lost)
            }
            Action::Rot { .. } => {}
            Action::Days { terminal, days } => self.terminal(terminal).days(days)?,
            Action::Deliver { which, fate } => self.deliver_one(which, fate)?,
        }
        if self.bag.len() > BAG {
            self.bag.drain(..self.bag.len() - BAG);
        }
        Ok(())
    }

    fn terminal(&mut self, name: u8) -> &mut Terminal {
        &mut self.terminals[usize::from(name)]
    }

    fn deliver_one(&mut self, which: u16, fate: Fate) -> Result<(), Violation> {
        if self.bag.is_empty() {
            return Ok(());
        }
        let at = usize::from(which) % self.bag.len();
        let stays = matches!(fate, Fate::ArrivesAndStays);
        let mut message = if stays { self.bag[at].clone() } else { self.bag.swap_remove(at) };
        let crashes_at = match fate {
            Fate::Lost => return Ok(()),
            Fate::CrashesTheReceiver { at } => Some(at),
            Fate::Arrives | Fate::ArrivesAndStays => None,
            Fate::Torn => {
                if let Message::Down(_, Answer::File { bytes, .. }) = &mut message {
                    bytes.truncate(bytes.len() * 2 / 3);
                }
                None
            }
        };
        let answers = self.deliver(&message, crashes_at)?;
        self.bag.extend(answers);
        Ok(())
    }

    /// A message arrives. What it brings about.
    pub fn deliver(&mut self, message: &Message, crashes_at: Option<u8>) -> Result<Vec<Message>, Violation> {
        match message {
            Message::Up(from, request) => {
                let stream = self.terminals[*from].ledger().stream();
                let answer = self.office.handle(stream, request, crashes_at);
                Ok(answer.map(|answer| Message::Down(*from, answer)).into_iter().collect())
            }
            Message::Down(to, answer) => {
                let next = self.terminals[*to].handle(answer, crashes_at)?;
                Ok(next.into_iter().map(|request| Message::Up(*to, request)).collect())
            }
        }
    }

    /// A request and its answer, on a line that works. What the terminal would send next.
    pub fn exchange(
        &mut self,
        name: Name,
        request: super::message::Request,
    ) -> Result<Vec<super::message::Request>, Violation> {
        let stream = self.terminals[name].ledger().stream();
        let answer = self.office.handle(stream, &request, None);
        match answer {
            Some(answer) => self.terminals[name].handle(&answer, None),
            None => Ok(Vec::new()),
        }
    }

    /// Whether a full scan of the catalogues may be asked for.
    pub fn compares(&self) -> bool {
        self.conditions.digest && !self.conditions.makes(Fault::NoDigest)
    }
}
