//! The committed report is the one that the program makes today.

use crate::sandbox::{Sandbox, files_below};
use girth::claims::Claim;
use std::path::Path;

/// The studies whose reports are committed.
const STUDIES: [&str; 4] = ["mesotherapy-evidence", "thigh-trial", "spa-series", "anorexia"];

/// `girth report @STUDY`, run in the root of the project, writes what is committed under reports/, byte for byte. PNG files are held
/// to their name and signature only: they are drawn from the SVG files, which are compared, and the last bit of a pixel may depend on
/// the machine.
#[test]
fn the_committed_examples_are_what_the_program_writes() {
    for study in STUDIES {
        let sandbox = Sandbox::new();
        let run = sandbox.run(&["report", &format!("@{study}")]);
        assert_eq!(run.code, 0, "{}", run.stderr);
        let folder = format!("reports/{study}");
        let committed = files_below(&Path::new(env!("CARGO_MANIFEST_DIR")).join(&folder));
        let written = files_below(&sandbox.path(&folder));
        assert!(
            committed.keys().eq(written.keys()),
            "run `girth report @{study}` in the root of the project and commit what it writes"
        );
        for (name, bytes) in &committed {
            if name.ends_with(".png") {
                assert_eq!(bytes[..8], *b"\x89PNG\r\n\x1a\n", "{name}");
            } else {
                assert!(
                    *bytes == written[name],
                    "{folder}/{name}: run `girth report @{study}` in the root of the project"
                );
            }
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
