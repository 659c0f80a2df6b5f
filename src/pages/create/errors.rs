//! What is wrong with the form, and where: the contract's rules as it is typed, the server's words after
//! it was sent. Both are functions of the form, so an error goes when its cause goes.

use contract::{
    validate,
    wire::{Cluster, Code, ProfileSpec, ProfileTemplate, schema},
};
use leptos::prelude::*;

use wasm_bindgen::JsCast;
use web_sys::HtmlElement;

use super::{
    form::{Form, Place},
    held::Held,
    submit::{Step, Submit},
};
use crate::{
    api::{ApiError, Cause},
    state::{
        catalog::{Catalog, use_catalog},
        fleet::{Fleet, use_fleet},
    },
};

/// A part of the form that can be wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Part {
    RunnerId,
    Cluster,
    Zone,
    Profiles,
    /// Nothing that the form shows by itself.
    Other,
}

/// The parts that show their own errors.
const SHOWN: [Part; 4] = [Part::RunnerId, Part::Cluster, Part::Zone, Part::Profiles];

/// The errors of the form.
#[derive(Clone, Copy)]
pub(super) struct Errors {
    form: RwSignal<Form>,
    submit: Submit,
    catalog: Catalog,
    fleet: Fleet,
    held: Held,
    by_rule: Memo<Vec<(Part, String)>>,
    /// Missing parts are no error before the person wants to send.
    revealed: RwSignal<bool>,
}

impl Errors {
    pub(super) fn new(form: RwSignal<Form>, submit: Submit) -> Self {
        let catalog = use_catalog();
        Self {
            form,
            submit,
            catalog,
            fleet: use_fleet(),
            held: Held::new(),
            by_rule: Memo::new(move |_| violations(form, catalog)),
            revealed: RwSignal::new(false),
        }
    }

    /// The errors of the page.
    pub(super) fn context() -> Self {
        expect_context()
    }

    /// Shows everything that is wrong from now on, and leads to the first of it.
    pub(super) fn reveal(self) {
        self.revealed.set(true);
        request_animation_frame(|| {
            let first = document()
                .query_selector("form .field-error:not(:empty)")
                .ok()
                .flatten();
            if let Some(first) = first.and_then(|first| first.dyn_into::<HtmlElement>().ok()) {
                // It has a tabindex; there is nothing else to do where it is gone already.
                first.focus().ok();
            }
        });
    }

    /// Which runner holds which cluster.
    pub(super) fn held(self) -> Held {
        self.held
    }

    /// The clusters to choose from; nothing where the list is refused, empty or not there yet.
    pub(super) fn clusters(self) -> Option<Vec<Cluster>> {
        clusters(self.catalog)
    }

    /// Where the runner is to be.
    pub(super) fn place(self) -> Place {
        place(self.form, self.catalog)
    }

    /// The runner ID that will be sent.
    pub(super) fn runner_id(self) -> String {
        let place = self.place();
        self.form.with(|form| form.runner_id(&place))
    }

    /// Whether anything is known to be wrong, so that sending is of no use.
    pub(super) fn are_there(self) -> bool {
        self.by_rule.with(|wrong| !wrong.is_empty()) || self.taken_id().is_some()
    }

    /// What is wrong with a part, in one text.
    pub(super) fn of(self, part: Part) -> Option<String> {
        let typed = self.form.with(|form| form.runner_id.is_some());
        if part == Part::RunnerId && self.taken_id().is_some() {
            return Some("A runner with this ID exists already.".to_owned());
        }
        if (self.revealed.get() || (part == Part::RunnerId && typed))
            && let Some(text) = self.by_rule(part)
        {
            return Some(text);
        }
        self.by_server(part)
    }

    fn by_rule(self, part: Part) -> Option<String> {
        self.by_rule.with(|wrong| {
            let (_, text) = wrong.iter().find(|(wrong, _)| *wrong == part)?;
            Some(format!("{text}{}", fix(part)))
        })
    }

    /// The runner that already has this ID.
    pub(super) fn taken_id(self) -> Option<String> {
        let id = self.runner_id();
        // While it is being created, a runner of that ID is the one that is being created.
        (!self.submit.is_busy() && self.fleet.row(&id).is_some()).then_some(id)
    }

    /// The runner that holds the cluster, where the server refused for that.
    pub(super) fn holder(self) -> Option<String> {
        let error = self.refusal().filter(ApiError::is_cluster_taken)?;
        error.resource.or_else(|| {
            let Place::Listed(cluster) = self.place() else {
                return None;
            };
            self.held.by(&cluster)
        })
    }

    /// A line above the button while a part is marked as wrong that was wanted to be sent.
    pub(super) fn summary(self) -> Option<String> {
        let mut parts = SHOWN.to_vec();
        if !matches!(self.place(), Place::Typed { .. }) {
            // The zone follows from the cluster and is marked there.
            parts.retain(|part| *part != Part::Zone);
        }
        let marked = parts
            .into_iter()
            .filter(|part| self.of(*part).is_some())
            .count();
        (self.revealed.get() && marked > 0).then(|| match marked {
            1 => "One thing is missing or wrong; it is marked above.".to_owned(),
            count => format!("{count} things are missing or wrong; they are marked above."),
        })
    }

    /// The server's refusal, where no part of the form shows it.
    pub(super) fn refusal_elsewhere(self) -> Option<ApiError> {
        let nowhere = |_: &ApiError| SHOWN.into_iter().all(|part| self.by_server(part).is_none());
        self.refusal().filter(nowhere)
    }

    /// The server's refusal, as long as the form is as it was when it was sent.
    fn refusal(self) -> Option<ApiError> {
        match self.submit.step() {
            Step::Refused(sent, error) if self.form.with(|form| *form == *sent) => Some(error),
            _ => None,
        }
    }

    fn by_server(self, wanted: Part) -> Option<String> {
        let error = self.refusal()?;
        let concerned = match error.cause {
            // The two conflicts of a create (contract 4.5).
            Cause::Refused(Some(Code::AlreadyExists)) if error.is_cluster_taken() => Part::Cluster,
            Cause::Refused(Some(Code::AlreadyExists)) => Part::RunnerId,
            // The cluster is unknown to the server (contract 4.3).
            Cause::Refused(Some(Code::FailedPrecondition)) if error.message.contains("cluster") => {
                Part::Cluster
            }
            Cause::Refused(_) | Cause::NoAnswer | Cause::Unreadable => {
                let mut violations = error.violations.into_iter();
                return violations
                    .find(|v| part(&v.field) == wanted)
                    .map(|v| v.description);
            }
        };
        (concerned == wanted).then_some(error.message)
    }
}

fn clusters(catalog: Catalog) -> Option<Vec<Cluster>> {
    catalog
        .clusters
        .get()
        .filter(|clusters| !clusters.is_empty())
}

fn place(form: RwSignal<Form>, catalog: Catalog) -> Place {
    let clusters = clusters(catalog);
    form.with(|form| form.place(clusters.as_deref()))
}

/// What is wrong by the contract's rules.
fn violations(form: RwSignal<Form>, catalog: Catalog) -> Vec<(Part, String)> {
    let place = place(form, catalog);
    let request = form.with(|form| form.request(&place));
    catalog.profiles.with(|profiles| {
        let templates = Templates(profiles.map(Vec::as_slice));
        validate::create(&request, &templates)
            .into_iter()
            .map(|violation| (part(&violation.field), violation.description))
            .collect()
    })
}

/// What to do about it, where the rule's words leave it open (contract 4.3).
fn fix(part: Part) -> &'static str {
    match part {
        Part::Cluster => ": pick a cluster",
        Part::Zone => ": pick a zone in which you have a CKS cluster",
        Part::RunnerId | Part::Profiles | Part::Other => "",
    }
}

/// The part of the form that a field path of the API concerns, in either spelling.
fn part(field: &str) -> Part {
    let field = schema::snake(field);
    let has = |name: &str| field.split(['.', '[']).any(|segment| segment == name);
    if has("profile_bindings") {
        Part::Profiles
    } else if has("runner_id") {
        Part::RunnerId
    } else if has("cluster_id") || has("cluster_name") {
        Part::Cluster
    } else if has("zone") {
        Part::Zone
    } else {
        Part::Other
    }
}

/// The profile templates that are known. While none is read nothing can be said against an ID.
struct Templates<'a>(Option<&'a [ProfileTemplate]>);

impl validate::Templates for Templates<'_> {
    fn template(&self, id: &str) -> Option<validate::TemplateFacts> {
        let Some(known) = self.0 else {
            return Some(validate::TemplateFacts {
                declares_limits: true,
            });
        };
        let template = known.iter().find(|template| template.id == id)?;
        let spec = template.spec.as_ref();
        Some(validate::TemplateFacts {
            declares_limits: spec.is_some_and(ProfileSpec::declares_limits),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_find_their_part() {
        let cases = [
            ("runner_id", Part::RunnerId),
            ("runnerId", Part::RunnerId),
            ("runner.identity.zone", Part::Zone),
            ("runner.identity.clusterId", Part::Cluster),
            ("runner.identity.cluster_name", Part::Cluster),
            (
                "runner.profile_bindings[0].profile_template_id",
                Part::Profiles,
            ),
            ("runner.managed_spec.release_channel", Part::Other),
        ];
        for (field, expected) in cases {
            assert_eq!(part(field), expected, "{field}");
        }
    }
}
