//! A figure's scene through plotters to SVG.

use super::figure::Figure;
use super::scene::{Anchor, Dash, Ink, Mark, Point, Stroke};
use super::svg_backend::{SvgBackend, UNITS, escaped};
use super::theme::WHITE;
use plotters::coord::Shift;
use plotters::drawing::{DrawingArea, DrawingAreaErrorKind, IntoDrawingArea};
use plotters::element::{Circle, PathElement, Polygon, Rectangle, Text};
use plotters::style::text_anchor::{HPos, Pos, VPos};
use plotters::style::{FontStyle, RGBAColor, ShapeStyle, TextStyle};
use std::cell::Cell;
use std::convert::Infallible;
use std::fmt::Write;

/// The figure as a stand-alone SVG that can also be put into an HTML page beside others: the same bytes for the same figure.
pub fn svg(figure: &Figure) -> String {
    let mut body = String::new();
    let dash = Cell::new(Dash::Solid);
    {
        let size = (units(figure.width).unsigned_abs(), units(figure.height).unsigned_abs());
        let backend = SvgBackend { body: &mut body, dash: &dash, size, looks: String::new() };
        let canvas = backend.into_drawing_area();
        let ground = Mark::Rect { from: (0.0, 0.0), to: (figure.width, figure.height), ink: WHITE };
        // The backend writes to memory and cannot fail.
        for mark in std::iter::once(&ground).chain(&figure.scene.marks).filter(|mark| is_drawable(mark)) {
            let _ = draw(&canvas, mark, &dash);
        }
        let _ = canvas.present();
    }
    let Figure { id, width, height, title, alt_text, .. } = figure;
    let name = format!("{id}-{:016x}", fingerprint(&[&body, title, alt_text]));
    let mut svg = String::with_capacity(body.len() + 1024);
    let _ = writeln!(
        svg,
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"{height}\" viewBox=\"0 0 {width} {height}\" role=\"img\" \
         aria-labelledby=\"{name}-title\" aria-describedby=\"{name}-desc\" \
         font-family=\"&quot;Noto Sans&quot;, Helvetica, Arial, sans-serif\">"
    );
    let _ = writeln!(svg, "<title id=\"{name}-title\">{}</title>", escaped(title));
    let _ = writeln!(svg, "<desc id=\"{name}-desc\">{}</desc>", escaped(alt_text));
    svg.push_str(&body);
    svg.push_str("</svg>\n");
    svg
}

type Canvas<'a> = DrawingArea<SvgBackend<'a>, Shift>;

fn draw(canvas: &Canvas<'_>, mark: &Mark, dash: &Cell<Dash>) -> Result<(), DrawingAreaErrorKind<Infallible>> {
    match mark {
        Mark::Line { points, stroke } => {
            dash.set(stroke.dash);
            canvas.draw(&PathElement::new(all(points), pen(*stroke)))
        }
        Mark::Area { points, ink } => canvas.draw(&Polygon::new(all(points), fill(*ink))),
        Mark::Rect { from, to, ink } => canvas.draw(&Rectangle::new([at(*from), at(*to)], fill(*ink))),
        Mark::Disc { centre, radius, ink } => {
            canvas.draw(&Circle::new(at(*centre), units(*radius).unsigned_abs(), fill(*ink)))
        }
        Mark::Ring { centre, radius, stroke } => {
            dash.set(stroke.dash);
            canvas.draw(&Circle::new(at(*centre), units(*radius).unsigned_abs(), pen(*stroke)))
        }
        Mark::Text { at: position, text, style } => {
            let weight = if style.bold { FontStyle::Bold } else { FontStyle::Normal };
            let side = match style.anchor {
                Anchor::Start => HPos::Left,
                Anchor::Middle => HPos::Center,
                Anchor::End => HPos::Right,
            };
            let looks = TextStyle::from(("Noto Sans", style.size * UNITS, weight)).pos(Pos::new(side, VPos::Bottom));
            canvas.draw(&Text::new(text.as_str(), at(*position), looks.color(&colour(style.ink))))
        }
    }
}

/// A chart never makes a point that is not a number; should one do, the mark is left out rather than the file broken.
fn is_drawable(mark: &Mark) -> bool {
    let finite = |point: &Point| point.0.is_finite() && point.1.is_finite();
    match mark {
        Mark::Line { points, .. } | Mark::Area { points, .. } => points.len() > 1 && points.iter().all(finite),
        Mark::Rect { from, to, .. } => finite(from) && finite(to),
        Mark::Disc { centre, .. } | Mark::Ring { centre, .. } => finite(centre),
        Mark::Text { at, .. } => finite(at),
    }
}

fn units(px: f64) -> i32 {
    (px * UNITS).round() as i32
}

fn at(point: Point) -> (i32, i32) {
    (units(point.0), units(point.1))
}

fn all(points: &[Point]) -> Vec<(i32, i32)> {
    points.iter().copied().map(at).collect()
}

fn colour(ink: Ink) -> RGBAColor {
    RGBAColor(ink.rgb.0, ink.rgb.1, ink.rgb.2, ink.opacity)
}

fn fill(ink: Ink) -> ShapeStyle {
    ShapeStyle { color: colour(ink), filled: true, stroke_width: 0 }
}

fn pen(stroke: Stroke) -> ShapeStyle {
    ShapeStyle { color: colour(stroke.ink), filled: false, stroke_width: units(stroke.width).unsigned_abs() }
}

/// FNV-1a over what is drawn, so that charts in one page have names of their own.
fn fingerprint(texts: &[&str]) -> u64 {
    let bytes = texts.iter().flat_map(|text| text.bytes());
    bytes.fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chart::scene::Scene;
    use crate::chart::theme::{INK, LABEL_TEXT};

    fn figure(scene: Scene) -> Figure {
        let (title, caption, alt_text) = ("a < b".to_owned(), String::new(), "\"c\" & d".to_owned());
        Figure { id: "test", title, caption, alt_text, width: 100.0, height: 50.5, scene }
    }

    #[test]
    fn the_scene_comes_out_as_svg() {
        let mut scene = Scene::default();
        scene.line([(1.0, 2.0), (3.25, 4.125)], Stroke::new(INK.at(0.5), 1.5).dashed(Dash::Dashed));
        scene.disc((5.0, 6.0), 2.25, INK);
        scene.ring((5.0, 6.0), 2.25, Stroke::new(INK, 1.0));
        scene.area([(0.0, 0.0), (1.0, 0.0), (0.0, 1.0)], INK);
        scene.text((10.0, 20.0), "<script>", LABEL_TEXT);
        scene.line([(f64::NAN, 2.0), (3.0, 4.0)], Stroke::new(INK, 1.0));
        let drawn = svg(&figure(scene));
        for part in [
            "viewBox=\"0 0 100 50.5\"",
            "<title id=\"test-",
            "a &lt; b</title>",
            "&quot;c&quot; &amp; d</desc>",
            "<rect x=\"0\" y=\"0\" width=\"100\" height=\"50.5\"/>",
            "stroke-opacity=\"0.5\" stroke-width=\"1.5\" stroke-linecap=\"butt\" stroke-linejoin=\"round\" stroke-dasharray=\"6 4.5\"",
            "<path d=\"M1 2L3.25 4.125\"/>",
            "<circle cx=\"5\" cy=\"6\" r=\"2.25\"/>",
            "<path d=\"M0 0L1 0L0 1Z\"/>",
            "<text x=\"10\" y=\"20\">&lt;script&gt;</text>",
        ] {
            assert!(drawn.contains(part), "{part}\n{drawn}");
        }
        assert_eq!(drawn.matches("<path").count(), 2, "a line that is no line is left out");
        assert_eq!(drawn.matches("<g ").count(), drawn.matches("</g>").count());
    }

    #[test]
    fn figures_in_one_page_have_names_of_their_own() {
        let mut other = Scene::default();
        other.disc((5.0, 6.0), 2.25, INK);
        let name = |drawn: String| {
            drawn.split("aria-labelledby=\"").nth(1).map(|rest| rest.chars().take(20).collect::<String>())
        };
        assert_ne!(name(svg(&figure(other))), name(svg(&figure(Scene::default()))));
    }
}
