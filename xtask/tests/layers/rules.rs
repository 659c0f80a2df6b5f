//! Who may use whom.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use crate::sources::{Arrow, Name, Sources};

/// The rules of one crate.
pub(crate) struct Rules {
    /// Where its root is, from the repository's root.
    pub(crate) root: &'static str,
    /// Its outermost modules, the lowest layer first: a module uses its own and lower layers alone. Those of one
    /// layer do not use each other. Empty: whoever likes uses whom they like.
    pub(crate) layers: &'static [&'static [&'static str]],
    /// Modules that use each other in a circle, and why they may.
    pub(crate) circles: &'static [(&'static [&'static str], &'static str)],
}

impl Rules {
    /// What is against the rules, in a line each.
    pub(crate) fn broken(&self, repository: &Path) -> Vec<String> {
        let sources = Sources::read(&repository.join(self.root));
        let arrows = sources.arrows();
        let mut broken: Vec<String> = arrows
            .iter()
            .filter(|arrow| !self.may(arrow))
            .map(|arrow| told(arrow, "is of no lower layer"))
            .collect();
        for circle in circles(&arrows) {
            let names: BTreeSet<String> = circle.iter().map(|name| name.join("::")).collect();
            let is_allowed = self.circles.iter().any(|(members, _)| {
                names == members.iter().map(|name| (*name).to_owned()).collect()
            });
            if !is_allowed {
                let names: Vec<_> = names.into_iter().collect();
                broken.push(format!("a circle without a reason: {}", names.join(", ")));
                let inner = arrows
                    .iter()
                    .filter(|arrow| circle.contains(arrow.from) && circle.contains(&arrow.to));
                broken.extend(inner.map(|arrow| told(arrow, "closes it")));
            }
        }
        broken
    }

    fn layer(&self, name: &Name) -> Option<(usize, &str)> {
        let outermost = name.first()?;
        let layer = self
            .layers
            .iter()
            .position(|layer| layer.contains(&outermost.as_str()))?;
        let own = self.layers[layer].iter().find(|one| *one == outermost)?;
        Some((layer, own))
    }

    fn may(&self, arrow: &Arrow) -> bool {
        match (self.layer(arrow.from), self.layer(&arrow.to)) {
            (Some((from, own)), Some((to, other))) => to < from || own == other,
            // The root names everything; what it has is for all.
            _ => self.layers.is_empty() || arrow.from.is_empty() || arrow.to.is_empty(),
        }
    }
}

fn told(arrow: &Arrow, what: &str) -> String {
    let (file, line) = (arrow.file.display(), arrow.line);
    let (from, to) = (arrow.from.join("::"), arrow.to.join("::"));
    format!("{file}:{line}: {from} uses {to}, which {what}")
}

/// Sets of modules each of which leads to all others of its set.
fn circles(arrows: &[Arrow<'_>]) -> Vec<BTreeSet<Name>> {
    let mut next: BTreeMap<&Name, BTreeSet<&Name>> = BTreeMap::new();
    for arrow in arrows {
        next.entry(arrow.from).or_default().insert(&arrow.to);
    }
    let reach = |from: &Name| {
        let mut reached = BTreeSet::new();
        let mut open: Vec<&Name> = next.get(from).into_iter().flatten().copied().collect();
        while let Some(name) = open.pop() {
            if reached.insert(name.clone()) {
                open.extend(next.get(name).into_iter().flatten());
            }
        }
        reached
    };
    let reached: BTreeMap<&Name, BTreeSet<Name>> =
        next.keys().map(|name| (*name, reach(name))).collect();
    let mut found: Vec<BTreeSet<Name>> = Vec::new();
    for (name, to) in &reached {
        if !to.contains(*name) || found.iter().any(|circle| circle.contains(*name)) {
            continue;
        }
        let back = |other: &&Name| reached.get(*other).is_some_and(|to| to.contains(*name));
        found.push(to.iter().filter(back).cloned().collect());
    }
    found
}
