//! A calendar file (RFC 5545) of due dates: an all-day event each, with a UID that stays. No clock: the stamp
//! of an event is the date of its audit.

use chrono::{Days, NaiveDate};

use super::list::Listed;
use crate::lang::{Lang, Word};
use crate::outcome::{ActionStatus, Gravity};

/// Octets a line of a calendar file may have.
const LINE: usize = 75;

/// The calendar of the open actions of a list that have a due date; one under a waiver is not waited for.
pub fn calendar(actions: &[Listed], stamp: NaiveDate, lang: Lang) -> String {
    let mut out = String::new();
    let name = lang.pick("整改", "Corrective actions");
    for text in [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//inspect//actions//ZH",
        "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH",
    ] {
        line(&mut out, text);
    }
    line(&mut out, &format!("X-WR-CALNAME:{}", escaped(name)));
    for listed in actions {
        if let (Some(due), ActionStatus::Open | ActionStatus::InProgress, false) =
            (listed.action.due, listed.action.status, listed.waived)
        {
            event(&mut out, listed, due, stamp, lang);
        }
    }
    line(&mut out, "END:VCALENDAR");
    out
}

fn event(out: &mut String, listed: &Listed, due: NaiveDate, stamp: NaiveDate, lang: Lang) {
    let action = &listed.action;
    let day = |date: NaiveDate| date.format("%Y%m%d").to_string();
    let after = due.checked_add_days(Days::new(1)).unwrap_or(due);
    let title = listed.titles.get(lang).trim();
    let serious = match action.gravity {
        Gravity::Serious => lang.pick("【严重】", "[serious] "),
        Gravity::Ordinary => "",
    };
    let gap = lang.pick("：", ": ");
    let word = |word: Word| word.get(lang);
    let mut told = vec![
        format!("{}{gap}{}", word(Word::Project), listed.project_name),
        format!("{}{gap}{}", word(Word::Owner), action.owner),
        format!("{}{gap}{}", word(Word::Action), Word::from(action.status).get(lang)),
    ];
    if !action.note.is_empty() {
        told.push(format!("{}{gap}{}", word(Word::Note), action.note));
    }
    let sequence = action.history.len();
    let place = action.location.as_deref().map(escaped);
    let brackets = |place| lang.pick(format!("（{place}）"), format!(" ({place})"));
    let at = place.as_deref().map(brackets).unwrap_or_default();
    let mut lines = vec![
        "BEGIN:VEVENT".to_string(),
        format!("UID:{}@inspect", escaped(&action.id.replacen('/', ".", 2))),
        format!("DTSTAMP:{}T000000Z", day(stamp)),
        format!("DTSTART;VALUE=DATE:{}", day(due)),
        format!("DTEND;VALUE=DATE:{}", day(after)),
        format!("SEQUENCE:{sequence}"),
        format!("SUMMARY:{}{at}", escaped(&format!("{serious}{} {title}", listed.project_name))),
        format!("DESCRIPTION:{}", escaped(&told.join("\n"))),
        format!("CATEGORIES:{}", escaped(&listed.project)),
        "TRANSP:TRANSPARENT".to_string(),
    ];
    lines.extend(place.map(|place| format!("LOCATION:{place}")));
    lines.push("END:VEVENT".to_string());
    lines.iter().for_each(|text| line(out, text));
}

/// A text as a value: what separates values is escaped, control characters are gone.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\\' | ';' | ',' => out.extend(['\\', c]),
            '\n' => out.push_str("\\n"),
            c if c.is_control() => {}
            c => out.push(c),
        }
    }
    out
}

/// A line, folded where it is too long, never within a character.
fn line(out: &mut String, text: &str) {
    let mut used = 0;
    for c in text.chars() {
        if used + c.len_utf8() > LINE {
            out.push_str("\r\n ");
            used = 1;
        }
        out.push(c);
        used += c.len_utf8();
    }
    out.push_str("\r\n");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_lines_are_folded_between_characters() {
        let mut out = String::new();
        line(&mut out, &format!("SUMMARY:{}", "整改".repeat(30)));
        assert!(out.split("\r\n").all(|l| l.len() <= LINE));
        assert_eq!(out.replace("\r\n ", "").matches("整改").count(), 30);
        assert_eq!(escaped("a,b;c\\d\ne\r"), "a\\,b\\;c\\\\d\\ne");
    }
}
