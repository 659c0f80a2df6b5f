//! Identifiers of time zones as people call them: the database turns the sign of `Etc/GMT+5` round, and
//! browsers keep names that cities no longer have.

/// Old names that browsers still give, and the new ones.
const RENAMED: [(&str, &str); 25] = [
    ("Calcutta", "Kolkata"),
    ("Kiev", "Kyiv"),
    ("Saigon", "Ho Chi Minh City"),
    ("Ho_Chi_Minh", "Ho Chi Minh City"),
    ("Rangoon", "Yangon"),
    ("Katmandu", "Kathmandu"),
    ("Dacca", "Dhaka"),
    ("Macao", "Macau"),
    ("Thimbu", "Thimphu"),
    ("Ujung_Pandang", "Makassar"),
    ("Ulan_Bator", "Ulaanbaatar"),
    ("Ashkhabad", "Ashgabat"),
    ("Chungking", "Chongqing"),
    ("Godthab", "Nuuk"),
    ("Faeroe", "Faroe"),
    ("Asmera", "Asmara"),
    ("Ponape", "Pohnpei"),
    ("Truk", "Chuuk"),
    ("Enderbury", "Kanton"),
    ("Coral_Harbour", "Atikokan"),
    ("Fort_Wayne", "Indianapolis"),
    ("Uzhgorod", "Uzhhorod"),
    ("Zaporozhye", "Zaporizhzhia"),
    ("Knox_IN", "Knox, Indiana"),
    ("Samoa", "Pago Pago"),
];

/// Identifiers that name no city.
const PLACES: [(&str, &str); 12] = [
    ("GB", "London"),
    ("GB-Eire", "London"),
    ("Eire", "Dublin"),
    ("NZ", "Auckland"),
    ("NZ-CHAT", "Chatham"),
    ("PRC", "Shanghai"),
    ("ROC", "Taipei"),
    ("ROK", "Seoul"),
    ("W-SU", "Moscow"),
    ("Hongkong", "Hong Kong"),
    ("Navajo", "Denver"),
    ("Asia/Istanbul", "Istanbul"),
];

/// Regions whose parts are no cities: `US/Eastern`.
const COUNTRIES: [&str; 5] = ["US", "Canada", "Brazil", "Mexico", "Chile"];
/// The same of Australia, which has cities too.
const STATES: [&str; 8] = [
    "ACT",
    "LHI",
    "NSW",
    "North",
    "Queensland",
    "South",
    "Victoria",
    "West",
];

/// What people call a zone: `Helsinki` of `Europe/Helsinki`, `UTC−5` of `Etc/GMT+5`.
pub(super) fn of(zone: &str) -> String {
    let listed = |list: &[(&str, &str)], name: &str| {
        let found = list.iter().find(|(old, _)| *old == name);
        found.map(|(_, new)| (*new).to_owned())
    };
    if let Some(name) = listed(&PLACES, zone).or_else(|| offset(zone)) {
        return name;
    }
    let parts: Vec<&str> = zone.split('/').collect();
    let last = parts.last().copied().unwrap_or(zone);
    if let Some(name) = listed(&RENAMED, last) {
        return name;
    }
    let spaced = |part: &str| part.replace('_', " ");
    match parts.as_slice() {
        [country, part] if COUNTRIES.contains(country) => format!("{country} {}", spaced(part)),
        ["Australia", part] if STATES.contains(part) => format!("Australia {part}"),
        // There is a city of that name elsewhere, too.
        [
            "America",
            state @ ("Indiana" | "Kentucky" | "North_Dakota"),
            city,
        ] => {
            format!("{}, {}", spaced(city), spaced(state))
        }
        _ => spaced(last),
    }
}

/// A zone that is nothing but a distance from UTC. In the database's names west is positive.
fn offset(zone: &str) -> Option<String> {
    if zone.starts_with(['+', '-']) {
        return Some(format!("UTC{}", zone.replace('-', "−")));
    }
    let name = zone.strip_prefix("Etc/").unwrap_or(zone);
    if ["UTC", "UCT", "GMT", "Universal", "Zulu", "Greenwich"].contains(&name) {
        return Some("UTC".to_owned());
    }
    let west: i32 = name.strip_prefix("GMT")?.parse().ok()?;
    Some(match west {
        0 => "UTC".to_owned(),
        west if west > 0 => format!("UTC−{west}"),
        west => format!("UTC+{}", -west),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn zones_are_called_what_people_call_them() {
        for (zone, name) in [
            ("Europe/Helsinki", "Helsinki"),
            ("America/New_York", "New York"),
            ("America/Argentina/Buenos_Aires", "Buenos Aires"),
            ("America/Indiana/Knox", "Knox, Indiana"),
            ("America/North_Dakota/New_Salem", "New Salem, North Dakota"),
            ("Etc/GMT+5", "UTC−5"),
            ("Etc/GMT-14", "UTC+14"),
            ("Etc/GMT0", "UTC"),
            ("Etc/GMT-0", "UTC"),
            ("GMT+0", "UTC"),
            ("Etc/UTC", "UTC"),
            ("Zulu", "UTC"),
            ("UTC", "UTC"),
            ("+05:30", "UTC+05:30"),
            ("-03:00", "UTC−03:00"),
            ("Asia/Calcutta", "Kolkata"),
            ("Europe/Kiev", "Kyiv"),
            ("Asia/Saigon", "Ho Chi Minh City"),
            ("US/Eastern", "US Eastern"),
            ("Australia/North", "Australia North"),
            ("Australia/Sydney", "Sydney"),
            ("GB", "London"),
            ("CET", "CET"),
            ("local time", "local time"),
        ] {
            assert_eq!(of(zone), name, "{zone}");
        }
    }
}
