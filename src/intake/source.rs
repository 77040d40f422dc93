//! What the cells of an exported workbook cannot hold: the file of the standard, in a hidden sheet.
//!
//! A line of the file is a row. A line longer than a cell can be goes on in the next column.

use super::sheet::Sheet;

/// Name of the hidden sheet.
pub const HIDDEN_SHEET: &str = "inspect.toml";

/// Characters of a cell, well below Excel's limit of 32767 UTF-16 units.
const PIECE: usize = 16_000;

/// What stands before every piece: cells keep neither blanks at their ends nor empty lines.
const GUARD: char = '|';

/// A line as the cells of its row.
pub fn pieces(line: &str) -> Vec<String> {
    let chars: Vec<char> = line.chars().collect();
    if chars.is_empty() {
        return vec![format!("{GUARD}{GUARD}")];
    }
    chars.chunks(PIECE).map(|c| format!("{GUARD}{}{GUARD}", c.iter().collect::<String>())).collect()
}

/// The text of the file, from the rows of its sheet.
pub fn text(sheet: &Sheet) -> String {
    let mut lines = Vec::new();
    for row in sheet.rows.values() {
        let mut line = String::new();
        for value in row.values() {
            let text = value.text.strip_prefix(GUARD).unwrap_or(&value.text);
            line.push_str(text.strip_suffix(GUARD).unwrap_or(text));
        }
        lines.push(line);
    }
    lines.push(String::new());
    lines.join("\n")
}
