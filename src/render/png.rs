//! SVG to PNG with the embedded font only: the same picture on every machine.

use crate::chart::{FONT_BOLD, FONT_REGULAR};
use png::{BitDepth, ColorType, DeflateCompression, Encoder, Filter, PixelDimensions, Unit};
use resvg::tiny_skia::{Pixmap, PremultipliedColorU8, Transform};
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
/// PNG speaks of pixels to the metre: these are 300 to the inch.
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
    encode(&pixels).map_err(|error| RenderError::Png(error.to_string()))
}

/// Packs the pixels on white. Without filters, flat areas and sharp edges pack smallest, and in a third of the time of the usual way.
fn encode(pixels: &Pixmap) -> Result<Vec<u8>, png::EncodingError> {
    let on_white = |pixel: &PremultipliedColorU8| {
        let white = 255 - pixel.alpha();
        [pixel.red() + white, pixel.green() + white, pixel.blue() + white]
    };
    let bytes: Vec<u8> = pixels.pixels().iter().flat_map(on_white).collect();
    let mut file = Vec::new();
    let mut encoder = Encoder::new(&mut file, pixels.width(), pixels.height());
    encoder.set_color(ColorType::Rgb);
    encoder.set_depth(BitDepth::Eight);
    encoder.set_filter(Filter::NoFilter);
    encoder.set_deflate_compression(DeflateCompression::Level(4));
    let (xppu, yppu) = (PIXELS_PER_METRE, PIXELS_PER_METRE);
    encoder.set_pixel_dims(Some(PixelDimensions { xppu, yppu, unit: Unit::Meter }));
    let mut writer = encoder.write_header()?;
    writer.write_image_data(&bytes)?;
    writer.finish()?;
    Ok(file)
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
        assert!(file.windows(4).any(|word| word == b"pHYs"));
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
}
