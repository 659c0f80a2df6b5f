//! Icons, drawn as strokes in the colour of the text beside them. Never alone: a word says the same.

use leptos::prelude::*;
use web_sys::Element;

/// What an icon shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Icon {
    Check,
    Tick,
    Alert,
    Busy,
    Minus,
    Unplugged,
    Trash,
    Up,
    Plus,
    Close,
    Copy,
    Runners,
    Gear,
    Menu,
    Question,
    Info,
    Leave,
    Clock,
    Search,
    Columns,
    Star,
    Link,
    Download,
    Cluster,
    Page,
    Bell,
}

impl Icon {
    /// Path data on a 16 by 16 grid.
    fn path(self) -> &'static str {
        match self {
            Self::Check => {
                "M8 1.8a6.2 6.2 0 1 1 0 12.4A6.2 6.2 0 0 1 8 1.8M5.3 8.2l1.9 1.9 3.5-3.9"
            }
            Self::Tick => "m3.4 8.4 3.2 3.2 6-6.8",
            Self::Alert => "M8 2 1.6 13.4h12.8zM8 6.4v3.2M8 11.5v.1",
            Self::Busy => "M8 1.8a6.2 6.2 0 1 1-6.2 6.2",
            Self::Minus => "M8 1.8a6.2 6.2 0 1 1 0 12.4A6.2 6.2 0 0 1 8 1.8M5.2 8h5.6",
            Self::Unplugged => {
                "M5.5 1.8v3M10.5 1.8v3M3.8 4.8h8.4v2.4a4.2 4.2 0 0 1-8.4 0zM8 11.4v2.8"
            }
            Self::Trash => "M2.5 4h11M6 4V2.3h4V4M4 4l.6 9.7h6.8L12 4M6.6 6.8v4.2M9.4 6.8v4.2",
            Self::Up => "M8 13.5V2.8M3.6 7.2 8 2.8l4.4 4.4",
            Self::Plus => "M8 2.8v10.4M2.8 8h10.4",
            Self::Close => "m3.8 3.8 8.4 8.4M12.2 3.8l-8.4 8.4",
            Self::Copy => "M5.8 5.8h7.4v7.4H5.8zM10.2 5.8V2.8H2.8v7.4h3",
            Self::Runners => "M2 2.8h12v4.4H2zM2 8.8h12v4.4H2zM4.4 5h.1M4.4 11h.1",
            Self::Gear => {
                "M8 5.8a2.2 2.2 0 1 1 0 4.4 2.2 2.2 0 0 1 0-4.4M8 1.6v2M8 12.4v2M1.6 8h2M12.4 8h2M3.5 3.5l1.4 1.4M11.1 11.1l1.4 1.4M3.5 12.5l1.4-1.4M11.1 4.9l1.4-1.4"
            }
            Self::Bell => "M3.4 11.4V7a4.6 4.6 0 0 1 9.2 0v4.4l1 1H2.4zM6.6 14.2h2.8",
            Self::Menu => "M2 4h12M2 8h12M2 12h12",
            Self::Question => {
                "M8 1.8a6.2 6.2 0 1 1 0 12.4A6.2 6.2 0 0 1 8 1.8M6.2 6.3a1.8 1.8 0 1 1 2.6 1.6c-.6.3-.8.6-.8 1.2M8 11.3v.1"
            }
            Self::Info => "M8 1.8a6.2 6.2 0 1 1 0 12.4A6.2 6.2 0 0 1 8 1.8M8 7.4v3.6M8 4.9V5",
            Self::Leave => "M6.4 2.4H2.6v11.2h3.8M10.2 4.6 13.6 8l-3.4 3.4M13.4 8H6.2",
            Self::Clock => "M8 1.8a6.2 6.2 0 1 1 0 12.4A6.2 6.2 0 0 1 8 1.8M8 4.6V8l2.4 1.6",
            Self::Search => "M7 2.4a4.6 4.6 0 1 1 0 9.2 4.6 4.6 0 0 1 0-9.2M10.4 10.4l3.4 3.4",
            Self::Columns => "M2 2.8h12v10.4H2zM6 2.8v10.4M10 2.8v10.4",
            Self::Star => "m8 1.9 1.9 3.9 4.3.6-3.1 3 .7 4.3L8 11.7l-3.8 2 .7-4.3-3.1-3 4.3-.6z",
            Self::Link => {
                "M6.6 9.4a2.6 2.6 0 0 0 3.7 0l2.4-2.4a2.6 2.6 0 0 0-3.7-3.7L8 4.3M9.4 6.6a2.6 2.6 0 0 0-3.7 0L3.3 9a2.6 2.6 0 0 0 3.7 3.7L8 11.7"
            }
            Self::Cluster => "M2 2h5v5H2zM9 2h5v5H9zM2 9h5v5H2zM9 9h5v5H9z",
            Self::Page => "M3.5 1.8h6l3 3v9.4h-9zM9.2 2v3.2h3.2",
            Self::Download => "M8 2.4v8M4.6 7.2 8 10.6l3.4-3.4M2.6 13.4h10.8",
        }
    }
}

impl Icon {
    fn class(self) -> &'static str {
        if self == Self::Busy {
            "icon icon-busy"
        } else {
            "icon"
        }
    }

    /// An icon as nodes, which shows none yet: itself and its path.
    pub(crate) fn nodes() -> (Element, Element) {
        let node = |tag| {
            let node = document().create_element_ns(Some("http://www.w3.org/2000/svg"), tag);
            node.expect("the tag is an element's")
        };
        let (svg, path) = (node("svg"), node("path"));
        let fixed = [
            ("viewBox", "0 0 16 16"),
            ("aria-hidden", "true"),
            ("focusable", "false"),
        ];
        for (attribute, value) in fixed {
            // An attribute with a name cannot be refused, nor a child of the same page.
            svg.set_attribute(attribute, value).ok();
        }
        svg.append_child(&path).ok();
        (svg, path)
    }

    /// Shows itself in such nodes.
    pub(crate) fn show(self, svg: &Element, path: &Element) {
        svg.set_attribute("class", self.class()).ok();
        path.set_attribute("d", self.path()).ok();
    }
}

/// An icon beside a word that says the same.
#[component]
pub(crate) fn Glyph(icon: Icon) -> impl IntoView {
    view! {
        <svg class=icon.class() viewBox="0 0 16 16" aria-hidden="true" focusable="false">
            <path d=icon.path() />
        </svg>
    }
}
