//! The modules of a crate, and what each imports of the others. What is compiled for tests alone is left out.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use syn::spanned::Spanned;
use syn::visit::{self, Visit};
use syn::{Attribute, ItemUse, UseTree, Visibility};

/// The path of a module from the crate's root, without `crate`.
pub(crate) type Name = Vec<String>;

/// The modules of a crate by name.
pub(crate) struct Sources(BTreeMap<Name, Module>);

struct Module {
    file: PathBuf,
    imports: Vec<Import>,
    /// What it passes on of other modules, by the name that it gives it.
    exports: BTreeMap<String, Name>,
}

struct Import {
    path: Name,
    line: usize,
}

/// One module uses another.
pub(crate) struct Arrow<'a> {
    pub(crate) from: &'a Name,
    pub(crate) to: Name,
    pub(crate) file: &'a Path,
    pub(crate) line: usize,
}

impl Sources {
    /// Reads a crate whose root is in that folder.
    pub(crate) fn read(root: &Path) -> Self {
        let mut files = Vec::new();
        find(root, &mut files);
        let named = files.into_iter().filter_map(|file| {
            let name = name(file.strip_prefix(root).ok()?)?;
            Some((name, file))
        });
        let named: BTreeMap<Name, PathBuf> = named.collect();
        let modules = named.iter().map(|(name, file)| {
            let text = fs::read_to_string(file).expect("readable");
            let parsed = syn::parse_file(&text);
            let parsed = parsed.unwrap_or_else(|error| panic!("{}: {error}", file.display()));
            let mut reader = Reader {
                own: name,
                all: &named,
                imports: Vec::new(),
                exports: BTreeMap::new(),
            };
            reader.visit_file(&parsed);
            let module = Module {
                file: file.clone(),
                imports: reader.imports,
                exports: reader.exports,
            };
            (name.clone(), module)
        });
        Self(modules.collect())
    }

    /// Every use of one module by another.
    pub(crate) fn arrows(&self) -> Vec<Arrow<'_>> {
        let all = self.0.iter().flat_map(|(from, module)| {
            module.imports.iter().map(move |import| Arrow {
                from,
                to: self.owner(&import.path, 0),
                file: &module.file,
                line: import.line,
            })
        });
        all.filter(|arrow| arrow.to != *arrow.from).collect()
    }

    /// The module in which what a path leads to is written, whoever passes it on.
    fn owner(&self, path: &[String], passed_on: usize) -> Name {
        let mut name = Name::new();
        for segment in path {
            name.push(segment.clone());
            if !self.0.contains_key(&name) {
                name.pop();
                break;
            }
        }
        let item = path.get(name.len());
        let source = item.and_then(|item| self.0.get(&name)?.exports.get(item));
        match source {
            Some(source) if passed_on < 8 => self.owner(source, passed_on + 1),
            _ => name,
        }
    }
}

fn find(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).expect("readable") {
        let path = entry.expect("readable").path();
        if path.is_dir() {
            find(&path, files);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            files.push(path);
        }
    }
    files.sort();
}

/// `a/b.rs` and `a/b/mod.rs` are `a::b`; none of a program's root and of files of tests.
fn name(file: &Path) -> Option<Name> {
    let mut name: Name = file
        .with_extension("")
        .iter()
        .map(|part| part.to_string_lossy().into_owned())
        .collect();
    let last = name.pop()?;
    match last.as_str() {
        "tests" | "scratch" | "laws" => return None,
        "main" if name.is_empty() => return None,
        "mod" => {}
        "lib" if name.is_empty() => {}
        _ => name.push(last),
    }
    (!name.iter().any(|part| part == "tests")).then_some(name)
}

struct Reader<'a> {
    own: &'a Name,
    all: &'a BTreeMap<Name, PathBuf>,
    imports: Vec<Import>,
    exports: BTreeMap<String, Name>,
}

impl Reader<'_> {
    /// The path from the crate's root; none of what is of another crate.
    fn absolute(&self, path: &[String]) -> Option<Name> {
        let mut name = self.own.clone();
        let mut rest = path;
        match path.first()?.as_str() {
            "crate" => {
                name.clear();
                rest = &path[1..];
            }
            "self" => rest = &path[1..],
            "super" => {}
            child => {
                name.push(child.to_owned());
                let is_own = self.all.contains_key(&name);
                name.pop();
                if !is_own {
                    return None;
                }
            }
        }
        while rest.first().is_some_and(|first| first == "super") {
            name.pop();
            rest = &rest[1..];
        }
        name.extend(rest.iter().cloned());
        Some(name)
    }

    fn import(&mut self, path: &[String], line: usize) {
        if let Some(path) = self.absolute(path) {
            self.imports.push(Import { path, line });
        }
    }

    fn uses(&mut self, tree: &UseTree, before: &[String], is_export: bool) {
        let with = |ident: &syn::Ident| {
            let mut path = before.to_vec();
            if ident != "self" || before.is_empty() {
                path.push(ident.to_string());
            }
            path
        };
        let (path, called) = match tree {
            UseTree::Path(tree) => return self.uses(&tree.tree, &with(&tree.ident), is_export),
            UseTree::Group(group) => {
                for tree in &group.items {
                    self.uses(tree, before, is_export);
                }
                return;
            }
            UseTree::Name(name) => (with(&name.ident), name.ident.to_string()),
            UseTree::Rename(name) => (with(&name.ident), name.rename.to_string()),
            UseTree::Glob(_) => (before.to_vec(), String::new()),
        };
        if !is_export {
            self.import(&path, tree.span().start().line);
        } else if let Some(path) = self.absolute(&path) {
            self.exports.insert(called, path);
        }
    }
}

fn is_for_tests(attributes: &[Attribute]) -> bool {
    attributes.iter().any(|attribute| {
        let meta = attribute.meta.require_list();
        attribute.path().is_ident("cfg")
            && meta.is_ok_and(|meta| {
                let condition = meta.tokens.to_string();
                condition == "test" || condition.starts_with("all (test")
            })
    })
}

impl<'ast> Visit<'ast> for Reader<'_> {
    fn visit_item_mod(&mut self, item: &'ast syn::ItemMod) {
        if !is_for_tests(&item.attrs) {
            visit::visit_item_mod(self, item);
        }
    }

    fn visit_item_fn(&mut self, item: &'ast syn::ItemFn) {
        if !is_for_tests(&item.attrs) {
            visit::visit_item_fn(self, item);
        }
    }

    fn visit_impl_item_fn(&mut self, item: &'ast syn::ImplItemFn) {
        if !is_for_tests(&item.attrs) {
            visit::visit_impl_item_fn(self, item);
        }
    }

    fn visit_item_use(&mut self, item: &'ast ItemUse) {
        if !is_for_tests(&item.attrs) {
            let is_export = !matches!(item.vis, Visibility::Inherited);
            self.uses(&item.tree, &[], is_export);
        }
    }

    /// Who may see it is no use of it.
    fn visit_visibility(&mut self, _: &'ast Visibility) {}

    fn visit_path(&mut self, path: &'ast syn::Path) {
        let segments: Vec<_> = path
            .segments
            .iter()
            .map(|segment| segment.ident.to_string())
            .collect();
        if segments.len() > 1 {
            self.import(&segments, path.span().start().line);
        }
        visit::visit_path(self, path);
    }
}
