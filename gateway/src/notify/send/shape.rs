//! What a message looks like to each kind of receiver.

use contract::console::Millis;
use contract::console::notify::{ChannelKind, Content, ContentRunner};
use serde_json::{Value, json};

use super::escape::{line, markdown, slack};

/// Characters of a text from the API.
const TEXT: usize = 500;
/// The word of the link to where a rule is paused.
const PAUSE: &str = "Pause this rule";
/// Runners that a chat shows.
const SHOWN: usize = 10;

/// The body for a receiver of that kind.
pub(super) fn body(kind: ChannelKind, id: &str, at: Millis, content: &Content) -> Vec<u8> {
    let message = match kind {
        ChannelKind::Slack => for_slack(content),
        ChannelKind::Teams => for_teams(content),
        ChannelKind::Discord => for_discord(content),
        ChannelKind::Webhook | ChannelKind::Mail | ChannelKind::Browsers => json!({
            "type": format!("runner-console.{}", content.kind.name()),
            "id": id,
            "timestamp": at.instant().to_string(),
            "data": content,
        }),
    };
    message.to_string().into_bytes()
}

/// The message as plain text, without its title.
pub(super) fn text(content: &Content, most: usize) -> String {
    let mut lines = vec![format!("Rule: {}", line(&content.rule, TEXT))];
    if let Some(cause) = &content.cause {
        let value = line(&cause.value, TEXT);
        lines.push(format!("In common: {} {value}", cause.dimension.word()));
    }
    for runner in content.runners.iter().take(most) {
        lines.push(String::new());
        lines.extend(of_runner(runner));
    }
    let more = content.runners.len().saturating_sub(most) + content.more;
    if more > 0 {
        lines.push(format!("\nand {more} more"));
    }
    lines.join("\n")
}

fn of_runner(runner: &ContentRunner) -> Vec<String> {
    let place: Vec<String> = [&runner.cluster, &runner.zone]
        .into_iter()
        .filter(|part| !part.is_empty())
        .map(|part| line(part, TEXT))
        .collect();
    let mut first = line(&runner.runner_id, TEXT);
    if !place.is_empty() {
        first = format!("{first} ({})", place.join(", "));
    }
    if let Some(since) = runner.since {
        first = format!(
            "{first}, {}",
            since.instant().strftime("%Y-%m-%d %H:%M:%S UTC")
        );
    }
    let texts = [
        ("", &runner.what),
        ("", &runner.error),
        ("Hint: ", &runner.hint),
    ];
    let texts = texts.into_iter().filter(|(_, text)| !text.is_empty());
    let texts = texts.map(|(label, text)| format!("  {label}{}", line(text, TEXT)));
    let link = (!runner.link.is_empty()).then(|| format!("  {}", runner.link));
    [first].into_iter().chain(texts).chain(link).collect()
}

/// What others wrote stands in elements that have no marks; only our own link is one.
fn for_slack(content: &Content) -> Value {
    let title = line(&content.title, 150);
    let plain = |text: String| json!({ "type": "plain_text", "text": text, "emoji": false });
    let link = |link: &str, word: &str| format!("<{}|{word}>", slack(link));
    let mut links = link(&content.link, "Open in the console");
    if !content.silence_link.is_empty() {
        links = format!("{links} · {}", link(&content.silence_link, PAUSE));
    }
    json!({
        "text": slack(&title),
        "unfurl_links": false,
        "blocks": [
            { "type": "header", "text": plain(title) },
            { "type": "section", "text": plain(line_block(&text(content, SHOWN), 2900)) },
            { "type": "section", "text": { "type": "mrkdwn", "text": links } },
            { "type": "context", "elements": [plain(line(&content.silence, 1000))] },
        ],
    })
}

/// A run of text has no marks, other than a block of text.
fn for_teams(content: &Content) -> Value {
    let run = |text: String, is_title: bool| {
        let weight = if is_title { "Bolder" } else { "Default" };
        json!({
            "type": "RichTextBlock",
            "inlines": [{ "type": "TextRun", "text": text, "weight": weight }],
        })
    };
    let mut rows = vec![run(line(&content.title, 200), true)];
    rows.extend(
        text(content, SHOWN)
            .lines()
            .map(|text| run(text.to_owned(), false)),
    );
    rows.push(run(line(&content.silence, 1000), false));
    let open =
        |title: &str, url: &str| json!({ "type": "Action.OpenUrl", "title": title, "url": url });
    let mut actions = vec![open("Open in the console", &content.link)];
    if !content.silence_link.is_empty() {
        actions.push(open(PAUSE, &content.silence_link));
    }
    json!({
        "type": "message",
        "attachments": [{
            "contentType": "application/vnd.microsoft.card.adaptive",
            "content": {
                "$schema": "http://adaptivecards.io/schemas/adaptive-card.json",
                "type": "AdaptiveCard",
                "version": "1.4",
                "body": rows,
                "actions": actions,
            },
        }],
    })
}

fn for_discord(content: &Content) -> Value {
    let mut description = markdown(&line_block(&text(content, SHOWN), 1800));
    if !content.silence_link.is_empty() {
        description = format!("{description}\n\n[{PAUSE}]({})", content.silence_link);
    }
    json!({
        "allowed_mentions": { "parse": [] },
        "embeds": [{
            "title": markdown(&line(&content.title, 120)),
            "description": description,
            "url": content.link,
            "footer": { "text": line(&content.silence, 1000) },
        }],
    })
}

/// Several lines, cut where they are too long.
fn line_block(text: &str, most: usize) -> String {
    let mut cut: String = text.chars().take(most).collect();
    if cut.len() < text.len() {
        cut.push('…');
    }
    cut
}

#[cfg(test)]
mod tests {
    use contract::console::notify::Kind;

    use super::*;

    const TRICK: &str = "<!channel> **b** [x](https://evil.example) @everyone\r\nBcc: c";

    fn content() -> Content {
        let runner = ContentRunner {
            runner_id: "alpha".to_owned(),
            error: TRICK.to_owned(),
            hint: TRICK.to_owned(),
            since: Some(Millis(1_795_000_000_000)),
            link: "https://console.example/runners/alpha".to_owned(),
            ..ContentRunner::default()
        };
        Content {
            kind: Kind::Alarm,
            title: format!("alpha: {TRICK}"),
            rule: "rule".to_owned(),
            cause: None,
            runners: vec![runner; 30],
            more: 5,
            link: "https://console.example/".to_owned(),
            silence: "Pause it.".to_owned(),
            silence_link: "https://console.example/notifications/r".to_owned(),
        }
    }

    fn shaped(kind: ChannelKind) -> (Value, String) {
        let body = body(kind, "msg_1", Millis(0), &content());
        let value: Value = serde_json::from_slice(&body).unwrap();
        (value, String::from_utf8(body).unwrap())
    }

    #[test]
    fn slack_shows_what_others_wrote_without_marks() {
        let (value, _) = shaped(ChannelKind::Slack);
        assert_eq!(value["blocks"][0]["text"]["type"], "plain_text");
        assert_eq!(value["blocks"][1]["text"]["type"], "plain_text");
        let link = "<https://console.example/|Open in the console> · \
                    <https://console.example/notifications/r|Pause this rule>";
        assert_eq!(value["blocks"][2]["text"]["text"], link);
        assert!(value["text"].as_str().unwrap().contains("&lt;!channel&gt;"));
        let section = value["blocks"][1]["text"]["text"].as_str().unwrap();
        assert!(section.chars().count() <= 3000);
        assert!(section.contains("2026-11-18 11:06:40 UTC"), "{section}");
    }

    #[test]
    fn teams_shows_what_others_wrote_without_marks() {
        let (value, text) = shaped(ChannelKind::Teams);
        assert!(!text.contains("TextBlock\"") || text.contains("RichTextBlock"));
        let card = &value["attachments"][0]["content"];
        let rows = card["body"].as_array().unwrap();
        assert!(rows.iter().all(|row| row["type"] == "RichTextBlock"));
        assert_eq!(card["actions"][0]["url"], "https://console.example/");
        assert_eq!(card["actions"][1]["url"], content().silence_link);
        let last = rows[rows.len() - 2]["inlines"][0]["text"].as_str().unwrap();
        assert_eq!(last, "and 25 more");
    }

    #[test]
    fn discord_mentions_nobody() {
        let (value, _) = shaped(ChannelKind::Discord);
        assert_eq!(value["allowed_mentions"], json!({ "parse": [] }));
        let embed = &value["embeds"][0];
        assert!(embed["title"].as_str().unwrap().contains("\\@everyone"));
        let description = embed["description"].as_str().unwrap();
        assert!(!description.contains("[x]"), "{description}");
        assert!(description.chars().count() <= 4096);
        let pause = "[Pause this rule](https://console.example/notifications/r)";
        assert!(description.ends_with(pause), "{description}");
    }

    #[test]
    fn a_webhook_gets_what_is_said_as_it_is() {
        let (value, _) = shaped(ChannelKind::Webhook);
        assert_eq!(value["type"], "runner-console.alarm");
        assert_eq!(value["id"], "msg_1");
        assert_eq!(value["timestamp"], "1970-01-01T00:00:00Z");
        assert_eq!(value["data"]["runners"][0]["error"], TRICK);
        assert_eq!(value["data"]["more"], 5);
    }
}
