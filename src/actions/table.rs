//! The table of actions.

use contract::condition::facts::Facts;

use crate::{
    api::session::Rights,
    can::{self, Permission},
    state::{density::Density, theme::Theme},
    widgets::{button::Kind, icon::Icon},
};

/// Something that a person can do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Action {
    /// Opens the form for a new runner.
    Create,
    /// Opens a runner.
    Open,
    /// Changes a runner, or several by one patch.
    Edit,
    /// Applies the available update now.
    Upgrade,
    /// Puts a runner on another release channel.
    Channel,
    /// Opens the form for a new runner like this one.
    Duplicate,
    /// Opens the form for a link that shows how runners are.
    Share,
    /// Opens the form for a rule that tells what happens to runners.
    Notify,
    /// Lists what may be wrong with a runner and where to look.
    Explain,
    /// Deletes runners.
    Delete,
    /// Selects nothing any more.
    ClearSelection,
    /// Keeps filters, order and columns under a name.
    SaveView,
    /// Writes the runners that are shown into a file.
    Export,
    /// Opens the form for a new profile.
    CreateProfile,
    /// Changes a profile.
    EditProfile,
    /// Deletes a profile.
    DeleteProfile,
    /// Goes on to the next step of the form for a new runner.
    NextStep,
    /// Goes to the last step of that form.
    ToReview,
    /// Sends that form.
    SubmitRunner,
    /// Shows the console light, dark or as the system has it.
    Theme(Theme),
    /// Shows the table with high or low rows.
    Density(Density),
    /// Shows every shortcut.
    Keys,
    /// Ends the session.
    SignOut,
}

/// What must hold for it to be possible.
enum Needs {
    Nothing,
    /// The right to write; the verb says what is wanted.
    Write(&'static str),
    /// What the states of the runner allow; of several, each is asked when its turn comes.
    Runner(fn(Rights, &dyn Facts) -> Permission),
}

impl Action {
    /// Every action, in the order in which they are offered.
    pub(crate) const ALL: [Self; 26] = [
        Self::Create,
        Self::Open,
        Self::Edit,
        Self::Upgrade,
        Self::Channel,
        Self::Duplicate,
        Self::Share,
        Self::Notify,
        Self::Explain,
        Self::Delete,
        Self::ClearSelection,
        Self::SaveView,
        Self::Export,
        Self::CreateProfile,
        Self::EditProfile,
        Self::DeleteProfile,
        Self::NextStep,
        Self::ToReview,
        Self::SubmitRunner,
        Self::Theme(Theme::System),
        Self::Theme(Theme::Light),
        Self::Theme(Theme::Dark),
        Self::Density(Density::Comfortable),
        Self::Density(Density::Compact),
        Self::Keys,
        Self::SignOut,
    ];

    /// Its words, on buttons and in lists. Three dots: something is asked before it is done.
    pub(crate) fn label(self) -> &'static str {
        match self {
            Self::Open => "Open",
            Self::Edit => "Edit…",
            Self::Upgrade => "Upgrade…",
            Self::Channel => "Change channel…",
            Self::Duplicate => "Duplicate",
            Self::Share => "Share…",
            Self::Notify => "Notify…",
            Self::Explain => "Troubleshoot…",
            Self::Delete | Self::DeleteProfile => "Delete…",
            Self::ClearSelection => "Clear selection",
            Self::SaveView => "Save this view…",
            Self::Export => "Export…",
            Self::CreateProfile => "Create profile",
            Self::EditProfile => "Edit",
            Self::NextStep => "Next",
            Self::ToReview => "Skip to review",
            Self::Create | Self::SubmitRunner => "Create runner",
            Self::Theme(Theme::System) => "Theme: system",
            Self::Theme(Theme::Light) => "Theme: light",
            Self::Theme(Theme::Dark) => "Theme: dark",
            Self::Density(Density::Comfortable) => "Rows: comfortable",
            Self::Density(Density::Compact) => "Rows: compact",
            Self::Keys => "Keyboard shortcuts",
            Self::SignOut => "Sign out",
        }
    }

    /// The key that does it, where shortcuts are on.
    pub(crate) fn key(self) -> Option<char> {
        match self {
            Self::Create => Some('n'),
            Self::Edit | Self::EditProfile => Some('e'),
            Self::Upgrade => Some('u'),
            Self::Keys => Some('?'),
            _ => None,
        }
    }

    /// The icon of its button.
    pub(crate) fn icon(self) -> Option<Icon> {
        match self {
            Self::Create | Self::CreateProfile => Some(Icon::Plus),
            Self::Upgrade => Some(Icon::Up),
            Self::Duplicate => Some(Icon::Copy),
            Self::Share => Some(Icon::Link),
            Self::Notify => Some(Icon::Bell),
            Self::Explain => Some(Icon::Question),
            Self::Export => Some(Icon::Download),
            _ => None,
        }
    }

    /// How much its button stands out.
    pub(crate) fn kind(self) -> Kind {
        match self {
            Self::Create | Self::CreateProfile | Self::NextStep | Self::SubmitRunner => {
                Kind::Primary
            }
            Self::Delete | Self::DeleteProfile => Kind::Danger,
            Self::Explain => Kind::Quiet,
            _ => Kind::Plain,
        }
    }

    fn needs(self) -> Needs {
        match self {
            Self::Create | Self::CreateProfile | Self::Duplicate | Self::SubmitRunner => {
                Needs::Write("creating")
            }
            Self::Edit | Self::Channel => Needs::Runner(can::change),
            Self::Upgrade => Needs::Runner(can::upgrade),
            Self::Delete => Needs::Runner(can::delete),
            Self::EditProfile => Needs::Write("changing a profile"),
            Self::DeleteProfile => Needs::Write("deleting"),
            _ => Needs::Nothing,
        }
    }

    /// Whether it is possible now, for a runner if it is done to one.
    pub(crate) fn permission(self, rights: Rights, runner: Option<&dyn Facts>) -> Permission {
        match (self.needs(), runner) {
            (Needs::Nothing, _) => Ok(()),
            (Needs::Write(verb), _) => can::write(rights, verb),
            (Needs::Runner(ask), Some(runner)) => ask(rights, runner),
            // Who may not create may not change either: every write needs the same right (contract 2).
            (Needs::Runner(_), None) => can::write(rights, "changing runners"),
        }
    }

    /// Why it is not possible now, in words for the person.
    pub(crate) fn refusal(self, rights: Rights, runner: Option<&dyn Facts>) -> Option<String> {
        let answer = self.permission(rights, runner);
        answer.err().map(|reason| reason.to_string())
    }
}

#[cfg(test)]
mod tests;
