//! Who is signed in. The one place that knows what a 401 means.

use std::sync::Arc;

use leptos::{prelude::*, task::spawn_local};

use super::{
    clock::{self, Asked},
    draft, link,
    storage::Store,
};
use crate::{
    api::{
        ApiError, Client,
        gate::Gate,
        session::{self, Me, Proof, Rights},
        spoken,
    },
    paths::{self, Route},
};

/// What is known about the person at the screen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Presence {
    /// The server is being asked.
    Checking,
    /// The server could not be asked.
    Unreachable(ApiError),
    /// Nobody is signed in.
    Nobody,
    /// This person is. Stays so when the session ends in the middle of work, until it is renewed.
    Present(Arc<Me>),
}

/// The session with the gateway.
#[derive(Clone, Copy)]
pub(crate) struct Session {
    presence: RwSignal<Presence>,
    /// Closed by the client when the server answers 401.
    gate: Gate,
    client: Client,
    /// Why the sign-in link did not work.
    link_error: RwSignal<Option<ApiError>>,
    /// The account that this tab had when it was loaded last, where that is another one.
    former: RwSignal<Option<String>>,
}

/// Where the tab keeps whose it is.
const ACCOUNT: &str = "account";

impl Session {
    /// A session that nothing is known of yet.
    pub(crate) fn new() -> Self {
        let gate = Gate::new(true);
        Self {
            presence: RwSignal::new(Presence::Checking),
            gate,
            client: Client::new(gate),
            link_error: RwSignal::new(None),
            former: RwSignal::new(None),
        }
    }

    /// A client whose requests wait while this session is over.
    pub(crate) fn client(self) -> Client {
        self.client
    }

    /// What is known about the person at the screen.
    pub(crate) fn presence(self) -> Presence {
        self.presence.get()
    }

    /// Why the sign-in link did not work, if one was tried.
    pub(crate) fn link_error(self) -> Option<ApiError> {
        self.link_error.get()
    }

    /// The session ended in the middle of work; requests wait for a new sign-in.
    pub(crate) fn has_ended(self) -> bool {
        !self.gate.is_open()
    }

    /// Signs in with the code of the sign-in link, if there is one, else asks who is signed in.
    pub(crate) fn check(self) {
        self.presence.set(Presence::Checking);
        spawn_local(async move {
            if let Some(code) = link::use_up() {
                match self.sign_in(Proof::Code(code)).await {
                    Ok(()) => return,
                    // Somebody may be signed in all the same; if not, the sign-in page says why.
                    Err(error) => self.link_error.set(Some(error)),
                }
            }
            let asked = Asked::now();
            match session::get().await {
                Ok(me) => self.enter(me, Some(asked)),
                Err(error) if error.http == 401 => self.presence.set(Presence::Nobody),
                Err(error) => self.presence.set(Presence::Unreachable(error)),
            }
        });
    }

    /// Signs in, replacing whoever was signed in.
    pub(crate) async fn sign_in(self, proof: Proof) -> Result<(), ApiError> {
        // Who signs in again keeps the other accounts of this browser.
        let add = matches!(self.presence.get_untracked(), Presence::Present(_));
        self.begin(proof, add).await
    }

    /// Signs in to another organization, and stays in this one.
    pub(crate) async fn add(self, proof: Proof) -> Result<(), ApiError> {
        self.begin(proof, true).await
    }

    async fn begin(self, proof: Proof, add: bool) -> Result<(), ApiError> {
        let me = session::sign_in(&proof, add).await?;
        self.enter(me, None);
        Ok(())
    }

    /// Goes on as another account of this browser. Nothing of this page stays.
    pub(crate) async fn switch(self, account: &str) -> Result<(), ApiError> {
        session::switch(account).await?;
        draft::forget_secrets();
        Store::Tab.write(ACCOUNT, account);
        leave(&Route::Fleet.href());
        Ok(())
    }

    /// The account that this browser stands for by another tab's doing, while this page is another one's.
    pub(crate) fn other_account(self) -> Option<String> {
        self.client.other_account()
    }

    /// Has this browser stand for this page's account again; the page goes on where it was.
    pub(crate) async fn come_back(self) -> Result<(), ApiError> {
        session::switch(&self.client.account()).await?;
        self.client.is_own_again();
        Ok(())
    }

    /// Looks whether another tab has brought this page's account back.
    pub(crate) fn look_again(self) {
        spawn_local(async move {
            if let Ok(me) = session::get().await
                && me.account == self.client.account()
            {
                self.client.is_own_again();
            }
        });
    }

    /// The account that this tab had before it was loaded anew as another one's.
    pub(crate) fn former_account(self) -> Option<String> {
        self.former.get()
    }

    /// It was said that the tab is another account's now.
    pub(crate) fn forget_former(self) {
        self.former.set(None);
    }

    /// Signs out of the current account only; another one of this browser is current then.
    pub(crate) async fn sign_out_of_one(self) -> Result<(), ApiError> {
        session::leave(&self.client.account()).await?;
        draft::forget_secrets();
        leave(&Route::Fleet.href());
        Ok(())
    }

    /// Signs out and forgets everything that was on screen: the next person starts from nothing.
    pub(crate) async fn sign_out(self) -> Result<(), ApiError> {
        session::sign_out().await?;
        draft::forget_secrets();
        leave(&paths::sign_in(None));
        Ok(())
    }

    fn enter(self, mut me: Me, asked: Option<Asked>) {
        let early = me
            .early
            .take()
            .map(|(asked, came)| Asked::early(asked, came));
        if let Some(now) = me.now.take() {
            clock::learn(now, early.or(asked));
        }
        let before = self.presence.get_untracked();
        if let Presence::Present(known) = &before
            && !same_person(known, &me)
        {
            // Somebody else: nothing of the former may stay in memory or be sent in the new name.
            leave(&Route::Fleet.href());
            return;
        }
        spoken::learn(&me.api);
        self.client.act_for(&me.account);
        self.client.is_own_again();
        let is_here = |id: &String| me.accounts.iter().any(|account| account.id == *id);
        let former = Store::Tab.read(ACCOUNT);
        self.former
            .set(former.filter(|id| *id != me.account && is_here(id)));
        Store::Tab.write(ACCOUNT, &me.account);
        let accounts = me.accounts.iter().map(|one| one.id.as_str());
        draft::claim(&me.account, accounts.collect());
        let now = Presence::Present(Arc::new(me));
        if before != now {
            self.presence.set(now);
        }
        self.gate.open();
    }
}

fn same_person(a: &Me, b: &Me) -> bool {
    a.organization == b.organization && a.principal == b.principal
}

/// Gives up an ended session, and with it what the page holds.
pub(crate) fn abandon() {
    draft::forget_secrets();
    leave(&paths::sign_in(None));
}

/// Loads a page anew, so that nothing of this one stays.
fn leave(path: &str) {
    // The browser refuses only addresses that are none.
    window().location().replace(path).ok();
}

/// The session of the console.
pub(crate) fn use_session() -> Session {
    expect_context()
}

/// The person, inside the signed-in part of the console.
#[derive(Clone, Copy)]
pub(crate) struct Person(Memo<Arc<Me>>);

impl Person {
    /// A person who stays while the signed-in part is mounted.
    pub(crate) fn new(session: Session, first: Arc<Me>) -> Self {
        Self(Memo::new(move |_| match session.presence() {
            Presence::Present(me) => me,
            Presence::Checking | Presence::Unreachable(_) | Presence::Nobody => first.clone(),
        }))
    }

    /// Everything known about the person.
    pub(crate) fn me(self) -> Arc<Me> {
        self.0.get()
    }

    /// What the token may do.
    pub(crate) fn rights(self) -> Rights {
        self.0.with(|me| me.rights)
    }
}

/// The person at the screen.
pub(crate) fn use_person() -> Person {
    expect_context()
}
