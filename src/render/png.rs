//! SVG to PNG with the embedded font only: the same picture on every machine.

use crate::chart::{FONT_BOLD, FONT_REGULAR};
use resvg::tiny_skia::{Pixmap, Transform};
use resvg::usvg::{Options, Tree};

/// Why a picture could not be made.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RenderError {
    /// The SVG is not sound.
    #[error("the chart is not a readable SVG: {0}")]
    Svg(String),
    /// A picture of no, or of too many, pixels.
    #[error("a picture {0} pixels wide cannot be made; choose a width from 1 to 20000")]
    Width(u32),
    /// The pixels could not be packed.
    #[error("the PNG could not be written: {0}")]
    Png(String),
}

/// Width for print: a chart at this width has 300 pixels to the inch when it is 150 mm wide.
pub const PRINT_WIDTH: u32 = 1772;

/// Widest picture.
const MOST: u32 = 20_000;
/// The pHYs chunk speaks of pixels to the metre: 300 to the inch.
const PIXELS_PER_METRE: u32 = 11_811;

/// Draws an SVG `width` pixels wide, as a PNG that says 300 pixels to the inch.
///
/// # Errors
/// [`RenderError`] when the text is not an SVG or the picture would have no, or too many, pixels.
pub fn png(svg: &str, width: u32) -> Result<Vec<u8>, RenderError> {
    let mut options = Options { font_family: "Noto Sans".to_owned(), ..Options::default() };
    let fonts = options.fontdb_mut();
    fonts.load_font_data(FONT_REGULAR.to_vec());
    fonts.load_font_data(FONT_BOLD.to_vec());
    fonts.set_sans_serif_family("Noto Sans");
    let tree = Tree::from_str(svg, &options).map_err(|error| RenderError::Svg(error.to_string()))?;
    if !(1..=MOST).contains(&width) {
        return Err(RenderError::Width(width));
    }
    let scale = width as f32 / tree.size().width();
    let height = (tree.size().height() * scale).round().max(1.0) as u32;
    let mut pixels = Pixmap::new(width, height).filter(|_| height <= MOST).ok_or(RenderError::Width(width))?;
    resvg::render(&tree, Transform::from_scale(scale, scale), &mut pixels.as_mut());
    let file = pixels.encode_png().map_err(|error| RenderError::Png(error.to_string()))?;
    Ok(with_resolution(&file))
}

/// Signature and header of every PNG: the resolution comes right behind them.
const HEAD: usize = 8 + 25;

fn with_resolution(file: &[u8]) -> Vec<u8> {
    let Some((head, rest)) = file.split_at_checked(HEAD) else { return file.to_vec() };
    let mut chunk = b"pHYs".to_vec();
    chunk.extend(PIXELS_PER_METRE.to_be_bytes());
    chunk.extend(PIXELS_PER_METRE.to_be_bytes());
    chunk.push(1);
    let length = (chunk.len() as u32 - 4).to_be_bytes();
    [head, &length, &chunk, &crc32(&chunk).to_be_bytes(), rest].concat()
}

/// The checksum of PNG chunks (ISO 3309), bit by bit: it is over 13 bytes.
fn crc32(bytes: &[u8]) -> u32 {
    let step = |crc: u32, _| if crc & 1 == 1 { (crc >> 1) ^ 0xedb8_8320 } else { crc >> 1 };
    !bytes.iter().fold(u32::MAX, |crc, byte| (0..8).fold(crc ^ u32::from(*byte), step))
}

#[cfg(test)]
mod tests {
    use super::*;

    const SQUARE: &str = "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"10\" height=\"5\">\
        <rect width=\"10\" height=\"5\" fill=\"#0072b2\"/></svg>";

    #[test]
    fn a_picture_has_the_width_asked_for() {
        let file = png(SQUARE, 40).expect("a picture");
        let pixels = Pixmap::decode_png(&file).expect("a sound PNG");
        assert_eq!((pixels.width(), pixels.height()), (40, 20));
        assert_eq!(&file[HEAD + 4..HEAD + 8], b"pHYs");
        assert_eq!(file, png(SQUARE, 40).expect("a picture"));
    }

    #[test]
    fn text_is_drawn_with_the_embedded_font() {
        let text = "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"40\" height=\"20\">\
            <text x=\"2\" y=\"16\" font-family=\"&quot;Noto Sans&quot;\" font-weight=\"bold\">−2</text></svg>";
        let pixels = Pixmap::decode_png(&png(text, 40).expect("a picture")).expect("a sound PNG");
        assert!(pixels.pixels().iter().filter(|pixel| pixel.alpha() > 128).count() > 20);
    }

    #[test]
    fn what_cannot_be_drawn_says_why() {
        assert!(matches!(png("no", 40), Err(RenderError::Svg(_))));
        assert_eq!(png(SQUARE, 0), Err(RenderError::Width(0)));
        assert_eq!(png(SQUARE, 900_000), Err(RenderError::Width(900_000)));
    }

    #[test]
    fn the_checksum_is_that_of_the_standard() {
        assert_eq!(crc32(b"123456789"), 0xcbf4_3926);
    }
}
