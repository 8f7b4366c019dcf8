//! A document without a format.

/// A whole report.
#[derive(Clone, Debug, PartialEq)]
pub struct Document {
    /// Title.
    pub title: String,
    /// The line under the title.
    pub subtitle: String,
    /// Sections in reading order.
    pub sections: Vec<Section>,
}

/// A headed part.
#[derive(Clone, Debug, PartialEq)]
pub struct Section {
    /// Stable name, an anchor in HTML.
    pub id: &'static str,
    /// Heading.
    pub heading: String,
    /// Content.
    pub blocks: Vec<Block>,
}

/// A piece of a section.
#[derive(Clone, Debug, PartialEq)]
pub enum Block {
    /// A smaller heading.
    Heading(String),
    /// The sentence that a hurried reader reads.
    Lead(Text),
    /// A paragraph.
    Paragraph(Text),
    /// A list.
    List(Vec<Text>),
    /// A table.
    Table(Table),
    /// A chart, by its place in the list of figures.
    Figure(usize),
    /// Commands or other text in a fixed width.
    Code(String),
    /// Content that a reader may want but most will not.
    Folded {
        /// What is inside.
        summary: String,
        /// The content.
        blocks: Vec<Block>,
    },
}

/// Running text.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Text(pub Vec<Span>);

/// A piece of running text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Span {
    /// As it is.
    Plain(String),
    /// Emphasised.
    Strong(String),
    /// A name in a file or on the command line.
    Code(String),
    /// A verdict or a severity, marked by its tone as well as its word.
    Mark(Tone, String),
}

/// What a marked word means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tone {
    /// Supported.
    Good,
    /// Refuted, an error.
    Bad,
    /// Inconclusive, a warning.
    Open,
    /// Not testable, for information.
    Quiet,
}

impl Text {
    /// Plain text.
    pub fn plain(text: impl Into<String>) -> Text {
        Text(vec![Span::Plain(text.into())])
    }

    /// Adds plain text.
    pub fn and(mut self, text: impl Into<String>) -> Text {
        self.0.push(Span::Plain(text.into()));
        self
    }

    /// Adds emphasised text.
    pub fn strong(mut self, text: impl Into<String>) -> Text {
        self.0.push(Span::Strong(text.into()));
        self
    }

    /// Adds a name.
    pub fn code(mut self, text: impl Into<String>) -> Text {
        self.0.push(Span::Code(text.into()));
        self
    }

    /// A marked word.
    pub fn mark(tone: Tone, text: impl Into<String>) -> Text {
        Text(vec![Span::Mark(tone, text.into())])
    }

    /// Without any marking.
    pub fn bare(&self) -> String {
        self.0
            .iter()
            .map(|span| match span {
                Span::Plain(text) | Span::Strong(text) | Span::Code(text) | Span::Mark(_, text) => text.as_str(),
            })
            .collect()
    }
}

impl From<String> for Text {
    fn from(text: String) -> Text {
        Text::plain(text)
    }
}

impl From<&str> for Text {
    fn from(text: &str) -> Text {
        Text::plain(text)
    }
}

/// Where a column's cells stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Align {
    /// Words.
    Left,
    /// Numbers.
    Right,
}

/// A column of a table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Column {
    /// Head.
    pub head: String,
    /// Where its cells stand.
    pub align: Align,
}

impl Column {
    /// A column of words.
    pub fn words(head: impl Into<String>) -> Column {
        Column { head: head.into(), align: Align::Left }
    }

    /// A column of numbers.
    pub fn numbers(head: impl Into<String>) -> Column {
        Column { head: head.into(), align: Align::Right }
    }
}

/// A cell: what is printed, and the number in full precision for the CSV.
#[derive(Clone, Debug, PartialEq)]
pub struct Cell {
    /// What is printed.
    pub text: Text,
    /// The number behind it, if it is one.
    pub value: Option<f64>,
}

impl Cell {
    /// Words.
    pub fn words(text: impl Into<Text>) -> Cell {
        Cell { text: text.into(), value: None }
    }

    /// A number as printed, with its full value.
    pub fn number(printed: impl Into<String>, value: f64) -> Cell {
        Cell { text: Text::plain(printed.into()), value: Some(value) }
    }

    /// Nothing, said as a dash.
    pub fn absent() -> Cell {
        Cell::words("–")
    }
}

/// A table, the same in every format.
#[derive(Clone, Debug, PartialEq)]
pub struct Table {
    /// Stable name, the file name of its CSV.
    pub id: String,
    /// What it shows.
    pub caption: String,
    /// Columns.
    pub columns: Vec<Column>,
    /// Rows, each as long as there are columns.
    pub rows: Vec<Vec<Cell>>,
    /// What must be known to read it.
    pub footnotes: Vec<String>,
}
