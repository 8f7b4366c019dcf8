//! A folder of its own for each test, and the real program run in it.

use serde_json::Value;
use std::collections::BTreeMap;
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use tempfile::TempDir;

/// An empty folder that goes away with the value.
pub struct Sandbox {
    folder: TempDir,
}

/// What a run of the program left behind on its streams.
#[derive(Debug)]
pub struct Run {
    pub code: i32,
    pub stdout: String,
    pub stderr: String,
}

impl Sandbox {
    pub fn new() -> Sandbox {
        Sandbox { folder: TempDir::new().expect("temporary folder") }
    }

    /// A sandbox with these files in it.
    pub fn with<B: AsRef<[u8]>>(files: &[(&str, B)]) -> Sandbox {
        let sandbox = Sandbox::new();
        for (name, bytes) in files {
            sandbox.write(name, bytes);
        }
        sandbox
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub fn write(&self, name: &str, bytes: impl AsRef<[u8]>) {
        let path = self.path(name);
        fs::create_dir_all(path.parent().expect("parent")).expect("folder");
        fs::write(path, bytes).expect("file");
    }

    pub fn read(&self, name: &str) -> String {
        fs::read_to_string(self.path(name)).unwrap_or_else(|cause| panic!("{name}: {cause}"))
    }

    /// `girth` in this folder, not yet started.
    pub fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_girth"));
        command.current_dir(self.folder.path()).args(arguments).stdin(Stdio::null());
        command
    }

    /// Runs `girth` with these arguments.
    pub fn run(&self, arguments: &[&str]) -> Run {
        Run::of(&self.command(arguments).output().expect("girth starts"))
    }

    /// Runs `girth` with arguments that hold no spaces, written as one line.
    pub fn girth(&self, line: &str) -> Run {
        self.run(&line.split_whitespace().collect::<Vec<_>>())
    }

    /// Runs `girth` with these bytes on its standard input.
    pub fn girth_fed(&self, line: &str, bytes: &[u8]) -> Run {
        let mut command = self.command(&line.split_whitespace().collect::<Vec<_>>());
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().expect("girth starts");
        child.stdin.take().expect("pipe").write_all(bytes).expect("girth reads its input");
        Run::of(&child.wait_with_output().expect("girth ends"))
    }

    /// Every file below the folder with its bytes; empty folders have a name that ends in `/`.
    pub fn files(&self) -> BTreeMap<String, Vec<u8>> {
        files_below(self.folder.path())
    }
}

/// Every file below a folder by its path in it, and empty folders with a slash behind their name.
pub fn files_below(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut files = BTreeMap::new();
    collect(folder, folder, &mut files);
    files
}

fn collect(root: &Path, folder: &Path, files: &mut BTreeMap<String, Vec<u8>>) {
    let name = |path: &Path| path.strip_prefix(root).expect("below").to_str().expect("utf-8").to_owned();
    let entries: Vec<_> = fs::read_dir(folder).expect("folder").map(|entry| entry.expect("entry").path()).collect();
    if entries.is_empty() && folder != root {
        files.insert(name(folder) + "/", Vec::new());
    }
    for path in entries {
        if path.is_dir() {
            collect(root, &path, files);
        } else {
            files.insert(name(&path), fs::read(&path).expect("file"));
        }
    }
}

impl Run {
    fn of(output: &std::process::Output) -> Run {
        let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).expect("UTF-8 output");
        Run {
            code: output.status.code().expect("girth ends by itself"),
            stdout: text(&output.stdout),
            stderr: text(&output.stderr),
        }
    }

    /// The run, which must have gone well and in silence on standard error.
    #[track_caller]
    pub fn ok(self) -> Run {
        assert_eq!((self.code, self.stderr.as_str()), (0, ""), "{}", self.stdout);
        self
    }

    /// Standard output as JSON.
    #[track_caller]
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.stdout).unwrap_or_else(|cause| panic!("{cause}: {}{}", self.stdout, self.stderr))
    }
}

/// A number of the JSON contract, in which infinity is a word.
#[track_caller]
pub fn number(value: &Value) -> f64 {
    match value.as_str() {
        Some("Inf") => f64::INFINITY,
        Some("-Inf") => f64::NEG_INFINITY,
        _ => value.as_f64().unwrap_or_else(|| panic!("not a number: {value}")),
    }
}
