//! The query of the gateway's own paths, read strictly: a misspelt name must not silently mean "all".

use contract::model::Code;

use crate::http::Refusal;

/// The values of a query, each given at most once.
#[derive(Debug)]
pub(crate) struct Query(Vec<(String, String)>);

impl Query {
    /// Reads a query that may have these names.
    ///
    /// # Errors
    /// 400 for another name, a name that comes twice, or what is not well encoded.
    pub(crate) fn parse(query: Option<&str>, names: &[&str]) -> Result<Self, Refusal> {
        let mut values: Vec<(String, String)> = Vec::new();
        let pairs = query.unwrap_or_default().split('&');
        for pair in pairs.filter(|pair| !pair.is_empty()) {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            let (name, value) = (decode(name)?, decode(value)?);
            if !names.contains(&name.as_str()) {
                let known = match names {
                    [] => "this path takes no query parameters".to_owned(),
                    names => format!(
                        "this path takes only the query parameters {}",
                        names.join(", ")
                    ),
                };
                return Err(bad(&known));
            }
            if values.iter().any(|(known, _)| *known == name) {
                return Err(bad(&format!("{name} is given twice")));
            }
            values.push((name, value));
        }
        Ok(Self(values))
    }

    /// The value of a name.
    pub(crate) fn get(&self, name: &str) -> Option<&str> {
        let mut values = self.0.iter();
        let found = values.find(|(known, _)| known == name);
        found.map(|(_, value)| value.as_str())
    }

    /// A value that must be there.
    pub(crate) fn required(&self, name: &str) -> Result<&str, Refusal> {
        let value = self.get(name).filter(|value| !value.is_empty());
        value.ok_or_else(|| bad(&format!("name the {name}: ?{name}=…")))
    }

    /// A whole number of at least 1.
    pub(crate) fn number(&self, name: &str) -> Result<Option<i64>, Refusal> {
        let Some(text) = self.get(name) else {
            return Ok(None);
        };
        let number = text.parse().ok().filter(|number| *number > 0);
        let message = format!("{name} must be a whole number above 0");
        number.map(Some).ok_or_else(|| bad(&message))
    }
}

/// Refuses an address that carries a secret, whatever path it is of: addresses end up in histories and logs
/// (CVE-2026-44883).
///
/// # Errors
/// 400, without a word of the secret.
pub(crate) fn refuse_secrets(query: Option<&str>) -> Result<(), Refusal> {
    let decoded = decode_leniently(query.unwrap_or_default()).to_ascii_lowercase();
    let is_secret = |pair: &str| {
        let name = pair.split('=').next().unwrap_or_default();
        SECRETS.contains(&name) || pair.contains("cw-secret-") || pair.contains("bearer ")
    };
    if decoded.split('&').any(is_secret) {
        return Err(bad(
            "an address must not contain a token: it would stay in histories and logs; send it as \
             `Authorization: Bearer …`, and revoke this one",
        ));
    }
    Ok(())
}

/// Names that others give to a token in an address.
const SECRETS: [&str; 8] = [
    "token",
    "access_token",
    "api_token",
    "auth_token",
    "api_key",
    "apikey",
    "authorization",
    "bearer",
];

/// What is not well encoded stays as it is.
fn decode_leniently(text: &str) -> String {
    let pairs = text
        .split('&')
        .map(|pair| decode(pair).unwrap_or_else(|_| pair.to_owned()));
    pairs.collect::<Vec<_>>().join("&")
}

pub(crate) fn decode(text: &str) -> Result<String, Refusal> {
    let malformed = || bad("the query is not encoded correctly");
    let mut decoded = Vec::with_capacity(text.len());
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        decoded.push(match byte {
            b'+' => b' ',
            b'%' => {
                let mut digit = || char::from(rest.next()?).to_digit(16);
                let value = digit().zip(digit()).map(|(high, low)| high << 4 | low);
                let value = value.and_then(|value| u8::try_from(value).ok());
                value.ok_or_else(malformed)?
            }
            byte => byte,
        });
    }
    let decoded = String::from_utf8(decoded).map_err(|_| malformed())?;
    if decoded.chars().any(char::is_control) {
        return Err(malformed());
    }
    Ok(decoded)
}

fn bad(message: &str) -> Refusal {
    Refusal::new(Code::InvalidArgument, message)
}

#[cfg(test)]
mod tests {
    use super::*;

    const NAMES: [&str; 2] = ["runner", "limit"];

    #[test]
    fn values_are_decoded() {
        let query = Query::parse(Some("runner=a%2Fb+c&limit=20"), &NAMES).unwrap();
        assert_eq!(query.required("runner").unwrap(), "a/b c");
        assert_eq!(query.number("limit").unwrap(), Some(20));
        let none = Query::parse(None, &NAMES).unwrap();
        assert_eq!(none.number("limit").unwrap(), None);
        assert_eq!(none.required("runner").unwrap_err().http(), 400);
    }

    #[test]
    fn a_token_in_an_address_is_refused() {
        for query in [
            "token=a",
            "Access_Token=a",
            "a=b&access_token=c",
            "acce%73s_token=c",
            "api_key",
            "q=CW-SECRET-a",
            "q=%43w-secret-a",
            "auth=Bearer%20a",
            "auth=bearer+a",
        ] {
            let refusal = refuse_secrets(Some(query)).expect_err(query);
            assert_eq!(refusal.http(), 400, "{query}");
        }
        for query in [
            None,
            Some(""),
            Some("pageToken=a&pageSize=2"),
            Some("q=%zz"),
            Some("next_page_token=b"),
        ] {
            assert!(refuse_secrets(query).is_ok(), "{query:?}");
        }
    }

    #[test]
    fn what_is_not_known_is_refused() {
        for query in [
            "runners=a",
            "runner=a&runner=b",
            "runner=a&Limit=1",
            "token=a",
            "runner=%",
            "runner=%zz",
            "runner=%ff",
            "runner=%00",
            "runner=a&run%6eer=b",
        ] {
            let refusal = Query::parse(Some(query), &NAMES).expect_err(query);
            assert_eq!(refusal.http(), 400, "{query}");
        }
        for limit in ["0", "-1", "x", "1.5", "", "99999999999999999999"] {
            let query = format!("limit={limit}");
            let query = Query::parse(Some(&query), &NAMES).unwrap();
            assert_eq!(query.number("limit").unwrap_err().http(), 400, "{limit}");
        }
    }
}
