//! Scalars by the core schema of YAML 1.2 (section 10.3.2): `NO`, `on` and `1_000` are text.

use saphyr_parser::{ScalarStyle, Tag};
use serde_json::{Number, Value};

const TOO_LARGE: &str = "this number does not fit in 64 bits: if it is text, put it in quotes";
const AMBIGUOUS: &str = "this is a number to some readers and text to others: if it is text, put it in \
     quotes, otherwise write the number without its leading zero";
const NOT_FINITE: &str = "this is not a finite number: if it is text, put it in quotes";

/// The value of a scalar.
///
/// # Errors
/// A number that JSON or 64 bits cannot hold, or a tag that is unknown or does not fit.
pub(super) fn resolve(text: &str, style: ScalarStyle, tag: Option<&Tag>) -> Result<Value, String> {
    let text_value = || Ok(Value::String(text.to_owned()));
    let Some(tag) = tag else {
        return match style {
            ScalarStyle::Plain => plain(text),
            _ => text_value(),
        };
    };
    let name = core_name(tag)?;
    if name == "str" {
        return text_value();
    }
    let value = plain(text)?;
    match (name, &value) {
        ("null", Value::Null) | ("bool", Value::Bool(_)) | ("float", Value::Number(_)) => Ok(value),
        ("int", Value::Number(number)) if !number.is_f64() => Ok(value),
        _ => Err("the value does not match its tag".to_owned()),
    }
}

/// The name of a core tag: `str` for `!!str`, and for `!`, which says "not resolved".
///
/// # Errors
/// The tag is not of the core schema.
pub(super) fn core_name(tag: &Tag) -> Result<&'static str, String> {
    let full = format!("{}{}", tag.handle, tag.suffix);
    if full == "!" {
        return Ok("str");
    }
    ["str", "null", "bool", "int", "float", "seq", "map"]
        .into_iter()
        .find(|name| full.strip_prefix("tag:yaml.org,2002:") == Some(name))
        .ok_or_else(|| "this tag is not supported: remove it".to_owned())
}

fn plain(text: &str) -> Result<Value, String> {
    match text {
        "" | "~" | "null" | "Null" | "NULL" => return Ok(Value::Null),
        "true" | "True" | "TRUE" => return Ok(Value::Bool(true)),
        "false" | "False" | "FALSE" => return Ok(Value::Bool(false)),
        _ => {}
    }
    let unsigned = text.strip_prefix(['+', '-']).unwrap_or(text);
    if [".inf", ".Inf", ".INF"].contains(&unsigned) || [".nan", ".NaN", ".NAN"].contains(&text) {
        return Err(NOT_FINITE.to_owned());
    }
    if is_read_otherwise(unsigned) {
        return Err(AMBIGUOUS.to_owned());
    }
    if let Some((digits, radix)) = radix(text) {
        return u64::from_str_radix(digits, radix)
            .map(Value::from)
            .map_err(|_| TOO_LARGE.to_owned());
    }
    if digits(unsigned) {
        return text
            .parse::<i64>()
            .map(Value::from)
            .or_else(|_| text.parse::<u64>().map(Value::from))
            .map_err(|_| TOO_LARGE.to_owned());
    }
    if is_float(unsigned) {
        let number = text.parse().ok().and_then(Number::from_f64);
        return number
            .map(Value::Number)
            .ok_or_else(|| NOT_FINITE.to_owned());
    }
    Ok(Value::String(text.to_owned()))
}

/// Numbers to some readers of YAML and text, or other numbers, to others: `007`, `0b11`.
fn is_read_otherwise(text: &str) -> bool {
    let is_binary = text
        .strip_prefix("0b")
        .is_some_and(|rest| !rest.is_empty() && rest.chars().all(|c| c.is_digit(2)));
    is_binary || (text.len() > 1 && text.starts_with('0') && digits(text))
}

fn digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit())
}

fn radix(text: &str) -> Option<(&str, u32)> {
    let (digits, radix) = match text.strip_prefix("0o") {
        Some(digits) => (digits, 8),
        None => (text.strip_prefix("0x")?, 16),
    };
    (!digits.is_empty() && digits.chars().all(|c| c.is_digit(radix))).then_some((digits, radix))
}

/// `(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?`
fn is_float(text: &str) -> bool {
    let (mantissa, exponent) = match text.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, Some(exponent)),
        None => (text, None),
    };
    let mantissa_is_fine = match mantissa.split_once('.') {
        Some(("", fraction)) => digits(fraction),
        Some((whole, fraction)) => digits(whole) && (fraction.is_empty() || digits(fraction)),
        None => digits(mantissa),
    };
    mantissa_is_fine && exponent.is_none_or(|e| digits(e.strip_prefix(['+', '-']).unwrap_or(e)))
}
