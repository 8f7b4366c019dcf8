//! The house: which room may use which, and which room alone opens which crate.

use std::fs;
use std::path::{Path, PathBuf};

/// Rooms that a room may use, besides itself.
const MAY_USE: [(&str, &[&str]); 13] = [
    ("num", &[]),
    ("dist", &["num"]),
    ("data", &["num"]),
    ("result", &["data"]),
    ("ingest", &["data", "result", "num"]),
    ("stats", &["dist", "data", "result", "num"]),
    ("claims", &["result", "stats", "data", "ingest", "dist", "num"]),
    ("simulate", &["claims", "dist", "data", "num"]),
    ("plan", &["simulate", "claims", "stats", "ingest", "result", "data", "dist", "num"]),
    ("chart", &["result", "data", "num"]),
    ("report", &["plan", "claims", "chart", "result", "stats", "data", "ingest"]),
    ("render", &["report", "chart", "plan", "claims", "result", "stats", "data", "ingest"]),
    (
        "cli",
        &[
            "render", "report", "chart", "plan", "simulate", "claims", "stats", "ingest", "result", "data", "dist",
            "num",
        ],
    ),
];

/// Crates with the only places that may name them.
const DOORS: [(&str, &[&str]); 9] = [
    ("polars", &["src/ingest/"]),
    // The writer of tables, and the type of its errors.
    ("csv", &["src/ingest/", "src/render/csv_table.rs", "src/render/report_folder.rs"]),
    ("plotters", &["src/chart/"]),
    ("plotters_backend", &["src/chart/"]),
    ("resvg", &["src/render/png.rs"]),
    ("statrs", &["src/dist/"]),
    ("cdflib", &["src/dist/"]),
    ("clap", &["src/cli/"]),
    ("maud", &["src/render/html.rs", "src/render/index.rs"]),
];

/// Macros that print. What the program says goes through `cli`, which knows about closed pipes and colour.
const PRINTING: [&str; 5] = ["println!", "eprintln!", "print!", "eprint!", "dbg!"];

struct SourceFile {
    /// `src/ingest/table.rs`.
    path: String,
    /// `ingest`; empty for lib.rs and main.rs.
    room: String,
    /// The code, without comments, strings and what is only compiled for tests.
    code: String,
}

fn rust_files(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).expect("folder") {
        let path = entry.expect("entry").path();
        if path.is_dir() {
            rust_files(&path, found);
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            found.push(path);
        }
    }
}

/// All sources of the library but those that are modules of tests as a whole.
fn sources() -> Vec<SourceFile> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut paths = Vec::new();
    rust_files(&root.join("src"), &mut paths);
    paths.sort();
    let texts: Vec<(PathBuf, String)> =
        paths.into_iter().map(|path| (path.clone(), fs::read_to_string(path).expect("source"))).collect();
    texts
        .iter()
        .filter(|(path, _)| !is_test_module(path, &texts))
        .map(|(path, text)| {
            let path = path.strip_prefix(root).expect("below").to_str().expect("utf-8").replace('\\', "/");
            let parts: Vec<&str> = path.split('/').collect();
            let room = if parts.len() > 2 { parts[1].to_owned() } else { String::new() };
            SourceFile { room, code: code_of(text), path }
        })
        .collect()
}

/// Whether the file is declared as `#[cfg(test)] mod name;` beside it.
fn is_test_module(path: &Path, texts: &[(PathBuf, String)]) -> bool {
    let stem = path.file_stem().and_then(|stem| stem.to_str()).expect("name");
    let declaration = format!("#[cfg(test)]\nmod {stem};");
    let parents = [path.with_file_name("mod.rs"), path.with_file_name("lib.rs")];
    texts.iter().any(|(other, text)| parents.contains(other) && text.contains(&declaration))
}

/// The code before the tests, without comments and the contents of strings.
fn code_of(text: &str) -> String {
    let end = text.find("#[cfg(test)]\nmod tests").unwrap_or(text.len());
    let mut code = String::new();
    for line in text[..end].lines() {
        let line = line.trim_start();
        if line.starts_with("//") {
            continue;
        }
        let mut quoted = false;
        let mut before = ' ';
        for letter in line.chars() {
            if letter == '"' && before != '\\' && before != '\'' {
                quoted = !quoted;
            } else if !quoted {
                code.push(letter);
            }
            before = letter;
        }
        code.push('\n');
    }
    code
}

/// Rooms that the code names as `crate::room`, alone or in braces.
fn rooms_named(code: &str) -> Vec<String> {
    let mut rooms = Vec::new();
    for (at, _) in code.match_indices("crate::") {
        let before = code[..at].chars().next_back().unwrap_or(' ');
        if before.is_alphanumeric() || before == '_' || before == ':' {
            continue;
        }
        let rest = &code[at + "crate::".len()..];
        if let Some(inner) = rest.strip_prefix('{') {
            // `use crate::{data::Unit, result::Note};`: the first word after the brace and after each comma outside inner braces.
            let mut depth = 0;
            let mut word = String::new();
            for letter in inner.chars() {
                match letter {
                    '{' => depth += 1,
                    '}' if depth == 0 => break,
                    '}' => depth -= 1,
                    ',' if depth == 0 => rooms.push(first_word(&std::mem::take(&mut word))),
                    _ => word.push(letter),
                }
            }
            rooms.push(first_word(&word));
        } else {
            rooms.push(first_word(rest));
        }
    }
    rooms.retain(|room| MAY_USE.iter().any(|(name, _)| name == room));
    rooms
}

fn first_word(text: &str) -> String {
    text.trim_start().chars().take_while(|letter| letter.is_alphanumeric() || *letter == '_').collect()
}

/// Whether the code uses a crate: `name::...`, `use name;`, and not `other::name` or `some_name`.
fn names_crate(code: &str, name: &str) -> bool {
    code.match_indices(name).any(|(at, _)| {
        let before = code[..at].chars().next_back().unwrap_or(' ');
        let after = &code[at + name.len()..];
        let whole = !after.starts_with(|letter: char| letter.is_alphanumeric() || letter == '_');
        let apart = whole && !before.is_alphanumeric() && before != '_' && before != ':' && before != '.';
        let used = after.starts_with("::") || code[..at].ends_with("use ");
        apart && used || whole && (code[..at].ends_with("use ::") || code[..at].ends_with("extern crate "))
    })
}

#[test]
fn rooms_use_only_rooms_below_them() {
    let mut broken = Vec::new();
    let mut imports = 0;
    for file in sources().iter().filter(|file| !file.room.is_empty()) {
        let Some((_, allowed)) = MAY_USE.iter().find(|(room, _)| *room == file.room) else {
            broken.push(format!("{}: there is no room `{}` in the plan of the house", file.path, file.room));
            continue;
        };
        for room in rooms_named(&file.code) {
            imports += 1;
            if room != file.room && !allowed.contains(&room.as_str()) {
                broken.push(format!("{}: `{}` may not use `{room}`", file.path, file.room));
            }
        }
    }
    assert!(broken.is_empty(), "{}", broken.join("\n"));
    assert!(imports > 200, "the scan found only {imports} imports: it no longer sees what it should");
}

#[test]
fn each_crate_has_one_door() {
    let sources = sources();
    let mut broken = Vec::new();
    for (name, places) in DOORS {
        let users: Vec<&str> =
            sources.iter().filter(|file| names_crate(&file.code, name)).map(|file| file.path.as_str()).collect();
        if name != "plotters_backend" {
            assert!(!users.is_empty(), "nobody uses {name}: the scan no longer sees what it should");
        }
        let elsewhere = users.iter().filter(|user| !places.iter().any(|place| user.starts_with(place)));
        broken.extend(elsewhere.map(|user| format!("{user} uses {name}, whose door is {}", places.join(", "))));
    }
    assert!(broken.is_empty(), "{}", broken.join("\n"));
}

#[test]
fn the_library_does_not_print() {
    for file in sources() {
        for print in PRINTING {
            let found = file.code.match_indices(print).any(|(at, _)| {
                let before = file.code[..at].chars().next_back().unwrap_or(' ');
                !before.is_alphanumeric() && before != '_'
            });
            assert!(!found, "{} has {print}", file.path);
        }
    }
}

#[test]
fn the_binary_is_a_thin_door() {
    let main = sources().into_iter().find(|file| file.path == "src/main.rs").expect("main.rs");
    assert!(main.code.lines().filter(|line| !line.trim().is_empty()).count() <= 5, "{}", main.code);
    assert!(main.code.contains("girth::cli::main()"));
}

/// The scan itself: it must see what it forbids.
#[test]
fn the_scan_sees() {
    let code = code_of(
        "use crate::data::{Unit, Visit};\nuse crate::{\n    result::Note,\n    stats::{A, B},\n};\n// crate::chart::x\n\
         fn f() { let x = crate::render::png(\"crate::cli::no\"); csv::Reader; my_csv::y; clap }\n\
         #[cfg(test)]\nmod tests {\n use crate::plan::Plan;\n}\n",
    );
    assert_eq!(rooms_named(&code), ["data", "result", "stats", "render"]);
    assert!(names_crate(&code, "csv"));
    assert!(!names_crate(&code, "clap") && !names_crate(&code, "y"));
    assert!(names_crate("use clap::Parser;", "clap") && names_crate("use polars::prelude::*;", "polars"));
    assert!(!names_crate("use super::csv_table;\npub use csv_table::f;\nself.csv::x; my::csv::x", "csv"));
}
