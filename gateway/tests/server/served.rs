//! A gateway on a socket, moving by itself, and a reader of its streams.

use std::time::Duration;

use control_plane::Fleet;
use gateway::{Intervals, Local, Options, Running, serve};
use reqwest::{Client, Method, RequestBuilder, Response};
use serde_json::{Value, json};

use crate::scratch::Scratch;
use crate::stage::{ADMIN, RUNNERS, SESSION, USER};

/// How long a test waits for what must come: no measure of speed.
const PATIENCE: Duration = Duration::from_mins(1);

/// A gateway that is served.
pub(crate) struct Served {
    pub(crate) running: Running,
    pub(crate) data: Scratch,
    pub(crate) client: Client,
}

/// Everything as often as a test can bear.
pub(crate) fn quick() -> Intervals {
    Intervals {
        changing: Duration::from_millis(50),
        policies: Duration::from_millis(100),
        idle: Duration::from_millis(100),
        unwatched: Duration::from_millis(200),
        first_retry: Duration::from_millis(10),
        last_retry: Duration::from_millis(50),
        answer: Duration::from_millis(700),
        check: Duration::from_millis(100),
        keep_alive: Duration::from_millis(100),
        patience: Duration::from_secs(5),
        lease: Duration::from_secs(4),
    }
}

/// Nothing is asked again by itself: what comes was pushed.
pub(crate) fn pushed() -> Intervals {
    let never = Duration::from_hours(1);
    Intervals {
        changing: never,
        idle: never,
        unwatched: never,
        ..quick()
    }
}

impl Served {
    /// With a fast and empty control plane, and some options changed.
    pub(crate) async fn with(change: impl FnOnce(&mut Options)) -> Self {
        Self::on(Scratch::new().await, change).await
    }

    /// On a data directory that may have been used before.
    pub(crate) async fn on(data: Scratch, change: impl FnOnce(&mut Options)) -> Self {
        let mut options = Options::local(data.path());
        options.fleet = Fleet::Empty;
        options.time_scale = 100.0;
        options.admin_token = Some(ADMIN.to_owned());
        options.user_token = Some(USER.to_owned());
        options.intervals = quick();
        options.database = data.is_on_server().then(|| data.address.parse().unwrap());
        change(&mut options);
        Self {
            running: serve::start(options).await.unwrap(),
            data,
            client: Client::new(),
        }
    }

    /// Stops it and gives its data directory back.
    pub(crate) async fn stop(self) -> Scratch {
        self.running.stop().await;
        self.data
    }

    pub(crate) fn local(&self) -> &Local {
        self.running.local.as_ref().unwrap()
    }

    pub(crate) fn request(&self, method: Method, path: &str) -> RequestBuilder {
        let url = format!("http://{}{path}", self.running.address);
        self.client.request(method, url)
    }

    /// Reads a path as a script with that token.
    pub(crate) async fn get(&self, path: &str, token: &str) -> Response {
        let request = self.request(Method::GET, path).bearer_auth(token);
        request.send().await.unwrap()
    }

    /// What a path answers to a script with that token.
    pub(crate) async fn json(&self, path: &str, token: &str) -> Value {
        let answer = self.get(path, token).await;
        assert_eq!(answer.status(), 200, "{path}");
        answer.json().await.unwrap()
    }

    /// Writes as a script with that token; it must succeed.
    pub(crate) async fn write(&self, method: Method, path: &str, body: &Value) -> Value {
        let request = self.request(method, path).bearer_auth(ADMIN).json(body);
        done(request.send().await.unwrap()).await
    }

    /// Signs in and returns the cookie.
    pub(crate) async fn sign_in(&self, token: &str) -> String {
        let proof = json!({ "token": token });
        let request = self.request(Method::POST, SESSION).json(&proof);
        let answer = request.send().await.unwrap();
        assert_eq!(answer.status(), 200);
        let cookie = answer.headers()["set-cookie"].to_str().unwrap();
        cookie.split(';').next().unwrap().to_owned()
    }

    /// Opens a stream as a script.
    pub(crate) async fn stream(&self, token: &str) -> Reader {
        Reader::of(
            self.request(Method::GET, "/console/events")
                .bearer_auth(token),
        )
        .await
    }

    /// Goes on with a stream.
    pub(crate) async fn resume(&self, token: &str, last_event_id: &str) -> Reader {
        let request = self.request(Method::GET, "/console/events");
        let request = request.bearer_auth(token);
        Reader::of(request.header("last-event-id", last_event_id)).await
    }

    /// Goes on with a stream whose place the address names.
    pub(crate) async fn resume_by_address(&self, token: &str, after: &str) -> Reader {
        let path = format!("/console/events?after={after}");
        Reader::of(self.request(Method::GET, &path).bearer_auth(token)).await
    }

    /// Opens a stream as a page.
    pub(crate) async fn page(&self, cookie: &str) -> Reader {
        let request = self.request(Method::GET, "/console/events");
        Reader::of(request.header("cookie", cookie)).await
    }

    /// The ID of a profile.
    async fn profile(&self) -> String {
        let path = "/v1beta2/sandbox/profile-templates";
        let profiles = self.json(path, ADMIN).await;
        profiles["profileTemplates"][0]["id"]
            .as_str()
            .unwrap()
            .to_owned()
    }

    /// The body that makes a runner on a cluster that is free.
    pub(crate) async fn new_runner(&self, runner_id: &str) -> Value {
        let clusters = self.json("/v1beta1/cks/clusters", ADMIN).await;
        let runners = self.json(RUNNERS, ADMIN).await;
        let runners = runners["runners"].as_array().unwrap();
        let is_free = |cluster: &Value| {
            let mut holders = runners
                .iter()
                .map(|runner| &runner["identity"]["clusterId"]);
            cluster["status"] == "STATUS_RUNNING" && !holders.any(|id| *id == cluster["id"])
        };
        let mut clusters = clusters["items"].as_array().unwrap().iter();
        let cluster = clusters.find(|cluster| is_free(cluster)).unwrap();
        let binding = json!({ "profileTemplateId": self.profile().await, "isDefault": true });
        json!({
            "runnerId": runner_id,
            "runner": {
                "identity": { "zone": cluster["zone"], "clusterName": cluster["name"] },
                "profileBindings": [binding],
                "managedSpec": { "overrides": { "tolerations": [{ "operator": "Exists" }] } },
            },
        })
    }

    /// Makes a runner as a script.
    pub(crate) async fn create(&self, runner_id: &str) -> Value {
        let body = self.new_runner(runner_id).await;
        self.write(Method::POST, RUNNERS, &body).await
    }
}

/// The body of an answer that is a success.
pub(crate) async fn done(answer: Response) -> Value {
    let status = answer.status();
    let body: Value = answer.json().await.unwrap();
    assert!(status.is_success(), "{status} {body}");
    body
}

/// A server-sent event.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Event {
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) data: Value,
}

impl Event {
    /// Whether it brings a runner of that ID for which the predicate holds.
    pub(crate) fn brings(&self, runner_id: &str, holds: impl Fn(&Value) -> bool) -> bool {
        let runners = self.data.as_array().filter(|_| self.name == "runner");
        runners.is_some_and(|runners| {
            let mut own = runners.iter().filter(|r| r["runnerId"] == runner_id);
            own.any(holds)
        })
    }
}

/// Reads a stream.
pub(crate) struct Reader {
    response: Response,
    text: String,
    /// Every byte so far.
    pub(crate) seen: String,
}

impl Reader {
    pub(crate) async fn of(request: RequestBuilder) -> Self {
        let response = request.send().await.unwrap();
        assert_eq!(response.status(), 200);
        assert_eq!(response.headers()["content-type"], "text/event-stream");
        assert_eq!(response.headers()["cache-control"], "no-store");
        Self {
            response,
            text: String::new(),
            seen: String::new(),
        }
    }

    /// The next event; none at the end of the stream.
    pub(crate) async fn next(&mut self) -> Option<Event> {
        loop {
            if let Some((block, rest)) = self.text.split_once("\n\n") {
                let (block, rest) = (block.to_owned(), rest.to_owned());
                self.text = rest;
                match parse(&block) {
                    Some(event) => return Some(event),
                    None => continue,
                }
            }
            let chunk = tokio::time::timeout(PATIENCE, self.response.chunk()).await;
            let chunk = chunk.expect("nothing comes").ok()??;
            let chunk = std::str::from_utf8(&chunk).unwrap();
            self.text.push_str(chunk);
            self.seen.push_str(chunk);
        }
    }

    /// Events up to and with the first for which the predicate holds.
    pub(crate) async fn until(&mut self, holds: impl Fn(&Event) -> bool) -> Vec<Event> {
        let read = async {
            let mut events = Vec::new();
            loop {
                let event = self.next().await.expect("the stream ended");
                events.push(event.clone());
                if holds(&event) {
                    return events;
                }
            }
        };
        let read = tokio::time::timeout(PATIENCE, read).await;
        read.expect("what is waited for does not come")
    }

    /// Events up to and with the first of that name.
    pub(crate) async fn until_named(&mut self, name: &str) -> Vec<Event> {
        self.until(|event| event.name == name).await
    }

    /// Reads until the stream ends.
    pub(crate) async fn ends(mut self) {
        let read = async { while self.next().await.is_some() {} };
        let read = tokio::time::timeout(PATIENCE, read).await;
        read.expect("the stream goes on");
    }
}

/// A block of lines; none if it is a mere sign of life.
fn parse(block: &str) -> Option<Event> {
    let field = |name: &str| {
        let mut lines = block.lines();
        lines.find_map(|line| line.strip_prefix(name)?.strip_prefix(": "))
    };
    let name = field("event").filter(|name| *name != "clock")?;
    Some(Event {
        id: field("id").unwrap_or_default().to_owned(),
        name: name.to_owned(),
        data: serde_json::from_str(field("data")?).unwrap(),
    })
}

/// Repeats a question until the answer is right.
pub(crate) async fn eventually<T>(mut ask: impl AsyncFnMut() -> Option<T>) -> T {
    let asked = async {
        loop {
            if let Some(answer) = ask().await {
                return answer;
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    };
    let asked = tokio::time::timeout(PATIENCE, asked).await;
    asked.expect("what is waited for does not come")
}
