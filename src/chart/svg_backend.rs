//! A plotters backend that writes SVG as a paper needs it: real text, decimals, opacity, round joins, dashes as dashes.
//!
//! plotters' coordinates are integers; here one of its units is 1/8 px.

use super::scene::Dash;
use plotters_backend::text_anchor::HPos;
use plotters_backend::{
    BackendColor, BackendCoord, BackendStyle, BackendTextStyle, DrawingBackend, DrawingErrorKind, FontStyle,
};
use std::cell::Cell;
use std::convert::Infallible;
use std::fmt::Write;

/// plotters' units for one px.
pub(crate) const UNITS: f64 = 8.0;

type Drawn = Result<(), DrawingErrorKind<Infallible>>;

/// Writes the inside of an `<svg>` element. Neighbours of equal looks share a `<g>`.
pub(crate) struct SvgBackend<'a> {
    pub body: &'a mut String,
    /// plotters has no dashed pen: who draws sets it here.
    pub dash: &'a Cell<Dash>,
    pub size: (u32, u32),
    /// The looks of the open `<g>`.
    pub looks: String,
}

impl SvgBackend<'_> {
    fn within(&mut self, looks: String) {
        if looks != self.looks {
            self.close();
            let _ = writeln!(self.body, "<g {looks}>");
            self.looks = looks;
        }
    }

    fn close(&mut self) {
        if !self.looks.is_empty() {
            self.body.push_str("</g>\n");
            self.looks.clear();
        }
    }

    fn filled(&mut self, colour: BackendColor) {
        self.within(format!("fill=\"{}\"{}", hex(colour), opacity("fill-opacity", colour)));
    }

    fn stroked<S: BackendStyle>(&mut self, style: &S) {
        let width = f64::from(style.stroke_width()) / UNITS;
        let dashes = match self.dash.get() {
            Dash::Solid => String::new(),
            Dash::Dashed => format!(" stroke-dasharray=\"{} {}\"", 4.0 * width.max(1.25), 3.0 * width.max(1.25)),
            Dash::Dotted => format!(" stroke-dasharray=\"0.01 {}\"", 2.5 * width.max(1.25)),
        };
        let cap = if self.dash.get() == Dash::Dashed { "butt" } else { "round" };
        let colour = style.color();
        self.within(format!(
            "fill=\"none\" stroke=\"{}\"{} stroke-width=\"{width}\" stroke-linecap=\"{cap}\" stroke-linejoin=\"round\"{dashes}",
            hex(colour),
            opacity("stroke-opacity", colour),
        ));
    }

    fn path(&mut self, points: impl IntoIterator<Item = BackendCoord>, closed: bool) {
        self.body.push_str("<path d=\"");
        for (index, point) in points.into_iter().enumerate() {
            let _ = write!(self.body, "{}{} {}", if index == 0 { 'M' } else { 'L' }, px(point.0), px(point.1));
        }
        self.body.push_str(if closed { "Z\"/>\n" } else { "\"/>\n" });
    }
}

impl DrawingBackend for SvgBackend<'_> {
    type ErrorType = Infallible;

    fn get_size(&self) -> (u32, u32) {
        self.size
    }

    fn ensure_prepared(&mut self) -> Drawn {
        Ok(())
    }

    fn present(&mut self) -> Drawn {
        self.close();
        Ok(())
    }

    fn draw_pixel(&mut self, point: BackendCoord, colour: BackendColor) -> Drawn {
        self.draw_rect(point, (point.0 + 1, point.1 + 1), &colour, true)
    }

    fn draw_line<S: BackendStyle>(&mut self, from: BackendCoord, to: BackendCoord, style: &S) -> Drawn {
        self.draw_path([from, to], style)
    }

    fn draw_rect<S: BackendStyle>(&mut self, from: BackendCoord, to: BackendCoord, style: &S, fill: bool) -> Drawn {
        if fill {
            self.filled(style.color());
        } else {
            self.stroked(style);
        }
        let (width, height) = (px(to.0 - from.0), px(to.1 - from.1));
        let _ = writeln!(
            self.body,
            "<rect x=\"{}\" y=\"{}\" width=\"{width}\" height=\"{height}\"/>",
            px(from.0),
            px(from.1)
        );
        Ok(())
    }

    fn draw_path<S: BackendStyle, I: IntoIterator<Item = BackendCoord>>(&mut self, path: I, style: &S) -> Drawn {
        self.stroked(style);
        self.path(path, false);
        Ok(())
    }

    fn draw_circle<S: BackendStyle>(&mut self, centre: BackendCoord, radius: u32, style: &S, fill: bool) -> Drawn {
        if fill {
            self.filled(style.color());
        } else {
            self.stroked(style);
        }
        let radius = f64::from(radius) / UNITS;
        let _ = writeln!(self.body, "<circle cx=\"{}\" cy=\"{}\" r=\"{radius}\"/>", px(centre.0), px(centre.1));
        Ok(())
    }

    fn fill_polygon<S: BackendStyle, I: IntoIterator<Item = BackendCoord>>(&mut self, points: I, style: &S) -> Drawn {
        self.filled(style.color());
        self.path(points, true);
        Ok(())
    }

    /// Writes the text with its baseline at `at`, whatever the vertical anchor.
    fn draw_text<S: BackendTextStyle>(&mut self, text: &str, style: &S, at: BackendCoord) -> Drawn {
        let anchor = match style.anchor().h_pos {
            HPos::Left => "start",
            HPos::Center => "middle",
            HPos::Right => "end",
        };
        let weight = if matches!(style.style(), FontStyle::Bold) { " font-weight=\"bold\"" } else { "" };
        let (size, colour) = (style.size() / UNITS, style.color());
        self.within(format!("font-size=\"{size}\"{weight} text-anchor=\"{anchor}\" fill=\"{}\"", hex(colour)));
        let _ = writeln!(self.body, "<text x=\"{}\" y=\"{}\">{}</text>", px(at.0), px(at.1), escaped(text));
        Ok(())
    }
}

fn px(units: i32) -> f64 {
    f64::from(units) / UNITS
}

fn hex(colour: BackendColor) -> String {
    let (red, green, blue) = colour.rgb;
    format!("#{red:02x}{green:02x}{blue:02x}")
}

fn opacity(name: &str, colour: BackendColor) -> String {
    if colour.alpha >= 1.0 {
        String::new()
    } else {
        format!(" {name}=\"{}\"", (colour.alpha * 1000.0).round() / 1000.0)
    }
}

/// Text for XML 1.0: markup escaped, characters that XML does not know replaced.
pub(crate) fn escaped(text: &str) -> String {
    let mut clean = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '&' => clean.push_str("&amp;"),
            '<' => clean.push_str("&lt;"),
            '>' => clean.push_str("&gt;"),
            '"' => clean.push_str("&quot;"),
            '\t' | '\n' | '\r' => clean.push(' '),
            '\u{0}'..='\u{1f}' | '\u{7f}'..='\u{9f}' | '\u{fffe}' | '\u{ffff}' => clean.push('\u{fffd}'),
            other => clean.push(other),
        }
    }
    clean
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_cannot_break_out() {
        assert_eq!(escaped("<script>\"a\" & b</script>"), "&lt;script&gt;&quot;a&quot; &amp; b&lt;/script&gt;");
        assert_eq!(escaped("a\u{0}b\u{b}c\nd"), "a\u{fffd}b\u{fffd}c d");
    }
}
