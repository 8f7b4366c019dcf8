//! What the terminal can do, and how far a run has come.

use crate::plan::Progress;
use crate::render::TextStyle;
use indicatif::{ProgressBar, ProgressDrawTarget};
use std::io::IsTerminal;
use std::time::Duration;

/// Lines are no longer than this where the width is not known, or very large.
const USUAL_WIDTH: usize = 110;

/// Whether the user allows colour (see no-color.org).
pub(super) fn colour_allowed() -> bool {
    std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty())
        && std::env::var_os("TERM").is_none_or(|term| term != "dumb")
}

/// Style of what goes to standard output.
pub(super) fn style() -> TextStyle {
    let is_terminal = std::io::stdout().is_terminal();
    let width = terminal_size::terminal_size().map_or(USUAL_WIDTH, |(width, _)| usize::from(width.0));
    TextStyle {
        width: if is_terminal { width.clamp(40, 160) } else { USUAL_WIDTH },
        colour: is_terminal && colour_allowed(),
    }
}

/// Shows the step of a run on standard error, after the first second, and only on a terminal.
pub(super) struct Spinner {
    bar: ProgressBar,
}

impl Spinner {
    pub(super) fn new() -> Spinner {
        let bar = ProgressBar::new_spinner();
        bar.set_draw_target(ProgressDrawTarget::hidden());
        if std::io::stderr().is_terminal() {
            let late = bar.clone();
            std::thread::spawn(move || {
                std::thread::sleep(Duration::from_secs(1));
                if !late.is_finished() {
                    late.set_draw_target(ProgressDrawTarget::stderr());
                    late.enable_steady_tick(Duration::from_millis(120));
                }
            });
        }
        Spinner { bar }
    }
}

impl Progress for Spinner {
    fn step(&self, words: &str) {
        self.bar.set_message(
            words.chars().map(|letter| if letter.is_control() { ' ' } else { letter }).collect::<String>(),
        );
    }
}

impl Drop for Spinner {
    fn drop(&mut self) {
        self.bar.finish_and_clear();
    }
}
