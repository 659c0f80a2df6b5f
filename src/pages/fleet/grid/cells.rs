//! A cell per fact, made once and written whenever its row shows something else.

use contract::{condition::since, console::Millis};
use jiff::Timestamp;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement};

use super::nodes::{Mark, Text, append, element, explained, set};
use crate::{
    format::{age, day, time},
    pages::fleet::{
        column::{Column, Content, Facts},
        days::DayShown,
    },
};

/// A cell of a column.
pub(super) struct Cell {
    pub(super) node: Element,
    column: Column,
    nodes: Nodes,
}

/// What of a cell is written.
enum Nodes {
    Text(Text),
    Mark(Mark),
    Connection(Mark, Age),
    Age(Age),
    Day(DayBar),
}

impl Cell {
    /// An empty cell.
    pub(super) fn new(column: Column) -> Self {
        let class = if column.is_number() {
            "grid-cell number"
        } else {
            "grid-cell"
        };
        let node = element("div", class);
        set(&node, "role", "gridcell");
        let nodes = match column.content() {
            Content::Text(_) | Content::Head if column.is_explained() => {
                Nodes::Text(plain(&explained(&node)))
            }
            Content::Text(_) | Content::Head => Nodes::Text(plain(&node)),
            Content::Badge(_) => Nodes::Mark(Mark::within(&explained(&node), "badge")),
            Content::Label(_) => Nodes::Mark(Mark::within(&node, "pill")),
            Content::Connection(_) => {
                let both = element("span", "with-age");
                append(&node, &both);
                let mark = Mark::within(&both, "badge");
                Nodes::Connection(mark, Age::new(&both, "never"))
            }
            Content::Age(_) => Nodes::Age(Age::new(&node, "")),
            Content::Day(_) => Nodes::Day(DayBar::within(&node)),
        };
        Self {
            node,
            column,
            nodes,
        }
    }

    /// Shows what is so now.
    pub(super) fn show(&mut self, facts: &Facts<'_>) {
        match (&mut self.nodes, self.column.content()) {
            (Nodes::Text(text), Content::Text(of)) => text.set(&of(facts)),
            (Nodes::Mark(mark), Content::Badge(of)) => mark.set(Some(&of(facts))),
            (Nodes::Mark(mark), Content::Label(of)) => mark.set(of(facts).as_ref()),
            (Nodes::Connection(mark, age), Content::Connection(of)) => {
                mark.set(Some(&of(facts)));
                age.set(facts.heard, facts.now);
            }
            (Nodes::Age(age), Content::Age(of)) => age.set(of(facts), facts.now),
            (Nodes::Day(day), Content::Day(of)) => day.set(of(facts)),
            // Nodes are made for their content, and the head of a row is no cell.
            _ => {}
        }
    }

    /// What explains the cell, if anything does.
    pub(super) fn explanation(&self, facts: &Facts<'_>) -> Option<String> {
        self.column.explanation(facts)
    }
}

fn plain(within: &Element) -> Text {
    let node = element("span", "grid-text");
    append(within, &node);
    Text::of(&node)
}

/// The last 24 hours as a bar, which says in words what it is.
struct DayBar {
    node: HtmlElement,
    shown: Option<DayShown>,
}

impl DayBar {
    fn within(within: &Element) -> Self {
        let node: HtmlElement = element("span", "day").unchecked_into();
        set(&node, "role", "img");
        set(&node, "aria-label", day::NONE);
        let around = explained(within);
        around.set_class_name("tip-anchor day-around");
        append(&around, &node);
        Self { node, shown: None }
    }

    fn set(&mut self, shown: Option<&DayShown>) {
        if self.shown.as_ref() == shown {
            return;
        }
        self.shown = shown.cloned();
        // The browser takes any colours; those of an empty bar are none.
        let style = self.node.style();
        let (bar, words) = shown.map_or(("", day::NONE), |day| (&day.bar, &day.words));
        style.set_property("background-image", bar).ok();
        set(&self.node, "aria-label", words);
    }
}

/// An instant as its age.
struct Age {
    node: Element,
    text: Text,
    none: &'static str,
    at: Option<Millis>,
}

impl Age {
    fn new(within: &Element, none: &'static str) -> Self {
        let muted = element("span", "muted");
        append(within, &muted);
        let node = element("time", "");
        append(&explained(&muted), &node);
        Self {
            text: Text::of(&node),
            node,
            none,
            at: None,
        }
    }

    fn set(&mut self, at: Option<Millis>, now: Timestamp) {
        match at {
            Some(at) => self.text.set(&age::short(since(at.instant(), now))),
            None => self.text.set(self.none),
        }
        if self.at != at {
            self.at = at;
            match at {
                Some(at) => set(&self.node, "datetime", &time::iso(at.instant())),
                None => {
                    // An attribute that is gone is what is wanted.
                    self.node.remove_attribute("datetime").ok();
                }
            }
        }
    }
}
