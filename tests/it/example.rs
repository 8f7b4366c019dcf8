//! The committed report is the one that the program makes today.

use crate::sandbox::{Sandbox, files_below};
use girth::claims::Claim;
use std::path::Path;

/// `girth report`, run in the root of the project, writes what is committed under reports/anorexia, byte for byte. PNG files are held
/// to their name and signature only: they are drawn from the SVG files, which are compared, and the last bit of a pixel may depend on
/// the machine.
#[test]
fn the_committed_example_is_what_the_program_writes() {
    let sandbox = Sandbox::new();
    let run = sandbox.run(&["report"]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    let committed = files_below(&Path::new(env!("CARGO_MANIFEST_DIR")).join("reports/anorexia"));
    let written = files_below(&sandbox.path("reports/anorexia"));
    assert!(
        committed.keys().eq(written.keys()),
        "run `girth report` in the root of the project and commit what it writes"
    );
    for (name, bytes) in &committed {
        if name.ends_with(".png") {
            assert_eq!(bytes[..8], *b"\x89PNG\r\n\x1a\n", "{name}");
        } else {
            assert!(*bytes == written[name], "{name}: run `girth report` in the root of the project");
        }
    }
}

#[test]
fn the_claim_in_the_readme_can_be_read() {
    let readme = include_str!("../../README.md");
    let block = readme.split("```toml\n").nth(1).and_then(|rest| rest.split("```").next()).expect("a block of TOML");
    let claims = Claim::read_all("README.md", block).expect("claims");
    assert_eq!(claims.len(), 1);
    assert_eq!(claims[0].id, "waist-1.5");
}
