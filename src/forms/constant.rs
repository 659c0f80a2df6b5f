//! A choice among the constants of the API, or none.

use leptos::prelude::*;

use crate::{format::word::capital, widgets::field::SelectField};

/// The constants in words, and one that is not known as it is.
#[component]
pub(crate) fn ConstantField(
    /// Unique in the page.
    #[prop(into)]
    id: String,
    #[prop(into)] label: String,
    hint: &'static str,
    constants: &'static [&'static str],
    /// Empty where none is chosen.
    #[prop(into)]
    value: Signal<String>,
    on_choose: Callback<Option<&'static str>>,
    #[prop(into)] error: Signal<Option<String>>,
) -> impl IntoView {
    let option = move |constant: &'static str| {
        let word = word(constant, constants);
        view! { <option selected=move || value.with(|text| text == constant)>{word}</option> }
    };
    // One that a newer server gave, or that was mistyped in the text, is shown as it is.
    let other = move || {
        let text = value.get();
        let is_known = text.is_empty() || constants.contains(&text.as_str());
        (!is_known).then(|| view! { <option selected=true>{text}</option> })
    };
    view! {
        <SelectField
            id
            label=label
            hint=hint
            error
            on_choose=move |at| match at.checked_sub(1).map(|at| constants.get(at)) {
                None => on_choose.run(None),
                Some(Some(constant)) => on_choose.run(Some(constant)),
                Some(None) => {}
            }
        >
            <option selected=move || value.with(String::is_empty)>"Not set"</option>
            {constants.iter().copied().map(option).collect_view()}
            {other}
        </SelectField>
    }
}

/// A constant in words: what follows the beginning that all of its kind share.
pub(crate) fn word(constant: &str, all: &[&str]) -> String {
    let is_shared = |length: &usize| {
        let begin = &constant[..*length];
        all.iter().all(|other| other.starts_with(begin))
    };
    let ends = constant.match_indices('_').map(|(at, _)| at + 1);
    let begin = ends.take_while(is_shared).last().unwrap_or(0);
    let words = capital(&constant[begin..].replace('_', " ").to_ascii_lowercase());
    match words.split_once(' ') {
        Some((first @ ("Cpu" | "Gpu"), rest)) => format!("{} {rest}", first.to_ascii_uppercase()),
        _ => words,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn constants_have_words() {
        let traffic = [
            "EXTERNAL_TRAFFIC_POLICY_CLUSTER",
            "EXTERNAL_TRAFFIC_POLICY_LOCAL",
        ];
        assert_eq!(traffic.map(|one| word(one, &traffic)), ["Cluster", "Local"]);
        assert_eq!(word("ALONE", &["ALONE"]), "Alone");
        let classes = ["RUNTIME_CLASS_CPU_DEFAULT", "RUNTIME_CLASS_GPU_DEFAULT"];
        assert_eq!(
            classes.map(|one| word(one, &classes)),
            ["CPU default", "GPU default"]
        );
    }
}
