//! What is wrong with the form, and where: the contract's rules as it is typed, the server's words after
//! it was sent. Both are functions of the form, so an error goes when its cause goes.

use contract::{
    validate,
    wire::{Cluster, Code, ProfileTemplate, schema},
};
use leptos::prelude::*;

use wasm_bindgen::JsCast;
use web_sys::HtmlElement;

use super::{
    form::{Form, Place},
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

/// The errors of the form.
#[derive(Clone, Copy)]
pub(super) struct Errors {
    form: RwSignal<Form>,
    submit: Submit,
    catalog: Catalog,
    fleet: Fleet,
    /// Missing parts are no error before the person wants to send.
    revealed: RwSignal<bool>,
}

impl Errors {
    pub(super) fn new(form: RwSignal<Form>, submit: Submit) -> Self {
        Self {
            form,
            submit,
            catalog: use_catalog(),
            fleet: use_fleet(),
            revealed: RwSignal::new(false),
        }
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

    /// The clusters to choose from; nothing where the list is refused, empty or not there yet.
    pub(super) fn clusters(self) -> Option<Vec<Cluster>> {
        self.catalog
            .clusters
            .get()
            .filter(|clusters| !clusters.is_empty())
    }

    /// Where the runner is to be.
    pub(super) fn place(self) -> Place {
        let clusters = self.clusters();
        self.form.with(|form| form.place(clusters.as_deref()))
    }

    /// The runner ID that will be sent.
    pub(super) fn runner_id(self) -> String {
        let place = self.place();
        self.form.with(|form| form.runner_id(&place))
    }

    /// What is wrong by the contract's rules.
    pub(super) fn violations(self) -> Vec<(Part, String)> {
        let request = self.form.with(|form| form.request(&self.place()));
        self.catalog.profiles.with(|profiles| {
            let templates = Templates(profiles.map(Vec::as_slice));
            validate::create(&request, &templates)
                .into_iter()
                .map(|violation| (part(&violation.field), violation.description))
                .collect()
        })
    }

    /// What is wrong with a part, in one text.
    pub(super) fn of(self, part: Part) -> Option<String> {
        let typed = self.form.with(|form| form.runner_id.is_some());
        if part == Part::RunnerId && self.taken_id().is_some() {
            return Some("A runner with this ID exists already.".to_owned());
        }
        let by_rule = (self.revealed.get() || (part == Part::RunnerId && typed))
            .then(|| {
                self.violations()
                    .into_iter()
                    .find(|(wrong, _)| *wrong == part)
            })
            .flatten();
        by_rule
            .map(|(_, text)| text)
            .or_else(|| self.by_server(part))
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
            holder(self.fleet, &cluster)
        })
    }

    /// A line above the button while a part is marked as wrong that was wanted to be sent.
    pub(super) fn summary(self) -> Option<String> {
        let marked = [Part::RunnerId, Part::Cluster, Part::Zone, Part::Profiles]
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
        let shown = [Part::RunnerId, Part::Cluster, Part::Zone, Part::Profiles];
        self.refusal()
            .filter(|_| shown.into_iter().all(|part| self.by_server(part).is_none()))
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

/// The runner that holds a cluster, as far as the fleet is known.
pub(super) fn holder(fleet: Fleet, cluster: &Cluster) -> Option<String> {
    let holds = |identity: &contract::wire::Identity| {
        if identity.cluster_id.is_empty() {
            identity.cluster_name == cluster.name
        } else {
            identity.cluster_id == cluster.id
        }
    };
    fleet
        .find(|runner| holds(&runner.identity))
        .map(|runner| runner.runner_id().to_owned())
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

impl validate::Templates for Templates<'_> {
    fn template(&self, _: &str) -> Option<validate::TemplateFacts> {
        self.0.map(|_| validate::TemplateFacts)
    }
}
