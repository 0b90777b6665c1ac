//! Everything the service screens show, as plain values.

/// The whole screen.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum View {
    /// The PIN pad.
    Pin(PinView),
    /// What there is to do.
    Menu(MenuView),
    /// One step of a task.
    Step(StepView),
    /// A test of the panel, over all of it.
    Test(TestView),
    /// Something to type.
    Entry(EntryView),
}

/// Something to type.
#[derive(Clone, PartialEq, Eq, Default)]
pub struct EntryView {
    /// The task.
    pub title: String,
    /// What is asked.
    pub headline: String,
    /// What it is, for who hears the screen.
    pub label: String,
    /// The letters so far, or dots.
    pub text: String,
    /// What is missing.
    pub note: String,
    /// The button that shows or hides the letters; empty: they are always shown.
    pub show: String,
    /// The button that goes on.
    pub done: String,
    /// Whether it may be touched.
    pub ready: bool,
}

/// What is typed may be a passphrase.
impl std::fmt::Debug for EntryView {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("EntryView")
            .field("headline", &self.headline)
            .field("ready", &self.ready)
            .finish_non_exhaustive()
    }
}

/// A test of the panel.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct TestView {
    /// What to do.
    pub headline: String,
    /// How it ends.
    pub text: String,
    /// Upper left, upper right, middle, lower left, lower right, and whether each was touched; none where a colour is shown.
    pub marks: Vec<(String, bool)>,
    /// The colour over all of it.
    pub colour: Option<Rgb>,
}

/// Red, green, blue.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Rgb(pub u8, pub u8, pub u8);

/// The PIN pad.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct PinView {
    /// What the digits are for.
    pub hint: String,
    /// How many digits have been typed; never which.
    pub digits: usize,
    /// What to do, or why it did not open.
    pub message: String,
    /// Whether digits are taken.
    pub enabled: bool,
}

/// What there is to do.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct MenuView {
    /// Which machine: "K07".
    pub device: String,
    /// Label and value, a line each.
    pub status: Vec<(String, String)>,
    /// What is wrong, when something is.
    pub trouble: Option<TroubleView>,
    /// The tasks.
    pub items: Vec<ItemView>,
}

/// What is wrong.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct TroubleView {
    /// The short code.
    pub code: String,
    /// Its name.
    pub headline: String,
    /// What it means.
    pub meaning: String,
    /// What to do.
    pub recommendation: String,
}

/// An item of the menu.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct ItemView {
    /// For [`super::Event::Chosen`].
    pub id: String,
    /// What it does.
    pub title: String,
    /// When to use it, or why it can't be used.
    pub subtitle: String,
    /// Whether it can be used.
    pub enabled: bool,
}

/// One step of a task.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct StepView {
    /// The task.
    pub title: String,
    /// "Langkah 2 dari 5"; empty where nothing is counted.
    pub counter: String,
    /// The picture.
    pub picture: Picture,
    /// The printer it is drawn for.
    pub model: Model,
    /// What to do, short.
    pub headline: String,
    /// How.
    pub text: String,
    /// Something is under way.
    pub busy: bool,
    /// A short code, or a line for the configuration; may be empty.
    pub code: String,
    /// What can be touched.
    pub choices: Vec<ChoiceView>,
    /// Facts: label and value.
    pub lines: Vec<(String, String)>,
    /// What can be touched besides, as many as there are.
    pub items: Vec<ItemView>,
}

/// What can be touched.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct ChoiceView {
    /// For [`super::Event::Chosen`].
    pub id: String,
    /// What stands on it.
    pub label: String,
    /// How it looks.
    pub weight: Weight,
}

/// How a choice looks.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Weight {
    /// The expected one.
    Primary,
    /// Another.
    #[default]
    Plain,
    /// One that takes something away from visitors.
    Danger,
}

/// The picture of a step.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Picture {
    /// None.
    #[default]
    None,
    /// Opening the cover.
    CoverOpening,
    /// Taking the old roll out.
    OldRollOut,
    /// Putting the new roll in.
    RollIn,
    /// Pulling a bit of paper out.
    PaperOut,
    /// Closing the cover.
    CoverClosing,
    /// A new roll and one that has been used.
    WhichRoll,
    /// A test paper.
    TestPrint,
    /// The paper with two codes.
    QrBoth,
    /// Waiting.
    Waiting,
    /// All is well.
    Done,
    /// Something is wrong.
    Trouble,
}

/// The printer that pictures are drawn for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Model {
    /// 58 or 80.
    pub paper_width_mm: u32,
    /// Whether it cuts; otherwise paper is torn at a bar.
    pub cutter: bool,
}

impl Default for Model {
    fn default() -> Self {
        Self { paper_width_mm: 80, cutter: true }
    }
}
