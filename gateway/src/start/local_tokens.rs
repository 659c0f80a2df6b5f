//! The two tokens of the local control plane.

use crate::settings::secret;
use crate::start::Options;
use crate::start::StartError;
use crate::start::data_dir::DataDir;
use crate::upstream::bearer;

const ADMIN: &str = "--admin-token";
const USER: &str = "--user-token";

/// Tokens as the person named them, or made once and kept in the data directory.
pub(crate) struct LocalTokens {
    pub(crate) admin: String,
    pub(crate) user: String,
}

impl LocalTokens {
    pub(crate) fn find(options: &Options, data: &DataDir) -> Result<Self, StartError> {
        let admin = token(ADMIN, options.admin_token.as_ref(), "admin-token", data)?;
        let user = token(USER, options.user_token.as_ref(), "user-token", data)?;
        if admin == user {
            return Err(StartError::Token {
                option: USER,
                problem: "this is the admin's token; readers need one of their own",
            });
        }
        Ok(Self { admin, user })
    }
}

fn token(
    option: &'static str,
    named: Option<&String>,
    file: &str,
    data: &DataDir,
) -> Result<String, StartError> {
    let token = match named {
        Some(token) => token.clone(),
        // The form that the API's own tokens have (contract 0.2).
        None => data.secret(file, || format!("CW-SECRET-{}", secret::random()))?,
    };
    match bearer(&token) {
        Some(_) => Ok(token),
        None => Err(StartError::Token {
            option,
            problem: "a token is one word of visible ASCII characters",
        }),
    }
}
