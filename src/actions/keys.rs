//! Keys: whether one is meant for the console or for what is typed, and every shortcut by where it works.

use leptos::ev::KeyboardEvent;
use leptos::prelude::*;
use wasm_bindgen::JsCast;

use super::Action;
use crate::paths::Route;

/// The keys that lead to a page after `g`.
pub(crate) const PAGES: [(char, Route); 5] = [
    ('r', Route::Fleet),
    ('c', Route::Clusters),
    ('p', Route::Profiles),
    ('s', Route::Shares),
    ('n', Route::Notifications),
];

/// Whether a key goes into a field, into a word that is being composed, or belongs to a dialog (WCAG 2.1.4).
pub(crate) fn is_typing(event: &KeyboardEvent) -> bool {
    if event.is_composing() || event.default_prevented() {
        return true;
    }
    is_in_field(event) || is_dialog_open()
}

/// Whether what has the focus takes the letter.
pub(crate) fn is_in_field(event: &KeyboardEvent) -> bool {
    let target = event.target();
    let element = target.and_then(|target| target.dyn_into::<web_sys::Element>().ok());
    element.is_some_and(|element| is_field(&element))
}

fn is_field(element: &web_sys::Element) -> bool {
    let takes_text = match element.tag_name().as_str() {
        "INPUT" => {
            let kind = element.get_attribute("type");
            !matches!(kind.as_deref(), Some("checkbox" | "radio"))
        }
        "TEXTAREA" | "SELECT" => true,
        _ => false,
    };
    takes_text
        || element
            // The editor's own nodes are out of sight here: to the window it is the element that holds them.
            .closest("[contenteditable=true], .code-editor")
            .ok()
            .flatten()
            .is_some()
}

/// Whether a dialog is open, which has the keyboard for itself.
pub(crate) fn is_dialog_open() -> bool {
    let open = document().query_selector("dialog[open]");
    open.ok().flatten().is_some()
}

/// The shortcuts of a place: keys, and what they do.
pub(crate) struct Group {
    pub(crate) place: &'static str,
    pub(crate) keys: Vec<(String, String)>,
}

/// Every shortcut.
pub(crate) fn groups() -> Vec<Group> {
    let written = |keys: &[(&str, &str)]| {
        let keys = keys.iter();
        keys.map(|(key, does)| ((*key).to_owned(), (*does).to_owned()))
            .collect::<Vec<_>>()
    };
    let mut anywhere = written(&[
        ("Ctrl K or ⌘ K", "Find or do anything"),
        (
            ".",
            "What you can do with the selection, the row or the page",
        ),
    ]);
    anywhere
        .extend(PAGES.map(|(key, page)| (format!("g {key}"), format!("Go to {}", page.name()))));
    let mut seen = Vec::new();
    for action in Action::ALL {
        if let Some(key) = action.key().filter(|key| !seen.contains(key)) {
            seen.push(key);
            let label = action.label().trim_end_matches('…').to_owned();
            anywhere.push((key.to_string(), label));
        }
    }
    vec![
        Group {
            place: "Anywhere",
            keys: anywhere,
        },
        Group {
            place: "In the table of runners",
            keys: written(&[
                ("/", "Search"),
                (
                    "j k or ↓ ↑",
                    "Next or previous runner; also Page Up, Page Down, Home, End",
                ),
                ("Enter", "Open the runner"),
                ("x", "Select or deselect the runner"),
                (
                    "Shift + click",
                    "Select or deselect every runner from the last one to this one",
                ),
            ]),
        },
        Group {
            place: "In dialogs, menus and forms",
            keys: written(&[
                ("Esc", "Close the menu, the dialog or the explanation"),
                ("Enter", "Choose the cluster, then go on to the next step"),
                ("Ctrl Enter", "Send the new runner, on the last step"),
                ("Esc, then Tab", "Leave the editor, where Tab indents"),
                (
                    "Alt Enter",
                    "In the editor: show the hidden values of the line",
                ),
            ]),
        },
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_key_of_the_table_is_on_the_sheet() {
        let groups = groups();
        let sheet: Vec<&str> = groups
            .iter()
            .flat_map(|group| group.keys.iter().map(|(key, _)| key.as_str()))
            .collect();
        for key in Action::ALL.into_iter().filter_map(Action::key) {
            assert!(sheet.contains(&key.to_string().as_str()), "{key}");
        }
        for (key, ..) in PAGES {
            assert!(sheet.contains(&format!("g {key}").as_str()), "{key}");
        }
    }
}
