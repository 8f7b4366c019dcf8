//! The `girth` program: a thin door to the library.

use std::process::ExitCode;

fn main() -> ExitCode {
    girth::cli::main()
}
