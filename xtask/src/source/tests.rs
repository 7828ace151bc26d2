use super::*;

fn paths(module: &Module) -> Vec<&str> {
    module.candidates.iter().filter_map(|path| path.to_str()).collect()
}

#[test]
fn items_behind_cfg_test_are_tests() {
    let text =
        "fn a() {}\n#[cfg(test)]\nmod tests {\n    fn b() {}\n}\nfn c() {}\n#[cfg(test)]\nuse x::[y; 2];\nfn d() {}\n";
    let source = Source::new("crates/x/src/lib.rs", text);
    let tests: Vec<usize> = (1..=9).filter(|&line| source.is_test(line)).collect();
    assert_eq!(tests, [2, 3, 4, 5, 7, 8]);
}

#[test]
fn files_in_tests_are_tests() {
    assert!(Source::new("crates/x/tests/a.rs", "fn a() {}").is_test(1));
    assert!(!Source::new("crates/testkit/src/a.rs", "fn a() {}").is_test(1));
}

#[test]
fn modules_lie_beside_roots_and_below_others() {
    let root = Source::new("crates/x/src/lib.rs", "mod a;\npub(crate) mod b;\nmod inline { fn f() {} }\n");
    let modules: Vec<Module> = modules(&root);
    assert_eq!(modules.len(), 2);
    assert_eq!(paths(&modules[1]), ["crates/x/src/b.rs", "crates/x/src/b/mod.rs"]);
    let below = super::modules(&Source::new("crates/x/src/a.rs", "mod c;"));
    assert_eq!(paths(&below[0]), ["crates/x/src/a/c.rs", "crates/x/src/a/c/mod.rs"]);
}

#[test]
fn modules_inside_of_inline_modules_lie_in_a_folder_of_that_name() {
    let root = Source::new("crates/x/src/lib.rs", "mod a {\n    mod b;\n    fn f() { g(); }\n}\nmod c;");
    let found = modules(&root);
    assert_eq!(paths(&found[0])[0], "crates/x/src/a/b.rs");
    assert_eq!(paths(&found[1])[0], "crates/x/src/c.rs");
}

#[test]
fn a_path_attribute_names_the_file() {
    let source = Source::new("crates/x/src/a.rs", "mod b;\n#[path = \"other/name.rs\"]\npub mod c;\nmod d;");
    let found = modules(&source);
    assert_eq!(paths(&found[1]), ["crates/x/src/other/name.rs"]);
    assert_eq!(paths(&found[2])[0], "crates/x/src/a/d.rs");
}

#[test]
fn what_only_a_test_module_declares_is_a_test() {
    let mut sources = vec![
        Source::new("crates/x/src/lib.rs", "#[cfg(test)]\nmod tests_of_it;\nmod real;"),
        Source::new("crates/x/src/tests_of_it.rs", "mod deeper;"),
        Source::new("crates/x/src/tests_of_it/deeper.rs", "fn f() {}"),
        Source::new("crates/x/src/real.rs", "fn f() {}"),
    ];
    mark_test_modules(&mut sources);
    let tests: Vec<bool> = sources.iter().map(|source| source.is_test(1000)).collect();
    assert_eq!(tests, [false, true, true, false]);
}
