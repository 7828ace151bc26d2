//! Which crate may depend on which: the table in ARCHITECTURE.md against the manifests.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::Problem;

/// Where the table is: a block fenced as `edges`, one line `crate -> crate crate` for each package.
pub(super) const TABLE: &str = "ARCHITECTURE.md";

/// The part of a `Cargo.toml` that counts.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Manifest {
    pub(super) path: PathBuf,
    pub(super) package: String,
    /// Every dependency that ships, with its line. Those of tests are exempt.
    pub(super) dependencies: Vec<(String, usize)>,
    /// The files named by `path = "…"` outside of dependencies: targets of the crate.
    pub(super) targets: Vec<PathBuf>,
}

/// The manifests of all packages below `root`.
pub(super) fn manifests(root: &Path) -> io::Result<Vec<Manifest>> {
    let mut folders: Vec<PathBuf> = vec![root.join("xtask")];
    for entry in fs::read_dir(root.join("crates"))? {
        folders.push(entry?.path());
    }
    folders.sort();
    let mut manifests = Vec::new();
    for path in folders.iter().map(|folder| folder.join("Cargo.toml")).filter(|path| path.exists()) {
        let text = fs::read_to_string(&path)?;
        manifests.push(parse_manifest(path.strip_prefix(root).unwrap_or(&path), &text));
    }
    Ok(manifests)
}

/// Compares every edge of the manifests with the table, and the table with the manifests.
pub(super) fn check(table: &str, manifests: &[Manifest]) -> Vec<Problem> {
    let (allowed, mut problems) = parse_table(table);
    let packages: BTreeSet<&str> = manifests.iter().map(|manifest| manifest.package.as_str()).collect();
    for manifest in manifests {
        problems.extend(check_manifest(manifest, &allowed, &packages));
    }
    for (package, row) in &allowed {
        let unknown = row.to.iter().copied().chain([*package]).filter(|name| !packages.contains(name));
        problems.extend(unknown.map(|name| Problem::new(TABLE, row.line, format!("there is no package `{name}`"))));
    }
    problems
}

/// One line of the table.
struct Row<'a> {
    line: usize,
    to: BTreeSet<&'a str>,
}

fn parse_table(text: &str) -> (BTreeMap<&str, Row<'_>>, Vec<Problem>) {
    let mut rows = BTreeMap::new();
    let mut problems = Vec::new();
    let mut lines = text.lines().zip(1..).skip_while(|(line, _)| line.trim() != "```edges");
    if lines.next().is_none() {
        problems.push(Problem::new(TABLE, 1, "no block ```edges with the allowed edges between crates"));
    }
    for (line, number) in lines.take_while(|(line, _)| line.trim() != "```").filter(|(line, _)| !line.trim().is_empty())
    {
        let Some((package, to)) = line.split_once("->") else {
            problems.push(Problem::new(TABLE, number, "not of the form `crate -> crate crate`"));
            continue;
        };
        let row = Row { line: number, to: to.split_whitespace().collect() };
        if rows.insert(package.trim(), row).is_some() {
            problems.push(Problem::new(TABLE, number, format!("a second line for `{}`", package.trim())));
        }
    }
    (rows, problems)
}

fn check_manifest(manifest: &Manifest, allowed: &BTreeMap<&str, Row<'_>>, packages: &BTreeSet<&str>) -> Vec<Problem> {
    let package = manifest.package.as_str();
    let Some(row) = allowed.get(package) else {
        return vec![Problem::new(TABLE, 1, format!("the block ```edges has no line for `{package}`"))];
    };
    let ours = manifest.dependencies.iter().filter(|(name, _)| packages.contains(name.as_str()));
    let forbidden = ours.filter(|(name, _)| !row.to.contains(name.as_str()));
    forbidden
        .map(|(name, line)| {
            let text = format!("the edge {package} -> {name} is not in {TABLE}:{}", row.line);
            Problem::new(&manifest.path, *line, text)
        })
        .collect()
}

/// Reads the tables of a manifest as far as they matter here.
fn parse_manifest(path: &Path, text: &str) -> Manifest {
    let mut manifest = Manifest { path: path.to_owned(), ..Manifest::default() };
    let mut table = Table::Other;
    for (line, number) in text.lines().map(str::trim).zip(1..) {
        if let Some(header) = line.strip_prefix('[') {
            let header = header.trim_matches(['[', ']']);
            table = Table::of(header);
            manifest.dependencies.extend(table_dependency(header).map(|name| (name, number)));
        } else if let Some((key, value)) = line.split_once('=').filter(|_| !line.starts_with('#')) {
            manifest.add(table, key.trim(), value.trim(), number);
        }
    }
    manifest
}

impl Manifest {
    fn add(&mut self, table: Table, key: &str, value: &str, line: usize) {
        match (table, key) {
            (Table::Package, "name") => self.package = unquoted(value).to_owned(),
            (Table::Dependencies, _) => {
                let name = key.split('.').next().unwrap_or(key);
                self.dependencies.push((renamed(value).unwrap_or(name).to_owned(), line));
            }
            (Table::Other, "path") => {
                let folder = self.path.parent().unwrap_or(Path::new(""));
                self.targets.push(folder.join(unquoted(value)));
            }
            _ => {}
        }
    }
}

#[derive(Clone, Copy)]
enum Table {
    Package,
    Dependencies,
    Other,
}

impl Table {
    fn of(header: &str) -> Self {
        match header {
            "package" => Self::Package,
            _ if is_dependencies(header) => Self::Dependencies,
            _ => Self::Other,
        }
    }
}

/// `dependencies`, `build-dependencies`, and both below `target.…`; not `dev-dependencies`.
fn is_dependencies(header: &str) -> bool {
    let last = if header.starts_with("target.") { header.rsplit('.').next().unwrap_or(header) } else { header };
    last == "dependencies" || last == "build-dependencies"
}

/// The name in `[dependencies.name]`.
fn table_dependency(header: &str) -> Option<String> {
    let (tables, name) = header.rsplit_once('.')?;
    is_dependencies(tables).then(|| name.trim_matches('"').to_owned())
}

/// The package behind `{ package = "…" }`.
fn renamed(value: &str) -> Option<&str> {
    let (_, rest) = value.split_once("package")?;
    rest.split('"').nth(1)
}

fn unquoted(value: &str) -> &str {
    value.split('"').nth(1).unwrap_or(value)
}

#[cfg(test)]
mod tests {
    use super::*;

    const MAP: &str = "# Map\n\n```edges\nengine ->\nblob -> engine\nserver -> engine blob\n```\nmore -> text\n";

    fn manifest(package: &str, rest: &str) -> Manifest {
        let text = format!("[package]\nname = \"{package}\"\nversion = \"1\"\n\n{rest}");
        parse_manifest(&PathBuf::from(format!("crates/{package}/Cargo.toml")), &text)
    }

    fn three(blob: &str) -> Vec<Manifest> {
        let server = "[dependencies]\nengine.workspace = true\nblob = { path = \"../blob\" }\ntokio = \"1\"\n";
        vec![manifest("engine", ""), manifest("blob", blob), manifest("server", server)]
    }

    fn texts(problems: Vec<Problem>) -> Vec<String> {
        problems.iter().map(ToString::to_string).collect()
    }

    #[test]
    fn allowed_edges_pass() {
        assert_eq!(texts(check(MAP, &three("[dependencies]\nengine.workspace = true\n"))), Vec::<String>::new());
    }

    #[test]
    fn other_edges_are_named_in_every_spelling() {
        let expected = "crates/blob/Cargo.toml:6: the edge blob -> server is not in ARCHITECTURE.md:5";
        for dependencies in [
            "[dependencies]\nserver.workspace = true\n",
            "[dependencies]\nserver = { workspace = true, features = [\"x\"] }\n",
            "[build-dependencies]\nserver = \"1\"\n",
            "[target.'cfg(unix)'.dependencies]\nserver = \"1\"\n",
            "[dependencies]\nother = { package = \"server\", path = \"../server\" }\n",
        ] {
            assert_eq!(texts(check(MAP, &three(dependencies))), [expected], "{dependencies}");
        }
        let table = texts(check(MAP, &three("[dependencies.server]\nworkspace = true\n")));
        assert_eq!(table, ["crates/blob/Cargo.toml:5: the edge blob -> server is not in ARCHITECTURE.md:5"]);
    }

    #[test]
    fn tests_may_depend_on_more() {
        assert!(check(MAP, &three("[dev-dependencies]\nserver.workspace = true\n")).is_empty());
    }

    #[test]
    fn a_package_without_a_line_is_named() {
        let mut manifests = three("");
        manifests.push(manifest("auth", ""));
        assert_eq!(texts(check(MAP, &manifests)), ["ARCHITECTURE.md:1: the block ```edges has no line for `auth`"]);
    }

    #[test]
    fn lines_for_nothing_are_named() {
        let map = MAP.replace("blob -> engine\n", "blob -> engine gone\nold ->\nnot a line\nblob ->\n");
        let problems = texts(check(&map, &three("")));
        assert!(problems.contains(&"ARCHITECTURE.md:6: there is no package `old`".to_owned()), "{problems:?}");
        assert!(problems.contains(&"ARCHITECTURE.md:7: not of the form `crate -> crate crate`".to_owned()));
        assert!(problems.contains(&"ARCHITECTURE.md:8: a second line for `blob`".to_owned()));
        let gone = texts(check(&MAP.replace("-> engine blob", "-> engine blob gone"), &three("")));
        assert_eq!(gone, ["ARCHITECTURE.md:6: there is no package `gone`"]);
    }

    #[test]
    fn a_missing_table_is_named() {
        let problems = texts(check("", &three("")));
        assert_eq!(problems[0], "ARCHITECTURE.md:1: no block ```edges with the allowed edges between crates");
        assert_eq!(problems.len(), 4, "and every package misses its line: {problems:?}");
    }

    #[test]
    fn targets_are_found() {
        let manifest = manifest("server", "[[bin]]\nname = \"x\"\npath = \"src/x.rs\"\n");
        assert_eq!(manifest.targets, [PathBuf::from("crates/server/src/x.rs")]);
        assert_eq!(manifest.package, "server");
    }
}
