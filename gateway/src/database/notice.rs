//! Notices between gateways that share a database. If one is lost, changes are only seen later.

use std::time::Duration;

use sqlx::postgres::PgListener;

use super::Database;

const CHANNEL: &str = "runner_console";

/// After a failure to listen it is tried again.
const RETRY_PAUSE: Duration = Duration::from_secs(5);

/// A call.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Notice {
    /// The mirror of that organization has grown.
    Mirror(String),
    /// Somebody reads that organization's runners.
    Wanted(String),
    /// Something depends on the current state of that organization's runners.
    Doubted(String),
    /// A runner of that organization was changed: its ID comes first, then the organization.
    Touched(String, String),
    /// A session was ended, or switched to another account.
    Ended,
    /// Calls may have been missed.
    Missed,
}

impl Notice {
    /// As it goes over the wire, where there are some thousand bytes for it.
    fn text(&self) -> String {
        match self {
            Self::Mirror(organization) => format!("mirror {organization}"),
            Self::Wanted(organization) => format!("wanted {organization}"),
            Self::Doubted(organization) => format!("doubted {organization}"),
            Self::Touched(runner_id, organization) => {
                format!("touched {runner_id} {organization}")
            }
            Self::Ended => "ended".to_owned(),
            Self::Missed => "missed".to_owned(),
        }
    }

    fn parse(text: &str) -> Option<Self> {
        match text.split_once(' ') {
            Some(("mirror", organization)) => Some(Self::Mirror(organization.to_owned())),
            Some(("wanted", organization)) => Some(Self::Wanted(organization.to_owned())),
            Some(("doubted", organization)) => Some(Self::Doubted(organization.to_owned())),
            Some(("touched", rest)) => {
                let (runner_id, organization) = rest.split_once(' ')?;
                Some(Self::Touched(runner_id.to_owned(), organization.to_owned()))
            }
            None if text == "ended" => Some(Self::Ended),
            _ => None,
        }
    }
}

impl Database {
    /// Calls to the other gateways, if there may be some.
    pub(crate) async fn call(&self, notice: &Notice) {
        if self.is_shared {
            let call = sqlx::query("SELECT pg_notify($1, $2)");
            let call = call.bind(CHANNEL).bind(notice.text());
            if let Err(error) = call.execute(self.pool()).await {
                tracing::warn!(%error, "other gateways could not be notified");
            }
        }
    }

    /// Hears calls, its own among them, and never returns.
    pub(crate) async fn listen(&self, mut hear: impl FnMut(Notice)) {
        let Some(url) = &self.listen_at else {
            return std::future::pending().await;
        };
        loop {
            let error = match PgListener::connect(url).await {
                Ok(mut listener) => loop {
                    if let Err(error) = hear_all(&mut listener, &mut hear).await {
                        break error;
                    }
                },
                Err(error) => error,
            };
            tracing::warn!(%error, "notices from other gateways cannot be received; trying again");
            tokio::time::sleep(RETRY_PAUSE).await;
        }
    }
}

/// Until the connection is lost.
async fn hear_all(
    listener: &mut PgListener,
    hear: &mut impl FnMut(Notice),
) -> Result<(), sqlx::Error> {
    listener.listen(CHANNEL).await?;
    hear(Notice::Missed);
    while let Some(call) = listener.try_recv().await? {
        if let Some(notice) = Notice::parse(call.payload()) {
            hear(notice);
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_call_is_understood() {
        let organization = || "acme research".to_owned();
        for notice in [
            Notice::Mirror(organization()),
            Notice::Wanted(organization()),
            Notice::Touched("helsinki-evals".to_owned(), organization()),
            Notice::Ended,
        ] {
            assert_eq!(Notice::parse(&notice.text()), Some(notice));
        }
        assert_eq!(Notice::parse("touched alone"), None);
    }
}
