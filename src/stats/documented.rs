//! One text for rustdoc and for `girth explain`.

/// Declares a procedure whose doc comment is also its explanation on the command line.
macro_rules! documented {
    ($(#[doc = $line:literal])* $name:ident) => {
        $(#[doc = $line])*
        #[derive(Clone, Copy, Debug, Default)]
        pub struct $name;

        impl $name {
            pub(crate) const DOCUMENTATION: &'static str = concat!($($line, "\n"),*);
        }
    };
}

pub(crate) use documented;
