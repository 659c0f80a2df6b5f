//! Nodes of rows, written only where what they say changes: rows are made once and shown again and again.

use leptos::prelude::document;
use web_sys::Element;

use crate::widgets::{
    icon::Icon,
    status::{Badge, Tone, ToneClass},
};

/// An element of a class.
pub(super) fn element(tag: &str, class: &str) -> Element {
    let element = document()
        .create_element(tag)
        .expect("the tag is an element's");
    if !class.is_empty() {
        element.set_class_name(class);
    }
    element
}

/// Adds to an element as its last.
pub(super) fn append(to: &Element, node: &web_sys::Node) {
    to.append_child(node)
        .expect("nodes of one page take each other");
}

/// Sets an attribute whose name is right.
pub(super) fn set(element: &Element, attribute: &str, value: &str) {
    element
        .set_attribute(attribute, value)
        .expect("the attribute has a name");
}

/// A text.
pub(super) struct Text {
    node: web_sys::Text,
    shown: String,
}

impl Text {
    /// The last text of an element.
    pub(super) fn of(element: &Element) -> Self {
        let node = document().create_text_node("");
        append(element, &node);
        Self {
            node,
            shown: String::new(),
        }
    }

    pub(super) fn set(&mut self, text: &str) {
        if self.shown != text {
            self.node.set_data(text);
            self.shown.clear();
            self.shown.push_str(text);
        }
    }
}

/// A wrapper of what has an explanation, the last of an element.
pub(super) fn explained(within: &Element) -> Element {
    let wrapper = element("span", "tip-anchor");
    append(within, &wrapper);
    wrapper
}

/// An icon and a word in the colour of a status, where there is one.
pub(super) struct Mark {
    within: Element,
    node: Element,
    class: &'static str,
    glyph: Element,
    path: Element,
    word: Text,
    shown: Option<(Tone, Icon)>,
}

impl Mark {
    /// The first of an element, once it is set.
    pub(super) fn within(within: &Element, class: &'static str) -> Self {
        let node = element("span", class);
        let (glyph, path) = Icon::nodes();
        append(&node, &glyph);
        let word = Text::of(&node);
        Self {
            within: within.clone(),
            node,
            class,
            glyph,
            path,
            word,
            shown: None,
        }
    }

    pub(super) fn set(&mut self, badge: Option<&Badge>) {
        let before =
            std::mem::replace(&mut self.shown, badge.map(|badge| (badge.tone, badge.icon)));
        let Some(Badge { tone, icon, word }) = badge else {
            if before.is_some() {
                self.node.remove();
            }
            return;
        };
        self.word.set(word);
        if before.is_none() {
            let first = self.within.first_child();
            self.within
                .insert_before(&self.node, first.as_ref())
                .expect("nodes of one page take each other");
        }
        if before != self.shown {
            let class = format!("{} {}", self.class, tone.class());
            self.node.set_class_name(&class);
            icon.show(&self.glyph, &self.path);
        }
    }
}
