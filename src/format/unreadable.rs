//! What of a runner could not be read, in plain words.

/// A short mark for a row.
pub(crate) const MARK: &str = "partly unreadable";

/// What could not be read and what that means; none where everything was.
pub(crate) fn told(fields: &[String]) -> Option<String> {
    let (first, rest) = fields.split_first()?;
    let more = match rest.len() {
        0 => String::new(),
        1 => format!(" and {}", rest[0]),
        more => format!(" and {more} more fields"),
    };
    Some(format!(
        "The API returned {first}{more} in a form that this console cannot read. Everything else is shown as usual. \
         Edits that would overwrite these fields are not sent."
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_fields_are_named() {
        let told =
            |fields: &[&str]| told(&fields.iter().map(|f| (*f).to_owned()).collect::<Vec<_>>());
        assert_eq!(told(&[]), None);
        assert!(
            told(&["zone"])
                .unwrap()
                .starts_with("The API returned zone in a form")
        );
        assert!(told(&["a", "b"]).unwrap().contains("a and b in"));
        assert!(
            told(&["a", "b", "c"])
                .unwrap()
                .contains("a and 2 more fields")
        );
    }
}
