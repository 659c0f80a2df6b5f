//! Kubernetes quantities: `500m`, `2Gi`, `1e3` (contract 1.5), and which of them make sense for CPU and memory.

use std::fmt;

const SUFFIXES: &[(&str, f64)] = &[
    ("Ki", 1024.0),
    ("Mi", MI),
    ("Gi", 1_073_741_824.0),
    ("Ti", 1_099_511_627_776.0),
    ("Pi", 1_125_899_906_842_624.0),
    ("Ei", 1_152_921_504_606_846_976.0),
    ("n", 1e-9),
    ("u", 1e-6),
    ("m", 1e-3),
    ("k", 1e3),
    ("M", 1e6),
    ("G", 1e9),
    ("T", 1e12),
    ("P", 1e15),
    ("E", 1e18),
];

const MI: f64 = 1_048_576.0;
/// Kubernetes caps every quantity at 2^63 - 1, to which this is the nearest.
const MOST: f64 = 9_223_372_036_854_775_808.0;
/// More cores than any node has.
const CORES: f64 = 10_000.0;
/// More memory than any node has, 1Pi.
const BYTES: f64 = 1_125_899_906_842_624.0;

/// The number of cores or bytes; nothing where the text is not a quantity or is negative. The grammar is
/// that of `k8s.io/apimachinery/pkg/api/resource`: an optional sign, a number, and one suffix, which is a
/// unit or an exponent and never both.
pub fn parse(text: &str) -> Option<f64> {
    let unit = SUFFIXES
        .iter()
        .find_map(|(suffix, factor)| Some((text.strip_suffix(suffix)?, *factor)));
    let value = match unit {
        Some((number, factor)) => decimal(number, 0)? * factor,
        None => match text.split_once(['e', 'E']) {
            Some((number, exponent)) => {
                let digits = exponent.strip_prefix(['+', '-']).unwrap_or(exponent);
                let is_number = !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit());
                decimal(number, is_number.then(|| exponent.parse().ok())??)?
            }
            None => decimal(text, 0)?,
        },
    };
    (value >= 0.0).then_some(value.min(MOST))
}

/// A decimal number with a sign, times a power of ten. By hand, because the one of the standard library
/// brings a table of ten kilobytes that no compression shrinks; it is exact up to fifteen digits, which no
/// quantity exceeds.
fn decimal(text: &str, exponent: i32) -> Option<f64> {
    let (digits, sign) = match text.strip_prefix('-') {
        Some(digits) => (digits, -1.0),
        None => (text.strip_prefix('+').unwrap_or(text), 1.0),
    };
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let mut value = 0.0;
    for digit in whole.chars().chain(fraction.chars()) {
        value = value * 10.0 + f64::from(digit.to_digit(10)?);
    }
    if whole.is_empty() && fraction.is_empty() {
        return None;
    }
    let places = exponent.checked_sub(i32::try_from(fraction.len()).ok()?)?;
    let power = 10_f64.powi(places.saturating_abs());
    let value = if value == 0.0 {
        0.0
    } else if places < 0 {
        value / power
    } else {
        value * power
    };
    Some(sign * value)
}

/// What a quantity is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Of {
    /// Cores.
    Cpu,
    /// Bytes.
    Memory,
}

/// What is wrong with a quantity.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wrong {
    what: String,
    /// What was probably meant, where one can guess.
    pub instead: Option<String>,
}

impl fmt::Display for Wrong {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.what)?;
        match &self.instead {
            Some(instead) => write!(f, ", did you mean {instead}?"),
            None => Ok(()),
        }
    }
}

/// Reads a quantity of CPU or memory that a pod can request.
///
/// # Errors
/// It is not a quantity, or no pod could mean it: half a byte, a core for every person alive, cores in Gi.
pub fn read(text: &str, of: Of) -> Result<f64, Wrong> {
    let quoted = crate::invisible::shown(text);
    let wrong = |what: &str, instead: Option<String>| Wrong {
        what: format!("\"{quoted}\" {what}"),
        // What would be refused in its turn is not proposed.
        instead: instead.filter(|instead| instead != text && read(instead, of).is_ok()),
    };
    let Some(value) = parse(text) else {
        let example = match of {
            Of::Cpu => "is not a quantity such as 500m or 2",
            Of::Memory => "is not a quantity such as 512Mi or 2Gi",
        };
        return Err(wrong(example, meant(text, of)));
    };
    let number = text.trim_end_matches(|c: char| c.is_ascii_alphabetic());
    let is_binary = text.ends_with('i');
    let is_scaled = text.ends_with(['i', 'k', 'M', 'G', 'T', 'P', 'E']);
    let is_tiny_unit = text.ends_with(['m', 'u', 'n']);
    match of {
        Of::Cpu if is_binary => Err(wrong(
            "is a size; CPU is counted in cores",
            Some(number.to_owned()),
        )),
        Of::Cpu if value > CORES => Err(wrong("is more CPU than any node has", None)),
        Of::Cpu if !is_whole(value * 1000.0) => {
            Err(wrong("is finer than 1m, a thousandth of a core", None))
        }
        Of::Memory if value > 0.0 && is_tiny_unit && value < MI => {
            let what = "means thousandths of a byte; m is a unit of CPU";
            let what = if text.ends_with('m') {
                what
            } else {
                "is a fraction of a byte"
            };
            Err(wrong(what, Some(format!("{number}Mi"))))
        }
        Of::Memory if value > 0.0 && value < MI => {
            let instead = text
                .bytes()
                .all(|b| b.is_ascii_digit())
                .then(|| format!("{text}Mi"));
            Err(wrong("is less memory than any process needs", instead))
        }
        Of::Memory if value > BYTES => Err(wrong("is more memory than any node has", None)),
        // 1.1Gi is usual, and what is left of a byte is rounded; half a byte by itself is a slip.
        Of::Memory if !is_whole(value) && !is_scaled => {
            Err(wrong("is not a whole number of bytes", None))
        }
        Of::Cpu | Of::Memory => Ok(value),
    }
}

/// Whether a number is whole but for what binary fractions cannot say.
fn is_whole(value: f64) -> bool {
    (value - value.round()).abs() <= value.abs() * 1e-12
}

/// What was meant by a text that is no quantity: blanks, a decimal comma, a unit in other letters.
fn meant(text: &str, of: Of) -> Option<String> {
    let text: String = text
        .chars()
        .filter(|c| *c != ' ' && !crate::invisible::is_invisible(*c))
        .collect();
    let text = match text.split_once(',') {
        // Three digits behind a comma may be thousands.
        Some((whole, rest)) if rest.bytes().take_while(u8::is_ascii_digit).count() != 3 => {
            format!("{whole}.{rest}")
        }
        _ => text,
    };
    let at = text.find(|c: char| c.is_alphabetic()).unwrap_or(text.len());
    let (number, unit) = text.split_at(at);
    let unit = unit.to_ascii_lowercase();
    let spelled = match (of, unit.as_str()) {
        (_, "")
        | (Of::Cpu, "c" | "core" | "cores" | "cpu" | "cpus" | "vcpu" | "vcpus")
        | (Of::Memory, "b" | "byte" | "bytes") => "",
        (Of::Cpu, "milli" | "millis" | "millicore" | "millicores" | "mcpu" | "mc") => "m",
        (Of::Memory, "k" | "kb") => "k",
        (Of::Memory, "ki" | "kib") => "Ki",
        (Of::Memory, "mb" | "mbyte" | "mbytes" | "megabytes") => "M",
        (Of::Memory, "mi" | "mib") => "Mi",
        (Of::Memory, "g" | "gb" | "gbyte" | "gbytes" | "gigabytes") => "G",
        (Of::Memory, "gi" | "gib") => "Gi",
        (Of::Memory, "t" | "tb") => "T",
        (Of::Memory, "ti" | "tib") => "Ti",
        _ => return None,
    };
    let meant = format!("{number}{spelled}");
    parse(&meant)?;
    read(&meant, of).is_ok().then_some(meant)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn units() {
        for (text, value) in [
            ("1", 1.0),
            ("0.5", 0.5),
            ("500m", 0.5),
            ("2Gi", 2_147_483_648.0),
            ("129e6", 129e6),
            ("129M", 129e6),
            ("1E", 1e18),
            ("1E3", 1e3),
            ("+1", 1.0),
            ("-0", 0.0),
            (".5", 0.5),
            ("1.", 1.0),
            ("0.1", 0.1),
            ("123456789.012345", 123_456_789.012_345),
            ("1e-3", 0.001),
            ("1e-9999999", 0.0),
            ("0e400", 0.0),
            ("1e400", MOST),
        ] {
            assert_eq!(parse(text), Some(value), "{text}");
        }
        for text in [
            "", "Gi", "lots", "-1", "1 Gi", "inf", "NaN", "1gi", "1KiB", ".", "1e", "1e1.5", "1e+",
            "1.2.3", "1_0", "９", "1e3Mi", "2.5e3m", "1E3E", "1e3e3", "++1", "1e+-3", "K", "1K",
        ] {
            assert_eq!(parse(text), None, "{text}");
        }
    }

    #[test]
    fn what_no_pod_means_is_told_with_what_was_meant() {
        let told = |text, of| read(text, of).unwrap_err().to_string();
        for (text, of, instead) in [
            ("512m", Of::Memory, "512Mi"),
            ("512", Of::Memory, "512Mi"),
            ("512MB", Of::Memory, "512M"),
            ("512 Mi", Of::Memory, "512Mi"),
            ("512mi", Of::Memory, "512Mi"),
            ("2gb", Of::Memory, "2G"),
            ("2GiB", Of::Memory, "2Gi"),
            ("1,5Gi", Of::Memory, "1.5Gi"),
            ("2Gi", Of::Cpu, "2"),
            ("2 cores", Of::Cpu, "2"),
            ("0,5", Of::Cpu, "0.5"),
            ("500mCPU", Of::Cpu, "500m"),
            ("2\u{a0}", Of::Cpu, "2"),
        ] {
            let told = told(text, of);
            assert!(
                told.ends_with(&format!("did you mean {instead}?")),
                "{told}"
            );
        }
        for (text, of) in [
            ("1e3Mi", Of::Memory),
            ("512Gi", Of::Cpu),
            ("2M", Of::Cpu),
            ("0.5m", Of::Cpu),
            ("1u", Of::Cpu),
            ("2Ei", Of::Memory),
            ("1,024Mi", Of::Memory),
            ("a lot", Of::Memory),
            ("1048576.5", Of::Memory),
        ] {
            assert!(read(text, of).is_err(), "{text}");
        }
        for (text, of) in [
            ("0", Of::Memory),
            ("0", Of::Cpu),
            ("128Mi", Of::Memory),
            ("1.5Gi", Of::Memory),
            ("7.77Gi", Of::Memory),
            ("1e9", Of::Memory),
            ("2147483648000m", Of::Memory),
            ("100m", Of::Cpu),
            ("0.001", Of::Cpu),
            ("1.275", Of::Cpu),
            ("128", Of::Cpu),
            ("2k", Of::Cpu),
        ] {
            assert!(read(text, of).is_ok(), "{text}: {:?}", read(text, of));
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(4000))]
        /// The published grammar, as an expression.
        #[test]
        fn quantities_are_those_of_the_grammar(text in "[+-]?[0-9.]{0,4}([eE]?[+-]?[0-9]{0,2})([KMGTPE]i|[numkMGTPEKi]{0,2})") {
            let grammar = regex::Regex::new(
                r"^[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)([KMGTPE]i|[numkMGTPE]?|[eE][+-]?[0-9]+)$",
            ).unwrap();
            let negative = text.starts_with('-') && text.contains(|c: char| ('1'..='9').contains(&c));
            prop_assert_eq!(
                parse(&text).is_some() || (negative && grammar.is_match(&text)),
                grammar.is_match(&text),
                "{}", text
            );
        }

        #[test]
        fn what_is_proposed_is_taken(text in "[0-9]{1,3}[., ]?[0-9]{0,3} ?[a-zA-Z]{0,5}") {
            for of in [Of::Cpu, Of::Memory] {
                if let Err(Wrong { instead: Some(instead), .. }) = read(&text, of) {
                    prop_assert!(read(&instead, of).is_ok(), "{} for {}", instead, text);
                }
            }
        }
    }
}
