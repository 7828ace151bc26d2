//! Files that no `mod` leads to: the compiler never sees them.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use super::edges::Manifest;
use super::{Problem, crate_of};
use crate::source::{Source, modules};

/// Names every file below a `src` that its crate does not reach.
pub(super) fn check(sources: &[Source], manifests: &[Manifest]) -> Vec<Problem> {
    let targets: BTreeSet<&Path> =
        manifests.iter().flat_map(|manifest| &manifest.targets).map(PathBuf::as_path).collect();
    let files: BTreeMap<&Path, &Source> = sources.iter().map(|source| (source.path.as_path(), source)).collect();
    let mut open: Vec<&Source> = sources.iter().filter(|source| is_root(source, &targets)).collect();
    let mut reached: BTreeSet<&Path> = BTreeSet::new();
    while let Some(source) = open.pop() {
        if reached.insert(&source.path) {
            let candidates = modules(source).into_iter().flat_map(|module| module.candidates);
            open.extend(candidates.filter_map(|path| files.get(path.as_path()).copied()));
        }
    }
    let dead = sources.iter().filter(|source| in_src(source) && !reached.contains(source.path.as_path()));
    dead.map(|source| Problem::new(&source.path, 1, "no `mod` leads to this file")).collect()
}

fn in_src(source: &Source) -> bool {
    source.path.starts_with(crate_of(source).join("src"))
}

/// Whether the compiler begins with this file.
fn is_root(source: &Source, targets: &BTreeSet<&Path>) -> bool {
    let home = crate_of(source);
    let usual = ["src/lib.rs", "src/main.rs"].iter().any(|root| source.path == home.join(root));
    let bin = home.join("src/bin");
    let of_bin = source.path.parent() == Some(&bin) || source.path.ends_with("main.rs") && source.path.starts_with(bin);
    usual || of_bin || !in_src(source) || targets.contains(source.path.as_path())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn dead(files: &[(&str, &str)], targets: &[&str]) -> Vec<String> {
        let sources: Vec<Source> = files.iter().map(|&(path, text)| Source::new(path, text)).collect();
        let targets = targets.iter().map(PathBuf::from).collect();
        let manifest = Manifest { targets, ..Manifest::default() };
        check(&sources, &[manifest]).iter().map(|problem| problem.file.display().to_string()).collect()
    }

    #[test]
    fn what_is_declared_lives() {
        let files = [
            ("crates/x/src/lib.rs", "mod a;\n#[cfg(test)]\nmod tests;"),
            ("crates/x/src/a.rs", "pub(super) mod b;"),
            ("crates/x/src/a/b/mod.rs", "mod c;"),
            ("crates/x/src/a/b/c.rs", ""),
            ("crates/x/src/tests.rs", ""),
            ("crates/x/src/bin/tool.rs", "mod help;"),
            ("crates/x/src/bin/help.rs", ""),
            ("crates/x/tests/it.rs", ""),
        ];
        assert_eq!(dead(&files, &[]), Vec::<String>::new());
    }

    #[test]
    fn what_is_not_declared_is_dead_and_so_is_what_it_declares() {
        let files = [
            ("crates/x/src/main.rs", "// mod old;\nmod a;"),
            ("crates/x/src/a.rs", ""),
            ("crates/x/src/old.rs", "mod older;"),
            ("crates/x/src/old/older.rs", ""),
            ("crates/y/src/a.rs", ""),
        ];
        assert_eq!(dead(&files, &[]), ["crates/x/src/old.rs", "crates/x/src/old/older.rs", "crates/y/src/a.rs"]);
    }

    #[test]
    fn targets_of_the_manifest_are_roots() {
        assert!(dead(&[("crates/x/src/odd.rs", "")], &["crates/x/src/odd.rs"]).is_empty());
    }
}
